//! Reading periods in English and Chinese.

use super::Period;
use crate::error::{Code, Error, Result};
use crate::numeral;

/// What a period may look like, for messages.
const FORMS: &str = "a period as `30 minutes`, `2 working hours`, `3 days`, `3 working days`, `1 month`, `same day`, \
                     `same working day`, `by day 30 of the month`, 半小时, 3个工作日, 2天, 一个月, 当天, 每月30日前";

/// Seconds of the units of time.
const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// What a unit measures.
#[derive(Clone, Copy)]
enum Unit {
    /// So many elapsed seconds.
    Elapsed(i64),
    /// So many open seconds.
    Working(i64),
    /// So many calendar days.
    Days(i64),
    WorkingDays,
    /// So many months.
    Months(i64),
}

/// Units with a Chinese name; a longer name stands before one that it ends with.
const CHINESE_UNITS: &[(&str, Unit)] = &[
    ("个工作小时", Unit::Working(HOUR)),
    ("工作小时", Unit::Working(HOUR)),
    ("工作分钟", Unit::Working(MINUTE)),
    ("工作秒", Unit::Working(1)),
    ("个工作日", Unit::WorkingDays),
    ("个工作天", Unit::WorkingDays),
    ("工作日", Unit::WorkingDays),
    ("工作天", Unit::WorkingDays),
    ("个自然日", Unit::Days(1)),
    ("自然日", Unit::Days(1)),
    ("日历日", Unit::Days(1)),
    ("天", Unit::Days(1)),
    ("日", Unit::Days(1)),
    ("个星期", Unit::Days(7)),
    ("星期", Unit::Days(7)),
    ("个礼拜", Unit::Days(7)),
    ("礼拜", Unit::Days(7)),
    ("周", Unit::Days(7)),
    ("个月", Unit::Months(1)),
    ("个季度", Unit::Months(3)),
    ("季度", Unit::Months(3)),
    ("年", Unit::Months(12)),
    ("个小时", Unit::Elapsed(HOUR)),
    ("小时", Unit::Elapsed(HOUR)),
    ("个钟头", Unit::Elapsed(HOUR)),
    ("钟头", Unit::Elapsed(HOUR)),
    ("刻钟", Unit::Elapsed(15 * MINUTE)),
    ("分钟", Unit::Elapsed(MINUTE)),
    ("秒钟", Unit::Elapsed(1)),
    ("秒", Unit::Elapsed(1)),
];

impl Period {
    /// Reads a period as rule books write it.
    ///
    /// ```
    /// use tousu::period::Period;
    /// for text in ["3 working days", "3 business days", "3个工作日", "三个工作日内", "３個工作日"] {
    ///     assert_eq!(Period::parse(text)?, Period::WorkingDays { days: 3 });
    /// }
    /// assert_eq!(Period::parse("一个半小时")?, Period::Elapsed { seconds: 5400 });
    /// assert_eq!(Period::parse("每月30日前")?.to_string(), "by day 30 of the month");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unreadable-period`.
    pub fn parse(text: &str) -> Result<Self> {
        // A period is short: what is longer is none, and is not copied into a message as a whole.
        if text.len() > 200 {
            let begin: String = text.chars().take(40).collect();
            return Err(Error::new(Code::UnreadablePeriod, format_args!("{begin}…"), FORMS));
        }
        let plain: String = text.trim().chars().map(plain).collect();
        let found = if plain.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            chinese(&plain.split_whitespace().collect::<String>())
        } else {
            english(&plain)
        };
        found.ok_or_else(|| Error::new(Code::UnreadablePeriod, text.trim(), FORMS))
    }
}

impl std::str::FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// Half width, lower case, and the simplified form of the few characters that occur in periods.
fn plain(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '個' => '个',
        '時' => '时',
        '內' => '内',
        '當' => '当',
        '鐘' | '鍾' => '钟',
        '週' => '周',
        '號' => '号',
        '禮' => '礼',
        '歷' | '曆' => '历',
        _ => c.to_ascii_lowercase(),
    }
}

fn english(text: &str) -> Option<Period> {
    let text = text.strip_prefix("within ").unwrap_or(text).trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["same", "day"] => return Some(Period::SameDay),
        ["same", "working" | "business", "day"] => return Some(Period::SameWorkingDay),
        ["by", "day", day, "of", "the", rest @ ..] => {
            let next_month = match rest {
                ["month"] => false,
                ["next", "month"] => true,
                _ => return None,
            };
            return day_of_month(day, next_month);
        }
        _ => {}
    }
    let (thousandths, rest) = match words.as_slice() {
        ["half", "a" | "an", rest @ ..] | ["half", rest @ ..] => (500, rest.join(" ")),
        ["a" | "an", rest @ ..] => (1000, rest.join(" ")),
        _ => {
            let number = numeral::read(text)?;
            (number.thousandths, text.get(number.bytes..)?.trim().to_owned())
        }
    };
    let (working, unit) = match rest.split_once(' ') {
        Some(("working" | "business", unit)) => (true, unit),
        Some(("calendar", unit)) if matches!(unit, "day" | "days") => (false, unit),
        None => (false, rest.as_str()),
        _ => return None,
    };
    let seconds = |seconds: i64| {
        if working { Unit::Working(seconds) } else { Unit::Elapsed(seconds) }
    };
    let unit = match unit {
        "second" | "seconds" | "sec" | "s" => seconds(1),
        "minute" | "minutes" | "min" | "mins" => seconds(MINUTE),
        "hour" | "hours" | "hr" | "hrs" | "h" => seconds(HOUR),
        "day" | "days" if working => Unit::WorkingDays,
        "day" | "days" | "d" => Unit::Days(1),
        _ if working => return None,
        "week" | "weeks" => Unit::Days(7),
        "month" | "months" => Unit::Months(1),
        "quarter" | "quarters" => Unit::Months(3),
        "year" | "years" => Unit::Months(12),
        _ => return None,
    };
    amount(thousandths, unit)
}

fn chinese(text: &str) -> Option<Period> {
    let text = text.strip_prefix('在').unwrap_or(text);
    if let Some(found) = by_day_of_month(text) {
        return Some(found);
    }
    let text = ["以内", "之内", "内"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    match text {
        "当天" | "当日" | "同日" | "同天" | "同一天" => return Some(Period::SameDay),
        "当个工作日" | "当工作日" | "同工作日" | "同一工作日" | "同一个工作日" => {
            return Some(Period::SameWorkingDay);
        }
        _ => {}
    }
    let number = numeral::read(text)?;
    let mut thousandths = number.thousandths;
    let mut rest = text.get(number.bytes..)?;
    // 一个半小时, 两年半
    if let Some(tail) = rest.strip_prefix("个半") {
        (thousandths, rest) = (thousandths.checked_add(500)?, tail);
    } else if let Some(head) = rest.strip_suffix('半') {
        (thousandths, rest) = (thousandths.checked_add(500)?, head);
    }
    let (_, unit) = CHINESE_UNITS.iter().find(|(name, _)| *name == rest)?;
    amount(thousandths, *unit)
}

/// 每月30日前, 次月3日前
fn by_day_of_month(text: &str) -> Option<Period> {
    let begins = [
        ("每月", false),
        ("当月", false),
        ("本月", false),
        ("次月", true),
        ("下月", true),
        ("下个月", true),
        ("翌月", true),
    ];
    let (rest, next_month) =
        begins.iter().find_map(|(begin, next)| text.strip_prefix(begin).map(|rest| (rest, *next)))?;
    let rest = ["之前", "以前", "前"].iter().find_map(|end| rest.strip_suffix(end))?;
    day_of_month(rest.strip_suffix(['日', '号'])?, next_month)
}

fn day_of_month(day: &str, next_month: bool) -> Option<Period> {
    let day = u8::try_from(numeral::parse(day)?.whole()?).ok()?;
    (1..=31).contains(&day).then_some(Period::ByDayOfMonth { day, next_month })
}

/// A number of units; `None` when a part of a day or month is left over.
fn amount(thousandths: i64, unit: Unit) -> Option<Period> {
    let exact = |factor: i64| {
        let product = thousandths.checked_mul(factor)?;
        (product % 1000 == 0).then_some(product / 1000)
    };
    let count = |factor: i64| u32::try_from(exact(factor)?).ok();
    Some(match unit {
        Unit::Elapsed(seconds) => Period::Elapsed { seconds: exact(seconds)? },
        Unit::Working(seconds) => Period::WorkingTime { seconds: exact(seconds)? },
        Unit::Days(days) => Period::CalendarDays { days: count(days)? },
        Unit::WorkingDays => Period::WorkingDays { days: count(1)? },
        Unit::Months(months) => Period::Months { months: count(months)? },
    })
}
