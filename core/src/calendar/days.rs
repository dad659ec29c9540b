//! Ranks of working days: how many lie before a date, and which is the n-th.

use super::definition::{Definition, Span};
use super::windows::{Stretch, day_of, stretches, week_of};
use crate::time::Date;

/// Cumulative working days over a span of dates. Asking costs the same for one day and for a million.
#[derive(Clone, Debug)]
pub(super) struct WorkingDays {
    /// The only table of a span that is one stretch; empty otherwise.
    whole: Table,
    /// The stretches of a span that has several.
    segments: Vec<Segment>,
    total: i64,
}

/// A stretch with exceptions.
#[derive(Clone, Default, Debug)]
struct Table {
    first: i64,
    /// Working days before each day of the stretch, and before its end.
    rank: Vec<u32>,
    /// The working days of the stretch.
    nth: Vec<i32>,
}

impl Table {
    #[inline]
    fn rank(&self, day: i64) -> i64 {
        let place = usize::try_from(day - self.first).ok();
        place.and_then(|place| self.rank.get(place)).map_or(0, |rank| i64::from(*rank))
    }

    #[inline]
    fn nth(&self, inside: i64) -> Option<i64> {
        let place = usize::try_from(inside).ok()?;
        self.nth.get(place).map(|day| i64::from(*day))
    }
}

#[derive(Clone, Debug)]
struct Segment {
    first: i64,
    end: i64,
    /// Working days before `first`.
    base: i64,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Table(Table),
    /// A stretch in which every week is alike.
    Weekly(Week),
}

#[derive(Clone, Copy, Debug)]
struct Week {
    per_week: i64,
    /// Working days of the week before each weekday.
    before: [i64; 7],
    /// The weekdays that are working days; the first `per_week` count.
    weekdays: [i64; 7],
}

impl Week {
    fn new(definition: &Definition) -> Self {
        let (mut before, mut weekdays, mut per_week) = ([0; 7], [0; 7], 0);
        for ((weekday, hours), slot) in (0..).zip(&definition.weekly).zip(&mut before) {
            *slot = per_week;
            if !hours.is_closed() {
                if let Some(place) = usize::try_from(per_week).ok().and_then(|index| weekdays.get_mut(index)) {
                    *place = weekday;
                }
                per_week += 1;
            }
        }
        Self { per_week, before, weekdays }
    }

    /// Working days from the week of 1970-01-01 to a day, as the week alone has it.
    fn count(&self, day: i64) -> i64 {
        let (week, weekday) = week_of(day);
        week * self.per_week + self.before.get(weekday).copied().unwrap_or(0)
    }

    /// The day with this count.
    fn day(&self, count: i64) -> Option<i64> {
        let week = count.checked_div_euclid(self.per_week)?;
        let weekday = usize::try_from(count.checked_rem_euclid(self.per_week)?).ok();
        Some(day_of(week, *self.weekdays.get(weekday?)?))
    }
}

impl WorkingDays {
    /// The ranks of a span of dates. `points` are the days that may differ from their weekday, in ascending order.
    pub(super) fn new(definition: &Definition, span: &Span, points: &[i64]) -> Self {
        let week = Week::new(definition);
        let (first, end) = (i64::from(span.first.days()), i64::from(span.last.days()) + 1);
        let exceptional = definition.exceptional_dates();
        let (mut segments, mut base) = (Vec::new(), 0);
        for stretch in stretches(points, first, end) {
            let kind =
                if stretch.dense { table(definition, &week, &exceptional, stretch, base) } else { Kind::Weekly(week) };
            let count = match &kind {
                Kind::Table(table) => i64::try_from(table.nth.len()).unwrap_or(0),
                Kind::Weekly(week) => week.count(stretch.end) - week.count(stretch.first),
            };
            segments.push(Segment { first: stretch.first, end: stretch.end, base, kind });
            base += count;
        }
        let whole = match segments.as_mut_slice() {
            [Segment { kind: Kind::Table(table), .. }] => std::mem::take(table),
            _ => Table::default(),
        };
        if !whole.rank.is_empty() {
            segments.clear();
        }
        Self { whole, segments, total: base }
    }

    /// Working days before a day of the span, or before its end.
    #[inline]
    pub(super) fn rank(&self, day: i64) -> i64 {
        if self.segments.is_empty() {
            return self.whole.rank(day);
        }
        let found = self.segments.partition_point(|segment| segment.end < day);
        let Some(segment) = self.segments.get(found) else {
            return self.total;
        };
        match &segment.kind {
            Kind::Table(table) => table.rank(day),
            Kind::Weekly(week) => segment.base + week.count(day) - week.count(segment.first),
        }
    }

    /// The working day before which there are `rank` others.
    #[inline]
    pub(super) fn nth(&self, rank: i64) -> Option<i64> {
        if self.segments.is_empty() {
            return self.whole.nth(rank);
        }
        if rank < 0 || rank >= self.total {
            return None;
        }
        let found = self.segments.partition_point(|segment| segment.base <= rank);
        let segment = self.segments.get(found.checked_sub(1)?)?;
        let inside = rank - segment.base;
        match &segment.kind {
            Kind::Table(table) => table.nth(inside),
            Kind::Weekly(week) => week.day(inside + week.count(segment.first)),
        }
    }
}

fn table(definition: &Definition, week: &Week, exceptional: &[Date], stretch: Stretch, base: i64) -> Kind {
    let length = usize::try_from(stretch.end - stretch.first).unwrap_or(0);
    let mut rank = Vec::with_capacity(length + 1);
    let mut nth = Vec::with_capacity(length);
    let begin = exceptional.partition_point(|date| i64::from(date.days()) < stretch.first);
    let mut rest = exceptional.iter().skip(begin).peekable();
    let mut count = u32::try_from(base).unwrap_or(u32::MAX);
    for day in stretch.first..stretch.end {
        rank.push(count);
        let working = match rest.next_if(|date| i64::from(date.days()) == day) {
            Some(date) => definition.day(*date).working,
            None => week.count(day + 1) > week.count(day),
        };
        if working {
            nth.extend(i32::try_from(day));
            count += 1;
        }
    }
    rank.push(count);
    Kind::Table(Table { first: stretch.first, rank, nth })
}
