//! How long before a due time: when to warn.

use crate::calendar::Calendar;
use crate::error::{Code, Error, Result};
use crate::period::Period;
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
