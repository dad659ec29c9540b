//! `Summary` and the figures of cases and columns.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tousu::case::View;
use tousu::statistics::{Query, Request, Summary as Core, definitions_json, observations_from_columns};

use crate::engine::Engine;
use crate::error::guard;
use crate::value::{convert, loads, object, some, utf8};

/// Figures that are accumulated, merged and read. Threads may share one: their calls take turns.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Summary {
    inner: Mutex<Core>,
    engine: Py<Engine>,
}

impl Summary {
    fn made(inner: Core, engine: &Bound<'_, Engine>) -> Self {
        Self { inner: Mutex::new(inner), engine: engine.clone().unbind() }
    }

    /// Runs a call without the interpreter's lock.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&mut Core, &tousu::Engine) -> tousu::Result<T> + Send,
    ) -> PyResult<T> {
        let engine = &self.engine.get().inner;
        guard(py, || py.detach(|| call(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner), engine)))
    }

    fn copy(&self, py: Python<'_>) -> Core {
        py.detach(|| self.inner.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

#[pymethods]
impl Summary {
    /// Nothing yet, by the plan of a request.
    #[new]
    fn new(py: Python<'_>, engine: &Bound<'_, Engine>, request: &Bound<'_, PyAny>) -> PyResult<Self> {
        let request = object(request, "request")?;
        let request = utf8(&request, "request")?;
        let inner = guard(py, || Ok(Core::new(Request::parse(request, engine.get().inner.calendar())?.plan)))?;
        Ok(Self::made(inner, engine))
    }

    /// What `to_bytes` gave.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, engine: &Bound<'_, Engine>, data: &Bound<'_, PyBytes>) -> PyResult<Self> {
        Ok(Self::made(guard(py, || Core::from_bytes(data.as_bytes()))?, engine))
    }

    /// The whole state as bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = self.with(py, |summary, _| Ok(summary.to_bytes()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds cases: a mapping with `complaint` and `events`, or an iterable of them.
    fn add_cases(&self, py: Python<'_>, cases: &Bound<'_, PyAny>) -> PyResult<()> {
        let cases = some(cases, "cases")?;
        let cases = utf8(&cases, "cases")?;
        self.with(py, |summary, engine| {
            let view = View { known_at: summary.plan().known_at, ..View::at(summary.plan().as_of) };
            summary.add_all(engine.observations(cases, view)?);
            Ok(())
        })
    }

    /// Adds columns: a mapping of lists of equal length.
    fn add_columns(&self, py: Python<'_>, columns: &Bound<'_, PyAny>) -> PyResult<()> {
        let columns = object(columns, "columns")?;
        let columns = utf8(&columns, "columns")?;
        self.with(py, |summary, engine| {
            let as_of = summary.plan().as_of;
            summary.add_all(observations_from_columns(columns, engine.calendar(), as_of)?);
            Ok(())
        })
    }

    /// Adds another summary, of other cases by the same plan.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<()> {
        // A copy: two summaries that are merged into each other wait for nothing.
        let other = other.get().copy(py);
        self.with(py, |summary, _| summary.merge(&other))
    }

    /// The table that a query asks for, as JSON: the same bytes as in C and Rust.
    #[pyo3(signature = (query=None))]
    fn figures_json(&self, py: Python<'_>, query: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
        let query = query.map(|query| object(query, "query")).transpose()?;
        let query = query.as_ref().map(|query| utf8(query, "query")).transpose()?.unwrap_or("{}");
        self.with(py, |summary, engine| engine.render_figures(summary, &Query::parse(query)?))
    }

    /// The table that a query asks for.
    #[pyo3(signature = (query=None))]
    fn figures<'py>(&self, py: Python<'py>, query: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        table(py, &self.figures_json(py, query)?)
    }
}

/// A table of figures from its JSON.
pub(crate) fn table<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    convert(py, "figure_table")?.call1((json,))
}

/// What every figure counts, as JSON: the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn figure_definitions_json() -> String {
    definitions_json()
}

/// What every figure counts.
#[pyfunction]
pub(crate) fn figure_definitions(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    loads(py, &definitions_json())
}
