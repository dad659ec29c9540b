//! `Case`.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::prelude::*;
use tousu::case::{Event, Mode};
use tousu::complaint::Complaint;
use tousu::document::{Document, JsonWriter};
use tousu::report::{Language, Report};
use tousu::time::{Instant, Moment};
use tousu::{Code, Error};

use crate::engine::Engine;
use crate::error::guard;
use crate::value::{array, convert, instant, loads, mode_name, object, utf8, view};

/// A complaint with its events, replayed. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Case {
    engine: Py<Engine>,
    complaint: Complaint,
    inner: tousu::case::Case,
    mode: Mode,
    /// The engines under which it was before, each with the instant at which it left.
    before: Vec<(Py<Engine>, Instant)>,
}

impl Case {
    pub(crate) fn replay(engine: &Bound<'_, Engine>, complaint: &str, events: &str, mode: Mode) -> PyResult<Self> {
        let (py, core) = (engine.py(), &engine.get().inner);
        let (complaint, inner) = guard(py, || {
            py.detach(|| {
                let document = Document::parse_json(complaint).map_err(|error| error.at("complaint"))?;
                let complaint = Complaint::from_cursor(&document.root())?;
                let case = core.replay(&complaint, Event::list_from_json(events)?, mode)?;
                Ok((complaint, case))
            })
        })?;
        Ok(Self::of(engine, complaint, inner, mode))
    }

    /// A case that a ledger has replayed.
    pub(crate) fn of(engine: &Bound<'_, Engine>, complaint: Complaint, inner: tousu::case::Case, mode: Mode) -> Self {
        Self { engine: engine.clone().unbind(), complaint, inner, mode, before: Vec::new() }
    }

    fn with(&self, py: Python<'_>, inner: tousu::case::Case) -> Self {
        let before = self.before.iter().map(|(engine, at)| (engine.clone_ref(py), *at)).collect();
        let (engine, complaint) = (self.engine.clone_ref(py), self.complaint.clone());
        Self { engine, complaint, inner, mode: self.mode, before }
    }

    /// The complaint and the events as JSON.
    fn json(&self) -> (String, String) {
        let calendar = self.inner.rules().calendar();
        let moment = |moment: Moment| {
            let offset = moment.instant().map_or(0, |at| calendar.offset_at(at));
            moment.format(offset)
        };
        let mut complaint = JsonWriter::new();
        self.complaint.write_json(&mut complaint, &moment);
        let mut events = JsonWriter::new();
        events.array(|out| self.inner.events().iter().for_each(|event| event.write_json(out, &moment)));
        (complaint.finish(), events.finish())
    }
}

#[pymethods]
impl Case {
    /// The engine that decides it.
    #[getter]
    fn engine(&self, py: Python<'_>) -> Py<Engine> {
        self.engine.clone_ref(py)
    }

    /// The complaint, as a dict.
    #[getter]
    fn complaint<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.json().0)
    }

    /// The events in the order in which they were given, as dicts.
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.json().1)
    }

    /// `strict` or `lenient`.
    #[getter]
    fn mode(&self) -> &'static str {
        mode_name(self.mode)
    }

    /// A new case with one more event; this one is unchanged.
    fn apply(&self, py: Python<'_>, event: &Bound<'_, PyAny>) -> PyResult<Self> {
        let json = object(event, "event")?;
        let json = utf8(&json, "event")?;
        let read = || {
            let document = Document::parse_json(json).map_err(|error| error.at("event"))?;
            self.inner.apply(Event::read(&document.root())?)
        };
        Ok(self.with(py, guard(py, || py.detach(read))?))
    }

    /// A new case with more events in any order; this one is unchanged.
    fn apply_all(&self, py: Python<'_>, events: &Bound<'_, PyAny>) -> PyResult<Self> {
        let json = array(events, "events")?;
        let json = utf8(&json, "events")?;
        let read = || self.inner.apply_all(Event::list_from_json(json)?);
        Ok(self.with(py, guard(py, || py.detach(read))?))
    }

    /// How the case stands at an instant, as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (as_of, *, known_at=None, warn=None))]
    fn status_json(
        &self,
        py: Python<'_>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
        warn: Option<&str>,
    ) -> PyResult<String> {
        let view = view(py, as_of, known_at, warn)?;
        let engine = &self.engine.get().inner;
        let render = || Ok(engine.render_status(self.inner.intake(), &self.inner.view(view)?));
        guard(py, || py.detach(render))
    }

    /// How the case stands at an instant, as a dict; by what had been entered at another, where that is given.
    #[pyo3(signature = (as_of, *, known_at=None, warn=None))]
    fn status<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
        warn: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.status_json(py, as_of, known_at, warn)?)
    }

    /// The obligation that is due next, as of an instant.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn next_due<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "next_due")?.call1((self.status(py, as_of, known_at, None)?,))
    }

    /// What runs and is to be warned of: when `75%` of the time has passed, `4 working hours` before the due time, or as
    /// the rule book says.
    #[pyo3(signature = (as_of, *, known_at=None, warn=None))]
    fn warnings<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
        warn: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "warnings")?.call1((self.status(py, as_of, known_at, warn)?,))
    }

    /// What happened to the case and to its clocks, in the order of time, as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn timeline_json(
        &self,
        py: Python<'_>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let view = view(py, as_of, known_at, None)?;
        let engine = &self.engine.get().inner;
        guard(py, || py.detach(|| Ok(engine.render_timeline(&self.inner, &self.inner.timeline(view)?))))
    }

    /// What happened to the case and to its clocks, in the order of time: a list of dicts.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn timeline<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.timeline_json(py, as_of, known_at)?)?.get_item("items")
    }

    /// The timeline as a table to read, in Chinese (`zh`) or English (`en`).
    #[pyo3(signature = (as_of, *, known_at=None, language="en"))]
    fn timeline_text(
        &self,
        py: Python<'_>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
        language: &str,
    ) -> PyResult<String> {
        let view = view(py, as_of, known_at, None)?;
        let engine = &self.engine.get().inner;
        let render = || {
            let language = Language::from_code(language)
                .ok_or_else(|| Error::new(Code::InvalidArgument, language, "zh or en").at("language"))?;
            Ok(Report::new(engine, language).timeline(&self.inner, &self.inner.timeline(view)?))
        };
        guard(py, || py.detach(render))
    }

    /// The case under the rule book of another engine from an instant on: what was decided before stays, and what is owed
    /// now counts from the original start. This one is unchanged.
    fn take_over(&self, py: Python<'_>, engine: &Bound<'_, Engine>, at: &Bound<'_, PyAny>) -> PyResult<Self> {
        let at = instant(at, "at")?;
        let core = &engine.get().inner;
        let inner = guard(py, || py.detach(|| core.take_over(&self.inner, &self.complaint, at)))?;
        let mut moved = self.with(py, inner);
        moved.before.push((self.engine.clone_ref(py), at));
        moved.engine = engine.clone().unbind();
        Ok(moved)
    }

    /// The case that this one was merged into, with the event by which everybody who complains here joins there; `None`
    /// when it was not merged.
    fn merged_into<'py>(&self, py: Python<'py>, as_of: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let as_of = instant(as_of, "as_of")?;
        let engine = &self.engine.get().inner;
        let json = guard(py, || py.detach(|| engine.merged_json(&self.inner, as_of)))?;
        convert(py, "merged")?.call1((json,))
    }

    fn __repr__(&self) -> String {
        let (id, count) = (&self.complaint.id, self.inner.events().len());
        let plural = if count == 1 { "" } else { "s" };
        format!("<Case {id:?} with {count} event{plural} under {:?}>", self.inner.rules().policy().id)
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let moves = |case: &Self| case.before.iter().map(|(_, at)| *at).collect::<Vec<_>>();
        let mut same = self.mode == other.mode && self.complaint == other.complaint && moves(self) == moves(other);
        for ((engine, _), (other, _)) in self.before.iter().zip(&other.before) {
            same = same && engine.bind(py).eq(other)?;
        }
        Ok(same && self.inner.events() == other.inner.events() && self.engine.bind(py).eq(&other.engine)?)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.complaint.id.hash(&mut hasher);
        self.inner.events().iter().for_each(|event| event.id.hash(&mut hasher));
        hasher.finish()
    }

    #[allow(clippy::type_complexity)]
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Vec<(Py<Engine>, Option<i64>)>, String, String, &'static str))> {
        let (complaint, events) = self.json();
        let before = self.before.iter().map(|(engine, at)| (engine.clone_ref(py), Some(at.unix())));
        let engines = before.chain([(self.engine.clone_ref(py), None)]).collect();
        Ok((convert(py, "rebuild_case")?, (engines, complaint, events, self.mode())))
    }
}
