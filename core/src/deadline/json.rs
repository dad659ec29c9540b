//! Counting rules and explanations as JSON.

use super::explain::{CountedDay, Explanation, Reason, Step};
use crate::calendar::Calendar;
use crate::document::{Cursor, Document, JsonWriter};
use crate::error::{Code, Result};
use crate::policy::{Counting, DayEnd, Roll, WorkEnd};
use crate::time::{Date, Instant};

/// The fields of a counting rule, as rule books name them.
const FIELDS: &[&str] = &["count_start_day", "holiday_roll", "day_end", "work_end"];

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
            counting.roll = word(&field, &[Roll::None, Roll::Next, Roll::Previous], roll_slug)?;
        }
        if let Some(field) = root.get_some("day_end") {
            counting.day_end = word(&field, &[DayEnd::Midnight, DayEnd::Close], day_end_slug)?;
        }
        if let Some(field) = root.get_some("work_end") {
            counting.work_end = word(&field, &[WorkEnd::Close, WorkEnd::NextOpening], work_end_slug)?;
        }
        Ok(counting)
    }
}

/// The value that a field names.
fn word<T: Copy>(field: &Cursor<'_>, values: &[T], slug: fn(T) -> &'static str) -> Result<T> {
    let text = field.text()?;
    let found = values.iter().copied().find(|value| slug(*value) == text);
    let names = || values.iter().map(|value| slug(*value)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| field.error(Code::UnknownValue, text, names()))
}

impl Explanation<'_> {
    /// The period in its canonical form, the counting rule, the calendar, the start, the due time, the steps, and one
    /// sentence in Chinese and English, as JSON.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, deadline::explain, period::Period, policy::Counting, time::Instant};
    /// let china = Calendar::builtin("china")?;
    /// let start = Instant::parse("2026-03-02T10:00:00+08:00")?;
    /// let json = explain(&china, Period::parse("一个工作日内")?, Counting::default(), start)?.to_json();
    /// assert!(json.starts_with(r#"{"schema":"tousu/due/1","period":"1 working day","period_zh":"1个工作日","#));
    /// assert!(json.contains(r#""due":"2026-03-03T23:59:59+08:00","last_day":"2026-03-03","provisional":false"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let instant = |at: Instant| self.calendar.format(at);
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/due/1");
            out.field("period").string(&self.period.to_string());
            out.field("period_zh").string(&self.period.to_zh());
            out.field("counting").object(|out| write_counting(out, self.counting));
            out.field("calendar").object(|out| {
                out.field("id").string(self.calendar.id());
                out.field("digest").string(&self.calendar.digest().to_string());
            });
            out.field("time_zone").string(self.calendar.zone());
            out.field("start").string(&instant(self.start));
            out.field("due").string(&instant(self.due.at));
            out.field("last_day").string_or_null(self.due.last_day.map(|day| day.to_string()).as_deref());
            out.field("provisional").boolean(self.due.provisional);
            out.field("steps").array(|out| self.steps.iter().for_each(|found| step(out, self.calendar, *found)));
            out.field("explanation").object(|out| {
                out.field("zh").string(&self.to_zh());
                out.field("en").string(&self.to_en());
            });
        });
        out.finish()
    }
}

/// The fields of a counting rule.
pub(crate) fn write_counting(out: &mut JsonWriter, counting: Counting) {
    out.field("count_start_day").boolean(counting.count_start_day);
    out.field("holiday_roll").string(roll_slug(counting.roll));
    out.field("day_end").string(day_end_slug(counting.day_end));
    out.field("work_end").string(work_end_slug(counting.work_end));
}

/// The name of a roll in rule books and JSON.
const fn roll_slug(roll: Roll) -> &'static str {
    match roll {
        Roll::None => "none",
        Roll::Next => "next",
        Roll::Previous => "previous",
    }
}

/// The name of the end of a day in rule books and JSON.
const fn day_end_slug(end: DayEnd) -> &'static str {
    match end {
        DayEnd::Midnight => "midnight",
        DayEnd::Close => "close",
    }
}

/// The name of the end of work in rule books and JSON.
const fn work_end_slug(end: WorkEnd) -> &'static str {
    match end {
        WorkEnd::Close => "close",
        WorkEnd::NextOpening => "next-opening",
    }
}

/// One step: its kind, then what belongs to that kind.
fn step(out: &mut JsonWriter, calendar: &Calendar, step: Step<'_>) {
    let instant = |at: Instant| calendar.format(at);
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
                reason(out, calendar, why);
            }
            Step::Skipped { date, why } => {
                out.string("skipped");
                out.field("date").string(&date.to_string());
                reason(out, calendar, why);
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
                reason(out, calendar, why);
            }
            Step::Closing { at, business } => {
                out.string("closing");
                out.field("at").string(&instant(at));
                out.field("business").boolean(business);
            }
            Step::NextOpening { from, to } => {
                out.string("next-opening");
                span(out, from, to);
            }
        }
    });
}

/// What a day is, and the name of its holiday where there is one, as the data have it and in English.
fn reason(out: &mut JsonWriter, calendar: &Calendar, reason: Reason<'_>) {
    let (why, name) = match reason {
        Reason::CalendarDay => ("calendar-day", None),
        Reason::Paused => ("paused", None),
        Reason::Calendar(why) => (why.slug(), why.name()),
    };
    out.field("why").string(why);
    out.field("name").string_or_null(name);
    out.field("name_en").string_or_null(name.map(|name| calendar.name_en(name)));
}
