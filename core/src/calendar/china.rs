//! The built-in calendar of mainland China.

use std::sync::{Arc, OnceLock};

use super::Calendar;
use super::document::definition;
use crate::document::Document;
use crate::error::{Code, Error, Result};

/// The data of [`Calendar::builtin`], readable as a document.
const CHINA: &str = include_str!("../../calendars/china.toml");

/// The document of a built-in calendar.
pub(super) fn source(id: &str) -> Result<&'static str> {
    match id {
        "china" => Ok(CHINA),
        _ => Err(Error::new(Code::UnknownCalendar, id, Calendar::BUILTIN.join(", "))),
    }
}

impl Calendar {
    /// The ids of the built-in calendars.
    pub const BUILTIN: &'static [&'static str] = &["china"];

    /// A built-in calendar, made once and shared.
    ///
    /// `china`: the State Council's holiday arrangements of 2004 to 2026 with make-up working days; from 2027 to 2100
    /// the statutory holidays, marked provisional. Monday to Friday from 09:00 to 12:00 and 13:00 to 18:00, UTC+8.
    ///
    /// # Errors
    /// `unknown-calendar`.
    pub fn builtin(id: &str) -> Result<Arc<Self>> {
        static TABLE: OnceLock<Result<Arc<Calendar>>> = OnceLock::new();
        let source = source(id)?;
        TABLE
            .get_or_init(|| {
                let definition = definition(&Document::parse_toml(source)?)?;
                Self::from_definition(definition).map(Arc::new)
            })
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DayReason, Known};
    use crate::time::{Date, Instant};

    fn working_day(start: &str, days: i64) -> Result<(String, bool)> {
        let found = Calendar::builtin("china")?.add_working_days(Date::parse(start)?, days)?;
        Ok((found.value.to_string(), found.provisional))
    }

    #[test]
    fn working_days_skip_holidays_and_take_make_up_days() -> Result<()> {
        let cases = [
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-10-02", 3, "2026-10-10"),
            ("2026-02-13", 5, "2026-02-27"),
            ("2026-02-13", 15, "2026-03-12"),
            ("2026-04-30", 7, "2026-05-13"),
            ("2026-05-08", 3, "2026-05-12"),
            ("2025-12-31", 3, "2026-01-06"),
            ("2024-02-09", 5, "2024-02-22"),
            ("2026-10-10", -3, "2026-09-30"),
            ("2026-10-03", 0, "2026-10-03"),
        ];
        for (start, days, end) in cases {
            assert_eq!(working_day(start, days)?, (end.to_owned(), false), "{start} + {days}");
        }
        Ok(())
    }

    #[test]
    fn every_announced_year_has_its_number_of_working_days() -> Result<()> {
        let expected = [
            252, 251, 251, 249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251,
            248, 248,
        ];
        let china = Calendar::builtin("china")?;
        for (year, days) in (2004..).zip(expected) {
            let (first, end) = (Date::from_ymd(year, 1, 1)?, Date::from_ymd(year + 1, 1, 1)?);
            let count = china.count_working_days(first, end)?;
            assert_eq!((count.value, count.provisional), (days, false), "{year}");
            let source = china.source_of(year).map(|source| (source.notices.is_empty(), source.verified));
            assert_eq!(source, Some((false, year > 2006)), "{year}");
        }
        Ok(())
    }

    #[test]
    fn years_without_a_notice_are_provisional() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let day = |text: &str| china.day(Date::parse(text)?);
        assert_eq!(working_day("2026-12-31", 1)?, ("2027-01-04".to_owned(), true));
        assert_eq!(working_day("2026-12-30", 1)?, ("2026-12-31".to_owned(), false));
        assert_eq!(working_day("2027-01-01", -1)?, ("2026-12-31".to_owned(), false));
        assert_eq!(day("2027-02-05")?.value.why, DayReason::Holiday("春节"), "New Year's Eve");
        // 2027-05-01 is a Saturday and 05-02 a Sunday: Monday and Tuesday make up for them.
        assert_eq!(day("2027-05-04")?.value.why, DayReason::Holiday("劳动节"));
        assert!(day("2027-05-05")?.value.working);
        assert_eq!(working_day("2100-12-31", 1).map_err(|error| error.slug()), Err("outside-calendar"));
        assert_eq!(day("2003-12-31").map_err(|error| error.slug()), Err("outside-calendar"));
        let strict = china.with_strict(true)?;
        let refused = strict.add_working_days(Date::parse("2026-12-31")?, 1);
        assert_eq!(refused.map_err(|error| error.slug()), Err("provisional-refused"));
        assert_ne!(strict.digest(), china.digest());
        Ok(())
    }

    #[test]
    fn working_time_keeps_to_the_hours() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let cases = [
            ("2026-09-30T11:00:00+08:00", 7200, "2026-09-30T14:00:00+08:00"),
            ("2026-09-30T17:00:00+08:00", 3600, "2026-09-30T18:00:00+08:00"),
            ("2026-09-30T17:00:00+08:00", 3601, "2026-10-08T09:00:01+08:00"),
            ("2026-09-30T12:30:00+08:00", 0, "2026-09-30T13:00:00+08:00"),
            ("2026-10-08T09:00:00+08:00", -1, "2026-09-30T17:59:59+08:00"),
            ("2026-09-30T18:00:00+08:00", 8 * 3600, "2026-10-08T18:00:00+08:00"),
        ];
        for (start, seconds, end) in cases {
            let found = china.add_working_seconds(Instant::parse(start)?, seconds)?;
            let expected = Known { value: Instant::parse(end)?, provisional: false };
            assert_eq!(found, expected, "{start} + {seconds}");
            if seconds != 0 {
                assert_eq!(china.working_seconds_between(Instant::parse(start)?, found.value)?.value, seconds);
            }
        }
        assert!(Calendar::builtin("mars").is_err());
        Ok(())
    }

    #[test]
    fn extremes_are_answered() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let (start, at) = (Date::parse("2026-03-02")?, Instant::parse("2026-03-02T10:00:00+08:00")?);
        for amount in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
            assert!(china.add_working_days(start, amount).is_err());
            assert!(china.add_working_seconds(at, amount).is_err());
        }
        for date in [Date::MIN, Date::MAX] {
            assert!(china.add_working_days(date, 1).is_err());
            assert!(china.working_days_between(start, date).is_err());
        }
        for instant in [Instant::MIN, Instant::MAX] {
            assert!(china.add_working_seconds(instant, 0).is_err());
            assert!(china.prev_close(instant).is_err());
        }
        Ok(())
    }
}
