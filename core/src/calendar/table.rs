//! Open seconds of a stretch with exceptions, in two steps each way.
//!
//! A stretch is at most [`super::windows::CELL`] days, so that its seconds fit 32 bits. Open time is a staircase: as
//! many seconds later as there are closed seconds before the interval. So one list of intervals, each with the open
//! and the closed seconds before it, answers "when is the n-th open second"; a list of days answers the inverse.

use super::shapes::Shapes;
use crate::time::DAY;

/// Open seconds of a stretch of UTC days.
#[derive(Clone, Default, Debug)]
pub(super) struct Table {
    days: Vec<DayRecord>,
    /// The intervals, then two that begin after all open seconds.
    intervals: Vec<Interval>,
    /// For each bucket of `1 << shift` open seconds, the last interval that begins at or before its first second.
    directory: Vec<u32>,
    shift: u32,
    /// At most one interval begins inside any bucket.
    exact: bool,
}

/// A UTC day: the open seconds of the stretch before it, and which seconds of it are open.
#[derive(Clone, Copy, Debug)]
struct DayRecord {
    before: u32,
    shape: u32,
}

#[derive(Clone, Copy, Debug)]
struct Interval {
    /// Open seconds of the stretch before it.
    open_before: u32,
    /// Closed seconds of the stretch before it.
    closed_before: u32,
}

const DAY_SECONDS: u32 = DAY as u32;

impl Table {
    /// The table of a stretch whose days have these shapes, and its open seconds.
    pub(super) fn new(days: &[(u32, u32)], shapes: &Shapes) -> (Self, u32) {
        let (mut records, mut intervals) = (Vec::with_capacity(days.len()), Vec::<Interval>::new());
        let (mut open, mut begin) = (0_u32, 0_u32);
        for (shape, seconds) in days.iter().copied() {
            records.push(DayRecord { before: open, shape });
            for (second, before) in shapes.open(shape) {
                let interval = Interval { open_before: open + before, closed_before: begin + second - (open + before) };
                // What goes on over midnight is one interval.
                if intervals.last().is_none_or(|last| last.closed_before != interval.closed_before) {
                    intervals.push(interval);
                }
            }
            (open, begin) = (open + seconds, begin + DAY_SECONDS);
        }
        let mut table = Self { days: records, intervals, ..Self::default() };
        table.index(open);
        (table, open)
    }

    /// Makes the directory.
    fn index(&mut self, open: u32) {
        /// Directory entries that an interval may take on average.
        const DENSE: u32 = 8;
        let count = u32::try_from(self.intervals.len()).unwrap_or(u32::MAX).max(1);
        let lengths = self.intervals.windows(2).filter_map(|pair| match pair {
            [one, next] => Some(next.open_before - one.open_before),
            _ => None,
        });
        let shortest = lengths.min().unwrap_or(open).max(1);
        // A bucket as short as the shortest interval meets one begin at most.
        self.shift = shortest.ilog2();
        self.exact = open >> self.shift <= count.saturating_mul(DENSE);
        if !self.exact {
            self.shift = (open / count.saturating_mul(2)).max(1).ilog2();
        }
        let after = Interval { open_before: u32::MAX, closed_before: 0 };
        self.intervals.extend([after; 2]);
        let mut last = 0_u32;
        for bucket in 0..=(open >> self.shift) + 1 {
            let first = u64::from(bucket) << self.shift;
            let next = |last: u32| self.intervals.get(last as usize + 1);
            while next(last).is_some_and(|next| u64::from(next.open_before) <= first) {
                last += 1;
            }
            self.directory.push(last);
        }
    }

    /// Open seconds before a second of the stretch.
    #[inline(always)]
    pub(super) fn before(&self, second: u32, shapes: &Shapes) -> u32 {
        match self.days.get((second / DAY_SECONDS) as usize) {
            Some(day) => day.before + shapes.before(day.shape, second % DAY_SECONDS),
            None => 0,
        }
    }

    /// The shape of a day of the stretch.
    pub(super) fn shape(&self, place: usize) -> Option<u32> {
        self.days.get(place).map(|day| day.shape)
    }

    /// The open second before which the stretch has `count` others; `count` is below its open seconds.
    #[inline(always)]
    pub(super) fn nth(&self, count: u32) -> Option<u32> {
        let low = *self.directory.get(count.wrapping_shr(self.shift) as usize)? as usize;
        let [this, next] = self.intervals.get(low..low + 2)? else { return None };
        if !self.exact {
            return self.nth_in_full_bucket(count, low);
        }
        // Both are computed, so that the choice between them is no branch.
        let closed = if next.open_before <= count { next.closed_before } else { this.closed_before };
        Some(count + closed)
    }

    #[inline(never)]
    fn nth_in_full_bucket(&self, count: u32, low: usize) -> Option<u32> {
        let high = *self.directory.get(count.wrapping_shr(self.shift) as usize + 1)? as usize;
        let later = self.intervals.get(low + 1..=high)?;
        let begun = later.partition_point(|interval| interval.open_before <= count);
        self.intervals.get(low + begun).map(|interval| count + interval.closed_before)
    }
}
