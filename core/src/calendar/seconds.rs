//! Cumulative open seconds: how many lie before an instant, and when the n-th is.
//!
//! The tables go by UTC days, so that daylight saving and shifts past midnight are settled when they are made and no
//! zone is looked up later.

use std::collections::HashMap;

use super::definition::{Definition, Span, wide};
use super::hours::{Hours, merge, subtract};
use super::windows::{Stretch, day_of, stretches, week_of};
use crate::error::{Code, Error, Result};
use crate::time::{DAY, Date};

/// Bits of a day record that name its shape; the others are the open seconds before the day.
const SHAPE_BITS: u32 = 16;

/// Days added on either side of the known dates for shifts and offsets.
const SLACK: i64 = 3;

/// Cumulative open seconds over a span of UTC days.
#[derive(Clone, Debug)]
pub(super) struct OpenSeconds {
    segments: Vec<Segment>,
    shapes: Shapes,
    first: i64,
    end: i64,
    total: i64,
}

#[derive(Clone, Debug)]
struct Segment {
    first: i64,
    end: i64,
    /// Open seconds before `first`.
    base: i64,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// A stretch with exceptions.
    Table(Table),
    /// A stretch in which every week is alike.
    Weekly(Week),
}

#[derive(Clone, Debug)]
struct Table {
    /// Open seconds of the stretch before each day, with the shape of the day.
    records: Vec<u64>,
    /// The days that have open seconds.
    open: Vec<OpenDay>,
    /// The last open day with no more open seconds before it than each bucket of `1 << shift` seconds.
    directory: Vec<u32>,
    shift: u32,
}

/// A day that has open seconds.
#[derive(Clone, Copy, Debug)]
struct OpenDay {
    record: u64,
    day: i64,
}

impl Table {
    fn new(records: Vec<u64>, open: Vec<OpenDay>, seconds: i64) -> Self {
        let days = i64::try_from(open.len()).unwrap_or(i64::MAX).max(1);
        // About two buckets a day, so that most of them lie in one day.
        let shift = (seconds / days / 2).max(1).ilog2();
        let mut directory = Vec::new();
        let mut last = 0_u32;
        for bucket in 0..=(seconds >> shift) + 1 {
            let next = |last: u32| open.get(last as usize + 1).map(|day| seconds_of(day.record));
            while next(last).is_some_and(|before| before <= bucket << shift) {
                last += 1;
            }
            directory.push(last);
        }
        Self { records, open, directory, shift }
    }

    /// The day of the open second before which the stretch has `count` others.
    #[inline]
    fn day_of(&self, count: i64) -> Option<OpenDay> {
        let bucket = usize::try_from(count >> self.shift).ok()?;
        let low = *self.directory.get(bucket)? as usize;
        let high = *self.directory.get(bucket + 1)? as usize;
        let begun = if high - low <= 1 {
            // When the bucket lies in one day, the next day begins after it: no branch is needed.
            let next = self.open.get(low + 1);
            usize::from(next.is_some_and(|day| seconds_of(day.record) <= count))
        } else {
            let later = self.open.get(low + 1..=high)?;
            later.partition_point(|day| seconds_of(day.record) <= count)
        };
        self.open.get(low + begun).copied()
    }
}

#[derive(Clone, Copy, Debug)]
struct Week {
    shapes: [u16; 7],
    before: [i64; 7],
    per_week: i64,
}

impl Week {
    fn count(&self, day: i64) -> i64 {
        let (week, weekday) = week_of(day);
        week * self.per_week + self.before.get(weekday).copied().unwrap_or(0)
    }
}

/// The different days there are.
#[derive(Clone, Default, Debug)]
struct Shapes {
    shapes: Vec<Shape>,
    intervals: Vec<Interval>,
}

/// A day. Most days have at most two intervals; they stand here, so that nothing is searched.
#[derive(Clone, Copy, Debug)]
struct Shape {
    one: Interval,
    two: Interval,
    /// First interval and number of intervals.
    from: u32,
    count: u32,
}

/// An open interval of a UTC day.
#[derive(Clone, Copy, Debug)]
struct Interval {
    open: u32,
    close: u32,
    /// Open seconds of the day before it.
    before: u32,
}

impl Interval {
    /// No interval: nothing is open in it and nothing is late enough to be after it.
    const NONE: Self = Self { open: 0, close: 0, before: u32::MAX };

    /// Its seconds before a second of the day.
    #[inline]
    fn open_before(self, second: u32) -> u32 {
        second.max(self.open).min(self.close) - self.open
    }

    /// Closed seconds of the day before it; they grow from one interval to the next.
    #[inline]
    fn closed_before(self) -> u32 {
        self.open.wrapping_sub(self.before)
    }
}

impl Shapes {
    #[inline]
    fn get(&self, shape: u16) -> Option<&Shape> {
        self.shapes.get(usize::from(shape))
    }

    fn intervals(&self, shape: &Shape) -> &[Interval] {
        let range = shape.from as usize..shape.from as usize + shape.count as usize;
        self.intervals.get(range).unwrap_or(&[])
    }

    /// Open seconds of a day before a second of it.
    #[inline]
    fn before(&self, shape: u16, second: u32) -> u32 {
        let Some(shape) = self.get(shape) else { return 0 };
        if shape.count <= 2 {
            return shape.one.open_before(second) + shape.two.open_before(second);
        }
        let intervals = self.intervals(shape);
        let begun = intervals.partition_point(|interval| interval.open < second);
        let last = begun.checked_sub(1).and_then(|last| intervals.get(last));
        last.map_or(0, |last| last.before + last.open_before(second))
    }

    /// The open second of a day before which there are `count` others.
    #[inline]
    fn nth(&self, shape: u16, count: u32) -> u32 {
        let Some(shape) = self.get(shape) else { return 0 };
        if shape.count <= 2 {
            // Both are computed, so that the choice between them is no branch.
            let (one, two) = (shape.one.closed_before(), shape.two.closed_before());
            return count + if shape.two.before <= count { two } else { one };
        }
        let intervals = self.intervals(shape);
        let begun = intervals.partition_point(|interval| interval.before <= count);
        let last = begun.checked_sub(1).and_then(|last| intervals.get(last));
        count + last.map_or(0, |last| last.closed_before())
    }

    /// The closed second of a day before which there are `count` others.
    fn nth_closed(&self, shape: u16, count: u32) -> u32 {
        let intervals = self.get(shape).map_or(&[][..], |shape| self.intervals(shape));
        let begun = intervals.partition_point(|interval| interval.closed_before() <= count);
        let last = begun.checked_sub(1).and_then(|last| intervals.get(last));
        last.map_or(count, |last| count + last.before + (last.close - last.open))
    }
}

/// Gives equal days one shape while the tables are made.
#[derive(Default)]
struct ShapeMaker {
    shapes: Shapes,
    known: HashMap<Vec<(u32, u32)>, (u16, i64)>,
}

impl ShapeMaker {
    /// The shape of a day and its open seconds.
    fn shape(&mut self, intervals: &[(u32, u32)]) -> Result<(u16, i64)> {
        if let Some(found) = self.known.get(intervals) {
            return Ok(*found);
        }
        let number = u16::try_from(self.shapes.shapes.len())
            .map_err(|_| Error::new(Code::TooLarge, "the calendar", "65,536 different days"))?;
        let fault = |_| Error::new(Code::TooLarge, "the calendar", "4,294,967,296 intervals");
        let from = u32::try_from(self.shapes.intervals.len()).map_err(fault)?;
        let count = u32::try_from(intervals.len()).map_err(fault)?;
        let mut total = 0;
        let (mut one, mut two) = (Interval::NONE, Interval::NONE);
        for (place, (open, close)) in intervals.iter().copied().enumerate() {
            let interval = Interval { open, close, before: total };
            match place {
                0 => one = interval,
                1 => two = interval,
                _ => {}
            }
            self.shapes.intervals.push(interval);
            total += close - open;
        }
        self.shapes.shapes.push(Shape { one, two, from, count });
        let found = (number, i64::from(total));
        self.known.insert(intervals.to_vec(), found);
        Ok(found)
    }
}

impl OpenSeconds {
    /// The tables of a span of dates. `points` are the days at which hours or offsets may differ from the week.
    pub(super) fn new(definition: &Definition, span: &Span, points: &[i64]) -> Result<Self> {
        let (first, end) = (i64::from(span.first.days()) - SLACK, i64::from(span.last.days()) + 1 + SLACK);
        let exceptional = definition.exceptional_dates();
        let mut maker = ShapeMaker::default();
        let (mut segments, mut base) = (Vec::new(), 0);
        for stretch in stretches(points, first, end) {
            let (kind, count) = if stretch.dense {
                table(definition, span, &exceptional, stretch, &mut maker)?
            } else {
                let week = week(definition, stretch, &mut maker)?;
                (Kind::Weekly(week), week.count(stretch.end) - week.count(stretch.first))
            };
            segments.push(Segment { first: stretch.first, end: stretch.end, base, kind });
            base += count;
        }
        Ok(Self { segments, shapes: maker.shapes, first, end, total: base })
    }

    /// All open seconds.
    pub(super) fn total(&self) -> i64 {
        self.total
    }

    /// Open seconds before a UTC day, and its shape.
    #[inline]
    fn day(&self, day: i64) -> (i64, u16) {
        let segment = match self.segments.as_slice() {
            [only] => Some(only),
            many => many.get(many.partition_point(|segment| segment.end <= day)),
        };
        let Some(segment) = segment else {
            return (self.total, u16::MAX);
        };
        match &segment.kind {
            Kind::Table(Table { records, .. }) => {
                let place = usize::try_from(day - segment.first).ok();
                match place.and_then(|place| records.get(place)) {
                    Some(record) => (segment.base + seconds_of(*record), shape_of(*record)),
                    None if day < segment.first => (0, u16::MAX),
                    None => (self.total, u16::MAX),
                }
            }
            Kind::Weekly(week) => {
                let shape = week.shapes.get(week_of(day).1).copied().unwrap_or(u16::MAX);
                (segment.base + week.count(day) - week.count(segment.first), shape)
            }
        }
    }

    /// Open seconds before an instant.
    #[inline]
    pub(super) fn before(&self, unix: i64) -> i64 {
        let (before, shape) = self.day(unix.div_euclid(DAY));
        before + i64::from(self.shapes.before(shape, unix.rem_euclid(DAY) as u32))
    }

    /// The open second before which there are `count` others.
    #[inline]
    pub(super) fn nth(&self, count: i64) -> Option<i64> {
        if count < 0 || count >= self.total {
            return None;
        }
        let segment = match self.segments.as_slice() {
            [only] => only,
            many => many.get(many.partition_point(|segment| segment.base <= count).checked_sub(1)?)?,
        };
        let inside = count - segment.base;
        let (day, rest, shape) = match &segment.kind {
            Kind::Table(table) => {
                let found = table.day_of(inside)?;
                (found.day, inside - seconds_of(found.record), shape_of(found.record))
            }
            Kind::Weekly(week) => {
                let count = inside + week.count(segment.first);
                let rest = count.checked_rem_euclid(week.per_week)?;
                let weekday = week.before.partition_point(|before| *before <= rest).checked_sub(1)?;
                let day = day_of(count.checked_div_euclid(week.per_week)?, i64::try_from(weekday).ok()?);
                (day, rest - week.before.get(weekday)?, *week.shapes.get(weekday)?)
            }
        };
        let second = self.shapes.nth(shape, u32::try_from(rest).ok()?);
        Some(day * DAY + i64::from(second))
    }

    /// Closed seconds before an instant.
    fn closed_before(&self, unix: i64) -> i64 {
        unix - self.first * DAY - self.before(unix)
    }

    /// The first closed second at or after an instant; `None` when it never closes again.
    pub(super) fn next_closed(&self, unix: i64) -> Option<i64> {
        self.nth_closed(self.closed_before(unix))
    }

    /// The last closed second before an instant; `None` when there is none.
    pub(super) fn previous_closed(&self, unix: i64) -> Option<i64> {
        self.nth_closed(self.closed_before(unix).checked_sub(1).filter(|count| *count >= 0)?)
    }

    /// By halving over the days: at most 22 steps.
    fn nth_closed(&self, count: i64) -> Option<i64> {
        let closed = |day: i64| self.closed_before(day * DAY);
        if count >= closed(self.end) {
            return None;
        }
        // The last day with no more closed seconds before it.
        let (mut low, mut high) = (self.first, self.end);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if closed(middle) <= count { low = middle } else { high = middle }
        }
        let (_, shape) = self.day(low);
        let second = self.shapes.nth_closed(shape, u32::try_from(count - closed(low)).ok()?);
        Some(low * DAY + i64::from(second))
    }
}

#[inline]
fn seconds_of(record: u64) -> i64 {
    (record >> SHAPE_BITS) as i64
}

#[inline]
fn shape_of(record: u64) -> u16 {
    record as u16
}

/// The week of a stretch without exceptions: its offset is that of its first day.
fn week(definition: &Definition, stretch: Stretch, maker: &mut ShapeMaker) -> Result<Week> {
    let offset = i64::from(definition.zone.offset_at(stretch.first * DAY));
    let mut open = Vec::new();
    // The week from Monday 1970-01-05, and what can reach into it.
    for day in -3..15 {
        let hours = definition.weekly.get(week_of(day).1);
        for (from, to) in hours.map(wide).unwrap_or_default() {
            open.push((day * DAY + from - offset, day * DAY + to - offset));
        }
    }
    open.sort_unstable();
    let open = merge(&open);
    let mut week = Week { shapes: [0; 7], before: [0; 7], per_week: 0 };
    let mut rest = open.as_slice();
    for ((day, shape), before) in (4..).zip(&mut week.shapes).zip(&mut week.before) {
        let (number, seconds) = maker.shape(&split(&mut rest, day))?;
        (*shape, *before) = (number, week.per_week);
        week.per_week += seconds;
    }
    Ok(week)
}

/// The parts of a UTC day that are open. `open` is sorted; what ends before the day is dropped from it.
fn split(open: &mut &[(i64, i64)], day: i64) -> Vec<(u32, u32)> {
    let (from, to) = (day * DAY, (day + 1) * DAY);
    let gone = open.iter().take_while(|interval| interval.1 <= from).count();
    *open = open.get(gone..).unwrap_or(&[]);
    let inside = open.iter().take_while(|interval| interval.0 < to);
    let second = |unix: i64| u32::try_from(unix - from).unwrap_or(0);
    inside.map(|interval| (second(interval.0.max(from)), second(interval.1.min(to)))).collect()
}

/// The table of a stretch with exceptions, and its open seconds.
fn table(
    definition: &Definition,
    span: &Span,
    exceptional: &[Date],
    stretch: Stretch,
    maker: &mut ShapeMaker,
) -> Result<(Kind, i64)> {
    let open = open_intervals(definition, span, exceptional, stretch);
    let mut rest = open.as_slice();
    let length = usize::try_from(stretch.end - stretch.first).unwrap_or(0);
    let mut records = Vec::with_capacity(length);
    let mut open_days = Vec::new();
    let mut seconds = 0_i64;
    for day in stretch.first..stretch.end {
        let (shape, open) = maker.shape(&split(&mut rest, day))?;
        let record = (seconds as u64) << SHAPE_BITS | u64::from(shape);
        records.push(record);
        if open > 0 {
            open_days.push(OpenDay { record, day });
        }
        seconds += open;
    }
    Ok((Kind::Table(Table::new(records, open_days, seconds)), seconds))
}

/// The open intervals that touch a stretch, in ascending order and disjoint.
fn open_intervals(definition: &Definition, span: &Span, exceptional: &[Date], stretch: Stretch) -> Vec<(i64, i64)> {
    let first = (stretch.first - SLACK).max(i64::from(span.first.days()));
    let last = (stretch.end + SLACK).min(i64::from(span.last.days()));
    let begin = exceptional.partition_point(|date| i64::from(date.days()) < first);
    let mut rest = exceptional.iter().skip(begin).peekable();
    let (mut open, mut cut) = (Vec::new(), Vec::new());
    let place = |day: i64, hours: &Hours, into: &mut Vec<(i64, i64)>| {
        for (from, to) in hours.intervals() {
            let unix = |second: u32| definition.zone.unix_of_local(day * DAY + i64::from(second));
            into.push((unix(*from), unix(*to)));
        }
    };
    for day in first..=last {
        match rest.next_if(|date| i64::from(date.days()) == day) {
            Some(date) => {
                place(day, definition.hours(*date).0, &mut open);
                if let Some(breaks) = definition.breaks.get(date) {
                    place(day, breaks, &mut cut);
                }
            }
            None => {
                if let Some(hours) = definition.weekly.get(week_of(day).1) {
                    place(day, hours, &mut open);
                }
            }
        }
    }
    open.sort_unstable();
    cut.sort_unstable();
    subtract(&merge(&open), &merge(&cut))
}
