//! Due times: what an engine and a calendar have in common.

use pyo3::prelude::*;
use pyo3::types::PyString;
use tousu::calendar::Calendar;
use tousu::deadline;
use tousu::document::JsonWriter;
use tousu::error::Place;
use tousu::period::Period;
use tousu::policy::Counting;

use crate::error::guard;
use crate::value::{date, instant, utf8};

/// How time is counted, by the names of the keywords.
pub(crate) struct Rule<'a> {
    pub(crate) count_start_day: bool,
    pub(crate) holiday_roll: &'a str,
    pub(crate) day_end: &'a str,
    pub(crate) work_end: &'a str,
}

impl Rule<'_> {
    pub(crate) fn counting(&self, py: Python<'_>) -> PyResult<Counting> {
        guard(py, || {
            let mut json = JsonWriter::new();
            json.object(|json| {
                json.field("count_start_day").boolean(self.count_start_day);
                json.field("holiday_roll").string(self.holiday_roll);
                json.field("day_end").string(self.day_end);
                json.field("work_end").string(self.work_end);
            });
            // The caller has never seen this text: only the name of the argument helps.
            Counting::from_json(&json.finish()).map_err(|error| {
                let path = error.place().path.clone();
                error.placed(Place { path, ..Place::default() })
            })
        })
    }
}

/// The period of a text.
pub(crate) fn period(text: &Bound<'_, PyString>) -> PyResult<Period> {
    let read = utf8(text, "period")?;
    guard(text.py(), || Period::parse(read).map_err(|error| error.at("period")))
}

/// The due time with its steps as JSON; `None` for a date whose missing time of day decides.
pub(crate) fn due_json(
    calendar: &Calendar,
    period: &Bound<'_, PyString>,
    start: &Bound<'_, PyAny>,
    rule: &Rule<'_>,
) -> PyResult<Option<String>> {
    let py = period.py();
    let (period, counting) = (self::period(period)?, rule.counting(py)?);
    let start = match date(start, "start")? {
        None => instant(start, "start")?,
        Some(day) => {
            let start = guard(py, || {
                let decided = deadline::due_from_date(calendar, period, counting, day)?;
                decided.map(|_| calendar.start_of_day(day)).transpose().map_err(|error| error.at("start"))
            })?;
            // The missing time of day decides.
            let Some(start) = start else { return Ok(None) };
            start
        }
    };
    guard(py, || Ok(deadline::explain(calendar, period, counting, start)?.to_json())).map(Some)
}
