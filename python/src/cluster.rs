//! What belongs together among messages, and templates.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::error::guard;
use crate::value::{loads, object, utf8};

/// Hot spots, repeats or a control chart: JSON in, JSON out, the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn find_json(question: &Bound<'_, PyString>, request: &Bound<'_, PyString>) -> PyResult<String> {
    let (py, question, request) = (question.py(), utf8(question, "question")?, utf8(request, "request")?);
    guard(py, || py.detach(|| tousu::cluster::find_json(question, request)))
}

/// As `find_json`, from a mapping to a dict; aware datetimes and dates are accepted.
#[pyfunction]
pub(crate) fn find<'py>(question: &Bound<'py, PyString>, request: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    loads(question.py(), &find_json(question, &object(request, "request")?)?)
}

/// A group's own XLSX template with every `{{name}}` in its cells replaced; everything else stays byte for byte.
#[pyfunction]
pub(crate) fn fill_template<'py>(
    template: &Bound<'py, PyBytes>,
    values: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let (py, json) = (template.py(), object(values, "values")?);
    let (bytes, json) = (template.as_bytes(), utf8(&json, "values")?);
    let filled = guard(py, || py.detach(|| tousu::report::fill_template_json(bytes, json)))?;
    Ok(PyBytes::new(py, &filled.bytes))
}
