//! `Case`.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::prelude::*;
use tousu::case::{Event, Mode};
use tousu::complaint::Complaint;
use tousu::document::{Document, JsonWriter};
use tousu::time::Moment;

use crate::engine::Engine;
use crate::error::guard;
use crate::value::{convert, instant, loads, mode_name, object, some_instant, utf8};

/// A complaint with its events, replayed. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Case {
    engine: Py<Engine>,
    complaint: Complaint,
    inner: tousu::case::Case,
    mode: Mode,
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
        Ok(Self { engine: engine.clone().unbind(), complaint, inner, mode })
    }

    /// A case that a ledger has replayed.
    pub(crate) fn of(engine: &Bound<'_, Engine>, complaint: Complaint, inner: tousu::case::Case, mode: Mode) -> Self {
        Self { engine: engine.clone().unbind(), complaint, inner, mode }
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
        let inner = guard(py, || {
            py.detach(|| {
                let document = Document::parse_json(json).map_err(|error| error.at("event"))?;
                self.inner.apply(Event::read(&document.root())?)
            })
        })?;
        Ok(Self { engine: self.engine.clone_ref(py), complaint: self.complaint.clone(), inner, mode: self.mode })
    }

    /// How the case stands at an instant, as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn status_json(
        &self,
        py: Python<'_>,
        as_of: &Bound<'_, PyAny>,
        known_at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let (as_of, known_at) = (instant(as_of, "as_of")?, some_instant(known_at, "known_at")?);
        let engine = &self.engine.get().inner;
        let status = || self.inner.status_known_at(as_of, known_at);
        let render = || Ok(engine.render_status(self.inner.intake(), &status()?));
        guard(py, || py.detach(render))
    }

    /// How the case stands at an instant, as a dict.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn status<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.status_json(py, as_of, known_at)?)
    }

    /// The obligation that is due next, as of an instant.
    #[pyo3(signature = (as_of, *, known_at=None))]
    fn next_due<'py>(
        &self,
        py: Python<'py>,
        as_of: &Bound<'py, PyAny>,
        known_at: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "next_due")?.call1((self.status(py, as_of, known_at)?,))
    }

    fn __repr__(&self) -> String {
        let (id, count) = (&self.complaint.id, self.inner.events().len());
        let plural = if count == 1 { "" } else { "s" };
        format!("<Case {id:?} with {count} event{plural} under {:?}>", self.inner.rules().policy().id)
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let same = self.mode == other.mode && self.complaint == other.complaint;
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
    ) -> PyResult<(Bound<'py, PyAny>, (Py<Engine>, String, String, &'static str))> {
        let (complaint, events) = self.json();
        Ok((convert(py, "rebuild_case")?, (self.engine.clone_ref(py), complaint, events, self.mode())))
    }
}
