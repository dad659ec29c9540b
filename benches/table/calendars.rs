//! Calendars asked ten million times, from random starts, and beside them the floor: the fewest look-ups that could give
//! the same answer.
//!
//! | row | its peers |
//! |---|---|
//! | `calendar-days` | `numpy.busday_offset` over 10 M dates, vectorised |
//! | `calendar-hours` | pandas `CustomBusinessHour`, `businesstimedelta`, with the same thirty holidays |

use std::collections::BTreeSet;
use std::hint::black_box;

use tousu::calendar::{Calendar, Hours, Known, RollMode};
use tousu::deadline::due_batch;
use tousu::period::Period;
use tousu::policy::Counting;
use tousu::time::{DAY, Date, Instant};
use tousu::{Code, Result};

/// Starts of a row.
const STARTS: usize = 10_000_000;

/// Days from 2024-01-01 to 2026-12-31, of which the starts are taken, and from which thirty holidays are.
const DAYS: std::ops::Range<i32> = 19_723..20_819;

/// The years over which three thousand exceptions are spread: 2004 to 2026.
const WIDE: std::ops::Range<i32> = 12_418..20_819;

const EIGHT_HOURS: i64 = 8 * 3600;

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn day(&mut self, days: &std::ops::Range<i32>) -> i32 {
        days.start + self.below(u64::from(days.end.abs_diff(days.start))) as i32
    }
}

/// The rows: a key, a name, and what `nanoseconds` says of one operation.
pub(crate) fn rows(nanoseconds: fn(usize, &mut dyn FnMut()) -> f64) -> Result<Vec<(&'static str, String, f64)>> {
    let mut random = Random(7);
    let dates: Vec<Date> = (0..STARTS).map(|_| Date::from_days(random.day(&DAYS))).collect::<Result<_>>()?;
    let of_day = |date: &Date| i64::from(date.days()) * DAY;
    let starts = dates.iter().map(|date| Instant::from_unix(of_day(date) + random.below(DAY.unsigned_abs()) as i64));
    let starts: Vec<Instant> = starts.collect::<Result<_>>()?;
    let mut rows = Vec::new();
    let mut row = |key: &'static str, name: &str, each: f64| rows.push((key, name.to_owned(), each));

    let china = Calendar::builtin("china")?;
    let mut days = vec![Err(Code::InvalidArgument); STARTS];
    let each = nanoseconds(STARTS, &mut || {
        let _ = china.add_business_days_batch(&dates, 3, RollMode::None, false, &mut days);
    });
    for (date, found) in dates.iter().zip(&days).step_by(STARTS / 1000) {
        assert_eq!(*found, Ok(walked(&china, *date)?), "{date}");
    }
    row("calendar-days", "3 working days after a date, 10 M starts", each);
    row("calendar-days-floor", "  the floor: two look-ups", floor(&china, &dates, nanoseconds)?);
    drop(days);

    let three = Period::WorkingDays { days: 3 };
    let mut dues = vec![Err(Code::InvalidArgument); STARTS];
    let each = nanoseconds(STARTS, &mut || {
        let _ = due_batch(&china, three, Counting::default(), &starts, &mut dues);
    });
    for (start, due) in starts.iter().zip(&dues).step_by(STARTS / 1000) {
        let last = walked(&china, china.date_of(*start))?.value;
        assert_eq!(due.map(|due| due.at), Ok(china.end_of_day(last)?), "{start:?}");
    }
    row("calendar-due", "a whole due time of 3 working days, 10 M starts", each);
    drop(dues);

    let mut ends = vec![Err(Code::InvalidArgument); STARTS];
    for (key, name, exceptions, seconds) in [
        ("calendar-hours", "8 working hours, lunch, 30 holidays, 10 M starts", 30, EIGHT_HOURS),
        ("calendar-hours-80", "80 working hours", 30, 10 * EIGHT_HOURS),
        ("calendar-hours-8000", "8,000 working hours", 30, 1000 * EIGHT_HOURS),
        ("calendar-hours-plain", "8 working hours, no exception", 0, EIGHT_HOURS),
        ("calendar-hours-wide", "8 working hours, 3,000 exceptions", 3000, EIGHT_HOURS),
    ] {
        let (office, holidays) = office(exceptions)?;
        let each = nanoseconds(STARTS, &mut || {
            let _ = office.add_working_seconds_batch(&starts, seconds, &mut ends);
        });
        for (start, end) in starts.iter().zip(&ends).step_by(STARTS / 200) {
            assert_eq!(end.map(|end| end.value.unix()), Ok(worked(&holidays, start.unix(), seconds)), "{start:?}");
        }
        row(key, name, each);
    }
    Ok(rows)
}

/// Three working days on, day by day.
fn walked(calendar: &Calendar, date: Date) -> Result<Known<Date>> {
    let (mut date, mut left, mut provisional) = (date, 3, false);
    while left > 0 {
        date = date.plus_days(1)?;
        let day = calendar.day(date)?;
        left -= i32::from(day.value.working);
        provisional |= day.provisional;
    }
    Ok(Known { value: date, provisional })
}

/// What any table of working days must do at least: the rank of a day, and the day of a rank.
fn floor(
    calendar: &Calendar,
    dates: &[Date],
    nanoseconds: fn(usize, &mut dyn FnMut()) -> f64,
) -> Result<f64> {
    let (mut ranks, mut nth) = (Vec::new(), Vec::new());
    for day in DAYS.start..DAYS.end + 30 {
        if calendar.is_working_day(Date::from_days(day)?)?.value {
            nth.push(day);
        }
        ranks.push(nth.len());
    }
    let mut out = vec![0; dates.len()];
    let each = nanoseconds(dates.len(), &mut || {
        for (date, out) in dates.iter().zip(&mut out) {
            *out = nth[ranks[(date.days() - DAYS.start) as usize] + 2];
        }
        black_box(&mut out);
    });
    for (date, found) in dates.iter().zip(&out).step_by(STARTS / 1000) {
        assert_eq!(Date::from_days(*found)?, walked(calendar, *date)?.value);
    }
    Ok(each)
}

/// An office with so many holidays.
fn office(exceptions: usize) -> Result<(Calendar, BTreeSet<i32>)> {
    let hours = Hours::parse(&[("09:00", "12:00"), ("13:00", "18:00")])?;
    let (mut random, mut holidays) = (Random(11), BTreeSet::new());
    let days = if exceptions > 30 { WIDE } else { DAYS };
    while holidays.len() < exceptions {
        holidays.insert(random.day(&days));
    }
    let mut builder = Calendar::builder().monday_to_friday(&hours);
    for day in &holidays {
        builder = builder.holiday(Date::from_days(*day)?, "holiday");
    }
    Ok((builder.build()?, holidays))
}

/// The end of so many seconds of work, interval by interval, UTC+8.
fn worked(holidays: &BTreeSet<i32>, start: i64, seconds: i64) -> i64 {
    const OFFSET: i64 = 8 * 3600;
    let (mut day, mut left) = ((start + OFFSET).div_euclid(DAY), seconds);
    loop {
        let closed = (day + 3).rem_euclid(7) >= 5 || i32::try_from(day).is_ok_and(|day| holidays.contains(&day));
        for (open, close) in [(9, 12), (13, 18)].into_iter().filter(|_| !closed) {
            let midnight = day * DAY - OFFSET;
            let (open, close) = ((midnight + open * 3600).max(start), midnight + close * 3600);
            if open < close && left <= close - open {
                return open + left;
            }
            left -= (close - open).max(0);
        }
        day += 1;
    }
}
