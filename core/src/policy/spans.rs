//! What is known of lengths of time before a calendar is asked: whether one fits into another.

use super::read::Reader;
use crate::calendar::{Calendar, Hours};
use crate::period::Period;
use crate::time::Date;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Whether a period is a length of time longer than nothing.
pub(super) fn is_length(period: Period) -> bool {
    match period {
        Period::Elapsed { seconds } | Period::WorkingTime { seconds } => seconds > 0,
        Period::CalendarDays { days } | Period::WorkingDays { days } => days > 0,
        Period::Months { months } => months > 0,
        Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => false,
    }
}

/// Periods up to this many seconds fit into every calendar that anybody would write: some twenty years.
const COMMON: i64 = 20 * 366 * DAY;

/// Why no calendar that the book names could keep a period; `None` when one can.
pub(super) fn beyond(period: Period, calendar: &str) -> Option<String> {
    let long = super::values::nominal_seconds(period)?;
    // Most books never ask the calendar, whose tables take longer to make than the book takes to read.
    if long <= COMMON {
        return None;
    }
    let (first, last) = match Calendar::builtin(calendar) {
        Ok(calendar) => calendar.known_dates(),
        Err(_) => (Date::MIN, Date::MAX),
    };
    let known = (i64::from(last.days()) - i64::from(first.days())) * DAY;
    (long > known).then(|| format!("the calendar knows {first} to {last}"))
}

/// Why a warning so long before the due time cannot lie inside a limit; `None` when it can.
///
/// A limit within one day has that day: what begins late in it is warned of as it begins. `open` gives the open
/// seconds of a working day.
pub(super) fn warning_outside(limit: Period, warn: Period, open: impl FnOnce() -> i64) -> Option<String> {
    let days = match limit {
        Period::CalendarDays { days } | Period::WorkingDays { days } => i64::from(days),
        Period::Months { months } => i64::from(months) * 28,
        Period::SameDay | Period::SameWorkingDay => 1,
        Period::ByDayOfMonth { day, next_month } => i64::from(day) + if next_month { 28 } else { 0 },
        Period::Elapsed { seconds } | Period::WorkingTime { seconds } => {
            let (long, short) = match warn {
                Period::Elapsed { seconds: warn } | Period::WorkingTime { seconds: warn } => (warn, seconds),
                Period::CalendarDays { days } | Period::WorkingDays { days } => (i64::from(days) * DAY, seconds),
                _ => return None,
            };
            return (long >= short).then(|| outside(limit, warn));
        }
    };
    let is_outside = match warn {
        Period::Elapsed { seconds } => seconds >= days * DAY,
        Period::WorkingTime { seconds } => seconds >= days.saturating_mul(open()),
        Period::CalendarDays { days: warn } | Period::WorkingDays { days: warn } => i64::from(warn) >= days,
        _ => false,
    };
    is_outside.then(|| outside(limit, warn))
}

fn outside(limit: Period, warn: Period) -> String {
    format!("{warn} before the end of {limit}")
}

impl Reader<'_> {
    /// The id of the calendar that the book names.
    pub(super) fn calendar(&self) -> &str {
        let named = self.head.as_ref().and_then(|head| head.get_some("calendar")?.text().ok());
        named.unwrap_or("china")
    }

    /// The open seconds of a working day: by the book's hours, else by the built-in calendar that it names; of any
    /// other calendar nothing is known but that a day has 24 hours.
    pub(super) fn open_seconds(&mut self) -> i64 {
        let Some(head) = self.head.clone() else { return DAY };
        if let Some(hours) = head.get_some("hours").and_then(|at| self.hours(&at)) {
            return total(&hours);
        }
        let calendar = self.calendar();
        let of_a_day = || {
            // A Monday without a holiday in any built-in calendar.
            let date = Date::from_ymd(2026, 3, 2)?;
            let calendar = Calendar::builtin(calendar)?;
            let (start, end) = (calendar.start_of_day(date)?, calendar.end_of_day(date)?);
            calendar.working_seconds_between(start, end).map(|known| known.value)
        };
        of_a_day().unwrap_or(DAY)
    }
}

fn total(hours: &Hours) -> i64 {
    hours.intervals().iter().map(|(open, close)| i64::from(close.saturating_sub(*open))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;

    #[test]
    fn a_warning_fits_into_its_limit() -> Result<()> {
        let open = 8 * 3600;
        for (limit, warn, fits) in [
            ("24 hours", "23 hours", true),
            ("24 hours", "24 hours", false),
            ("30 minutes", "1 hour", false),
            ("3 working days", "4 working hours", true),
            ("3 working days", "23 working hours", true),
            ("3 working days", "24 working hours", false),
            ("1 working day", "10 working hours", false),
            ("3 working days", "1 working day", true),
            ("3 working days", "3 days", false),
            ("2 days", "36 hours", true),
            ("2 days", "48 hours", false),
            ("1 month", "27 days", true),
            ("1 month", "28 days", false),
            ("same day", "1 hour", true),
            ("same day", "24 hours", false),
            ("by day 30 of the month", "3 days", true),
        ] {
            let outside = warning_outside(Period::parse(limit)?, Period::parse(warn)?, || open);
            assert_eq!(outside.is_none(), fits, "{warn} before the end of {limit}");
        }
        Ok(())
    }
}
