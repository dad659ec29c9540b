//! Due times from texts: a period as rule books write it, and the answer as JSON.

use super::Engine;
use crate::deadline::{self, Due};
use crate::error::Result;
use crate::period::Period;
use crate::policy::Counting;
use crate::time::Instant;

impl Engine {
    /// When something that started at `start` is due, with the period as rule books write it.
    ///
    /// ```
    /// use tousu::{Engine, policy::Counting, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let start = Instant::parse("2026-09-30T10:00:00+08:00")?;
    /// let due = engine.due("3个工作日", start, Counting::default())?;
    /// assert_eq!(engine.calendar().format(due.at), "2026-10-10T23:59:59+08:00");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unreadable-period` at `period`; as [`deadline::due`].
    pub fn due(&self, period: &str, start: Instant, counting: Counting) -> Result<Due> {
        deadline::due(&self.calendar, read_period(period)?, counting, start)
    }

    /// As [`Engine::due`], with the way to it: the period in its canonical form, the steps, and one sentence in
    /// Chinese and English, as JSON.
    ///
    /// ```
    /// use tousu::{Engine, policy::Counting, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let start = Instant::parse("2026-03-02T10:00:00+08:00")?;
    /// let json = engine.due_json("一个工作日内", start, Counting::default())?;
    /// assert!(json.starts_with(r#"{"schema":"tousu/due/1","period":"1 working day","period_zh":"1个工作日","#));
    /// assert!(json.contains(r#""due":"2026-03-03T23:59:59+08:00","last_day":"2026-03-03","provisional":false"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::due`].
    pub fn due_json(&self, period: &str, start: Instant, counting: Counting) -> Result<String> {
        Ok(deadline::explain(&self.calendar, read_period(period)?, counting, start)?.to_json())
    }
}

fn read_period(text: &str) -> Result<Period> {
    Period::parse(text).map_err(|error| error.at("period"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn json(period: &str, start: &str, counting: &str) -> Result<String> {
        let engine = Engine::builtin("residential-community")?;
        let json = engine.due_json(period, Instant::parse(start)?, Counting::from_json(counting)?)?;
        // What is written is JSON again.
        let document = Document::parse_json(&json)?;
        assert_eq!(document.root().to_string(), json);
        Ok(json)
    }

    #[test]
    fn every_kind_of_step_is_written() -> Result<()> {
        let labour_day = json("3 working days", "2026-05-07T10:00:00+08:00", "{}")?;
        assert!(
            labour_day.contains(r#"{"kind":"counted","number":2,"date":"2026-05-09","why":"make-up","name":"劳动节","name_en":"Labour Day"}"#)
        );
        assert!(
            labour_day.contains(r#"{"kind":"skipped","date":"2026-05-10","why":"weekend","name":null,"name_en":null}"#)
        );
        let rolled = json("1 day", "2026-03-06T10:00:00+08:00", r#"{"holiday_roll": "next"}"#)?;
        assert!(rolled.contains(
            r#"{"kind":"rolled","from":"2026-03-07","to":"2026-03-09","why":"weekend","name":null,"name_en":null}"#
        ));
        let open = json("2 working hours", "2026-03-06T17:00:00+08:00", "{}")?;
        assert!(open.contains(r#"{"kind":"worked","#) && open.contains(r#""last_day":null"#), "{open}");
        let long = json("200 days", "2026-03-06T17:00:00+08:00", "{}")?;
        assert!(long.contains(r#"{"kind":"omitted","#));
        let skipped = json("same working day", "2026-10-02T10:00:00+08:00", "{}")?;
        assert!(
            skipped.contains(
                r#"{"kind":"skipped","date":"2026-10-02","why":"holiday","name":"国庆节","name_en":"National Day"}"#
            ),
            "{skipped}"
        );
        assert!(skipped.contains(r#"{"kind":"last-day","date":"2026-10-08"}"#));
        assert!(skipped.contains(r#"{"kind":"closing","at":"2026-10-08T23:59:59+08:00","business":false}"#));
        let opening = json("8 working hours", "2026-09-30T09:00:00+08:00", r#"{"work_end": "next-opening"}"#)?;
        assert!(opening.contains(
            r#"{"kind":"next-opening","from":"2026-09-30T18:00:00+08:00","to":"2026-10-08T09:00:00+08:00"}"#
        ));
        assert!(opening.contains("（下次上班时间）") && opening.contains(", the next opening."), "{opening}");
        let closing = json("1 working day", "2026-03-06T10:00:00+08:00", r#"{"day_end": "close"}"#)?;
        assert!(closing.contains(r#"{"kind":"closing","at":"2026-03-09T18:00:00+08:00","business":true}"#));
        assert!(closing.contains(r#""day_end":"close""#) && !closing.contains(r#""due":"2026-03-09T23:59:59"#));
        Ok(())
    }

    #[test]
    fn what_cannot_be_read_names_its_place() {
        let slug = |period: &str, counting: &str| {
            let error = json(period, "2026-03-06T10:00:00+08:00", counting).err();
            error.map(|error| (error.slug(), error.place().path.clone().unwrap_or_default()))
        };
        assert_eq!(slug("soon", "{}"), Some(("unreadable-period", "period".to_owned())));
        assert_eq!(slug("1 day", r#"{"roll": "next"}"#), Some(("unknown-field", "roll".to_owned())));
        assert_eq!(slug("1 day", r#"{"count_start_day": 1}"#), Some(("wrong-type", "count_start_day".to_owned())));
        assert_eq!(slug("1 day", r#"{"day_end": "noon"}"#), Some(("unknown-value", "day_end".to_owned())));
        assert_eq!(slug("1 day", r#"{"work_end": "noon"}"#), Some(("unknown-value", "work_end".to_owned())));
        assert_eq!(slug("1 day", "[]"), Some(("wrong-type", String::new())));
    }
}
