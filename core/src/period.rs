//! Periods as rule books write them: "3 working days", "半小时", "当天", "每月30日前".
//!
//! A period is only an amount and its kind; [`crate::deadline`] turns it into a due time with a calendar and a
//! counting rule.

/// How long something may take, in the measure in which the rule book counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Period {
    /// Elapsed time, 24×7, in seconds: minutes and hours.
    Elapsed {
        /// Seconds, at least 0.
        seconds: i64,
    },
    /// Open hours only, in seconds: working minutes and working hours.
    WorkingTime {
        /// Seconds, at least 0.
        seconds: i64,
    },
    /// Calendar days; a week is seven of them.
    CalendarDays {
        /// Days, at least 0.
        days: u32,
    },
    /// Working days of the calendar.
    WorkingDays {
        /// Days, at least 0.
        days: u32,
    },
    /// Calendar months; a year is twelve of them.
    Months {
        /// Months, at least 0.
        months: u32,
    },
    /// To the end of the local day of the start (当天, 当日).
    SameDay,
    /// To the end of the day of the start, or of the next working day when it is none.
    SameWorkingDay,
    /// To the end of a day of the month, clamped to the month's length (每月30日前).
    ByDayOfMonth {
        /// 1 to 31.
        day: u8,
        /// Whether the day is of the month after the one that contains the start.
        next_month: bool,
    },
}
