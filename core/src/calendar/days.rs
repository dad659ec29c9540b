//! Ranks of working days: how many lie before a date, and which is the n-th.

use super::definition::{Definition, Span};
use super::windows::{Stretch, day_of, stretches, week_of};
use crate::time::Date;

/// Cumulative working days over a span of dates. Asking costs the same for one day and for a million.
#[derive(Clone, Debug)]
pub(super) struct WorkingDays {
    /// The table that most questions are about.
    main: Table,
    /// The other stretches.
    others: Vec<Segment>,
    total: i64,
}

/// A stretch with exceptions.
#[derive(Clone, Default, Debug)]
struct Table {
    first: i64,
    /// Working days before the stretch.
    base: i64,
    /// Working days of the stretch before each of its days, and before its end.
    rank: Vec<u32>,
    /// The working days of the stretch.
    nth: Vec<Date>,
}

impl Table {
    /// Working days before a day of the stretch, or before its end.
    #[inline(always)]
    fn rank(&self, day: i64) -> Option<i64> {
        let place = usize::try_from(day.wrapping_sub(self.first)).ok()?;
        self.rank.get(place).map(|rank| self.base + i64::from(*rank))
    }

    /// The working day before which there are `rank` others, when it is in the stretch.
    #[inline(always)]
    fn nth(&self, rank: i64) -> Option<Date> {
        let place = usize::try_from(rank.wrapping_sub(self.base)).ok()?;
        self.nth.get(place).copied()
    }

    /// The working day with so many others between a day of the stretch and it, when both are in the stretch.
    #[inline(always)]
    fn later(&self, day: i64, others: i64) -> Option<Date> {
        let place = usize::try_from(day.wrapping_sub(self.first)).ok()?;
        let rank = i64::from(*self.rank.get(place)?).checked_add(others)?;
        self.nth.get(usize::try_from(rank).ok()?).copied()
    }
}

#[derive(Clone, Debug)]
struct Segment {
    first: i64,
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

/// The working days of a week; days are counted from one origin.
#[derive(Clone, Copy, Debug)]
struct Week {
    per_week: u32,
    /// 2^32 / `per_week`, rounded up: a multiplication takes the place of a division.
    reciprocal: u64,
    /// Working days of the week before each weekday.
    before: [u32; 7],
    /// The weekdays that are working days; the first `per_week` count.
    weekdays: [u32; 7],
}

/// A Monday before every date, so that what is counted from it is not negative.
const ORIGIN: i64 = day_of(-103_000, 0);

impl Week {
    fn new(definition: &Definition) -> Self {
        let (mut before, mut weekdays, mut per_week) = ([0; 7], [0; 7], 0);
        for ((weekday, hours), slot) in (0..).zip(&definition.weekly).zip(&mut before) {
            *slot = per_week;
            if !hours.is_closed() {
                if let Some(place) = weekdays.get_mut(per_week as usize) {
                    *place = weekday;
                }
                per_week += 1;
            }
        }
        let reciprocal = (1_u64 << 32).checked_div(per_week.into()).map_or(0, |exact| exact + 1);
        Self { per_week, reciprocal, before, weekdays }
    }

    fn works_on(&self, weekday: u32) -> bool {
        self.weekdays.iter().take(self.per_week as usize).any(|working| *working == weekday)
    }

    /// Working days from the origin to a day, as the week alone has it.
    #[inline]
    fn count(&self, day: i64) -> i64 {
        let day = (day - ORIGIN) as u32;
        let before = self.before.get((day % 7) as usize).copied().unwrap_or(0);
        i64::from(day / 7 * self.per_week + before)
    }

    /// The day with this count; `None` when no week has any.
    #[inline]
    fn day(&self, count: i64) -> Option<Date> {
        let count = u32::try_from(count).ok()?;
        // Counts stay below 2^23, so that the quotient is exact.
        let week = ((u64::from(count) * self.reciprocal) >> 32) as u32;
        let place = (count - week * self.per_week) as usize;
        let weekday = self.weekdays.get(..self.per_week as usize)?.get(place)?;
        Date::on_day(i32::try_from(i64::from(week * 7 + weekday) + ORIGIN).ok()?)
    }
}

/// One count of working days for many dates: where both ends lie in the table that most questions are about and before
/// some day, an answer is two look-ups; elsewhere there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near<'t> {
    /// Working days before each day of the table or, when it is passed first, up to it.
    rank: &'t [u32],
    nth: &'t [Date],
    /// The first day of the table.
    first: i32,
    /// Working days between the day of that rank and the answer.
    others: i32,
    /// No answer rests on this day or a later one.
    end: i32,
}

impl Near<'_> {
    #[inline(always)]
    pub(super) fn later(&self, date: Date) -> Option<Date> {
        // What is negative wraps to a place that no table has.
        let place = date.days().wrapping_sub(self.first).cast_unsigned();
        let rank = self.rank.get(place as usize)?.cast_signed().wrapping_add(self.others).cast_unsigned();
        let found = *self.nth.get(rank as usize)?;
        // Backwards the start itself decides nothing.
        (found.days().max(date.days() - 1) < self.end).then_some(found)
    }
}

impl WorkingDays {
    /// The ranks of a span of dates. `points` are the days that may differ from their weekday, in ascending order.
    pub(super) fn new(definition: &Definition, span: &Span, points: &[i64]) -> Self {
        let week = Week::new(definition);
        let (first, end) = (i64::from(span.first.days()), i64::from(span.last.days()) + 1);
        let exceptional = definition.exceptional_dates();
        let (mut main, mut others, mut base) = (Table::default(), Vec::new(), 0);
        for stretch in stretches(points, first, end) {
            let kind =
                if stretch.dense { table(definition, &week, &exceptional, stretch, base) } else { Kind::Weekly(week) };
            let count = match &kind {
                Kind::Table(table) => i64::try_from(table.nth.len()).unwrap_or(0),
                Kind::Weekly(week) => week.count(stretch.end) - week.count(stretch.first),
            };
            match kind {
                Kind::Table(table) if stretch.is_main() => main = table,
                kind => others.push(Segment { first: stretch.first, base, kind }),
            }
            base += count;
        }
        Self { main, others, total: base }
    }

    /// The same count for many dates, of which none may rest on `end` or later; `None` when the count is nothing or
    /// beyond every table.
    pub(super) fn near(&self, days: i64, end: i64) -> Option<Near<'_>> {
        // Forwards the start is passed before anything counts; day 1 is the next of its rank.
        let forwards = usize::from(days > 0);
        let others = i32::try_from(days).ok().filter(|days| *days != 0)?.checked_sub(i32::from(days > 0))?;
        let Table { first, rank, nth, .. } = &self.main;
        let rank = rank.get(forwards..rank.len().saturating_sub(1) + forwards)?;
        let (first, end) = (i32::try_from(*first).ok()?, i32::try_from(end).unwrap_or(i32::MAX));
        Some(Near { rank, nth, first, others, end })
    }

    /// Working days before a day of the span, or before its end.
    #[inline(always)]
    pub(super) fn rank(&self, day: i64) -> i64 {
        self.main.rank(day).unwrap_or_else(|| self.rank_elsewhere(day))
    }

    #[inline(never)]
    fn rank_elsewhere(&self, day: i64) -> i64 {
        // The end of the span is that of the last stretch.
        let begun = self.others.partition_point(|segment| segment.first <= day);
        let Some(segment) = begun.checked_sub(1).and_then(|last| self.others.get(last)) else {
            return 0;
        };
        match &segment.kind {
            Kind::Table(table) => table.rank(day).unwrap_or(self.total),
            Kind::Weekly(week) => segment.base + week.count(day) - week.count(segment.first),
        }
    }

    /// The working day before which there are `others` more than before a day of the span.
    #[inline(always)]
    pub(super) fn later(&self, day: i64, others: i64) -> Option<Date> {
        match self.main.later(day, others) {
            None => self.later_elsewhere(day, others),
            found => found,
        }
    }

    #[inline(never)]
    fn later_elsewhere(&self, day: i64, others: i64) -> Option<Date> {
        let rank = self.rank(day).checked_add(others).filter(|rank| (0..self.total).contains(rank))?;
        if let Some(found) = self.main.nth(rank) {
            return Some(found);
        }
        let begun = self.others.partition_point(|segment| segment.base <= rank);
        let segment = self.others.get(begun.checked_sub(1)?)?;
        match &segment.kind {
            Kind::Table(table) => table.nth(rank),
            Kind::Weekly(week) => week.day(rank - segment.base + week.count(segment.first)),
        }
    }
}

fn table(definition: &Definition, week: &Week, exceptional: &[Date], stretch: Stretch, base: i64) -> Kind {
    let length = usize::try_from(stretch.end - stretch.first).unwrap_or(0);
    let mut rank = Vec::with_capacity(length + 1);
    let mut nth = Vec::with_capacity(length);
    let begin = exceptional.partition_point(|date| i64::from(date.days()) < stretch.first);
    let mut rest = exceptional.iter().skip(begin).peekable();
    let mut count = 0;
    for (day, weekday) in (stretch.first..stretch.end).zip((0..7).cycle().skip(week_of(stretch.first).1)) {
        rank.push(count);
        let working = match rest.next_if(|date| i64::from(date.days()) == day) {
            Some(date) => definition.day(*date).working,
            None => week.works_on(weekday),
        };
        if working {
            nth.extend(i32::try_from(day).ok().and_then(Date::on_day));
            count += 1;
        }
    }
    rank.push(count);
    Kind::Table(Table { first: stretch.first, base, rank, nth })
}
