//! Cumulative open seconds: how many lie before an instant, and when the n-th is.
//!
//! The tables go by UTC days, so that daylight saving and shifts past midnight are settled when they are made and no
//! zone is looked up later.

use super::definition::{Definition, Span, wide};
use super::hours::{Hours, merge, subtract};
use super::shapes::{ShapeMaker, Shapes};
use super::table::Table;
use super::week::Week;
use super::windows::{Stretch, near, stretches, week_of};
use crate::error::Result;
use crate::time::{DAY, Date};

/// Days added on either side of the known dates for shifts and offsets.
const SLACK: i64 = 3;

/// Cumulative open seconds over a span of UTC days.
#[derive(Clone, Debug)]
pub(super) struct OpenSeconds {
    /// The table that most questions are about.
    main: Placed<Table>,
    /// The other stretches.
    others: Vec<Placed<Kind>>,
    shapes: Shapes,
    first: i64,
    end: i64,
    total: i64,
}

/// A stretch in its place.
#[derive(Clone, Default, Debug)]
struct Placed<T> {
    /// Its first second, and its length.
    begin: i64,
    seconds: u64,
    /// Open seconds before it, and in it.
    open_before: i64,
    open: u64,
    content: T,
}

#[derive(Clone, Debug)]
enum Kind {
    /// A stretch with exceptions.
    Table(Table),
    /// A stretch in which every week is alike, and the open seconds that its week counts before it.
    Weekly(Week, i64),
}

impl OpenSeconds {
    /// The tables of a span of dates. `points` are the days at which hours or offsets may differ from the week.
    pub(super) fn new(definition: &Definition, span: &Span, points: &[i64]) -> Result<Self> {
        let (first, end) = (i64::from(span.first.days()) - SLACK, i64::from(span.last.days()) + 1 + SLACK);
        let exceptional = definition.exceptional_dates();
        let mut maker = ShapeMaker::default();
        let (mut main, mut others, mut total) = (Placed::default(), Vec::new(), 0);
        for stretch in stretches(points, first, end) {
            let (begin, seconds) = (stretch.first * DAY, ((stretch.end - stretch.first) * DAY).unsigned_abs());
            let (content, open) = if stretch.dense {
                let days = days(definition, span, (&exceptional, points), stretch, &mut maker)?;
                let (table, open) = Table::new(&days, &maker.shapes);
                (Kind::Table(table), i64::from(open))
            } else {
                let week = Week::new(week(definition, stretch, &mut maker)?, &maker.shapes);
                let before = |day: i64| week.before(day * DAY, &maker.shapes);
                let (passed, upto) = (before(stretch.first), before(stretch.end));
                (Kind::Weekly(week, passed), upto - passed)
            };
            let (open_before, open) = (total, open.unsigned_abs());
            total += open.cast_signed();
            match content {
                Kind::Table(content) if stretch.is_main() => {
                    main = Placed { begin, seconds, open_before, open, content };
                }
                content => others.push(Placed { begin, seconds, open_before, open, content }),
            }
        }
        Ok(Self { main, others, shapes: maker.shapes, first, end, total })
    }

    /// All open seconds.
    pub(super) fn total(&self) -> i64 {
        self.total
    }

    /// Open seconds before an instant.
    #[inline(always)]
    pub(super) fn before(&self, unix: i64) -> i64 {
        let inside = unix.wrapping_sub(self.main.begin).cast_unsigned();
        if inside < self.main.seconds {
            // A table has at most 2^32 seconds.
            return self.main.open_before + i64::from(self.main.content.before(inside as u32, &self.shapes));
        }
        self.before_elsewhere(unix)
    }

    #[inline(never)]
    fn before_elsewhere(&self, unix: i64) -> i64 {
        if unix < self.first * DAY || unix >= self.end * DAY {
            return if unix < self.first * DAY { 0 } else { self.total };
        }
        let begun = self.others.partition_point(|stretch| stretch.begin <= unix);
        let Some(stretch) = begun.checked_sub(1).and_then(|last| self.others.get(last)) else {
            return 0;
        };
        stretch.open_before
            + match &stretch.content {
                Kind::Table(table) => i64::from(table.before((unix - stretch.begin) as u32, &self.shapes)),
                Kind::Weekly(week, passed) => week.before(unix, &self.shapes) - passed,
            }
    }

    /// The open second before which there are `others` more than before an instant.
    #[inline(always)]
    pub(super) fn later(&self, unix: i64, others: i64) -> Option<i64> {
        let inside = unix.wrapping_sub(self.main.begin).cast_unsigned();
        if inside < self.main.seconds {
            let count = i64::from(self.main.content.before(inside as u32, &self.shapes)).checked_add(others)?;
            if count.cast_unsigned() < self.main.open {
                return self.main.content.nth(count as u32).map(|second| self.main.begin + i64::from(second));
            }
        }
        self.later_elsewhere(unix, others)
    }

    #[inline(never)]
    fn later_elsewhere(&self, unix: i64, others: i64) -> Option<i64> {
        // From one week of a stretch to another of it, it is not asked which stretch comes when.
        let begun = self.others.partition_point(|stretch| stretch.begin <= unix);
        let stretch = begun.checked_sub(1).and_then(|last| self.others.get(last));
        if let Some(Placed { begin, seconds, open, content: Kind::Weekly(week, passed), .. }) = stretch
            && unix.wrapping_sub(*begin).cast_unsigned() < *seconds
        {
            let count = week.before(unix, &self.shapes).checked_add(others)?;
            if count.wrapping_sub(*passed).cast_unsigned() < *open {
                return week.nth(count);
            }
        }
        self.nth(self.before(unix).checked_add(others)?)
    }

    /// The open second before which there are `count` others.
    pub(super) fn nth(&self, count: i64) -> Option<i64> {
        let inside = count.wrapping_sub(self.main.open_before).cast_unsigned();
        if inside < self.main.open {
            return self.main.content.nth(inside as u32).map(|second| self.main.begin + i64::from(second));
        }
        self.nth_elsewhere(count)
    }

    #[inline(never)]
    fn nth_elsewhere(&self, count: i64) -> Option<i64> {
        if count < 0 || count >= self.total {
            return None;
        }
        // Stretches without open seconds share their count with the next: the last one that begins at it has some.
        let begun = self.others.partition_point(|stretch| stretch.open_before <= count);
        let stretch = self.others.get(begun.checked_sub(1)?)?;
        let inside = count - stretch.open_before;
        match &stretch.content {
            Kind::Table(table) => table.nth(inside as u32).map(|second| stretch.begin + i64::from(second)),
            Kind::Weekly(week, passed) => week.nth(inside + passed),
        }
    }

    /// The shape of a UTC day.
    fn shape(&self, day: i64) -> Option<u32> {
        let unix = day * DAY;
        let of_table = |begin: i64, table: &Table| table.shape(usize::try_from((unix - begin) / DAY).ok()?);
        if unix.wrapping_sub(self.main.begin).cast_unsigned() < self.main.seconds {
            return of_table(self.main.begin, &self.main.content);
        }
        let begun = self.others.partition_point(|stretch| stretch.begin <= unix);
        let stretch = self.others.get(begun.checked_sub(1)?)?;
        match &stretch.content {
            Kind::Table(table) => of_table(stretch.begin, table),
            Kind::Weekly(week, _) => week.shape(week_of(day).1),
        }
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
        let second = self.shapes.nth_closed(self.shape(low)?, u32::try_from(count - closed(low)).ok()?);
        Some(low * DAY + i64::from(second))
    }
}

/// The weekdays, Monday first, of a stretch without exceptions: its offset is that of its first day.
fn week(definition: &Definition, stretch: Stretch, maker: &mut ShapeMaker) -> Result<[(u32, u32); 7]> {
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
    let (mut rest, mut parts) = (open.as_slice(), Vec::new());
    let mut days = [(0, 0); 7];
    for (day, slot) in (4..).zip(&mut days) {
        split(&mut rest, day, &mut parts);
        *slot = maker.shape(&parts)?;
    }
    Ok(days)
}

/// The parts of a UTC day that are open. `open` is sorted; what ends before the day is dropped from it.
fn split(open: &mut &[(i64, i64)], day: i64, parts: &mut Vec<(u32, u32)>) {
    let (from, to) = (day * DAY, (day + 1) * DAY);
    let gone = open.iter().take_while(|interval| interval.1 <= from).count();
    *open = open.get(gone..).unwrap_or(&[]);
    let inside = open.iter().take_while(|interval| interval.0 < to);
    let second = |unix: i64| u32::try_from(unix - from).unwrap_or(0);
    parts.clear();
    parts.extend(inside.map(|interval| (second(interval.0.max(from)), second(interval.1.min(to)))));
}

/// The shape of every day of a stretch with exceptions, and its open seconds.
fn days(
    definition: &Definition,
    span: &Span,
    (exceptional, points): (&[Date], &[i64]),
    stretch: Stretch,
    maker: &mut ShapeMaker,
) -> Result<Vec<(u32, u32)>> {
    let mut days = Vec::with_capacity(usize::try_from(stretch.end - stretch.first).unwrap_or(0));
    let mut parts = Vec::new();
    for part in near(points, stretch) {
        if part.dense {
            let open = open_intervals(definition, span, exceptional, part);
            let mut rest = open.as_slice();
            for day in part.first..part.end {
                split(&mut rest, day, &mut parts);
                days.push(maker.shape(&parts)?);
            }
        } else {
            let week = week(definition, part, maker)?;
            let (begin, length) = (week_of(part.first).1, usize::try_from(part.end - part.first).unwrap_or(0));
            days.extend(week.iter().cycle().skip(begin).take(length));
        }
    }
    Ok(days)
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
