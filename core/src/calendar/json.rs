//! Calendars and their days as JSON.

use super::{Calendar, Day, Known};
use crate::document::JsonWriter;
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// More days than this are not listed in one call.
const MAX_DAYS: i64 = 100_000;

impl Calendar {
    /// Every day from `first` to `last`, both included.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::Date};
    /// let taiwan = Calendar::builtin("taiwan")?;
    /// let days = taiwan.days(Date::parse("2023-06-17")?, Date::parse("2023-06-23")?)?;
    /// let working: String = days.iter().map(|(_, day)| if day.value.working { '+' } else { '-' }).collect();
    /// // A make-up Saturday, Sunday, three weekdays, Dragon Boat Festival, and the Friday made up for.
    /// assert_eq!(working, "+-+++--");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `outside-calendar`; `invalid-argument` when `last` is before `first`; `too-large` for more than 100,000 days;
    /// `provisional-refused` when the calendar is strict.
    pub fn days(&self, first: Date, last: Date) -> Result<Vec<(Date, Known<Day<'_>>)>> {
        let count = i64::from(last.days()) - i64::from(first.days()) + 1;
        match count {
            ..=0 => Err(Error::new(Code::InvalidArgument, last, format_args!("{first} or later")).at("last")),
            1..=MAX_DAYS => {
                let dates = (0..count).map(|later| first.plus_days(later));
                dates.map(|date| date.and_then(|date| Ok((date, self.day(date)?)))).collect()
            }
            _ => Err(Error::new(Code::TooLarge, format_args!("{count} days"), MAX_DAYS).at("last")),
        }
    }

    /// [`Calendar::days`] as JSON: each with its date, whether and why it is a working day, the name of its holiday,
    /// and whether that may change when the year's notice is published.
    ///
    /// # Errors
    /// As [`Calendar::days`].
    pub fn days_json(&self, first: Date, last: Date) -> Result<String> {
        let days = self.days(first, last)?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/days/1");
            out.field("calendar").object(|out| {
                out.field("id").string(self.id());
                out.field("digest").string(&self.digest().to_string());
            });
            out.field("first").string(&first.to_string());
            out.field("last").string(&last.to_string());
            let working = days.iter().filter(|(_, day)| day.value.working).count();
            out.field("working_days").integer(i64::try_from(working).unwrap_or(MAX_DAYS));
            out.field("days").array(|out| {
                for (date, Known { value: day, provisional }) in &days {
                    out.object(|out| {
                        out.field("date").string(&date.to_string());
                        out.field("working").boolean(day.working);
                        out.field("why").string(day.why.slug());
                        out.field("name").string_or_null(day.why.name());
                        out.field("name_en").string_or_null(day.why.name().map(|name| self.name_en(name)));
                        out.field("provisional").boolean(*provisional);
                    });
                }
            });
        });
        Ok(out.finish())
    }

    /// What the calendar is, as JSON: id, title, zone, the dates that it knows, and for each year where its data come
    /// from and with what confidence.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/calendar/1");
            self.describe(out);
        });
        out.finish()
    }

    /// The built-in calendars as JSON, each as [`Calendar::to_json`] has it.
    ///
    /// ```
    /// use tousu::calendar::Calendar;
    /// let json = Calendar::list_json()?;
    /// assert!(json.contains(r#"{"id":"macao","title":{"zh":"澳门工作日历","en":"Working days of Macao"},"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// None that a test would not have found.
    pub fn list_json() -> Result<String> {
        let calendars = Self::BUILTIN.iter().map(|id| Self::builtin(id)).collect::<Result<Vec<_>>>()?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/calendars/1");
            out.field("calendars").array(|out| {
                calendars.iter().for_each(|calendar| out.object(|out| calendar.describe(out)));
            });
        });
        Ok(out.finish())
    }

    fn describe(&self, out: &mut JsonWriter) {
        let (first, last) = self.known_dates();
        out.field("id").string(self.id());
        out.field("title").object(|out| {
            out.field("zh").string(self.title_zh());
            out.field("en").string(self.title_en());
        });
        out.field("digest").string(&self.digest().to_string());
        out.field("time_zone").string(self.zone());
        out.field("first_on").string(&first.to_string());
        out.field("last_on").string(&last.to_string());
        out.field("provisional_from").string_or_null(self.provisional_from().map(|date| date.to_string()).as_deref());
        out.field("strict").boolean(self.is_strict());
        out.field("years").array(|out| {
            for (year, source) in self.sources() {
                out.object(|out| {
                    out.field("year").integer(year);
                    out.field("confidence").string(source.confidence());
                    out.field("source").array(|out| source.notices.iter().for_each(|notice| out.string(notice)));
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn days_are_listed_with_their_names() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let json = china.days_json(Date::parse("2026-10-09")?, Date::parse("2026-10-11")?)?;
        assert_eq!(Document::parse_json(&json)?.root().to_string(), json);
        let days = concat!(
            r#""first":"2026-10-09","last":"2026-10-11","working_days":2,"days":["#,
            r#"{"date":"2026-10-09","working":true,"why":"weekday","name":null,"name_en":null,"provisional":false},"#,
            r#"{"date":"2026-10-10","working":true,"why":"make-up","name":"国庆节","name_en":"National Day","provisional":false},"#,
            r#"{"date":"2026-10-11","working":false,"why":"weekend","name":null,"name_en":null,"provisional":false}]}"#,
        );
        assert!(json.ends_with(days), "{json}");
        Ok(())
    }

    #[test]
    fn spans_that_cannot_be_listed_are_refused() -> Result<()> {
        let china = Calendar::builtin("china")?;
        let refused = |first: &str, last: &str| -> Result<_> {
            let found = china.days(Date::parse(first)?, Date::parse(last)?);
            Ok(found.map_err(|error| (error.slug(), error.place().path.clone())).err())
        };
        let at = |path: &str| Some(path.to_owned());
        assert_eq!(refused("2026-01-02", "2026-01-01")?, Some(("invalid-argument", at("last"))));
        assert_eq!(refused("0001-01-01", "9999-12-31")?, Some(("too-large", at("last"))));
        assert_eq!(refused("2003-12-31", "2004-01-01")?, Some(("outside-calendar", None)));
        assert_eq!(refused("2004-01-01", "2004-01-01")?, None);
        let strict = china.with_strict(true)?;
        let refused = strict.days(Date::parse("2026-12-31")?, Date::parse("2027-01-01")?);
        assert_eq!(refused.map_err(|error| error.slug()).err(), Some("provisional-refused"));
        Ok(())
    }

    #[test]
    fn what_a_calendar_is_is_json() -> Result<()> {
        for json in [Calendar::list_json()?, Calendar::builtin("taiwan")?.to_json()] {
            assert_eq!(Document::parse_json(&json)?.root().to_string(), json);
        }
        let china = Calendar::builtin("china")?.to_json();
        assert!(china.contains(r#""first_on":"2004-01-01","last_on":"2100-12-31","provisional_from":"2027-01-01""#));
        assert!(china.contains(r#"{"year":2004,"confidence":"needs-verification","source":["holidays 0.109"#));
        let own = Calendar::builder().weekly(0, super::super::Hours::parse(&[("09:00", "10:00")])?).build()?.to_json();
        assert!(own.contains(r#""title":{"zh":"custom","en":"custom"}"#) && own.ends_with(r#""years":[]}"#), "{own}");
        Ok(())
    }
}
