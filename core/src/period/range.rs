//! From so long to so long: "3-6 months", "3至6个月".

use std::fmt;
use std::str::FromStr;

use super::Period;
use crate::error::{Error, Result};
use crate::numeral;

/// A period, or a range of them in one unit; both ends are included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PeriodRange {
    /// The shortest.
    pub least: Period,
    /// The longest.
    pub most: Period,
}

/// What may stand between the two numbers.
const BETWEEN: &[&str] = &[" to ", "-", "–", "—", "~", "～", "至", "到"];

impl PeriodRange {
    /// Reads a range as rule books write it; a single period is a range of one.
    ///
    /// ```
    /// use tousu::period::{Period, PeriodRange};
    /// let range = PeriodRange::parse("3至6个月")?;
    /// assert_eq!(range.least, Period::Months { months: 3 });
    /// assert_eq!(range.to_string(), "3-6 months");
    /// assert_eq!(PeriodRange::parse("6 months")?.to_string(), "6 months");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unreadable-period`, also when the range runs backwards.
    pub fn parse(text: &str) -> Result<Self> {
        match Period::parse(text) {
            Ok(period) => Ok(Self { least: period, most: period }),
            Err(error) => Self::between(text.trim()).ok_or(error),
        }
    }

    fn between(text: &str) -> Option<Self> {
        let (first, second) = BETWEEN.iter().find_map(|between| text.split_once(between))?;
        let (first, second) = (first.trim(), second.trim());
        let most = Period::parse(second).ok()?;
        // The unit stands behind the second number only.
        let unit = second.get(numeral::read(second)?.bytes..)?;
        let least = Period::parse(first).or_else(|_| Period::parse(&format!("{first}{unit}"))).ok()?;
        (amount(least)? <= amount(most)? && std::mem::discriminant(&least) == std::mem::discriminant(&most))
            .then_some(Self { least, most })
    }

    /// Whether a period of the same unit lies in the range.
    ///
    /// ```
    /// use tousu::period::{Period, PeriodRange};
    /// let range = PeriodRange::parse("3-6 months")?;
    /// assert!(range.contains(Period::Months { months: 6 }) && !range.contains(Period::Months { months: 7 }));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn contains(&self, period: Period) -> bool {
        std::mem::discriminant(&period) == std::mem::discriminant(&self.least)
            && amount(self.least) <= amount(period)
            && amount(period) <= amount(self.most)
    }

    /// The canonical Chinese form; [`PeriodRange::parse`] reads it back.
    #[must_use]
    pub fn to_zh(&self) -> String {
        joined(self, &self.least.to_zh(), &self.most.to_zh(), "至")
    }
}

/// The number of a period in its unit; `None` for those without one.
fn amount(period: Period) -> Option<i64> {
    Some(match period {
        Period::Elapsed { seconds } | Period::WorkingTime { seconds } => seconds,
        Period::CalendarDays { days } | Period::WorkingDays { days } => days.into(),
        Period::Months { months } => months.into(),
        Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => return None,
    })
}

/// The unit once when both ends print it alike.
fn joined(range: &PeriodRange, least: &str, most: &str, between: &str) -> String {
    if range.least == range.most {
        return most.to_owned();
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = least.split_at_checked(digits(least)).unwrap_or((least, ""));
    let same = most.split_at_checked(digits(most)).is_some_and(|(_, other)| other == unit);
    if same { format!("{number}{between}{most}") } else { format!("{least} {between} {most}") }
}

impl fmt::Display for PeriodRange {
    /// The canonical English form; [`PeriodRange::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(self, &self.least.to_string(), &self.most.to_string(), "-"))
    }
}

impl FromStr for PeriodRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl From<Period> for PeriodRange {
    fn from(period: Period) -> Self {
        Self { least: period, most: period }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn ranges_read_back_in_both_languages() -> Result<()> {
        for (text, en, zh) in [
            ("3-6个月", "3-6 months", "3至6个月"),
            ("3 to 6 months", "3-6 months", "3至6个月"),
            ("三至六个月", "3-6 months", "3至6个月"),
            ("1-2 hours", "1 hour - 2 hours", "1至2小时"),
            ("5 days", "5 days", "5天"),
            ("30 minutes - 1 hour", "30 minutes - 1 hour", "30分钟 至 1小时"),
        ] {
            let range = PeriodRange::parse(text)?;
            assert_eq!((range.to_string(), range.to_zh()), (en.to_owned(), zh.to_owned()), "{text}");
            assert_eq!(PeriodRange::parse(en)?, range, "{en}");
            assert_eq!(PeriodRange::parse(zh)?, range, "{zh}");
        }
        for bad in ["", "6-3 months", "3-6", "3 days-6 months", "3--6 months", "same day - 3 days"] {
            let error = PeriodRange::parse(bad).map_err(|error| error.code());
            assert_eq!(error, Err(Code::UnreadablePeriod), "{bad}");
        }
        Ok(())
    }
}
