//! Calendars asked ten million times, from random starts, and beside them the floor: the fewest look-ups that could give
//! the same answer.
//!
//! | row | its peers, in `peers.py` |
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
use tousu_benches::clock::nanoseconds;

use crate::table::Table;

/// Starts of a row.
const STARTS: usize = 10_000_000;

/// Days from 2024-01-01 to 2026-12-31, of which the starts are taken, and from which thirty holidays are.
const DAYS: std::ops::Range<i32> = 19_723..20_819;

/// The years over which three thousand exceptions are spread: 2004 to 2026.
const WIDE: std::ops::Range<i32> = 12_418..20_819;

const EIGHT_HOURS: i64 = 8 * 3600;

/// Of the zone of every calendar here: UTC+8.
const OFFSET: i64 = 8 * 3600;

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

/// Working days, whole due times and working hours by the column.
pub(crate) fn run(table: &mut Table) -> Result<()> {
    let mut random = Random(7);
    let dates: Vec<Date> = (0..STARTS).map(|_| Date::from_days(random.day(&DAYS))).collect::<Result<_>>()?;
    let of_day = |date: &Date| i64::from(date.days()) * DAY;
    let starts = dates.iter().map(|date| Instant::from_unix(of_day(date) + random.below(DAY.unsigned_abs()) as i64));
    let starts: Vec<Instant> = starts.collect::<Result<_>>()?;
    let china = Calendar::builtin("china")?;
    working_days(table, &china, &dates)?;
    dues(table, &china, &starts)?;

    let mut ends = vec![Err(Code::InvalidArgument); STARTS];
    for (key, name, exceptions, seconds) in [
        ("calendar-hours", "8 working hours, lunch and 30 holidays, 10 M starts", 30, EIGHT_HOURS),
        ("calendar-hours-80", "80 working hours", 30, 10 * EIGHT_HOURS),
        ("calendar-hours-8000", "8,000 working hours", 30, 1000 * EIGHT_HOURS),
        ("calendar-hours-plain", "8 working hours, no exception", 0, EIGHT_HOURS),
        ("calendar-hours-wide", "8 working hours, 3,000 exceptions", 3000, EIGHT_HOURS),
    ] {
        let (office, holidays) = office(exceptions)?;
        let each = nanoseconds(STARTS, || {
            let _ = office.add_working_seconds_batch(&starts, seconds, &mut ends);
        });
        for (start, end) in starts.iter().zip(&ends).step_by(STARTS / 200) {
            assert_eq!(end.map(|end| end.value.unix()), Ok(worked(&holidays, start.unix(), seconds)), "{start:?}");
        }
        table.time(key, name, each);
        if key == "calendar-hours" {
            floor_of_hours(table, &holidays, &starts, &ends)?;
        }
    }
    Ok(())
}

/// Eight hours later where every worked day has eight, 09:00 to 12:00 and 13:00 to 18:00: the time of day is that of the
/// start, in the next worked day.
fn floor_of_hours(
    table: &mut Table,
    holidays: &BTreeSet<i32>,
    starts: &[Instant],
    ends: &[Result<Known<Instant>, Code>],
) -> Result<()> {
    let (ranks, nth) = ranks(|day| Ok((day + 3).rem_euclid(7) < 5 && !holidays.contains(&day)))?;
    let mut out = vec![0; starts.len()];
    let floor = nanoseconds(starts.len(), || {
        for (start, out) in starts.iter().zip(&mut out) {
            let local = start.unix() + OFFSET;
            let (day, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
            let rank = ranks[(day - i64::from(DAYS.start)) as usize];
            let worked = (second.clamp(32_400, 43_200) - 32_400) + (second.clamp(46_800, 64_800) - 46_800);
            // A day that is not worked, and a start after work, are the end of the day before them.
            let worked = if i64::from(nth[rank]) == day { worked } else { EIGHT_HOURS };
            let (more, worked) = if worked == 0 { (0, EIGHT_HOURS) } else { (1, worked) };
            let lunch = if worked > 10_800 { 3_600 } else { 0 };
            *out = i64::from(nth[rank + more]) * DAY + 32_400 + worked + lunch - OFFSET;
        }
        black_box(&mut out);
    });
    for (floor, end) in out.iter().zip(ends).step_by(STARTS / 1000) {
        assert_eq!(end.map(|end| end.value.unix()), Ok(*floor));
    }
    table.floor("calendar-hours", "two look-ups where every day has eight hours", floor);
    Ok(())
}

/// Three working days after dates, and the floor: the rank of a day and the day of a rank, without any question asked.
fn working_days(table: &mut Table, china: &Calendar, dates: &[Date]) -> Result<()> {
    let mut found = vec![Err(Code::InvalidArgument); dates.len()];
    let each = nanoseconds(dates.len(), || {
        let _ = china.add_business_days_batch(dates, 3, RollMode::None, false, &mut found);
    });
    for (date, found) in dates.iter().zip(&found).step_by(STARTS / 1000) {
        assert_eq!(*found, Ok(walked(china, *date)?), "{date}");
    }
    table.time("calendar-days", "3 working days after a date, 10 M dates", each);

    let (ranks, nth) = ranks(|day| Ok(china.is_working_day(Date::from_days(day)?)?.value))?;
    let mut out = vec![0; dates.len()];
    let floor = nanoseconds(dates.len(), || {
        for (date, out) in dates.iter().zip(&mut out) {
            *out = nth[ranks[(date.days() - DAYS.start) as usize] + 3];
        }
        black_box(&mut out);
    });
    for (date, found) in dates.iter().zip(&out).step_by(STARTS / 1000) {
        assert_eq!(Date::from_days(*found)?, walked(china, *date)?.value);
    }
    table.floor("calendar-days", "two look-ups, nothing checked", floor);
    Ok(())
}

/// Whole due times: the local day of a start, three working days or a month on, and the last second of that day.
fn dues(table: &mut Table, china: &Calendar, starts: &[Instant]) -> Result<()> {
    let mut dues = vec![Err(Code::InvalidArgument); starts.len()];
    for (key, name, period) in [
        ("calendar-due", "a whole due time of 3 working days, 10 M starts", Period::WorkingDays { days: 3 }),
        ("calendar-month", "a whole due time of 1 month, 10 M starts", Period::Months { months: 1 }),
    ] {
        let each = nanoseconds(starts.len(), || {
            let _ = due_batch(china, period, Counting::default(), starts, &mut dues);
        });
        for (start, due) in starts.iter().zip(&dues).step_by(STARTS / 1000) {
            let date = china.date_of(*start);
            let last = if key == "calendar-due" { walked(china, date)?.value } else { a_month_later(date)? };
            assert_eq!(due.map(|due| due.at), Ok(china.end_of_day(last)?), "{start:?} {key}");
        }
        table.time(key, name, each);
    }
    drop(dues);

    let (ranks, nth) = ranks(|day| Ok(china.is_working_day(Date::from_days(day)?)?.value))?;
    let mut out = vec![0; starts.len()];
    let floor = nanoseconds(starts.len(), || {
        for (start, out) in starts.iter().zip(&mut out) {
            let day = (start.unix() + OFFSET).div_euclid(DAY);
            let last = nth[ranks[(day - i64::from(DAYS.start)) as usize] + 3];
            *out = (i64::from(last) + 1) * DAY - 1 - OFFSET;
        }
        black_box(&mut out);
    });
    for (start, found) in starts.iter().zip(&out).step_by(STARTS / 1000) {
        assert_eq!(Instant::from_unix(*found)?, china.end_of_day(walked(china, china.date_of(*start))?.value)?);
    }
    table.floor("calendar-due", "a division, two look-ups and a product", floor);
    Ok(())
}

/// The same day of the next month, else its last: day by day.
fn a_month_later(date: Date) -> Result<Date> {
    let (mut later, day) = (date, date.ymd().2);
    while later.ymd().2 != 1 || later == date {
        later = later.plus_days(1)?;
    }
    loop {
        let next = later.plus_days(1)?;
        if later.ymd().2 == day || next.ymd().2 == 1 {
            return Ok(later);
        }
        later = next;
    }
}

/// The rank of each of [`DAYS`] and of a month after them: how many worked days lie before it or, of a worked day, its
/// own place; and the worked days. A day that is not worked has the rank of the last that is.
fn ranks(works: impl Fn(i32) -> Result<bool>) -> Result<(Vec<usize>, Vec<i32>)> {
    let (mut ranks, mut nth) = (Vec::new(), vec![DAYS.start - 1]);
    for day in DAYS.start..DAYS.end + 30 {
        if works(day)? {
            nth.push(day);
        }
        ranks.push(nth.len() - 1);
    }
    Ok((ranks, nth))
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
