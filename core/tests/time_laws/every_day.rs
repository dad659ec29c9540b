//! Every day of 2004 to 2027 with 0 to 60 days and every way to roll: nothing is sampled.

use std::collections::BTreeSet;

use tousu::Code;
use tousu::calendar::{Calendar, Known, RollMode};
use tousu::deadline::due;
use tousu::period::Period;
use tousu::policy::{Counting, Roll};
use tousu::time::{DAY, Date};

use crate::clock::{day, weekday};
use crate::plan::{at, date};

/// The calendar's own document, read line by line.
const CHINA: &str = include_str!("../../calendars/china.toml");

/// 2027 to March 2028 by hand, from the statutory days (revision of 2024-11-10): the lunar New Year's Eve is 2027-02-05
/// and 2028-01-25; what falls on a weekend is made up for on the next working days.
const PROJECTED: [&str; 25] = [
    "2027-01-01", // Friday
    "2027-02-05",
    "2027-02-06",
    "2027-02-07",
    "2027-02-08", // Friday to Monday
    "2027-02-09",
    "2027-02-10", // for Saturday and Sunday
    "2027-04-05", // Monday
    "2027-05-01",
    "2027-05-02",
    "2027-05-03",
    "2027-05-04", // Saturday and Sunday, and for them
    "2027-06-09",
    "2027-09-15", // Wednesdays
    "2027-10-01",
    "2027-10-02",
    "2027-10-03",
    "2027-10-04",
    "2027-10-05", // Friday to Sunday, and for two of them
    "2028-01-01",
    "2028-01-03", // Saturday, and for it
    "2028-01-25",
    "2028-01-26",
    "2028-01-27",
    "2028-01-28", // Tuesday to Friday
];

/// The days that this walks over, each with whether it is worked.
struct Days {
    first: i64,
    worked: Vec<bool>,
}

impl Days {
    /// 2004-01-01 to 2028-03-31.
    fn read() -> Self {
        let (mut off, mut on, mut list) = (BTreeSet::new(), BTreeSet::new(), None);
        let begin = CHINA.find("[[year]]").unwrap_or(0);
        let end = CHINA.find("[projection]").unwrap_or(CHINA.len());
        for line in CHINA.get(begin..end).unwrap_or_default().lines() {
            match line.trim() {
                "[year.holidays]" => list = Some(false),
                "[year.workdays]" => list = Some(true),
                "[[year]]" => list = None,
                line => {
                    let Some(worked) = list else { continue };
                    let dates = line.split('"').filter_map(number);
                    if worked { on.extend(dates) } else { off.extend(dates) }
                }
            }
        }
        // 624 days off and 151 make-up days stand in the notices of 2004 to 2026.
        assert_eq!((off.len(), on.len()), (624, 151));
        off.extend(PROJECTED.iter().filter_map(|text| number(text)));
        let (first, end) = (day(2004, 1, 1), day(2028, 4, 1));
        let worked = (first..end).map(|day| on.contains(&day) || (weekday(day) < 5 && !off.contains(&day)));
        Self { first, worked: worked.collect() }
    }

    /// Whether a day is worked; nothing is known outside.
    fn works(&self, day: i64) -> Option<bool> {
        self.worked.get(usize::try_from(day - self.first).ok()?).copied()
    }

    /// The nearest worked day in a direction, the day itself included.
    fn nearest(&self, mut day: i64, step: i64) -> Option<i64> {
        while !self.works(day)? {
            day += step;
        }
        Some(day)
    }

    fn roll(&self, start: i64, mode: RollMode) -> Option<i64> {
        let month = |day: i64| {
            (1..=12 * 25).take_while(|month| crate::clock::day(2004 + month / 12, month % 12 + 1, 1) <= day).count()
        };
        match mode {
            RollMode::None | RollMode::Refuse => Some(start),
            RollMode::Following => self.nearest(start, 1),
            RollMode::Preceding => self.nearest(start, -1),
            RollMode::ModifiedFollowing => {
                self.nearest(start, 1).filter(|day| month(*day) == month(start)).or_else(|| self.nearest(start, -1))
            }
            RollMode::ModifiedPreceding => {
                self.nearest(start, -1).filter(|day| month(*day) == month(start)).or_else(|| self.nearest(start, 1))
            }
        }
    }
}

/// `YYYY-MM-DD` as a day number.
fn number(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.split('-').map_while(|part| part.parse().ok()).collect();
    let [year, month, of_month] = parts.as_slice() else { return None };
    Some(day(*year, *month, *of_month))
}

/// The days that are asked from: 2004-01-01 to 2027-12-31.
fn starts() -> std::ops::Range<i64> {
    day(2004, 1, 1)..day(2028, 1, 1)
}

const MODES: [RollMode; 6] = [
    RollMode::None,
    RollMode::Following,
    RollMode::Preceding,
    RollMode::ModifiedFollowing,
    RollMode::ModifiedPreceding,
    RollMode::Refuse,
];

#[test]
fn every_count_of_working_days_is_that_of_a_walk() -> tousu::Result<()> {
    let (days, china) = (Days::read(), Calendar::builtin("china")?);
    let mut compared = 0_u32;
    for start in starts() {
        let works = days.works(start) == Some(true);
        assert_eq!(china.is_working_day(date(start))?.value, works, "{}", date(start));
        for mode in MODES {
            if mode == RollMode::Refuse && !works {
                let refused = china.add_business_days(date(start), 1, mode, false).map_err(|error| error.code());
                assert_eq!(refused, Err(Code::NotWorkingDay));
                continue;
            }
            for (step, count_start) in [(1, false), (1, true), (-1, false), (-1, true)] {
                let rolled = days.roll(start, mode);
                let mut at = rolled;
                for count in 0..=60 {
                    // One more worked day in the direction of travel; the start is the first when it counts.
                    let first = count == 1 && count_start && at.is_some_and(|at| days.works(at) == Some(true));
                    if count > 0 && !first {
                        at = at.and_then(|at| days.nearest(at + step, step));
                    }
                    let found = china.add_business_days(date(start), count * step, mode, count_start);
                    let found = found.map(|found| found.value).map_err(|error| error.code());
                    assert_eq!(found, at.map(date).ok_or(Code::OutsideCalendar), "{} {count} {mode:?}", date(start));
                    compared += 1;
                }
            }
        }
    }
    // 8,766 days, 61 counts, four ways, and at least five modes.
    assert!(compared > 8_766 * 61 * 4 * 5, "{compared}");
    Ok(())
}

#[test]
fn every_limit_in_days_is_that_of_a_walk() -> tousu::Result<()> {
    let (days, china) = (Days::read(), Calendar::builtin("china")?);
    for start in starts() {
        // An hour before local midnight, UTC+8.
        let moment = at(start * DAY + 23 * 3600 - 8 * 3600);
        for (roll, count_start_day) in
            [Roll::None, Roll::Next, Roll::Previous].into_iter().flat_map(|roll| [(roll, false), (roll, true)])
        {
            let counting = Counting { roll, count_start_day, ..Counting::default() };
            let mut worked = start - i64::from(count_start_day);
            for count in 0..=60_u32 {
                if count > 0 {
                    worked = days.nearest(worked + 1, 1).unwrap_or(worked);
                }
                let last = start + i64::from(count) - i64::from(count_start_day && count > 0);
                let rolled = match roll {
                    Roll::None => Some(last),
                    Roll::Next => days.nearest(last, 1),
                    Roll::Previous => days.nearest(last, -1).map(|day| if day < start { last } else { day }),
                };
                // Nothing is known before the first day: a limit cannot end there.
                let Some(rolled) = rolled else { continue };
                let of_working_days = if count == 0 { days.nearest(start, 1) } else { Some(worked) };
                let pairs = [
                    (Period::CalendarDays { days: count }, Some(rolled)),
                    (Period::WorkingDays { days: count }, of_working_days),
                ];
                for (period, last) in pairs {
                    let Some(last) = last else { continue };
                    let found = due(&china, period, counting, moment)?;
                    assert_eq!(found.last_day, Some(date(last)), "{} {period} {counting:?}", date(start));
                    assert_eq!(found.at, at((last + 1) * DAY - 8 * 3600 - 1));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn columns_are_answered_as_their_rows_are() -> tousu::Result<()> {
    let china = Calendar::builtin("china")?;
    // From 2003 on, so that some rows are refused.
    let dates: Vec<Date> = (day(2003, 12, 1)..day(2028, 1, 1)).map(date).collect();
    let mut rows = vec![Err(Code::InvalidArgument); dates.len()];
    for (mode, count_start) in MODES.into_iter().flat_map(|mode| [(mode, false), (mode, true)]) {
        for days in [-7, -1, 0, 1, 3, 15, 20_000] {
            china.add_business_days_batch(&dates, days, mode, count_start, &mut rows)?;
            for (date, row) in dates.iter().zip(&rows) {
                let alone: Result<Known<Date>, Code> =
                    china.add_business_days(*date, days, mode, count_start).map_err(|error| error.code());
                assert_eq!(*row, alone, "{date} {days} {mode:?}");
            }
        }
    }
    let short = china.add_business_days_batch(&dates, 1, RollMode::None, false, &mut rows[1..]);
    assert_eq!(short.map_err(|error| error.code()), Err(Code::InvalidArgument));
    Ok(())
}
