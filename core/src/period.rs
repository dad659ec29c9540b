//! Periods as rule books write them: "3 working days", "半小时", "当天", "每月30日前".
//!
//! A period is only an amount and its kind; [`crate::deadline`] turns it into a due time with a calendar and a
//! counting rule.

mod parse;
mod range;

use std::fmt;

pub use range::PeriodRange;

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

impl fmt::Display for Period {
    /// The canonical English form; [`Period::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: i64| if count == 1 { "" } else { "s" };
        let mut time = |seconds: i64, working: &str| {
            let (count, unit) = in_largest_unit(seconds, ["hour", "minute", "second"]);
            write!(f, "{count} {working}{unit}{}", plural(count))
        };
        match *self {
            Self::Elapsed { seconds } => time(seconds, ""),
            Self::WorkingTime { seconds } => time(seconds, "working "),
            Self::CalendarDays { days } => write!(f, "{days} day{}", plural(days.into())),
            Self::WorkingDays { days } => write!(f, "{days} working day{}", plural(days.into())),
            Self::Months { months } => write!(f, "{months} month{}", plural(months.into())),
            Self::SameDay => f.write_str("same day"),
            Self::SameWorkingDay => f.write_str("same working day"),
            Self::ByDayOfMonth { day, next_month } => {
                let next = if next_month { "next " } else { "" };
                write!(f, "by day {day} of the {next}month")
            }
        }
    }
}

impl Period {
    /// The canonical Chinese form; [`Period::parse`] reads it back.
    ///
    /// ```
    /// use tousu::period::Period;
    /// assert_eq!(Period::WorkingDays { days: 3 }.to_zh(), "3个工作日");
    /// assert_eq!(Period::parse("次月3日前")?.to_zh(), "次月3日前");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn to_zh(&self) -> String {
        match *self {
            Self::Elapsed { seconds } => {
                let (count, unit) = in_largest_unit(seconds, ["小时", "分钟", "秒"]);
                format!("{count}{unit}")
            }
            Self::WorkingTime { seconds } => {
                let (count, unit) = in_largest_unit(seconds, ["工作小时", "工作分钟", "工作秒"]);
                format!("{count}{unit}")
            }
            Self::CalendarDays { days } => format!("{days}天"),
            Self::WorkingDays { days } => format!("{days}个工作日"),
            Self::Months { months } => format!("{months}个月"),
            Self::SameDay => "当天".to_owned(),
            Self::SameWorkingDay => "同一工作日".to_owned(),
            Self::ByDayOfMonth { day, next_month } => {
                format!("{}{day}日前", if next_month { "次月" } else { "每月" })
            }
        }
    }
}

/// Seconds in the largest of hours, minutes and seconds that leaves nothing over.
fn in_largest_unit(seconds: i64, [hour, minute, second]: [&str; 3]) -> (i64, &str) {
    match seconds {
        0 => (0, second),
        _ if seconds % 3600 == 0 => (seconds / 3600, hour),
        _ if seconds % 60 == 0 => (seconds / 60, minute),
        _ => (seconds, second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_rule_books_are_read() -> Result<()> {
        let cases = [
            ("3 working days", "3 working days"),
            ("5 business days", "5 working days"),
            ("3个工作日", "3 working days"),
            ("三个工作日内", "3 working days"),
            ("十五個工作日", "15 working days"),
            ("７个工作日以内", "7 working days"),
            ("30 minutes", "30 minutes"),
            ("30分钟", "30 minutes"),
            ("一刻钟", "15 minutes"),
            ("半小时", "30 minutes"),
            ("half an hour", "30 minutes"),
            ("24小时", "24 hours"),
            ("24 小时 内", "24 hours"),
            ("48h", "48 hours"),
            ("1.5 hours", "90 minutes"),
            ("一个半小时", "90 minutes"),
            ("两小时半", "150 minutes"),
            ("半个小时", "30 minutes"),
            ("2天", "2 days"),
            ("2日", "2 days"),
            ("两日", "2 days"),
            ("10日", "10 days"),
            ("3 calendar days", "3 days"),
            ("同日", "same day"),
            ("当天", "same day"),
            ("當日", "same day"),
            ("Same day", "same day"),
            ("same business day", "same working day"),
            ("一个月", "1 month"),
            ("1 month", "1 month"),
            ("1 year", "12 months"),
            ("半年", "6 months"),
            ("一年半", "18 months"),
            ("一个季度", "3 months"),
            ("1 week", "7 days"),
            ("两周", "14 days"),
            ("每月30日前", "by day 30 of the month"),
            ("每月三日前", "by day 3 of the month"),
            ("次月3日前", "by day 3 of the next month"),
            ("下个月5号之前", "by day 5 of the next month"),
            ("2 working hours", "2 working hours"),
            ("2个工作小时", "2 working hours"),
            ("within 2 days", "2 days"),
            ("a day", "1 day"),
            ("0 hours", "0 seconds"),
        ];
        for (text, expected) in cases {
            assert_eq!(Period::parse(text)?.to_string(), expected, "{text}");
        }
        Ok(())
    }

    #[test]
    fn what_is_no_period_is_refused_with_the_forms() {
        let long = "3 days ".repeat(1000);
        let nones = [
            "",
            "  ",
            "days",
            "3",
            "三",
            "3 dayz",
            "-3 days",
            "1.5 days",
            "半天",
            "半个月",
            "半个工作日",
            "3月",
            "X小时",
            "by day 32 of the month",
            "by day 0 of the month",
            "每月32日前",
            "3 working weeks",
            "立即",
            "三五天",
            "99999999999 days",
            "4.7.2 days",
            "3 days 2 hours",
            "0.001 seconds",
            &long,
        ];
        for text in nones {
            let slug = Period::parse(text).map_err(|error| (error.slug(), error.expected().contains("working days")));
            assert_eq!(slug, Err(("unreadable-period", true)), "{text}");
        }
    }

    fn periods() -> impl Strategy<Value = Period> {
        let seconds = prop_oneof![0..100_000_i64, 0..9_000_000_000_000_i64];
        prop_oneof![
            seconds.clone().prop_map(|seconds| Period::Elapsed { seconds }),
            seconds.prop_map(|seconds| Period::WorkingTime { seconds }),
            any::<u32>().prop_map(|days| Period::CalendarDays { days }),
            any::<u32>().prop_map(|days| Period::WorkingDays { days }),
            any::<u32>().prop_map(|months| Period::Months { months }),
            Just(Period::SameDay),
            Just(Period::SameWorkingDay),
            (1..=31_u8, any::<bool>()).prop_map(|(day, next_month)| Period::ByDayOfMonth { day, next_month }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_printed_is_read_back(period in periods()) {
            prop_assert_eq!(Period::parse(&period.to_string()).ok(), Some(period));
            prop_assert_eq!(Period::parse(&period.to_zh()).ok(), Some(period));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}") {
            let _ = Period::parse(&text);
        }
    }
}
