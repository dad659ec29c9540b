//! `Ledger`.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyString;
use tousu::ledger::{Ledger as Core, Options};
use tousu::statistics::CalendarPeriod;
use tousu::{Code, Error};

use crate::case::Case;
use crate::engine::Engine;
use crate::error::{guard, raise};
use crate::figures::table;
use crate::value::{convert, instant, loads, mode, object, some, utf8};

/// The register of complaints and events in one file. Threads may share one: their calls take turns.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Ledger {
    /// `None` once it is closed.
    inner: Mutex<Option<Core>>,
    path: PathBuf,
}

/// One of the ways to get at a file.
type Way = fn(&Options, &PathBuf) -> tousu::Result<Core>;

impl Ledger {
    fn at(py: Python<'_>, path: PathBuf, mode: &str, busy_timeout: f64, check: bool, way: Way) -> PyResult<Self> {
        let mode = self::mode(py, mode)?;
        let busy_timeout = Duration::try_from_secs_f64(busy_timeout).map_err(|_| {
            let error = Error::new(Code::InvalidArgument, busy_timeout, "seconds from 0 on").at("busy_timeout");
            raise(py, &error)
        })?;
        let options = Options { mode, busy_timeout, check };
        let inner = guard(py, || py.detach(|| way(&options, &path)))?;
        Ok(Self { inner: Mutex::new(Some(inner)), path })
    }

    /// Runs a call on the open ledger, without the interpreter's lock.
    fn with<T: Send>(&self, py: Python<'_>, call: impl FnOnce(&mut Core) -> tousu::Result<T> + Send) -> PyResult<T> {
        guard(py, || {
            py.detach(|| {
                // Every write is a transaction: a call that panicked has left nothing half done.
                let mut ledger = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
                call(ledger.as_mut().ok_or_else(closed)?)
            })
        })
    }
}

fn closed() -> Error {
    Error::new(Code::InvalidArgument, "a closed ledger", "an open one").at("ledger")
}

#[pymethods]
impl Ledger {
    /// Opens a ledger.
    #[staticmethod]
    #[pyo3(signature = (path, *, mode="strict", busy_timeout=5.0, check=true))]
    fn open(py: Python<'_>, path: PathBuf, mode: &str, busy_timeout: f64, check: bool) -> PyResult<Self> {
        Self::at(py, path, mode, busy_timeout, check, |options, path| options.open(path))
    }

    /// Makes a new ledger where there is no file yet.
    #[staticmethod]
    #[pyo3(signature = (path, *, mode="strict", busy_timeout=5.0))]
    fn create(py: Python<'_>, path: PathBuf, mode: &str, busy_timeout: f64) -> PyResult<Self> {
        Self::at(py, path, mode, busy_timeout, true, |options, path| options.create(path))
    }

    /// Opens a ledger, or makes a new one where there is no file.
    #[staticmethod]
    #[pyo3(signature = (path, *, mode="strict", busy_timeout=5.0, check=true))]
    fn open_or_create(py: Python<'_>, path: PathBuf, mode: &str, busy_timeout: f64, check: bool) -> PyResult<Self> {
        Self::at(py, path, mode, busy_timeout, check, |options, path| options.open_or_create(path))
    }

    /// The file.
    #[getter]
    fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Records complaints, all of them or none.
    fn record<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        complaints: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let json = some(complaints, "complaints")?;
        let (json, engine) = (utf8(&json, "complaints")?, &engine.get().inner);
        let written = self.with(py, |ledger| ledger.record_json(engine, json))?;
        convert(py, "written")?.call1((written,))
    }

    /// Records complaints with their events, all of them or none, as JSON: the same bytes as in C and Rust.
    fn record_batch_json(&self, engine: &Bound<'_, Engine>, cases: &Bound<'_, PyString>) -> PyResult<String> {
        let (json, core) = (utf8(cases, "cases")?, &engine.get().inner);
        self.with(engine.py(), |ledger| ledger.record_batch_json(core, json))
    }

    /// Records complaints with their events, all of them or none.
    fn record_batch<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        cases: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let json = some(cases, "cases")?;
        convert(py, "written")?.call1((self.record_batch_json(engine, &json)?,))
    }

    /// Appends events to a complaint, all of them or none, in any order.
    fn append<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        complaint: &Bound<'py, PyString>,
        events: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let json = some(events, "events")?;
        let (json, engine) = (utf8(&json, "events")?, &engine.get().inner);
        let complaint = utf8(complaint, "complaint")?;
        let written = self.with(py, |ledger| ledger.append_json(engine, complaint, json))?;
        convert(py, "written")?.call1((written,))
    }

    /// A complaint with its events, replayed.
    #[pyo3(signature = (engine, complaint, *, mode="strict"))]
    fn case(&self, engine: &Bound<'_, Engine>, complaint: &Bound<'_, PyString>, mode: &str) -> PyResult<Case> {
        let py = engine.py();
        let (id, core, mode) = (utf8(complaint, "complaint")?, &engine.get().inner, self::mode(py, mode)?);
        let (complaint, case) = self.with(py, |ledger| Ok((ledger.complaint(id)?, ledger.case(core, id, mode)?)))?;
        Ok(Case::of(engine, complaint, case, mode))
    }

    /// What is still owed at `as_of` and due before `before`, as JSON: the same bytes as in C and Rust.
    fn due_before_json(
        &self,
        py: Python<'_>,
        engine: &Bound<'_, Engine>,
        as_of: &Bound<'_, PyAny>,
        before: &Bound<'_, PyAny>,
    ) -> PyResult<String> {
        let (engine, as_of, before) = (&engine.get().inner, instant(as_of, "as_of")?, instant(before, "before")?);
        self.with(py, |ledger| ledger.due_before_json(engine, as_of, before))
    }

    /// What is still owed at `as_of` and due before `before`: overdue or to come, in ascending order of due time.
    fn due_before<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        as_of: &Bound<'py, PyAny>,
        before: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "due_items")?.call1((self.due_before_json(py, engine, as_of, before)?,))
    }

    /// What was due before `as_of` and has not ended, as JSON: the same bytes as in C and Rust.
    fn overdue_json(&self, py: Python<'_>, engine: &Bound<'_, Engine>, as_of: &Bound<'_, PyAny>) -> PyResult<String> {
        let (engine, as_of) = (&engine.get().inner, instant(as_of, "as_of")?);
        self.with(py, |ledger| ledger.overdue_json(engine, as_of))
    }

    /// What was due before `as_of` and has not ended, in ascending order of due time.
    fn overdue<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        as_of: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert(py, "due_items")?.call1((self.overdue_json(py, engine, as_of)?,))
    }

    /// The figures of a month, or of everything, as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (engine, as_of, *, month=None))]
    fn summary_json(
        &self,
        py: Python<'_>,
        engine: &Bound<'_, Engine>,
        as_of: &Bound<'_, PyAny>,
        month: Option<&Bound<'_, PyString>>,
    ) -> PyResult<String> {
        let month = month.map(|month| utf8(month, "month")).transpose()?;
        let month = guard(py, || month.map(CalendarPeriod::parse).transpose().map_err(|error| error.at("month")))?;
        let (engine, as_of) = (&engine.get().inner, instant(as_of, "as_of")?);
        self.with(py, |ledger| ledger.summary_json(engine, as_of, month))
    }

    /// The figures of a month, or of everything, as a dict.
    #[pyo3(signature = (engine, as_of, *, month=None))]
    fn summary<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        as_of: &Bound<'py, PyAny>,
        month: Option<&Bound<'py, PyString>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.summary_json(py, engine, as_of, month)?)
    }

    /// The figures of all cases, as a request asks for them, as JSON: the same bytes as in C and Rust.
    fn figures_json(&self, py: Python<'_>, engine: &Bound<'_, Engine>, request: &Bound<'_, PyAny>) -> PyResult<String> {
        let request = object(request, "request")?;
        let (engine, request) = (&engine.get().inner, utf8(&request, "request")?);
        self.with(py, |ledger| ledger.figures_json(engine, request))
    }

    /// The figures of all cases, as a request asks for them.
    fn figures<'py>(
        &self,
        py: Python<'py>,
        engine: &Bound<'py, Engine>,
        request: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        table(py, &self.figures_json(py, engine, request)?)
    }

    /// Reads everything: the structure of the file, every reference, every complaint and every event.
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |ledger| ledger.check())
    }

    /// How many complaints are recorded.
    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        let count = self.with(py, |ledger| ledger.len())?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Closes the file; a second time does nothing.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || {
            py.detach(|| {
                let ledger = self.inner.lock().unwrap_or_else(PoisonError::into_inner).take();
                ledger.map_or(Ok(()), Core::close)
            })
        })
    }

    /// Whether it is closed.
    #[getter]
    fn closed(&self, py: Python<'_>) -> bool {
        py.detach(|| self.inner.lock().unwrap_or_else(PoisonError::into_inner).is_none())
    }

    fn __enter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        slf.get().with(slf.py(), |_| Ok(()))?;
        Ok(slf.clone())
    }

    #[pyo3(signature = (exc_type=None, exc_value=None, traceback=None))]
    fn __exit__(
        &self,
        py: Python<'_>,
        exc_type: Option<&Bound<'_, PyAny>>,
        exc_value: Option<&Bound<'_, PyAny>>,
        traceback: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let _ = (exc_type, exc_value, traceback);
        self.close(py)
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        let closed = if self.closed(py) { "closed " } else { "" };
        format!("<{closed}Ledger {:?}>", self.path)
    }
}
