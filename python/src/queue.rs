//! `Queue`.

use std::sync::RwLock;

use pyo3::prelude::*;
use pyo3::types::PyString;
use tousu::batch;
use tousu::case::{Event, Warn};
use tousu::{Code, Error};

use crate::engine::Engine;
use crate::error::{guard, raise};
use crate::value::{convert, instant, loads, mode, some, utf8};

/// What many cases owe, in order, kept while events come and time goes on. Threads may share one; a change waits for
/// whoever is reading.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Queue {
    engine: Py<Engine>,
    inner: RwLock<tousu::queue::Queue>,
    threads: usize,
}

/// A lock that a panic has poisoned is an internal fault; the panic itself was raised where it happened.
fn poisoned() -> Error {
    Error::new(Code::Internal, "a queue that a panic left half changed", "")
}

impl Queue {
    fn change<T: Send>(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut tousu::queue::Queue) -> tousu::Result<T> + Send + std::panic::UnwindSafe,
    ) -> PyResult<T> {
        let change = std::panic::AssertUnwindSafe(|| change(&mut *self.inner.write().map_err(|_| poisoned())?));
        guard(py, || py.detach(change))
    }

    fn read<T: Send>(&self, py: Python<'_>, read: impl FnOnce(&tousu::queue::Queue) -> T + Send) -> PyResult<T> {
        let read = std::panic::AssertUnwindSafe(|| Ok(read(&*self.inner.read().map_err(|_| poisoned())?)));
        guard(py, || py.detach(read))
    }
}

#[pymethods]
impl Queue {
    /// A queue without cases that stands at an instant.
    #[new]
    #[pyo3(signature = (engine, now, *, mode="lenient", warn=None, threads=1))]
    fn new(
        engine: &Bound<'_, Engine>,
        now: &Bound<'_, PyAny>,
        mode: &str,
        warn: Option<&str>,
        threads: usize,
    ) -> PyResult<Self> {
        let py = engine.py();
        let queue = tousu::queue::Queue::new(&engine.get().inner, instant(now, "now")?);
        let queue = queue.with_mode(self::mode(py, mode)?);
        let queue = match warn.map(Warn::parse).transpose().map_err(|error| raise(py, &error.at("warn")))? {
            Some(warn) => queue.with_warning(warn),
            None => queue,
        };
        Ok(Self { engine: engine.clone().unbind(), inner: RwLock::new(queue), threads })
    }

    /// The engine that decides.
    #[getter]
    fn engine(&self, py: Python<'_>) -> Py<Engine> {
        self.engine.clone_ref(py)
    }

    /// Puts cases in, dicts with the keys `complaint` and `events`, in place of those of the same id; all of them or none.
    fn put(&self, py: Python<'_>, cases: &Bound<'_, PyAny>) -> PyResult<()> {
        let lines: Bound<'_, PyString> = convert(py, "dump_lines")?.call1((cases, "cases"))?.cast_into()?;
        self.put_json(py, &lines)
    }

    /// Puts cases in, one a line of JSON; all of them or none.
    fn put_json(&self, py: Python<'_>, lines: &Bound<'_, PyString>) -> PyResult<()> {
        let (lines, threads) = (utf8(lines, "lines")?, self.threads);
        self.change(py, move |queue| {
            let read = batch::from_json_lines(lines);
            match read.faults.into_iter().next() {
                Some(fault) => Err(fault.at("lines")),
                None => queue.put_all(read.inputs, threads),
            }
        })
    }

    /// Adds an event, or several, to a case and decides that case anew; all of them or none.
    fn apply(&self, py: Python<'_>, complaint_id: &str, events: &Bound<'_, PyAny>) -> PyResult<()> {
        let json = some(events, "events")?;
        let json = utf8(&json, "events")?;
        self.change(py, move |queue| queue.apply(complaint_id, Event::list_from_json(json)?))
    }

    /// Takes a case out; whether it was there.
    fn remove(&self, py: Python<'_>, complaint_id: &str) -> PyResult<bool> {
        self.change(py, move |queue| Ok(queue.remove(complaint_id)))
    }

    /// Lets time go on; how many cases were decided anew.
    fn advance(&self, py: Python<'_>, to: &Bound<'_, PyAny>) -> PyResult<usize> {
        let to = instant(to, "to")?;
        self.change(py, move |queue| queue.advance(to))
    }

    /// The queue as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (*, at_most=usize::MAX))]
    fn to_json(&self, py: Python<'_>, at_most: usize) -> PyResult<String> {
        self.read(py, move |queue| queue.to_json(at_most))
    }

    /// What runs, the first due time first.
    #[pyo3(signature = (*, at_most=usize::MAX))]
    fn due_next<'py>(&self, py: Python<'py>, at_most: usize) -> PyResult<Bound<'py, PyAny>> {
        self.tasks(py, "due_next", at_most)
    }

    /// What was due and has not ended, the longest overdue first.
    #[pyo3(signature = (*, at_most=usize::MAX))]
    fn overdue<'py>(&self, py: Python<'py>, at_most: usize) -> PyResult<Bound<'py, PyAny>> {
        self.tasks(py, "overdue", at_most)
    }

    /// What runs and is to be warned of, the first due time first.
    #[pyo3(signature = (*, at_most=usize::MAX))]
    fn about_to_breach<'py>(&self, py: Python<'py>, at_most: usize) -> PyResult<Bound<'py, PyAny>> {
        self.tasks(py, "about_to_breach", at_most)
    }

    /// What waits for somebody to decide on an extension.
    #[pyo3(signature = (*, at_most=usize::MAX))]
    fn awaiting_approval<'py>(&self, py: Python<'py>, at_most: usize) -> PyResult<Bound<'py, PyAny>> {
        self.tasks(py, "awaiting_approval", at_most)
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.read(py, |queue| queue.len())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (count, at) = self.read(py, |queue| (queue.len(), queue.now()))?;
        let plural = if count == 1 { "" } else { "s" };
        let at = self.engine.get().inner.calendar().format(at);
        Ok(format!("<Queue of {count} case{plural} at {at}>"))
    }
}

impl Queue {
    fn tasks<'py>(&self, py: Python<'py>, list: &str, at_most: usize) -> PyResult<Bound<'py, PyAny>> {
        let json = self.to_json(py, at_most)?;
        convert(py, "tasks")?.call1((loads(py, &json)?.get_item(list)?.get_item("tasks")?,))
    }
}
