//! `Model`, and the masking of personal data.

use std::num::NonZeroUsize;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use tousu::classify::{Sample, Training};
use tousu::text::{Scratch, private_json as private_in};

use crate::error::guard;
use crate::value::{loads, utf8};

/// A trained model. Immutable: threads may share one.
#[pyclass(frozen, module = "tousu")]
pub(crate) struct Model {
    pub(crate) inner: Arc<tousu::classify::Model>,
}

#[pymethods]
impl Model {
    /// Trains a model on `(title, text, label)`.
    #[staticmethod]
    #[pyo3(signature = (samples, *, seed=0, threads=None))]
    fn train(
        py: Python<'_>,
        samples: Vec<(String, String, String)>,
        seed: u64,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Self> {
        let inner = guard(py, || {
            py.detach(|| {
                let samples: Vec<Sample<'_>> =
                    samples.iter().map(|(title, text, label)| Sample { title, text, label }).collect();
                tousu::classify::Model::train(&samples, &Training { seed, threads, ..Training::default() })
            })
        })?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads a model from its bytes.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        Ok(Self { inner: Arc::new(guard(py, || tousu::classify::Model::from_bytes(data))?) })
    }

    /// The model as bytes, with a version and a checksum.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.inner.to_bytes())
    }

    /// Every label with its probability per mille, the likeliest first.
    #[pyo3(signature = (title, text))]
    fn predict(
        &self,
        py: Python<'_>,
        title: &Bound<'_, PyString>,
        text: &Bound<'_, PyString>,
    ) -> PyResult<Vec<(String, u16)>> {
        let (title, text) = (utf8(title, "title")?, utf8(text, "text")?);
        guard(py, || {
            py.detach(|| {
                let ranked = self.inner.rank_with(title, text, &mut Scratch::new()).into_iter();
                Ok(ranked.map(|found| (self.inner.label(found.label).to_owned(), found.confidence)).collect())
            })
        })
    }

    /// The labels in ascending order.
    #[getter]
    fn labels(&self) -> Vec<String> {
        self.inner.labels().to_vec()
    }

    /// SHA-256 of its bytes, as decisions record it.
    #[getter]
    fn digest(&self) -> String {
        self.inner.digest().to_string()
    }

    fn __repr__(&self) -> String {
        format!("<tousu.Model of {} labels, {}>", self.inner.labels().len(), self.inner.digest())
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner == other.inner
    }

    fn __hash__(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.inner.digest().0;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((py.get_type::<Self>().getattr("from_bytes")?, (self.to_bytes(py),)))
    }
}

/// A text with its personal data masked.
#[pyfunction]
pub(crate) fn redact(text: &Bound<'_, PyString>) -> PyResult<String> {
    let (py, text) = (text.py(), utf8(text, "text")?);
    guard(py, || py.detach(|| Ok(tousu::text::redact(text).into_owned())))
}

/// The text masked, and where its personal data stands, as JSON: the same bytes as in C and Rust.
#[pyfunction]
pub(crate) fn private_json(text: &Bound<'_, PyString>) -> PyResult<String> {
    let (py, text) = (text.py(), utf8(text, "text")?);
    guard(py, || py.detach(|| Ok(private_in(text))))
}

/// Where personal data stands in a text.
#[pyfunction]
pub(crate) fn private_spans<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    loads(text.py(), &private_json(text)?)?.get_item("spans")
}
