//! Due times from texts: a period as rule books write it, and the answer as JSON.

use super::Engine;
use crate::calendar::DayReason;
use crate::deadline::{self, CountedDay, Due, Reason, Step};
use crate::document::{Document, JsonWriter};
use crate::error::{Code, Result};
use crate::period::Period;
use crate::policy::{Counting, DayEnd, Roll};
use crate::time::{Date, Instant};

/// The fields of a counting rule, as rule books name them.
const FIELDS: &[&str] = &["count_start_day", "holiday_roll", "day_end"];

impl Counting {
    /// Reads a counting rule from JSON; what is absent is as by default.
    ///
    /// ```
    /// use tousu::policy::{Counting, Roll};
    /// let legal = Counting::from_json(r#"{"holiday_roll": "next"}"#)?;
    /// assert_eq!(legal, Counting { roll: Roll::Next, ..Counting::default() });
    /// let error = Counting::from_json(r#"{"holiday_roll": "later"}"#).unwrap_err();
    /// assert_eq!((error.slug(), error.place().path.as_deref()), ("unknown-value", Some("holiday_roll")));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like, `unknown-field`, `wrong-type`, `unknown-value`, with path, line and column.
    pub fn from_json(source: &str) -> Result<Self> {
        let document = Document::parse_json(source)?;
        let root = document.root();
        drop(root.entries()?);
        if let Some(error) = root.unknown_fields(FIELDS).into_iter().next() {
            return Err(error);
        }
        let mut counting = Self::default();
        if let Some(field) = root.get_some("count_start_day") {
            counting.count_start_day = field.boolean()?;
        }
        if let Some(field) = root.get_some("holiday_roll") {
            let text = field.text()?;
            let roll = [Roll::None, Roll::Next, Roll::Previous].into_iter().find(|roll| roll_slug(*roll) == text);
            counting.roll = roll.ok_or_else(|| field.error(Code::UnknownValue, text, "none, next, previous"))?;
        }
        if let Some(field) = root.get_some("day_end") {
            let text = field.text()?;
            let end = [DayEnd::Midnight, DayEnd::Close].into_iter().find(|end| day_end_slug(*end) == text);
            counting.day_end = end.ok_or_else(|| field.error(Code::UnknownValue, text, "midnight, close"))?;
        }
        Ok(counting)
    }
}

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
        let why = deadline::explain(&self.calendar, read_period(period)?, counting, start)?;
        let instant = |at: Instant| self.calendar.format(at);
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/due/1");
            out.field("period").string(&why.period.to_string());
            out.field("period_zh").string(&why.period.to_zh());
            out.field("counting").object(|out| {
                out.field("count_start_day").boolean(counting.count_start_day);
                out.field("holiday_roll").string(roll_slug(counting.roll));
                out.field("day_end").string(day_end_slug(counting.day_end));
            });
            out.field("calendar").object(|out| {
                out.field("id").string(self.calendar.id());
                out.field("digest").string(&self.calendar.digest().to_string());
            });
            out.field("time_zone").string(self.calendar.zone());
            out.field("start").string(&instant(start));
            out.field("due").string(&instant(why.due.at));
            out.field("last_day").string_or_null(why.due.last_day.map(|day| day.to_string()).as_deref());
            out.field("provisional").boolean(why.due.provisional);
            out.field("steps").array(|out| why.steps.iter().for_each(|found| step(out, *found, &instant)));
            out.field("explanation").object(|out| {
                out.field("zh").string(&why.to_zh());
                out.field("en").string(&why.to_en());
            });
        });
        Ok(out.finish())
    }
}

fn read_period(text: &str) -> Result<Period> {
    Period::parse(text).map_err(|error| error.at("period"))
}

/// The name of a roll in rule books and JSON.
pub(super) const fn roll_slug(roll: Roll) -> &'static str {
    match roll {
        Roll::None => "none",
        Roll::Next => "next",
        Roll::Previous => "previous",
    }
}

/// The name of the end of a day in rule books and JSON.
pub(super) const fn day_end_slug(end: DayEnd) -> &'static str {
    match end {
        DayEnd::Midnight => "midnight",
        DayEnd::Close => "close",
    }
}

/// One step: its kind, then what belongs to that kind.
fn step(out: &mut JsonWriter, step: Step<'_>, instant: &impl Fn(Instant) -> String) {
    let dates = |out: &mut JsonWriter, first: Date, last: Date| {
        out.field("first").string(&first.to_string());
        out.field("last").string(&last.to_string());
    };
    let span = |out: &mut JsonWriter, from: Instant, to: Instant| {
        out.field("from").string(&instant(from));
        out.field("to").string(&instant(to));
    };
    out.object(|out| {
        out.key("kind");
        match step {
            Step::Start { at, date, counted } => {
                out.string("start");
                out.field("at").string(&instant(at));
                out.field("date").string(&date.to_string());
                out.field("counted").boolean_or_null(counted);
            }
            Step::Counted(CountedDay { number, date, why }) => {
                out.string("counted");
                out.field("number").integer(number);
                out.field("date").string(&date.to_string());
                reason(out, why);
            }
            Step::Skipped { date, why } => {
                out.string("skipped");
                out.field("date").string(&date.to_string());
                reason(out, why);
            }
            Step::Omitted { first, last, counted } => {
                out.string("omitted");
                dates(out, first, last);
                out.field("counted").integer(counted);
            }
            Step::Excluded { first, last } => {
                out.string("excluded");
                dates(out, first, last);
            }
            Step::Stopped { from, to } => {
                out.string("stopped");
                span(out, from, to);
            }
            Step::Worked { from, to } => {
                out.string("worked");
                span(out, from, to);
            }
            Step::WorkedMore { from, to, seconds } => {
                out.string("worked-more");
                span(out, from, to);
                out.field("seconds").integer(seconds);
            }
            Step::LastDay { date } => {
                out.string("last-day");
                out.field("date").string(&date.to_string());
            }
            Step::Rolled { from, to, why } => {
                out.string("rolled");
                out.field("from").string(&from.to_string());
                out.field("to").string(&to.to_string());
                reason(out, why);
            }
        }
    });
}

/// What a day is, and the name of its holiday where there is one.
fn reason(out: &mut JsonWriter, reason: Reason<'_>) {
    let (why, name) = match reason {
        Reason::CalendarDay => ("calendar-day", None),
        Reason::Paused => ("paused", None),
        Reason::Calendar(DayReason::Weekday) => ("weekday", None),
        Reason::Calendar(DayReason::Weekend) => ("weekend", None),
        Reason::Calendar(DayReason::Holiday(name)) => ("holiday", Some(name)),
        Reason::Calendar(DayReason::MakeUp(name)) => ("make-up", Some(name)),
        Reason::Calendar(DayReason::Hours) => ("hours", None),
    };
    out.field("why").string(why);
    out.field("name").string_or_null(name);
}

#[cfg(test)]
mod tests {
    use super::*;

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
            labour_day.contains(r#"{"kind":"counted","number":2,"date":"2026-05-09","why":"make-up","name":"劳动节"}"#)
        );
        assert!(labour_day.contains(r#"{"kind":"skipped","date":"2026-05-10","why":"weekend","name":null}"#));
        let rolled = json("1 day", "2026-03-06T10:00:00+08:00", r#"{"holiday_roll": "next"}"#)?;
        assert!(
            rolled.contains(r#"{"kind":"rolled","from":"2026-03-07","to":"2026-03-09","why":"weekend","name":null}"#)
        );
        let open = json("2 working hours", "2026-03-06T17:00:00+08:00", "{}")?;
        assert!(open.contains(r#"{"kind":"worked","#) && open.contains(r#""last_day":null"#), "{open}");
        let long = json("200 days", "2026-03-06T17:00:00+08:00", "{}")?;
        assert!(long.contains(r#"{"kind":"omitted","#));
        let closing = json("1 working day", "2026-03-06T10:00:00+08:00", r#"{"day_end": "close"}"#)?;
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
        assert_eq!(slug("1 day", "[]"), Some(("wrong-type", String::new())));
    }
}
