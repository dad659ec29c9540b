//! Due times against a walk over the days.

use proptest::prelude::*;

use tousu::calendar::Calendar;
use tousu::deadline::{Due, due, explain};
use tousu::period::Period;
use tousu::policy::{Counting, DayEnd, Roll, WorkEnd};
use tousu::time::DAY;

use crate::clock::day;
use crate::laws::{countings, periods};
use crate::plan::{Plan, at, date, many, plans};

/// The last day of a limit, found by walking.
fn last_day(plan: &Plan, period: Period, counting: Counting, start: i64) -> Option<i64> {
    let working_from = |mut day: i64| {
        while !plan.working(day) {
            day += 1;
        }
        day
    };
    let walk = |counts: &dyn Fn(i64) -> bool, days: u32| {
        let (mut day, mut left) = (start - i64::from(counting.count_start_day), days);
        while left > 0 {
            day += 1;
            left -= u32::from(counts(day));
        }
        day
    };
    let last = match period {
        Period::Elapsed { .. } | Period::WorkingTime { .. } => return None,
        Period::SameDay | Period::CalendarDays { days: 0 } => start,
        Period::SameWorkingDay | Period::WorkingDays { days: 0 } => return Some(working_from(start)),
        Period::CalendarDays { days } => walk(&|_| true, days),
        Period::WorkingDays { days } => return Some(walk(&|day| plan.working(day), days)),
        Period::Months { months } => {
            let (year, month, of_month) = civil(start);
            let index = year * 12 + month - 1 + i64::from(months);
            let (year, month) = (index / 12, index % 12 + 1);
            let length = month_length(year, month);
            let last = day(year, month, of_month.min(length));
            // Counted from the start itself, the month is over the day before, unless it was too short anyway.
            last - i64::from(counting.count_start_day && months > 0 && of_month <= length)
        }
        Period::ByDayOfMonth { day: wanted, next_month } => {
            let (year, month, _) = civil(start);
            let (year, month) = if next_month { (year + month / 12, month % 12 + 1) } else { (year, month) };
            day(year, month, i64::from(wanted).min(month_length(year, month)))
        }
    };
    let rolls = !matches!(period, Period::SameDay) && counting.roll != Roll::None && !plan.working(last);
    Some(match counting.roll {
        Roll::Next if rolls => working_from(last),
        Roll::Previous if rolls => {
            let before = (0..).map(|earlier| last - earlier).find(|day| plan.working(*day)).unwrap_or(last);
            // Never before the start; a date that is past already goes no further back.
            if before < start.min(last) { last } else { before }
        }
        _ => last,
    })
}

fn month_length(year: i64, month: i64) -> i64 {
    day(year + month / 12, month % 12 + 1, 1) - day(year, month, 1)
}

/// Year, month and day of a date, by trying.
fn civil(date: i64) -> (i64, i64, i64) {
    let mut year = 2000;
    while day(year + 1, 1, 1) <= date {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| day(year, *month, 1) <= date).unwrap_or(1);
    (year, month, date - day(year, month, 1) + 1)
}

/// The whole due time: the end of the last day, or the walk over the seconds.
fn expected(plan: &Plan, period: Period, counting: Counting, start: i64) -> (i64, Option<i64>) {
    if let Period::Elapsed { seconds } = period {
        return (start + seconds, None);
    }
    if let Period::WorkingTime { seconds } = period {
        // By whole days, then by seconds.
        let (mut begin, mut left) = (start, seconds);
        loop {
            let map = plan.open(begin, DAY);
            let open = map.iter().filter(|open| **open).count() as i64;
            if left > 0 && open >= left {
                let done = map.iter().scan(0, |sum, open| {
                    *sum += i64::from(*open);
                    Some(*sum)
                });
                begin += done.take_while(|sum| *sum < left).count() as i64 + 1;
                left = 0;
                if counting.work_end == WorkEnd::Close {
                    return (begin, None);
                }
            } else if left == 0 && open > 0 {
                return (begin + map.iter().take_while(|open| !**open).count() as i64, None);
            } else {
                left -= open;
                begin += DAY;
            }
        }
    }
    let today = plan.clock.date(start);
    let last = last_day(plan, period, counting, today).unwrap_or(today);
    let midnight = plan.end(last);
    let close = plan.close(last).filter(|close| matches!(period, Period::ByDayOfMonth { .. }) || *close >= start);
    (if counting.day_end == DayEnd::Close { close.unwrap_or(midnight) } else { midnight }, Some(last))
}

fn compare(plan: &Plan, period: Period, counting: Counting, start: i64) -> Result<(), TestCaseError> {
    let calendar: Calendar = plan.builder()?.build()?;
    let found: Due = due(&calendar, period, counting, at(start))?;
    let (end, last) = expected(plan, period, counting, start);
    prop_assert_eq!((found.at, found.last_day), (at(end), last.map(date)));
    prop_assert!(!found.provisional);
    if matches!(period, Period::WorkingDays { .. } | Period::SameWorkingDay) {
        prop_assert!(plan.working(last.unwrap_or(0)));
    }
    prop_assert_eq!(explain(&calendar, period, counting, at(start))?.due, found);
    Ok(())
}

proptest! {
    #![proptest_config(many(10_000))]

    #[test]
    fn dues_are_those_of_the_oracle(
        plan in plans(), period in periods(), counting in countings(), start in -9 * DAY..35 * DAY,
    ) {
        compare(&plan, period, counting, plan.monday * DAY + start)?;
    }
}

#[cfg(feature = "zones")]
proptest! {
    #![proptest_config(many(10_000))]

    #[test]
    fn dues_are_those_of_the_oracle_where_clocks_are_set(
        plan in crate::plan::plans_of(crate::open::zones::places()),
        period in periods(),
        counting in countings(),
        start in 8 * DAY..16 * DAY,
    ) {
        compare(&plan, period, counting, plan.monday * DAY + start)?;
    }
}
