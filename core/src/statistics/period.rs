//! The periods by which figures are grouped: from a day to a year, and any window.

use std::fmt;

use crate::error::{Code, Error, Result};
use crate::time::Date;

/// How long a [`CalendarPeriod`] is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Grain {
    /// One day.
    Day,
    /// A week of ISO 8601: Monday to Sunday, numbered by its Thursday.
    Week,
    /// A calendar month.
    Month,
    /// January to March, and so on.
    Quarter,
    /// January to June, July to December.
    HalfYear,
    /// A calendar year.
    Year,
    /// From one date to another; only asked for, never grouped by.
    Window,
}

impl Grain {
    /// Those by which figures can be grouped, the finest first.
    pub const ALL: &'static [Self] = &[Self::Day, Self::Week, Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// The name in requests and in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half-year",
            Self::Year => "year",
            Self::Window => "window",
        }
    }

    /// Whether whole periods of this grain make up every period of the other.
    ///
    /// ```
    /// use tousu::statistics::Grain;
    /// assert!(Grain::Month.divides(Grain::Quarter) && Grain::Day.divides(Grain::Week));
    /// assert!(!Grain::Week.divides(Grain::Month));
    /// ```
    #[must_use]
    pub fn divides(self, other: Self) -> bool {
        match (self, other) {
            (Self::Window, _) | (_, Self::Window) => false,
            (Self::Day, _) => true,
            (Self::Week, other) => other == Self::Week,
            (grain, Self::Week) => grain == Self::Day,
            (grain, other) => grain <= other,
        }
    }

    /// Its length in months, where it is one.
    const fn months(self) -> Option<i64> {
        match self {
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::HalfYear => Some(6),
            Self::Year => Some(12),
            Self::Day | Self::Week | Self::Window => None,
        }
    }
}

/// A period of the calendar, both its ends included.
///
/// ```
/// use tousu::{statistics::{CalendarPeriod, Grain}, time::Date};
/// let day = Date::parse("2026-12-31")?;
/// assert_eq!(CalendarPeriod::of(Grain::Quarter, day).to_string(), "2026-Q4");
/// // The week of a Thursday belongs to the year of the Thursday; 2026 has 53 weeks.
/// assert_eq!(CalendarPeriod::of(Grain::Week, Date::parse("2027-01-03")?).to_string(), "2026-W53");
/// assert_eq!(CalendarPeriod::parse("2026-H1")?.last(), Date::parse("2026-06-30")?);
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CalendarPeriod {
    first: Date,
    last: Date,
    grain: Grain,
}

impl CalendarPeriod {
    /// The period of this grain that contains the date; of a window, the date itself.
    #[must_use]
    pub fn of(grain: Grain, date: Date) -> Self {
        let (year, month, _) = date.ymd();
        let months = |first: u32, count: u32| {
            let last = first + count - 1;
            (
                Date::on(year, first, 1).unwrap_or(Date::MIN),
                Date::on(year, last, crate::time::days_in_month(year, last)).unwrap_or(Date::MAX),
            )
        };
        let (first, last) = match grain {
            Grain::Day | Grain::Window => (date, date),
            Grain::Week => {
                let monday = date.days() - i32::from(date.weekday());
                (Date::on_day(monday).unwrap_or(Date::MIN), Date::on_day(monday + 6).unwrap_or(Date::MAX))
            }
            Grain::Month => months(month, 1),
            Grain::Quarter => months((month - 1) / 3 * 3 + 1, 3),
            Grain::HalfYear => months((month - 1) / 6 * 6 + 1, 6),
            Grain::Year => months(1, 12),
        };
        Self { first, last, grain }
    }

    /// A window, both its ends included.
    ///
    /// # Errors
    /// `invalid-argument` when it ends before it begins.
    pub fn window(first: Date, last: Date) -> Result<Self> {
        if last < first {
            let found = format!("{first}..{last}");
            return Err(Error::new(Code::InvalidArgument, found, "a window that ends on its first day or later"));
        }
        Ok(Self { first, last, grain: Grain::Window })
    }

    /// Reads `2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1`, `2026-H1`, `2026` or `2026-03-01..2026-03-15`.
    ///
    /// # Errors
    /// `unreadable-time`; `invalid-argument` for a window that ends before it begins.
    pub fn parse(text: &str) -> Result<Self> {
        let unreadable = || {
            let expected = "2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026-H1, 2026 or 2026-03-01..2026-03-15";
            Error::new(Code::UnreadableTime, text, expected)
        };
        if let Some((first, last)) = text.split_once("..") {
            return Self::window(Date::parse(first)?, Date::parse(last)?);
        }
        let number = |digits: &str, width: usize| {
            let plain = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u32>().ok()).flatten().ok_or_else(unreadable)
        };
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let year = i32::try_from(number(year, 4)?).map_err(|_| unreadable())?;
        let month = |month: u32, grain: Grain| {
            let first = Date::from_ymd(year, month, 1).map_err(|_| unreadable())?;
            Ok(Self::of(grain, first))
        };
        let Some(rest) = rest else { return month(1, Grain::Year) };
        match (rest.split_at_checked(1), rest.len()) {
            (Some(("W", week)), _) => {
                let week = number(week, 2)?;
                // 4 January is always in week 1.
                let first = Self::of(Grain::Week, Date::from_ymd(year, 1, 4).map_err(|_| unreadable())?);
                let days = i64::from(week.checked_sub(1).ok_or_else(unreadable)?) * 7;
                let period = Self::of(Grain::Week, first.first.plus_days(days).map_err(|_| unreadable())?);
                if period.to_string() == text { Ok(period) } else { Err(unreadable()) }
            }
            (Some(("Q", quarter)), 2) => match number(quarter, 1)? {
                quarter @ 1..=4 => month(quarter * 3 - 2, Grain::Quarter),
                _ => Err(unreadable()),
            },
            (Some(("H", half)), 2) => match number(half, 1)? {
                half @ 1..=2 => month(half * 6 - 5, Grain::HalfYear),
                _ => Err(unreadable()),
            },
            (_, 2) => month(number(rest, 2)?, Grain::Month),
            _ => Date::parse(text).map(|date| Self::of(Grain::Day, date)).map_err(|_| unreadable()),
        }
    }

    /// Its grain.
    #[must_use]
    pub const fn grain(self) -> Grain {
        self.grain
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i64 {
        i64::from(self.last.days()) - i64::from(self.first.days()) + 1
    }

    /// Whether the date is in it.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }

    /// The period before it; `None` before the year 1. A window comes after one of as many days.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let last = self.first.plus_days(-1).ok()?;
        match self.grain {
            Grain::Window => Self::window(self.first.plus_days(-self.days()).ok()?, last).ok(),
            grain => Some(Self::of(grain, last)),
        }
    }

    /// The period after it; `None` after the year 9999.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let first = self.last.plus_days(1).ok()?;
        match self.grain {
            Grain::Window => Self::window(first, self.last.plus_days(self.days()).ok()?).ok(),
            grain => Some(Self::of(grain, first)),
        }
    }

    /// The same period of the year before; `None` when that year has none: 29 February, week 53.
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        let earlier = |date: Date| {
            let (year, month, day) = date.ymd();
            Date::on(year - 1, month, day)
        };
        match self.grain {
            Grain::Week => {
                let name = self.to_string();
                let (year, week) = name.split_once('-')?;
                Self::parse(&format!("{:04}-{week}", year.parse::<i32>().ok()? - 1)).ok()
            }
            Grain::Window => {
                // A window that ends with February ends with the February before.
                let last = earlier(self.last).or_else(|| self.last.plus_months(-12).ok())?;
                Self::window(earlier(self.first)?, last).ok()
            }
            grain => Some(Self::of(grain, earlier(self.first)?)),
        }
    }

    /// Its length in months, where it is a whole number of them.
    #[must_use]
    pub fn months(self) -> Option<i64> {
        if self.grain != Grain::Window {
            return self.grain.months();
        }
        let ((year, month, day), (next_year, next_month, next_day)) =
            (self.first.ymd(), self.last.plus_days(1).ok()?.ymd());
        let months = i64::from(next_year - year) * 12 + i64::from(next_month) - i64::from(month);
        (day == 1 && next_day == 1).then_some(months)
    }
}

/// As [`CalendarPeriod::parse`] reads it.
impl fmt::Display for CalendarPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.ymd();
        match self.grain {
            Grain::Day => write!(f, "{}", self.first),
            Grain::Week => {
                let thursday = Date::on_day(self.first.days().saturating_add(3)).unwrap_or(self.first);
                let (year, ..) = thursday.ymd();
                let new_year = Date::on(year, 1, 1).unwrap_or(Date::MIN);
                write!(f, "{year:04}-W{:02}", (thursday.days() - new_year.days()) / 7 + 1)
            }
            Grain::Month => write!(f, "{year:04}-{month:02}"),
            Grain::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            Grain::HalfYear => write!(f, "{year:04}-H{}", (month - 1) / 6 + 1),
            Grain::Year => write!(f, "{year:04}"),
            Grain::Window => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weeks_are_those_of_iso_8601() -> Result<()> {
        // Dates and week numbers of the table in ISO 8601, annex "calendar weeks", and of the years around 2026.
        let known = [
            ("1976-12-31", "1976-W53"),
            ("1977-01-01", "1976-W53"),
            ("1977-01-02", "1976-W53"),
            ("1977-12-31", "1977-W52"),
            ("1978-01-02", "1978-W01"),
            ("1979-12-31", "1980-W01"),
            ("1980-12-29", "1981-W01"),
            ("1982-01-03", "1981-W53"),
            ("2024-12-30", "2025-W01"),
            ("2026-12-31", "2026-W53"),
        ];
        for (date, week) in known {
            let period = CalendarPeriod::of(Grain::Week, Date::parse(date)?);
            assert_eq!(period.to_string(), week, "{date}");
            assert_eq!(CalendarPeriod::parse(week)?, period);
        }
        for none in ["2025-W53", "2026-W54", "2026-W00", "2026-Q5", "2026-H3", "2026-13", "26", "2026-", "", "2026-W1"]
        {
            assert_eq!(CalendarPeriod::parse(none).err().map(|error| error.slug()), Some("unreadable-time"), "{none}");
        }
        assert_eq!(
            CalendarPeriod::parse("2026-03-02..2026-03-01").err().map(|error| error.slug()),
            Some("invalid-argument")
        );
        Ok(())
    }

    #[test]
    fn what_came_a_year_before_has_the_same_name() -> Result<()> {
        let before = |text: &str| {
            let before = CalendarPeriod::parse(text).ok()?.year_before();
            before.map(|before| before.to_string())
        };
        assert_eq!(before("2026-03").as_deref(), Some("2025-03"));
        assert_eq!(before("2026-W10").as_deref(), Some("2025-W10"));
        assert_eq!(before("2026-W53"), None);
        assert_eq!(before("2024-02-29"), None);
        assert_eq!(before("2024-02-01..2024-02-29").as_deref(), Some("2023-02-01..2023-02-28"));
        let quarter = CalendarPeriod::parse("2026-01-01..2026-03-31")?;
        assert_eq!((quarter.months(), quarter.days()), (Some(3), 90));
        assert_eq!(quarter.previous().map(|period| period.to_string()).as_deref(), Some("2025-10-03..2025-12-31"));
        assert_eq!(CalendarPeriod::parse("2026-01-02..2026-03-31")?.months(), None);
        Ok(())
    }

    proptest! {
        #[test]
        fn every_day_is_in_one_period_of_each_grain(day in Date::MIN.days()..=Date::MAX.days()) {
            let date = Date::from_days(day).unwrap_or(Date::MIN);
            for grain in Grain::ALL {
                let period = CalendarPeriod::of(*grain, date);
                prop_assert!(period.contains(date));
                prop_assert_eq!(CalendarPeriod::of(*grain, period.first()), period);
                prop_assert_eq!(CalendarPeriod::of(*grain, period.last()), period);
                if let Some(next) = period.next() {
                    prop_assert_eq!(next.previous(), Some(period));
                    prop_assert_eq!(CalendarPeriod::parse(&period.to_string()).ok(), Some(period));
                }
                for coarser in Grain::ALL.iter().filter(|coarser| grain.divides(**coarser)) {
                    let coarser = CalendarPeriod::of(*coarser, date);
                    prop_assert!(coarser.contains(period.first()) && coarser.contains(period.last()));
                }
            }
        }
    }
}
