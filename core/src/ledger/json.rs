//! The ledger with JSON in and JSON out: what the surfaces share.

use super::{DueItem, Ledger, Written};
use crate::Engine;
use crate::case::{Event, Mode};
use crate::complaint::Complaint;
use crate::document::JsonWriter;
use crate::engine::one_or_more;
use crate::error::Result;
use crate::statistics::{CalendarPeriod, Dimension, Grain, Request};
use crate::time::Instant;

impl Written {
    /// The counts as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let number = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("complaints").integer(number(self.complaints));
            out.field("events").integer(number(self.events));
            out.field("repeats").integer(number(self.repeats));
        });
        out.finish()
    }
}

impl Ledger {
    /// Records a complaint object, or a list of them, all or none; gives what was added as JSON.
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger};
    /// let engine = Engine::builtin("residential-community")?;
    /// let mut ledger = Ledger::in_memory()?;
    /// let complaint = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "电梯坏了"}"#;
    /// assert_eq!(ledger.record_json(&engine, complaint)?, r#"{"complaints":1,"events":0,"repeats":0}"#);
    /// let event = r#"{"id": "e1", "kind": "registered", "at": "2026-03-02T09:20:00+08:00"}"#;
    /// assert_eq!(ledger.append_json(&engine, "c1", event)?, r#"{"complaints":0,"events":1,"repeats":0}"#);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the JSON with path, line and column; as [`Ledger::record`]. Nothing is written then.
    pub fn record_json(&mut self, engine: &Engine, complaints: &str) -> Result<String> {
        let complaints = one_or_more(complaints, "complaints", Complaint::from_cursor)?;
        Ok(self.record(engine, &complaints)?.to_json())
    }

    /// Records complaints with their events, all or none: an object `{"complaint": {…}, "events": […]}`, or a list of
    /// them; gives what was added as JSON.
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger};
    /// let engine = Engine::builtin("residential-community")?;
    /// let case = r#"{"complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00"},
    ///                "events": [{"id": "e1", "kind": "registered", "at": "2026-03-02T09:20:00+08:00"}]}"#;
    /// let added = Ledger::in_memory()?.record_batch_json(&engine, case)?;
    /// assert_eq!(added, r#"{"complaints":1,"events":1,"repeats":0}"#);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the JSON with path, line and column; as [`Ledger::record_batch`]. Nothing is written then.
    pub fn record_batch_json(&mut self, engine: &Engine, cases: &str) -> Result<String> {
        let cases = one_or_more(cases, "cases", |cursor| {
            if let Some(error) = cursor.unknown_fields(&["complaint", "events"]).into_iter().next() {
                return Err(error);
            }
            let complaint = Complaint::from_cursor(&cursor.require("complaint", "a complaint object")?)?;
            let events = cursor.get_some("events").map(|events| Event::read_all(&events)).transpose()?;
            Ok((complaint, events.unwrap_or_default()))
        })?;
        let cases = cases.iter().map(|(complaint, events)| (complaint, events.as_slice()));
        Ok(self.record_batch(engine, cases)?.to_json())
    }

    /// Appends an event object, or a list of them, to a complaint, all or none; gives what was added as JSON.
    ///
    /// # Errors
    /// Faults of the JSON with path, line and column; as [`Ledger::append`]. Nothing is written then.
    pub fn append_json(&mut self, engine: &Engine, complaint: &str, events: &str) -> Result<String> {
        let events = Event::list_from_json(events)?;
        Ok(self.append(engine, complaint, &events)?.to_json())
    }

    /// The status of a recorded case as JSON, as [`Engine::status_json`] gives it.
    ///
    /// # Errors
    /// As [`Ledger::case_at`] and [`Case::status_known_at`](crate::case::Case::status_known_at).
    pub fn status_json(
        &self,
        engine: &Engine,
        complaint: &str,
        as_of: Instant,
        known_at: Option<Instant>,
        mode: Mode,
    ) -> Result<String> {
        let case = self.case_at(engine, complaint, mode, as_of)?;
        Ok(engine.render_status(case.intake(), &case.status_known_at(as_of, known_at)?))
    }

    /// [`Ledger::due_before`] as JSON.
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let now = Instant::parse("2026-03-02T09:05:00+08:00")?;
    /// let json = Ledger::in_memory()?.due_before_json(&engine, now, Instant::parse("2026-03-06T00:00:00+08:00")?)?;
    /// assert!(json.ends_with(r#""as_of":"2026-03-02T09:05:00+08:00","before":"2026-03-06T00:00:00+08:00","items":[]}"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::due_before`].
    pub fn due_before_json(&self, engine: &Engine, as_of: Instant, before: Instant) -> Result<String> {
        Ok(due_list(engine, as_of, Some(before), &self.due_before(engine, as_of, before)?))
    }

    /// [`Ledger::overdue`] as JSON; `before` is null.
    ///
    /// # Errors
    /// As [`Ledger::overdue`].
    pub fn overdue_json(&self, engine: &Engine, as_of: Instant) -> Result<String> {
        Ok(due_list(engine, as_of, None, &self.overdue(engine, as_of)?))
    }

    /// The figures of a period, or of everything, as JSON: [`Engine::render_summary`].
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger, statistics::CalendarPeriod, time::Instant};
    /// let engine = Engine::builtin("residential-community")?;
    /// let as_of = Instant::parse("2026-04-01T00:00:00+08:00")?;
    /// let json = Ledger::in_memory()?.summary_json(&engine, as_of, Some(CalendarPeriod::parse("2026-03")?))?;
    /// assert!(json.contains(r#""month":"2026-03","total":{"volume":0,"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::summary`].
    pub fn summary_json(&self, engine: &Engine, as_of: Instant, period: Option<CalendarPeriod>) -> Result<String> {
        // Only whole months can be told from months.
        let by_day = period.is_some_and(|period| period.months().is_none());
        let grain = if by_day { Grain::Day } else { Grain::Month };
        let by = [Dimension::Period(grain), Dimension::Category, Dimension::Tier];
        engine.render_summary(&self.figures(engine, engine.plan(as_of).by(by))?, period)
    }
}

impl Ledger {
    /// The figures of all cases, as a request asks for them ([`Request`]), as JSON.
    ///
    /// ```
    /// use tousu::{Engine, ledger::Ledger};
    /// let engine = Engine::builtin("residential-community")?;
    /// let request = r#"{"as_of": "2026-04-01T00:00:00+08:00", "by": ["month"], "kpis": ["volume"]}"#;
    /// assert!(Ledger::in_memory()?.figures_json(&engine, request)?.contains(r#""rows":[],"subtotals":[]"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of the request; as [`Ledger::figures`] and [`Summary::table`](crate::statistics::Summary::table).
    pub fn figures_json(&self, engine: &Engine, request: &str) -> Result<String> {
        let Request { plan, query } = Request::parse(request, engine.calendar())?;
        engine.render_figures(&self.figures(engine, plan)?, &query)
    }
}

fn due_list(engine: &Engine, as_of: Instant, before: Option<Instant>, items: &[DueItem]) -> String {
    let instant = |at: Instant| engine.calendar().format(at);
    let mut out = JsonWriter::new();
    out.object(|out| {
        out.field("schema").string("tousu/due-list/1");
        engine.write_decided_by(out);
        out.field("as_of").string(&instant(as_of));
        out.field("before").string_or_null(before.map(instant).as_deref());
        out.field("items").array(|out| items.iter().for_each(|item| item.write_json(engine, out)));
    });
    out.finish()
}
