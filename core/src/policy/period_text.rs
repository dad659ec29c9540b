//! Stand-in until `Period` reads and prints itself.

use crate::error::{Code, Error, Result};
use crate::period::Period;

pub(super) fn parse(text: &str) -> Result<Period> {
    let fail = || {
        Error::new(
            Code::UnreadablePeriod,
            text,
            "`30 minutes`, `2 hours`, `3 days`, `3 working days`, `1 month`, `same day`, `by day 30 of the month`",
        )
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |word: &str| word.parse::<u32>().map_err(|_| fail());
    let seconds = |word: &str, unit: i64| number(word).map(|amount| i64::from(amount) * unit);
    Ok(match words.as_slice() {
        ["same", "day"] => Period::SameDay,
        ["same", "working", "day"] => Period::SameWorkingDay,
        ["by", "day", day, "of", "the", rest @ ..] => {
            let day = day.parse::<u8>().ok().filter(|day| (1..=31).contains(day)).ok_or_else(fail)?;
            let next_month = match rest {
                ["month"] => false,
                ["next", "month"] => true,
                _ => return Err(fail()),
            };
            Period::ByDayOfMonth { day, next_month }
        }
        [amount, "minute" | "minutes"] => Period::Elapsed { seconds: seconds(amount, 60)? },
        [amount, "hour" | "hours"] => Period::Elapsed { seconds: seconds(amount, 3600)? },
        [amount, "working", "hour" | "hours"] => Period::WorkingTime { seconds: seconds(amount, 3600)? },
        [amount, "day" | "days"] => Period::CalendarDays { days: number(amount)? },
        [amount, "working", "day" | "days"] => Period::WorkingDays { days: number(amount)? },
        [amount, "month" | "months"] => Period::Months { months: number(amount)? },
        _ => return Err(fail()),
    })
}

pub(super) fn print(period: Period) -> String {
    format!("{period:?}")
}
