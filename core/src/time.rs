//! Instants, civil dates and the moments at which events happened.
//!
//! Time is always an argument: nothing here reads a clock. The resolution of clocks is one second; an instant with
//! a fraction counts as its second, and the fraction only orders events.

use std::fmt;

use chrono::{DateTime, FixedOffset, Timelike};

use crate::error::{Code, Error, Result};

/// Seconds of a day of 24 hours.
pub const DAY: i64 = 86_400;

/// Days from 0000-12-31 to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH: i32 = 719_468;

/// A point in time: seconds since 1970-01-01T00:00:00Z, between the years 1 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 0001-01-02T00:00:00Z: a day inside the first year, so that every offset stays in range.
    pub const MIN: Self = Self(-62_135_510_400);
    /// 9999-12-30T23:59:59Z: a day inside the last year, so that every offset stays in range.
    pub const MAX: Self = Self(253_402_214_399);

    /// The instant so many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// `time-out-of-range` outside [`Self::MIN`]..=[`Self::MAX`].
    #[inline]
    pub fn from_unix(seconds: i64) -> Result<Self> {
        Self::at_unix(seconds)
            .ok_or_else(|| Error::new(Code::TimeOutOfRange, format_args!("{seconds} s"), "the years 1 to 9999"))
    }

    /// [`Self::from_unix`] where nobody reads the message.
    #[inline]
    pub(crate) fn at_unix(seconds: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Some seconds later (or earlier).
    ///
    /// # Errors
    /// `time-out-of-range` when the result is outside the years 1 to 9999.
    pub fn plus(self, seconds: i64) -> Result<Self> {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to `self`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Reads RFC 3339 with offset; a fraction is dropped (see [`Moment::parse`] to keep it).
    ///
    /// ```
    /// use tousu::time::Instant;
    /// let at = Instant::parse("2026-03-02T09:00:00+08:00")?;
    /// assert_eq!(at.unix(), 1_772_413_200);
    /// assert_eq!(at.format(8 * 3600), "2026-03-02T09:00:00+08:00");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `naive-time` without offset, `unreadable-time` otherwise, `time-out-of-range` outside the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Self> {
        match Moment::parse(text)? {
            Moment::At { instant, .. } => Ok(instant),
            Moment::On(_) => Err(Error::new(Code::UnreadableTime, text, "RFC 3339 with a time of day and offset")),
        }
    }

    /// RFC 3339 with the given offset in seconds east of Greenwich.
    #[must_use]
    pub fn format(self, offset: i32) -> String {
        let local = Self(self.0.saturating_add(i64::from(offset)).clamp(Self::MIN.0 - DAY, Self::MAX.0 + DAY));
        let (date, second) = (Date(local.0.div_euclid(DAY) as i32), local.0.rem_euclid(DAY));
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let sign = if offset < 0 { '-' } else { '+' };
        let (zone_hour, zone_minute) = (offset.abs() / 3600, offset.abs() / 60 % 60);
        format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{zone_hour:02}:{zone_minute:02}")
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format(0))
    }
}

/// A civil date: days since 1970-01-01, between the years 1 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// 0001-01-01.
    pub const MIN: Self = Self(1 - EPOCH_FROM_CE);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The date so many days after 1970-01-01.
    ///
    /// # Errors
    /// `time-out-of-range` outside the years 1 to 9999.
    #[inline]
    pub fn from_days(days: i32) -> Result<Self> {
        Self::on_day(days)
            .ok_or_else(|| Error::new(Code::TimeOutOfRange, format_args!("day {days}"), "the years 1 to 9999"))
    }

    /// [`Self::from_days`] where nobody reads the message.
    #[inline]
    pub(crate) fn on_day(days: i32) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&days).then_some(Self(days))
    }

    /// The date with this year, month (1-12) and day (1-31).
    ///
    /// # Errors
    /// `time-out-of-range` when there is no such date in the years 1 to 9999.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Result<Self> {
        Self::on(year, month, day).ok_or_else(|| {
            Error::new(Code::TimeOutOfRange, format_args!("{year}-{month}-{day}"), "a date of the years 1 to 9999")
        })
    }

    /// [`Self::from_ymd`] where nobody reads the message.
    #[inline]
    pub(crate) fn on(year: i32, month: u32, day: u32) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
        if !known || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self::there(year.cast_unsigned(), month, day))
    }

    /// A date that there is.
    #[inline(always)]
    const fn there(year: u32, month: u32, day: u32) -> Self {
        // Years begin in March here, so that the leap day is the last of its year.
        let before_march = (month <= 2) as u32;
        let (year, month) = (year - before_march, month + 12 * before_march - 3);
        let century = year / 100;
        let days = year * 365 + year / 4 - century + century / 4 + (month * 153 + 2) / 5 + day - 1;
        Self(days.cast_signed() - EPOCH_FROM_MARCH)
    }

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// `unreadable-time`.
    pub fn parse(text: &str) -> Result<Self> {
        let unreadable = || Error::new(Code::UnreadableTime, text, "a date YYYY-MM-DD");
        let mut parts = text.splitn(3, '-');
        let mut part = |width: usize| {
            let part = parts.next().filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u32>().ok()).ok_or_else(unreadable)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        Self::from_ymd(i32::try_from(year).map_err(|_| unreadable())?, month, day).map_err(|_| unreadable())
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1-12), day (1-31).
    #[must_use]
    #[inline]
    pub const fn ymd(self) -> (i32, u32, u32) {
        let days = (self.0 + EPOCH_FROM_MARCH).cast_unsigned();
        // Of 100 years and of one, in quarters of a day: 36524.25 and 365.25.
        let (century, rest) = ((days * 4 + 3) / 146_097, ((days * 4 + 3) % 146_097) | 3);
        let (year, day) = (rest / 1461, rest % 1461 / 4);
        // The months from March on have 31, 30, 31, 30, 31 days, and again: 153 in five.
        let month = (day * 5 + 2) / 153;
        let day = day - (month * 153 + 2) / 5 + 1;
        // A sum is no branch: January and February are of the next year.
        let next = (month >= 10) as u32;
        ((century * 100 + year + next).cast_signed(), month + 3 - next * 12, day)
    }

    /// Day of the week, Monday 0 to Sunday 6.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// Some days later (or earlier).
    ///
    /// # Errors
    /// `time-out-of-range` outside the years 1 to 9999.
    #[inline]
    pub fn plus_days(self, days: i64) -> Result<Self> {
        let sum = i32::try_from(i64::from(self.0).saturating_add(days)).ok().and_then(Self::on_day);
        sum.ok_or_else(|| Error::new(Code::TimeOutOfRange, format_args!("{self} + {days} days"), "the years 1 to 9999"))
    }

    /// The corresponding day some months later, else the last day of that month (Civil Code 202).
    ///
    /// # Errors
    /// `time-out-of-range` outside the years 1 to 9999.
    #[inline]
    pub fn plus_months(self, months: i64) -> Result<Self> {
        self.months_later(months).ok_or_else(|| {
            Error::new(Code::TimeOutOfRange, format_args!("{self} + {months} months"), "the years 1 to 9999")
        })
    }

    #[inline]
    fn months_later(self, months: i64) -> Option<Self> {
        let (year, month, day) = self.ymd();
        let index = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(months)?;
        // From year 1 to 9999 it fits, and is divided as an unsigned number.
        let index = u32::try_from(index).ok()?;
        let (year, month) = (index / 12, index % 12 + 1);
        if !(1..=9999).contains(&year) {
            return None;
        }
        Some(Self::there(year, month, day.min(days_in_month(year.cast_signed(), month))))
    }
}

/// Days of a month (1-12); 31 for a month that is none.
#[must_use]
#[inline]
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    // Of the years that 25 divides every sixteenth, of the others every fourth.
    let leap = year & (if year % 25 == 0 { 15 } else { 3 }) == 0;
    match month {
        2 => 28 + leap as u32,
        // Odd months are long up to July, even ones from August on.
        1..=12 => 30 + ((month + month / 8) & 1),
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// When something happened: an instant, or a date whose time of day is not known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Moment {
    /// An instant; the fraction of its second (nanoseconds) only orders events.
    At {
        /// The second.
        instant: Instant,
        /// Nanoseconds into it.
        nanos: u32,
    },
    /// A civil date of the calendar's zone.
    On(Date),
}

impl Moment {
    /// Reads RFC 3339 with offset, or a date `YYYY-MM-DD`.
    ///
    /// # Errors
    /// `naive-time` when a time of day has no offset, `time-out-of-range`, or `unreadable-time`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() == 10 {
            return Date::parse(text).map(Self::On);
        }
        match DateTime::<FixedOffset>::parse_from_rfc3339(text) {
            // A leap second (nanosecond >= 10^9) counts as the second before it.
            Ok(at) => Ok(Self::At {
                instant: Instant::from_unix(at.timestamp())
                    .map_err(|_| Error::new(Code::TimeOutOfRange, text, "the years 1 to 9999"))?,
                nanos: at.nanosecond().min(999_999_999),
            }),
            Err(_) if chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").is_ok() => {
                Err(Error::new(Code::NaiveTime, text, "RFC 3339 with an offset, as 2026-03-02T09:00:00+08:00"))
            }
            Err(_) => Err(Error::new(Code::UnreadableTime, text, "RFC 3339 with an offset, or a date YYYY-MM-DD")),
        }
    }

    /// A date as `YYYY-MM-DD`, an instant as RFC 3339 with the given offset in seconds east of Greenwich; a fraction
    /// is written as short as it can be.
    ///
    /// ```
    /// use tousu::time::Moment;
    /// for text in ["2026-03-02", "2026-03-02T09:00:00+08:00", "2026-03-02T09:00:00.25+08:00"] {
    ///     assert_eq!(Moment::parse(text)?.format(8 * 3600), text);
    /// }
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn format(self, offset: i32) -> String {
        match self {
            Self::On(date) => date.to_string(),
            Self::At { instant, nanos: 0 } => instant.format(offset),
            Self::At { instant, nanos } => {
                let whole = instant.format(offset);
                // The last six bytes are the offset.
                let (time, zone) = whole.split_at_checked(whole.len().saturating_sub(6)).unwrap_or((&whole, ""));
                let fraction = format!("{nanos:09}");
                format!("{time}.{}{zone}", fraction.trim_end_matches('0'))
            }
        }
    }

    /// An instant without a fraction.
    #[must_use]
    pub const fn at(instant: Instant) -> Self {
        Self::At { instant, nanos: 0 }
    }

    /// The instant, when the time of day is known.
    #[must_use]
    pub const fn instant(self) -> Option<Instant> {
        match self {
            Self::At { instant, .. } => Some(instant),
            Self::On(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_another_library_over_all_years() -> Result<()> {
        use chrono::{Datelike, NaiveDate};
        for days in Date::MIN.days()..=Date::MAX.days() {
            let date = Date::from_days(days)?;
            let (year, month, day) = date.ymd();
            let other = NaiveDate::from_num_days_from_ce_opt(days + EPOCH_FROM_CE);
            assert_eq!(other.map(|other| (other.year(), other.month(), other.day())), Some((year, month, day)));
            assert_eq!(Date::from_ymd(year, month, day)?, date);
        }
        for (year, month, day) in
            [(0, 12, 31), (10_000, 1, 1), (2026, 0, 1), (2026, 13, 1), (2026, 4, 31), (2026, 1, 0)]
        {
            assert!(Date::from_ymd(year, month, day).is_err());
        }
        for day in 28..=30 {
            for year in [1, 4, 1900, 2000, 2026, 2028, 9999] {
                let other = NaiveDate::from_ymd_opt(year, 2, day).is_some();
                assert_eq!(Date::from_ymd(year, 2, day).is_ok(), other, "{year}-02-{day}");
            }
        }
        for days in (Date::MIN.days()..=Date::MAX.days()).step_by(97) {
            let date = Date::from_days(days)?;
            assert_eq!(Date::parse(&date.to_string())?, date);
        }
        assert_eq!(Date::MIN.to_string(), "0001-01-01");
        assert_eq!(Date::MAX.to_string(), "9999-12-31");
        Ok(())
    }

    #[test]
    fn weekdays_are_those_of_the_wall_calendar() -> Result<()> {
        assert_eq!(Date::parse("1970-01-01")?.weekday(), 3, "a Thursday");
        assert_eq!(Date::parse("2026-11-21")?.weekday(), 5, "a Saturday");
        assert_eq!(Date::parse("0001-01-01")?.weekday(), 0, "a Monday");
        Ok(())
    }

    #[test]
    fn months_clamp_to_their_end() -> Result<()> {
        let cases = [
            ("2026-01-31", 1, "2026-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2026-03-31", 1, "2026-04-30"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2026-01-15", -1, "2025-12-15"),
        ];
        for (start, months, end) in cases {
            assert_eq!(Date::parse(start)?.plus_months(months)?, Date::parse(end)?, "{start} + {months}");
        }
        assert!(Date::MAX.plus_months(1).is_err());
        assert!(Date::MIN.plus_months(i64::MIN).is_err());
        assert!(Date::MIN.plus_days(i64::MAX).is_err());
        Ok(())
    }

    #[test]
    fn times_without_offset_and_nonsense_are_refused() {
        let slug = |text: &str| Moment::parse(text).map_err(|error| error.slug()).err();
        assert_eq!(slug("2026-03-02T09:00:00"), Some("naive-time"));
        assert_eq!(slug("2026-02-30"), Some("unreadable-time"));
        assert_eq!(slug("2026-02-30T00:00:00+08:00"), Some("unreadable-time"));
        assert_eq!(slug("tomorrow"), Some("unreadable-time"));
        assert_eq!(slug("9999-12-31T23:59:59-12:00"), Some("time-out-of-range"));
        assert_eq!(slug("2026-03-02T09:00:00.5Z"), None);
    }
}
