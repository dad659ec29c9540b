//! Calendars as plain data, with answers that are counted out: second by second and day by day.

use proptest::prelude::*;

use tousu::Result;
use tousu::calendar::{Calendar, CalendarBuilder, Hours};
use tousu::time::{DAY, Date, Instant};

use crate::clock::{Clock, day, weekday};

/// Dates with exceptions lie in so many days from [`Plan::monday`] on.
pub(crate) const DAYS: i64 = 28;

/// A calendar as plain data.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) clock: Clock,
    /// The first day that may be an exception.
    pub(crate) monday: i64,
    /// Monday first; pairs of half hours since midnight.
    pub(crate) weekly: Vec<Vec<(u32, u32)>>,
    pub(crate) holidays: Vec<i64>,
    pub(crate) workdays: Vec<i64>,
    pub(crate) overrides: Vec<(i64, Vec<(u32, u32)>)>,
    pub(crate) breaks: Vec<(i64, Vec<(u32, u32)>)>,
    pub(crate) holiday_wins: bool,
    /// The calendar knows 2020 to 2035, else every year.
    pub(crate) bounded: bool,
}

const HALF: u32 = 1800;

fn seconds(pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    pairs.iter().map(|(open, close)| (open * HALF, close * HALF)).collect()
}

impl Plan {
    pub(crate) fn builder(&self) -> Result<CalendarBuilder> {
        let mut builder = Calendar::builder().zone(&self.clock.name()).holiday_wins(self.holiday_wins);
        if self.bounded {
            builder = builder.known_years(2020, 2035);
        }
        for (weekday, pairs) in (0..).zip(&self.weekly) {
            builder = builder.weekly(weekday, Hours::new(&seconds(pairs))?);
        }
        for day in &self.holidays {
            builder = builder.holiday(date(*day), "holiday");
        }
        for day in &self.workdays {
            builder = builder.workday(date(*day), "make-up");
        }
        for (day, pairs) in &self.overrides {
            builder = builder.hours_on(date(*day), Hours::new(&seconds(pairs))?);
        }
        for (day, pairs) in &self.breaks {
            builder = builder.break_on(date(*day), Hours::new(&seconds(pairs))?);
        }
        Ok(builder)
    }

    fn shifts(&self, day: i64) -> &[(u32, u32)] {
        let holiday = self.holidays.contains(&day);
        let own = self.overrides.iter().find(|(own, _)| *own == day);
        if let Some((_, own)) = own.filter(|_| !(holiday && self.holiday_wins)) {
            return own;
        }
        if holiday {
            return &[];
        }
        if self.workdays.contains(&day) {
            return self.weekly.iter().find(|pairs| !pairs.is_empty()).map_or(&[], Vec::as_slice);
        }
        &self.weekly[weekday(day) as usize]
    }

    fn cuts(&self, day: i64) -> &[(u32, u32)] {
        self.breaks.iter().find(|(own, _)| *own == day).map_or(&[], |(_, pairs)| pairs)
    }

    /// Which of `length` seconds from an instant on are open: those of any shift, but for those of any break.
    pub(crate) fn open(&self, begin: i64, length: i64) -> Vec<bool> {
        let mut map = vec![false; length as usize];
        let mut paint = |pairs: &[(u32, u32)], day: i64, open: bool| {
            for (from, to) in pairs {
                let second = |half: u32| {
                    let unix = self.clock.unix(day * DAY + i64::from(half * HALF));
                    (unix - begin).clamp(0, length) as usize
                };
                let (from, to) = (second(*from), second(*to));
                if from < to {
                    map[from..to].fill(open);
                }
            }
        };
        let days = begin.div_euclid(DAY) - 4..(begin + length).div_euclid(DAY) + 4;
        days.clone().for_each(|day| paint(self.shifts(day), day, true));
        days.for_each(|day| paint(self.cuts(day), day, false));
        map
    }

    /// Whether a shift that opens on the day keeps a half hour.
    pub(crate) fn working(&self, day: i64) -> bool {
        let cut = |half: u32| self.cuts(day).iter().any(|(open, close)| (*open..*close).contains(&half));
        self.shifts(day).iter().any(|(open, close)| (*open..*close).any(|half| !cut(half)))
    }

    /// The last half hour of the day's shifts that no break cuts, as the instant of its end.
    pub(crate) fn close(&self, day: i64) -> Option<i64> {
        let cut = |half: u32| self.cuts(day).iter().any(|(open, close)| (*open..*close).contains(&half));
        let halves = self.shifts(day).iter().flat_map(|(open, close)| *open..*close).filter(|half| !cut(*half));
        halves.max().map(|half| self.clock.unix(day * DAY + i64::from((half + 1) * HALF)))
    }

    /// The last second of a local date.
    pub(crate) fn end(&self, day: i64) -> i64 {
        self.clock.begin(day + 1) - 1
    }
}

pub(crate) fn date(day: i64) -> Date {
    Date::from_days(i32::try_from(day).unwrap_or(0)).unwrap_or(Date::MIN)
}

pub(crate) fn at(unix: i64) -> Instant {
    Instant::from_unix(unix).unwrap_or(Instant::MIN)
}

/// Disjoint pairs of half hours that open before 24:00.
fn hours(most: u32) -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::btree_set(0..most, 0..5).prop_map(|ends| {
        let ends: Vec<u32> = ends.into_iter().collect();
        ends.chunks_exact(2).filter(|pair| pair[0] < 48).map(|pair| (pair[0], pair[1])).collect()
    })
}

/// Calendars under fixed offsets, their exceptions in September 2026.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let offset = prop_oneof![Just(28_800), Just(0), Just(-12_600), Just(20_700), Just(50_400)];
    plans_of(offset.prop_map(|offset| (Clock::Fixed(offset), day(2026, 9, 7))))
}

/// Calendars of some place, their exceptions around some Sunday.
pub(crate) fn plans_of(places: impl Strategy<Value = (Clock, i64)>) -> impl Strategy<Value = Plan> {
    let office = Just(vec![(18, 24), (26, 36)]);
    let weekday = prop_oneof![3 => office, 1 => hours(49), 1 => hours(70), 1 => Just(vec![(0, 48)])];
    let weekend = prop_oneof![2 => Just(vec![]), 1 => hours(60), 1 => hours(12)];
    let weekly = (prop::collection::vec(weekday, 5), prop::collection::vec(weekend, 2));
    let days = || prop::collection::btree_set(0..DAYS, 0..6);
    let dated = || prop::collection::vec((0..DAYS, hours(60)), 0..3);
    // Every year of a zone takes a table of two centuries.
    let bounded = prop_oneof![20 => Just(true), 1 => Just(false)];
    (places, weekly, days(), days(), dated(), dated(), any::<bool>(), bounded).prop_map(
        |((clock, monday), (mut weekly, weekend), holidays, workdays, overrides, breaks, holiday_wins, bounded)| {
            weekly.extend(weekend);
            if weekly.iter().all(Vec::is_empty) {
                weekly[0] = vec![(18, 24)];
            }
            let workdays = workdays.difference(&holidays).map(|day| monday + day).collect();
            let once = |mut dated: Vec<(i64, Vec<(u32, u32)>)>| {
                dated.sort_by_key(|(day, _)| *day);
                dated.dedup_by_key(|(day, _)| *day);
                dated.into_iter().map(|(day, pairs)| (monday + day, pairs)).collect()
            };
            Plan {
                clock,
                monday,
                weekly,
                holidays: holidays.into_iter().map(|day| monday + day).collect(),
                workdays,
                overrides: once(overrides),
                breaks: once(breaks),
                holiday_wins,
                bounded: bounded && !matches!(clock, Clock::Fixed(_)),
            }
        },
    )
}

pub(crate) fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
