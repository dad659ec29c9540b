//! `Engine`.

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::{guard, raise};

/// A checked policy, ready to decide. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Engine {
    inner: tousu::Engine,
    policy_id: String,
}

/// The text of a Python string; one with lone surrogates is `invalid-utf8`.
fn utf8<'a>(text: &'a Bound<'_, PyString>, name: &str) -> PyResult<&'a str> {
    text.to_str().map_err(|_| {
        let error = tousu::Error::new(tousu::Code::InvalidUtf8, format_args!("`{name}`"), "").at(name);
        raise(text.py(), &error)
    })
}

#[pymethods]
impl Engine {
    /// The engine of a built-in rule book.
    #[staticmethod]
    fn builtin(py: Python<'_>, policy_id: &Bound<'_, PyString>) -> PyResult<Self> {
        let policy_id = utf8(policy_id, "policy_id")?;
        let inner = guard(py, || py.detach(|| tousu::Engine::builtin(policy_id)))?;
        Ok(Self { inner, policy_id: policy_id.to_owned() })
    }

    /// The id of the rule book.
    #[getter]
    fn policy_id(&self) -> &str {
        &self.policy_id
    }

    /// Decides one complaint: JSON in, JSON out, the same bytes as in C and Rust.
    fn assess_json(&self, py: Python<'_>, complaint: &Bound<'_, PyString>) -> PyResult<String> {
        let complaint = utf8(complaint, "complaint")?;
        guard(py, || py.detach(|| self.inner.assess_json(complaint)))
    }

    /// As `assess_json`, from a mapping to a dict; aware datetimes and dates are accepted.
    fn assess<'py>(&self, py: Python<'py>, complaint: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let text = py.import("tousu._convert")?.call_method1("dumps", (complaint,))?;
        let assessment = self.assess_json(py, text.cast::<PyString>()?)?;
        py.import("json")?.call_method1("loads", (assessment,))
    }

    fn __repr__(&self) -> String {
        format!("Engine.builtin({:?})", self.policy_id)
    }
}
