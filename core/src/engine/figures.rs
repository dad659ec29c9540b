//! Figures of cases and of columns, asked for and answered as JSON.

use super::Engine;
use super::json_case::one_or_more;
use crate::case::{Event, Mode, View};
use crate::complaint::Complaint;
use crate::document::Cursor;
use crate::error::Result;
use crate::statistics::{Dimension, FigureTable, Observation, Query, Request, Summary, observations_from_columns};
use crate::text::Scratch;
use crate::time::{Instant, Moment};

impl Engine {
    /// What statistics need to know of cases given as JSON: an object `{"complaint": {…}, "events": […]}`, or a list of
    /// them, read leniently; a complaint received after the cut-off is not there yet.
    ///
    /// # Errors
    /// Faults of the JSON with path, line and column; as [`Engine::replay`] and [`Engine::observe_view`].
    pub fn observations(&self, cases: &str, view: View) -> Result<Vec<Observation>> {
        let cases = one_or_more(cases, "cases", read_case)?;
        let mut observations = Vec::with_capacity(cases.len());
        let mut scratch = Scratch::default();
        for (complaint, events) in cases {
            let place = |error: crate::Error| error.at(format_args!("cases[{}]", complaint.id));
            let received = match complaint.received_at {
                Some(Moment::At { instant, .. }) => instant,
                Some(Moment::On(date)) => self.calendar().start_of_day(date).map_err(place)?,
                None => Instant::MIN,
            };
            if received <= view.as_of {
                let intake = self.intake_with(&complaint, &mut scratch).map_err(place)?;
                let case = crate::case::Case::replay(self.rules().clone(), intake.into(), events, Mode::Lenient);
                let observed = self.observe_view(&complaint, &case.map_err(place)?, view).map_err(place)?;
                observations.push(observed.0);
            }
        }
        Ok(observations)
    }

    /// The figures of cases, as a request asks for them ([`Request`]), as JSON.
    ///
    /// ```
    /// use tousu::Engine;
    /// let engine = Engine::builtin("residential-community")?;
    /// let case = r#"{"complaint": {"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "电梯坏了"},
    ///     "events": [{"id": "e1", "kind": "closed", "at": "2026-03-03T09:00:00+08:00"}]}"#;
    /// let request = r#"{"as_of": "2026-04-01T00:00:00+08:00", "by": ["month"], "kpis": ["closure-rate"]}"#;
    /// let json = engine.figures_json(case, request)?;
    /// assert!(json.contains(r#""key":["2026-03"],"complete":true,"figures":[{"numerator":1,"denominator":1,"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// Faults of both texts; as [`Engine::observations`] and [`Summary::table`].
    pub fn figures_json(&self, cases: &str, request: &str) -> Result<String> {
        let Request { plan, query } = Request::parse(request, self.calendar())?;
        let view = View { known_at: plan.known_at, ..View::at(plan.as_of) };
        let summary = Summary::of(plan, self.observations(cases, view)?);
        self.render_figures(&summary, &query)
    }

    /// The figures of columns ([`observations_from_columns`]), as a request asks for them, as JSON.
    ///
    /// # Errors
    /// Faults of both texts; as [`Summary::table`].
    pub fn column_figures_json(&self, columns: &str, request: &str) -> Result<String> {
        let Request { plan, query } = Request::parse(request, self.calendar())?;
        let observations = observations_from_columns(columns, self.calendar(), plan.as_of)?;
        self.render_figures(&Summary::of(plan, observations), &query)
    }

    /// A table of a summary with tiers and categories in the order of the policy.
    ///
    /// # Errors
    /// As [`Summary::table`].
    pub fn figure_table(&self, summary: &Summary, query: &Query) -> Result<FigureTable> {
        let mut table = summary.table(query)?;
        let tiers = self.policy().tiers.iter().map(|tier| tier.id.as_str()).collect();
        let categories: Vec<&str> =
            self.policy().lexicon.categories.iter().map(|category| category.id.as_str()).collect();
        table.order_by(&[
            (Dimension::Tier, tiers),
            (Dimension::CategoryTop, categories.clone()),
            (Dimension::Category, categories),
        ]);
        Ok(table)
    }

    /// [`Engine::figure_table`] as JSON.
    ///
    /// # Errors
    /// As [`Summary::table`].
    pub fn render_figures(&self, summary: &Summary, query: &Query) -> Result<String> {
        Ok(self.figure_table(summary, query)?.to_json())
    }
}

fn read_case(cursor: &Cursor<'_>) -> Result<(Complaint, Vec<Event>)> {
    if let Some(error) = cursor.unknown_fields(&["complaint", "events"]).into_iter().next() {
        return Err(error);
    }
    let complaint = Complaint::from_cursor(&cursor.require("complaint", "a complaint object")?)?;
    let events = cursor.get_some("events").map(|events| Event::read_all(&events)).transpose()?;
    Ok((complaint, events.unwrap_or_default()))
}
