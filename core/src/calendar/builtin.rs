//! The built-in calendars: mainland China, Hong Kong, Macao and Taiwan.

use std::sync::{Arc, OnceLock};

use super::Calendar;
use super::document::definition;
use crate::document::Document;
use crate::error::{Code, Error, Result};

/// A built-in calendar: its document, and the calendar once somebody has asked for it.
struct Builtin {
    id: &'static str,
    source: &'static str,
    made: OnceLock<Result<Arc<Calendar>>>,
}

impl Builtin {
    const fn new(id: &'static str, source: &'static str) -> Self {
        Self { id, source, made: OnceLock::new() }
    }

    fn named(id: &str) -> Result<&'static Self> {
        let found = BUILTIN.iter().find(|builtin| builtin.id == id);
        found.ok_or_else(|| Error::new(Code::UnknownCalendar, id, Calendar::BUILTIN.join(", ")))
    }
}

static BUILTIN: [Builtin; 4] = [
    Builtin::new("china", include_str!("../../calendars/china.toml")),
    Builtin::new("hong-kong", include_str!("../../calendars/hong-kong.toml")),
    Builtin::new("macao", include_str!("../../calendars/macao.toml")),
    Builtin::new("taiwan", include_str!("../../calendars/taiwan.toml")),
];

impl Calendar {
    /// The ids of the built-in calendars.
    pub const BUILTIN: &'static [&'static str] = &["china", "hong-kong", "macao", "taiwan"];

    /// A built-in calendar, made once and shared. All are open from Monday to Friday, 09:00 to 12:00 and 13:00 to
    /// 18:00, UTC+8.
    ///
    /// - `china`: the State Council's holiday arrangements of 2004 to 2026 with make-up working days; from 2027 to 2100
    ///   the statutory holidays, marked provisional.
    /// - `hong-kong`: the general holidays of 2020 to 2027.
    /// - `macao`: the public holidays of 2020 to 2027.
    /// - `taiwan`: the government's office calendar of 2020 to 2027 with its make-up Saturdays.
    ///
    /// The last three know no year beyond; [`Calendar::source_of`] says where the data of each year come from.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Date};
    /// let hong_kong = Calendar::builtin("hong-kong")?;
    /// let due = hong_kong.add_working_days(Date::parse("2025-04-17")?, 1)?;
    /// assert_eq!(due.value.to_string(), "2025-04-22", "Good Friday to Easter Monday");
    /// let beyond = hong_kong.add_working_days(Date::parse("2027-12-31")?, 1);
    /// assert_eq!(beyond.map_err(|error| error.slug()), Err("outside-calendar"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown-calendar`.
    pub fn builtin(id: &str) -> Result<Arc<Self>> {
        let builtin = Builtin::named(id)?;
        let make = || Self::from_definition(definition(&Document::parse_toml(builtin.source)?)?).map(Arc::new);
        builtin.made.get_or_init(make).clone()
    }

    /// The TOML text of a built-in calendar, to start an own one from.
    ///
    /// # Errors
    /// `unknown-calendar`.
    pub fn builtin_source(id: &str) -> Result<&'static str> {
        Builtin::named(id).map(|builtin| builtin.source)
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
    fn the_table_and_the_list_of_ids_agree() -> Result<()> {
        assert!(BUILTIN.iter().map(|builtin| builtin.id).eq(Calendar::BUILTIN.iter().copied()));
        for id in Calendar::BUILTIN {
            let calendar = Calendar::builtin(id)?;
            assert_eq!(calendar.id(), *id);
            assert!(calendar.title_en() != *id && calendar.title_zh() != calendar.title_en());
            assert_eq!(calendar.offset_at(Instant::parse("2026-01-01T00:00:00Z")?), 8 * 3600);
        }
        Ok(())
    }

    /// Counted from the package that the data name, not from them: weekdays off its list, and its make-up Saturdays.
    #[test]
    fn hong_kong_macao_and_taiwan_have_their_working_days() -> Result<()> {
        let expected = [
            ("hong-kong", [249, 248, 246, 246, 247, 246, 247, 248]),
            ("macao", [249, 248, 249, 246, 248, 246, 247, 247]),
            ("taiwan", [251, 249, 250, 249, 251, 247, 245, 244]),
        ];
        for (id, counts) in expected {
            let calendar = Calendar::builtin(id)?;
            for (year, days) in (2020..).zip(counts) {
                let (first, last) = (Date::from_ymd(year, 1, 1)?, Date::from_ymd(year, 12, 31)?);
                let count =
                    calendar.count_working_days(first, last)?.value + i64::from(calendar.day(last)?.value.working);
                assert_eq!(count, days, "{id} {year}");
                let source = calendar.source_of(year).map(|source| (source.notices.is_empty(), source.confidence()));
                assert_eq!(source, Some((false, "needs-verification")), "{id} {year}");
            }
            assert_eq!(calendar.provisional_from(), None);
            for beyond in ["2019-12-31", "2028-01-01"] {
                let day = calendar.day(Date::parse(beyond)?);
                assert_eq!(day.map_err(|error| error.slug()), Err("outside-calendar"), "{id} {beyond}");
            }
        }
        Ok(())
    }

    fn own(document: &str) -> Result<Calendar> {
        Calendar::from_document(&Document::parse(document)?)
    }

    #[test]
    fn a_document_replaces_and_extends_the_years_of_a_built_in_calendar() -> Result<()> {
        let calendar = own(r#"
            id = "our-hong-kong"
            extends = "hong-kong"
            holidays = { "公司日" = ["2026-03-03"] }
            [names]
            "公司日" = "Company day"
            [[year]]
            year = 2027
            source = ["the gazette"]
            holidays = { "一月一日" = ["2027-01-01"] }
            [[year]]
            year = 2028
            source = ["the gazette"]
            holidays = { "農曆年初一" = ["2028-01-26"] }
            workdays = { "農曆年初一" = ["2028-01-29"] }
            [[year]]
            year = 2019
            source = ["a list of ours"]
            confidence = "needs-verification"
            holidays = { "聖誕節" = ["2019-12-25"] }
            "#)?;
        let builtin = Calendar::builtin("hong-kong")?;
        let day = |date: &str| -> Result<_> { Ok(calendar.day(Date::parse(date)?)?.value) };
        // Replaced: the year has only what the document lists of it.
        assert!(day("2027-02-08")?.working && !builtin.day(Date::parse("2027-02-08")?)?.value.working);
        assert_eq!(day("2027-01-01")?.why, DayReason::Holiday("一月一日"));
        // Extended on both sides; a year further away would leave a gap.
        assert_eq!(day("2028-01-29")?.why, DayReason::MakeUp("農曆年初一"));
        assert_eq!(day("2019-12-25")?.why, DayReason::Holiday("聖誕節"));
        assert_eq!(calendar.known_dates(), (Date::parse("2019-01-01")?, Date::parse("2028-12-31")?));
        // Added to a year that stays: what stands outside of the years.
        assert_eq!(day("2026-03-03")?.why, DayReason::Holiday("公司日"));
        assert_eq!(day("2026-04-07")?.why, DayReason::Holiday("復活節星期一翌日"), "as built in");
        assert_eq!(
            (calendar.name_en("公司日"), calendar.name_en("農曆年初一")),
            ("Company day", "Lunar New Year's Day")
        );
        let confidence = |year: i32| calendar.source_of(year).map(|source| source.confidence());
        assert_eq!(confidence(2028), Some("verified"));
        assert_eq!([confidence(2019), confidence(2026)], [Some("needs-verification"); 2]);
        assert_ne!(calendar.digest(), builtin.digest());
        assert_eq!(calendar.offset_at(Instant::parse("2026-01-01T00:00:00Z")?), 8 * 3600);
        Ok(())
    }

    #[test]
    fn a_year_that_leaves_a_gap_or_comes_twice_is_refused_where_it_stands() {
        let refused = |years: &str| {
            let error = own(&format!("extends = \"taiwan\"\n{years}")).err()?;
            Some((error.slug(), error.place().path.clone().unwrap_or_default(), error.place().line))
        };
        let year = |number: i32| format!("[[year]]\nyear = {number}\n");
        let first = |slug| Some((slug, "year[0].year".to_owned(), Some(3)));
        assert_eq!(refused(&year(2029)), first("invalid-argument"), "2028 is missing");
        assert_eq!(refused(&year(2018)), first("invalid-argument"), "2019 is missing");
        assert_eq!(refused(&year(0)), first("time-out-of-range"));
        let twice = Some(("invalid-argument", "year[1].year".to_owned(), Some(5)));
        assert_eq!(refused(&[year(2026), year(2026)].concat()), twice);
        let unknown = Some(("unknown-value", "year[0].confidence".to_owned(), Some(4)));
        assert_eq!(refused(&format!("{}confidence = \"sure\"\n", year(2028))), unknown);
        let extends = own("extends = \"mars\"\n").map_err(|error| (error.slug(), error.place().line));
        assert_eq!(extends.err(), Some(("unknown-calendar", Some(1))));
    }

    #[test]
    fn holidays_have_their_names() -> Result<()> {
        let cases = [
            ("china", "2026-02-17", "holiday", "春节", "Spring Festival"),
            ("china", "2026-10-10", "make-up", "国庆节", "National Day"),
            ("hong-kong", "2026-04-07", "holiday", "復活節星期一翌日", "The day following Easter Monday"),
            ("hong-kong", "2025-05-05", "holiday", "佛誕", "The Birthday of the Buddha"),
            ("macao", "2025-12-08", "holiday", "聖母無原罪瞻禮", "Immaculate Conception"),
            ("taiwan", "2023-06-17", "make-up", "放假日", "Day off"),
            ("taiwan", "2023-06-23", "holiday", "放假日", "Day off"),
            (
                "taiwan",
                "2025-10-24",
                "holiday",
                "臺灣光復暨金門古寧頭大捷紀念日（補假）",
                "Taiwan Restoration and Guningtou Victory Memorial Day (observed)",
            ),
        ];
        for (id, date, why, name, name_en) in cases {
            let calendar = Calendar::builtin(id)?;
            let day = calendar.day(Date::parse(date)?)?.value;
            assert_eq!((day.why.slug(), day.why.name()), (why, Some(name)), "{id} {date}");
            assert_eq!(calendar.name_en(name), name_en, "{id} {date}");
        }
        for id in Calendar::BUILTIN {
            let definition = &Calendar::builtin(id)?.definition;
            for name in definition.holidays.values().chain(definition.workdays.values()) {
                assert!(definition.about.names.contains_key(name), "{id}: {name} has no English name");
            }
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
