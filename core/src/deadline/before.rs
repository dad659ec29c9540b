//! When to warn of a due time: so long before it, or when a share of the time has passed.

use crate::calendar::Calendar;
use crate::error::{Code, Error, Result};
use crate::period::Period;
use crate::policy::Counting;
use crate::time::Instant;

/// The instant so long before another, in the period's own measure: hours run back day and night, working hours over
/// open seconds, days and working days to the same time of an earlier date.
///
/// ```
/// use tousu::{calendar::Calendar, deadline::before, period::Period, time::Instant};
/// let china = Calendar::builtin("china")?;
/// // Monday 2026-03-09, 10:00: one working hour lies in it, the others on Friday.
/// let due = Instant::parse("2026-03-09T10:00:00+08:00")?;
/// let at = |period: &str| before(&china, due, Period::parse(period)?).map(|at| china.format(at));
/// assert_eq!(at("4 working hours")?, "2026-03-06T15:00:00+08:00");
/// assert_eq!(at("4 hours")?, "2026-03-09T06:00:00+08:00");
/// assert_eq!(at("1 working day")?, "2026-03-06T10:00:00+08:00");
/// assert_eq!(at("1 day")?, "2026-03-08T10:00:00+08:00");
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `invalid-argument` for a period that is no length of time in minutes, hours or days; `outside-calendar`,
/// `no-open-time` or `time-out-of-range` when the calendar does not reach back so far; `provisional-refused`.
pub fn before(calendar: &Calendar, due: Instant, period: Period) -> Result<Instant> {
    let date = calendar.date_of(due);
    let earlier = match period {
        Period::Elapsed { seconds } => return due.plus(seconds.saturating_neg()),
        Period::WorkingTime { seconds } if seconds <= 0 => return Ok(due),
        Period::WorkingTime { seconds } => {
            return calendar.add_working_seconds(due, seconds.saturating_neg()).map(|at| at.value);
        }
        Period::CalendarDays { days } => date.plus_days(-i64::from(days))?,
        Period::WorkingDays { days } => calendar.add_working_days(date, -i64::from(days))?.value,
        Period::Months { .. } | Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => {
            return Err(Error::new(Code::InvalidArgument, period, "a length of time in minutes, hours or days"));
        }
    };
    let second = due.since(calendar.start_of_day(date)?);
    calendar.instant_of(earlier, u32::try_from(second).unwrap_or(0))
}

/// The instant at which a share of the time from a start to its due time has passed, in per cent. `stopped` are the spans
/// in which the clock stood still, in ascending order and disjoint: they are no part of the time.
///
/// Limits in working time and in working days pass while it is open, all others day and night.
///
/// ```
/// use tousu::{calendar::Calendar, deadline::passed, period::Period, time::Instant};
/// let china = Calendar::builtin("china")?;
/// let (start, due) = (Instant::parse("2026-03-06T14:00:00+08:00")?, Instant::parse("2026-03-09T14:00:00+08:00")?);
/// let at = |period: &str| passed(&china, Period::parse(period)?, start, due, &[], 75).map(|at| china.format(at));
/// // Six of eight working hours: Friday 14:00 to 18:00, Monday 09:00 to 11:00; 54 of 72 hours.
/// assert_eq!(at("8 working hours")?, "2026-03-09T11:00:00+08:00");
/// assert_eq!(at("72 hours")?, "2026-03-08T20:00:00+08:00");
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// As [`super::due_excluding`].
pub fn passed(
    calendar: &Calendar,
    period: Period,
    start: Instant,
    due: Instant,
    stopped: &[(Instant, Instant)],
    percent: u8,
) -> Result<Instant> {
    let open = matches!(period, Period::WorkingTime { .. } | Period::WorkingDays { .. } | Period::SameWorkingDay);
    let inside = |(from, to): &(Instant, Instant)| Some(((*from).max(start), (*to).min(due))).filter(|(a, b)| a < b);
    let stopped: Vec<(Instant, Instant)> = stopped.iter().filter_map(inside).collect();
    let whole = if open {
        calendar.working_seconds_between_stopped(start, due, &stopped)?.value
    } else {
        due.since(start) - stopped.iter().map(|(from, to)| to.since(*from)).sum::<i64>()
    };
    let share = i128::from(whole.max(0)) * i128::from(percent);
    let seconds = i64::try_from((share + 99) / 100).unwrap_or(i64::MAX);
    let period = if open { Period::WorkingTime { seconds } } else { Period::Elapsed { seconds } };
    if seconds == 0 {
        return Ok(start);
    }
    super::due_excluding(calendar, period, Counting::default(), start, &[], &stopped).map(|due| due.at)
}
