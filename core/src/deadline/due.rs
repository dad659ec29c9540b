//! The last instant that is in time.

use crate::calendar::{Calendar, Known, RollMode, in_order, same_length};
use crate::error::{Code, Error, Fault, Result};
use crate::period::Period;
use crate::policy::{Counting, DayEnd, Roll, WorkEnd};
use crate::time::{Date, Instant, days_in_month};

/// A due time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Due {
    /// The last instant that is in time.
    pub at: Instant,
    /// The last day of a limit in days or months; `None` for hours and minutes.
    pub last_day: Option<Date>,
    /// It depends on a year without announced data.
    pub provisional: bool,
}

/// When something that started at `start` is due.
///
/// Hours and minutes run from the moment, working hours while it is open. Days and months are counted from the day
/// after the local day of the start and end with the last second of their last day (Civil Code, arts. 201-203), unless
/// `counting` says otherwise.
///
/// # Errors
/// `negative-period`; `outside-calendar`, `no-open-time` or `time-out-of-range` when the calendar does not reach the
/// due time; `provisional-refused` when it is strict.
#[inline]
pub fn due(calendar: &Calendar, period: Period, counting: Counting, start: Instant) -> Result<Due> {
    due_of(calendar, period, counting, start, &[], &[])
}

/// [`due`] for a start of which only the date is known: `None` when the missing time of day decides, as for hours.
///
/// ```
/// use tousu::{calendar::Calendar, deadline::due_from_date, period::Period, policy::Counting, time::Date};
/// let china = Calendar::builtin("china")?;
/// let start = Date::parse("2026-03-02")?;
/// let due = |text: &str| due_from_date(&china, Period::parse(text)?, Counting::default(), start);
/// assert_eq!(due("24 hours")?, None);
/// assert_eq!(due("2 days")?.map(|due| china.format(due.at)).as_deref(), Some("2026-03-04T23:59:59+08:00"));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// As [`due`].
pub fn due_from_date(calendar: &Calendar, period: Period, counting: Counting, start: Date) -> Result<Option<Due>> {
    match last_day(calendar, period, counting, start, &[])? {
        None => Ok(None),
        Some(last) => day_due(calendar, counting, last, None).map(Some),
    }
}

/// [`due`] with pauses. `excluded` are the local dates that do not count, each from the first to the one after the
/// last; `stopped` the spans in which clocks stand still. Both are in ascending order and disjoint.
///
/// Elapsed time loses all of `stopped`, working time the open part of it. Days of any kind do not count the
/// `excluded` dates; months are longer by them; "same day" moves to the first date that is not excluded. A day of the
/// month is a date of its own and stays.
///
/// # Errors
/// As [`due`]; `invalid-argument` when a list is not in order.
pub fn due_excluding(
    calendar: &Calendar,
    period: Period,
    counting: Counting,
    start: Instant,
    excluded: &[(Date, Date)],
    stopped: &[(Instant, Instant)],
) -> Result<Due> {
    in_order(excluded, "excluded")?;
    in_order(stopped, "stopped")?;
    due_of(calendar, period, counting, start, excluded, stopped)
}

/// Many starts at once: a row has its due time or the code of its error, and [`due`] for that row alone gives the
/// whole message. Nothing is allocated.
///
/// ```
/// use tousu::{Code, calendar::Calendar, deadline::due_batch, period::Period, policy::Counting, time::Instant};
/// let china = Calendar::builtin("china")?;
/// let starts = [Instant::parse("2026-09-30T10:00:00+08:00")?, Instant::parse("1999-01-04T10:00:00+08:00")?];
/// let mut out = [Err(Code::InvalidArgument); 2];
/// due_batch(&china, Period::parse("3个工作日")?, Counting::default(), &starts, &mut out)?;
/// assert_eq!(out[0].map(|due| china.format(due.at)).as_deref(), Ok("2026-10-10T23:59:59+08:00"));
/// assert_eq!(out[1].map(|due| due.at), Err(Code::OutsideCalendar));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `invalid-argument` when `out` has not as many rows as `starts`.
pub fn due_batch(
    calendar: &Calendar,
    period: Period,
    counting: Counting,
    starts: &[Instant],
    out: &mut [Result<Due, Code>],
) -> Result<()> {
    same_length(starts.len(), out.len())?;
    for (start, row) in starts.iter().zip(out) {
        *row = due_of(calendar, period, counting, *start, &[], &[]);
    }
    Ok(())
}

#[inline(always)]
fn due_of<F: Fault>(
    calendar: &Calendar,
    period: Period,
    counting: Counting,
    start: Instant,
    excluded: &[(Date, Date)],
    stopped: &[(Instant, Instant)],
) -> Result<Due, F> {
    match period {
        Period::Elapsed { seconds } => {
            Ok(Due { at: elapsed::<F>(start, seconds, stopped)?, last_day: None, provisional: false })
        }
        Period::WorkingTime { seconds } => {
            let at = working_time::<F>(calendar, counting, start, seconds, stopped)?;
            Ok(Due { at: at.value, last_day: None, provisional: at.provisional })
        }
        _ => {
            let date = calendar.date_of(start);
            let last = last_day::<F>(calendar, period, counting, date, excluded)?;
            // Every other period has a last day; without one the start would be the due time.
            let last = last.unwrap_or(LastDay::certain(date));
            let after = (!matches!(period, Period::ByDayOfMonth { .. })).then_some(start);
            day_due(calendar, counting, last, after)
        }
    }
}

/// The last day of a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LastDay {
    /// Before it was rolled.
    pub(super) counted: Date,
    /// The last day.
    pub(super) date: Date,
    pub(super) provisional: bool,
}

impl LastDay {
    fn certain(date: Date) -> Self {
        Self { counted: date, date, provisional: false }
    }

    fn known(known: Known<Date>) -> Self {
        Self { counted: known.value, date: known.value, provisional: known.provisional }
    }
}

/// The last day of a limit in days or months; `None` for hours and minutes.
#[inline(always)]
pub(super) fn last_day<F: Fault>(
    calendar: &Calendar,
    period: Period,
    counting: Counting,
    start: Date,
    excluded: &[(Date, Date)],
) -> Result<Option<LastDay>, F> {
    // The first day that may count.
    let first = || -> Result<Date, F> { Ok(if counting.count_start_day { start } else { start.plus_days(1)? }) };
    let last = match period {
        Period::Elapsed { .. } | Period::WorkingTime { .. } => return Ok(None),
        Period::CalendarDays { days: 0 } | Period::SameDay => LastDay::certain(first_included(start, excluded)),
        Period::CalendarDays { days } => LastDay::certain(calendar_days::<F>(first()?, i64::from(days), excluded)?),
        Period::SameWorkingDay | Period::WorkingDays { days: 0 } => {
            LastDay::known(working_day_from::<F>(calendar, start, excluded)?)
        }
        Period::WorkingDays { days } if excluded.is_empty() && !counting.count_start_day => {
            LastDay::known(calendar.working_days_later::<F>(start, i64::from(days))?)
        }
        Period::WorkingDays { days } => {
            // A start that the calendar does not know is refused, whether it counts or not.
            calendar.check_date::<F>(start)?;
            LastDay::known(working_days::<F>(calendar, first()?, i64::from(days), excluded)?)
        }
        Period::Months { months } => {
            let last = months_later::<F>(start, i64::from(months), counting.count_start_day)?;
            LastDay::certain(lengthened::<F>(start, last, excluded)?)
        }
        Period::ByDayOfMonth { day, next_month } => {
            let of_month = start.plus_months(i64::from(next_month))?;
            let (year, month, begun) = of_month.ymd();
            let day = u32::from(day).clamp(1, days_in_month(year, month));
            LastDay::certain(of_month.plus_days(i64::from(day) - i64::from(begun))?)
        }
    };
    let rolls = matches!(period, Period::CalendarDays { .. } | Period::Months { .. } | Period::ByDayOfMonth { .. });
    if !rolls || counting.roll == Roll::None {
        return Ok(Some(last));
    }
    rolled(calendar, last, counting.roll, start, excluded).map(Some)
}

/// The end of the last day. `start` is a moment that the due time may not precede.
#[inline(always)]
fn day_due<F: Fault>(calendar: &Calendar, counting: Counting, last: LastDay, start: Option<Instant>) -> Result<Due, F> {
    let midnight = calendar.last_second::<F>(last.date)?;
    let (at, provisional) = match counting.day_end {
        DayEnd::Midnight => (midnight, false),
        DayEnd::Close => {
            let close = calendar.close_on::<F>(last.date)?;
            // After the close of its own last day, a limit still runs to the end of that day.
            let usable = close.value.filter(|close| start.is_none_or(|start| *close >= start));
            (usable.unwrap_or(midnight), close.provisional)
        }
    };
    Ok(Due { at, last_day: Some(last.date), provisional: last.provisional || provisional })
}

/// Open seconds from `start` on, but for those in `stopped`.
#[inline]
pub(super) fn working_time<F: Fault>(
    calendar: &Calendar,
    counting: Counting,
    start: Instant,
    seconds: i64,
    stopped: &[(Instant, Instant)],
) -> Result<Known<Instant>, F> {
    let end = if stopped.is_empty() && seconds >= 0 {
        calendar.working_seconds_later::<F>(start, seconds)?
    } else {
        calendar.add_working_seconds_stopped(start, seconds, stopped)?
    };
    match counting.work_end {
        WorkEnd::Close => Ok(end),
        WorkEnd::NextOpening => next_opening(calendar, end, stopped),
    }
}

/// The instant itself when work can go on at it, else the next at which it can.
fn next_opening<F: Fault>(
    calendar: &Calendar,
    at: Known<Instant>,
    stopped: &[(Instant, Instant)],
) -> Result<Known<Instant>, F> {
    let next = |at: Instant| calendar.working_seconds_later::<F>(at, 0);
    let mut open = next(at.value)?;
    for (from, to) in stopped.iter().copied() {
        if from <= open.value && open.value < to {
            let later = next(to)?;
            open = Known { value: later.value, provisional: open.provisional || later.provisional };
        }
    }
    Ok(Known { value: open.value, provisional: at.provisional || open.provisional })
}

#[inline]
fn elapsed<F: Fault>(start: Instant, seconds: i64, stopped: &[(Instant, Instant)]) -> Result<Instant, F> {
    if seconds < 0 {
        let whole = || Error::new(Code::NegativePeriod, format_args!("{seconds} s"), "at least 0 s");
        return Err(F::make(Code::NegativePeriod, whole));
    }
    let (mut at, mut left) = (start, seconds);
    for (from, to) in stopped.iter().copied().filter(|(_, to)| *to > start) {
        if from > at {
            let run = from.since(at);
            if left <= run {
                break;
            }
            left -= run;
        }
        at = at.max(to);
    }
    Ok(at.plus(left)?)
}

/// The last of so many dates from `first` on that are not excluded.
#[inline]
fn calendar_days<F: Fault>(first: Date, days: i64, excluded: &[(Date, Date)]) -> Result<Date, F> {
    let (mut next, mut left) = (first, days);
    for (from, end) in excluded.iter().copied().filter(|(_, end)| *end > first) {
        let before = i64::from(from.max(next).days()) - i64::from(next.days());
        if left <= before {
            break;
        }
        left -= before;
        next = end;
    }
    Ok(next.plus_days(left - 1)?)
}

/// The last of so many working days from `first` on that are not excluded.
#[inline(always)]
fn working_days<F: Fault>(
    calendar: &Calendar,
    first: Date,
    days: i64,
    excluded: &[(Date, Date)],
) -> Result<Known<Date>, F> {
    let (mut next, mut left, mut provisional) = (first, days, false);
    for (from, end) in excluded.iter().copied().filter(|(_, end)| *end > first) {
        let before = calendar.count_working_days(next, from.max(next))?;
        if left <= before.value {
            break;
        }
        left -= before.value;
        provisional |= before.provisional;
        next = end;
    }
    let found = calendar.working_days_from::<F>(next, left)?;
    Ok(Known { value: found.value, provisional: found.provisional || provisional })
}

/// The date itself, or the first after it that is not excluded.
#[inline]
fn first_included(date: Date, excluded: &[(Date, Date)]) -> Date {
    excluded.iter().fold(date, |date, (first, end)| if *first <= date && date < *end { *end } else { date })
}

/// The first working day from a date on that is not excluded.
#[inline]
fn working_day_from<F: Fault>(calendar: &Calendar, date: Date, excluded: &[(Date, Date)]) -> Result<Known<Date>, F> {
    let mut found = calendar.rolled::<F>(date, RollMode::Following)?;
    for (first, end) in excluded {
        if *first <= found.value && found.value < *end {
            let later = calendar.rolled::<F>(*end, RollMode::Following)?;
            found = Known { value: later.value, provisional: found.provisional || later.provisional };
        }
    }
    Ok(found)
}

/// The corresponding day some months later; the day before it when the start itself counts, unless the month is too
/// short to have it.
#[inline]
fn months_later<F: Fault>(start: Date, months: i64, count_start_day: bool) -> Result<Date, F> {
    let last = start.plus_months(months)?;
    if count_start_day && months > 0 && last.ymd().2 == start.ymd().2 {
        return Ok(last.plus_days(-1)?);
    }
    Ok(last)
}

/// A last day moved by the excluded dates after `start` that it reaches.
#[inline]
fn lengthened<F: Fault>(start: Date, last: Date, excluded: &[(Date, Date)]) -> Result<Date, F> {
    let mut last = last;
    for (first, end) in excluded.iter().copied() {
        let first = first.max(start.plus_days(1)?);
        if first <= last && first < end {
            last = last.plus_days(i64::from(end.days()) - i64::from(first.days()))?;
        }
    }
    Ok(last)
}

/// A last day that is no working day, moved to one; never before the start.
#[inline]
fn rolled<F: Fault>(
    calendar: &Calendar,
    last: LastDay,
    roll: Roll,
    start: Date,
    excluded: &[(Date, Date)],
) -> Result<LastDay, F> {
    let found = match roll {
        Roll::None => return Ok(last),
        Roll::Next => working_day_from::<F>(calendar, last.date, excluded)?,
        Roll::Previous => {
            let found = calendar.rolled::<F>(last.date, RollMode::Preceding)?;
            let value = if found.value < start.min(last.date) { last.date } else { found.value };
            Known { value, provisional: found.provisional }
        }
    };
    Ok(LastDay { counted: last.date, date: found.value, provisional: last.provisional || found.provisional })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<Instant> {
        Instant::parse(text)
    }

    fn due_text(start: &str, period: &str, counting: Counting) -> Result<String> {
        let china = Calendar::builtin("china")?;
        let due = due(&china, Period::parse(period)?, counting, at(start)?)?;
        Ok(china.format(due.at))
    }

    #[test]
    fn days_end_with_their_last_second() -> Result<()> {
        let cases = [
            ("2026-09-30T10:00:00+08:00", "3 working days", "2026-10-10T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "2 days", "2026-10-02T23:59:59+08:00"),
            ("2026-01-31T10:00:00+08:00", "一个月", "2026-02-28T23:59:59+08:00"),
            ("2026-02-10T10:00:00+08:00", "每月30日前", "2026-02-28T23:59:59+08:00"),
            ("2026-10-31T10:00:00+08:00", "每月30日前", "2026-10-30T23:59:59+08:00"),
            ("2026-09-10T10:00:00+08:00", "次月3日前", "2026-10-03T23:59:59+08:00"),
            ("2026-03-02T23:50:00+08:00", "当天", "2026-03-02T23:59:59+08:00"),
            ("2026-03-02T23:50:00+08:00", "半小时", "2026-03-03T00:20:00+08:00"),
            ("2026-12-31T23:40:00+08:00", "1小时", "2027-01-01T00:40:00+08:00"),
            ("2026-10-02T10:00:00+08:00", "same working day", "2026-10-08T23:59:59+08:00"),
            ("2026-10-02T10:00:00+08:00", "0 working days", "2026-10-08T23:59:59+08:00"),
            ("2026-09-30T17:00:00+08:00", "2 working hours", "2026-10-08T10:00:00+08:00"),
            ("2026-03-01T16:00:00Z", "1 day", "2026-03-03T23:59:59+08:00"),
        ];
        for (start, period, end) in cases {
            assert_eq!(due_text(start, period, Counting::default())?, end, "{start} + {period}");
        }
        Ok(())
    }

    #[test]
    fn switches_change_the_count() -> Result<()> {
        let next = Counting { roll: Roll::Next, ..Counting::default() };
        let previous = Counting { roll: Roll::Previous, ..Counting::default() };
        let first = Counting { count_start_day: true, ..Counting::default() };
        let close = Counting { day_end: DayEnd::Close, ..Counting::default() };
        let opening = Counting { work_end: WorkEnd::NextOpening, ..Counting::default() };
        let cases = [
            ("2026-09-30T10:00:00+08:00", "2 days", next, "2026-10-08T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "2 days", previous, "2026-09-30T23:59:59+08:00"),
            ("2026-10-01T10:00:00+08:00", "2 days", previous, "2026-10-03T23:59:59+08:00"),
            ("2026-09-10T10:00:00+08:00", "次月3日前", next, "2026-10-08T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "2 days", first, "2026-10-01T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "1 working day", first, "2026-09-30T23:59:59+08:00"),
            ("2026-10-01T10:00:00+08:00", "1 working day", first, "2026-10-08T23:59:59+08:00"),
            ("2026-03-01T10:00:00+08:00", "1 month", first, "2026-03-31T23:59:59+08:00"),
            ("2026-01-31T10:00:00+08:00", "1 month", first, "2026-02-28T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "3 working days", close, "2026-10-10T18:00:00+08:00"),
            ("2026-09-30T10:00:00+08:00", "2 days", close, "2026-10-02T23:59:59+08:00"),
            ("2026-03-02T17:00:00+08:00", "same day", close, "2026-03-02T18:00:00+08:00"),
            ("2026-03-02T20:00:00+08:00", "same day", close, "2026-03-02T23:59:59+08:00"),
            // The first day that the calendar knows, counted.
            ("2004-01-01T10:00:00+08:00", "1 working day", first, "2004-01-02T23:59:59+08:00"),
            // Eight hours fill Wednesday; the next opening is that of Thursday the 8th.
            ("2026-09-30T09:00:00+08:00", "8 working hours", Counting::default(), "2026-09-30T18:00:00+08:00"),
            ("2026-09-30T09:00:00+08:00", "8 working hours", opening, "2026-10-08T09:00:00+08:00"),
            ("2026-09-30T09:00:00+08:00", "3 working hours", opening, "2026-09-30T13:00:00+08:00"),
            ("2026-09-30T09:00:00+08:00", "2 working hours", opening, "2026-09-30T11:00:00+08:00"),
            ("2026-09-30T12:30:00+08:00", "0 working hours", opening, "2026-09-30T13:00:00+08:00"),
        ];
        for (start, period, counting, end) in cases {
            assert_eq!(due_text(start, period, counting)?, end, "{start} + {period} {counting:?}");
        }
        Ok(())
    }

    #[test]
    fn pauses_move_every_clock_in_its_own_measure() -> Result<()> {
        let china = Calendar::builtin("china")?;
        // Paused from Tuesday 3 March 2026, 17:00 to Thursday 5 March, 10:00.
        let stopped = [(at("2026-03-03T17:00:00+08:00")?, at("2026-03-05T10:00:00+08:00")?)];
        let excluded = [(Date::parse("2026-03-03")?, Date::parse("2026-03-05")?)];
        let start = at("2026-03-02T16:00:00+08:00")?;
        let cases = [
            ("48 hours", "2026-03-06T09:00:00+08:00"),
            ("25 hours", "2026-03-03T17:00:00+08:00"),
            ("9 working hours", "2026-03-03T17:00:00+08:00"),
            ("10 working hours", "2026-03-05T11:00:00+08:00"),
            ("2 days", "2026-03-06T23:59:59+08:00"),
            ("3 working days", "2026-03-09T23:59:59+08:00"),
            ("1 month", "2026-04-04T23:59:59+08:00"),
            ("same day", "2026-03-02T23:59:59+08:00"),
            ("by day 4 of the month", "2026-03-04T23:59:59+08:00"),
        ];
        for (period, end) in cases {
            let due = due_excluding(&china, Period::parse(period)?, Counting::default(), start, &excluded, &stopped)?;
            assert_eq!(china.format(due.at), end, "{period}");
        }
        // An opening inside a pause is none: work can go on when the pause ends.
        let opening = Counting { work_end: WorkEnd::NextOpening, ..Counting::default() };
        let two_hours = Period::WorkingTime { seconds: 7200 };
        let pause = [(at("2026-03-02T19:00:00+08:00")?, at("2026-03-03T14:00:00+08:00")?)];
        let due = due_excluding(&china, two_hours, opening, start, &[], &pause)?;
        assert_eq!(china.format(due.at), "2026-03-03T14:00:00+08:00");
        let inside = at("2026-03-03T18:00:00+08:00")?;
        for (period, end) in [("same day", "2026-03-05T23:59:59+08:00"), ("0 hours", "2026-03-05T10:00:00+08:00")] {
            let due = due_excluding(&china, Period::parse(period)?, Counting::default(), inside, &excluded, &stopped)?;
            assert_eq!(china.format(due.at), end, "{period}");
        }
        let reversed = [(stopped[0].1, stopped[0].0)];
        let refused = due_excluding(&china, Period::SameDay, Counting::default(), start, &[], &reversed);
        assert_eq!(refused.map_err(|error| error.slug()), Err("invalid-argument"));
        Ok(())
    }

    #[test]
    fn extremes_are_answered() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let periods = [
            Period::Elapsed { seconds: i64::MAX },
            Period::Elapsed { seconds: -1 },
            Period::WorkingTime { seconds: i64::MAX },
            Period::WorkingTime { seconds: i64::MIN },
            Period::CalendarDays { days: u32::MAX },
            Period::WorkingDays { days: u32::MAX },
            Period::Months { months: u32::MAX },
        ];
        for period in periods {
            for start in [at("2026-03-02T16:00:00+08:00")?, Instant::MIN, Instant::MAX] {
                assert!(due(&china, period, Counting::default(), start).is_err(), "{period:?} {start:?}");
            }
        }
        // The last local date of time does not end before it.
        assert!(due(&china, Period::SameDay, Counting::default(), Instant::MAX).is_err());
        let day = Period::ByDayOfMonth { day: 0, next_month: false };
        let first = due(&china, day, Counting::default(), at("2026-03-02T16:00:00+08:00")?)?;
        assert_eq!(china.format(first.at), "2026-03-01T23:59:59+08:00", "a day below 1 is the first");
        Ok(())
    }
}
