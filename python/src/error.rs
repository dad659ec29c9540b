//! From an error of the core to the Python exception of its class.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};
use tousu::{Code, Error};

// With `panic = "abort"` there would be nothing to catch.
const _: () = assert!(cfg!(panic = "unwind"), "panic = \"abort\" takes the guard away");

/// The class in `tousu._errors` that is raised for a code: the one mapping of this package.
fn class_of(code: Code) -> &'static str {
    match code.number() {
        4 => "BusyError",
        1..=99 => "ArgumentError",
        1000..=1099 => "DocumentError",
        1100..=1499 => "PolicyError",
        1500..=1599 => "ComplaintError",
        1600..=1699 => "ModelError",
        2000..=2999 => "TimeError",
        3000..=3999 => "CaseError",
        4000..=4999 => "LedgerError",
        5000..=5999 => "FiguresError",
        9000.. => "InternalError",
        // No range yet: the base class, and the test over all codes fails.
        _ => "TousuError",
    }
}

/// The exception class of a code.
fn class<'py>(py: Python<'py>, code: Code) -> PyResult<Bound<'py, PyType>> {
    Ok(py.import("tousu._errors")?.getattr(class_of(code))?.cast_into()?)
}

/// The exception object of an error, with those that it sums up.
fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let place = error.place();
    let causes: Vec<_> = error.causes().iter().map(|cause| exception(py, cause)).collect::<PyResult<_>>()?;
    let fields = (
        error.to_string(),
        error.code().number(),
        error.slug(),
        place.path.as_deref(),
        place.line,
        place.column,
        place.offset,
        error.message_zh(),
        error.help(),
        PyTuple::new(py, causes)?,
    );
    class(py, error.code())?.call1(fields)
}

/// The error as a Python exception; should even that fail, the exception that was met on the way.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error).map_or_else(|met| met, PyErr::from_value)
}

/// Runs a call of the core. A panic becomes `InternalError`: pyo3's own `PanicException` is no `Exception`, so that
/// `except Exception` would let it through.
pub(crate) fn guard<T>(py: Python<'_>, call: impl FnOnce() -> tousu::Result<T>) -> PyResult<T> {
    let error = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error,
        Err(payload) => Error::caught(payload),
    };
    Err(raise(py, &error))
}

/// Every error code with its slug and the class that is raised for it, in ascending order.
#[pyfunction]
pub(crate) fn error_codes(py: Python<'_>) -> PyResult<Vec<(i32, &'static str, Bound<'_, PyType>)>> {
    let codes = Code::ALL.iter();
    codes.map(|code| Ok((code.number(), code.slug(), class(py, *code)?))).collect()
}

/// Panics on purpose, so that a test sees what becomes of it.
#[cfg(feature = "test-panic")]
#[pyfunction]
pub(crate) fn _test_panic(py: Python<'_>) -> PyResult<()> {
    guard(py, || panic!("on purpose"))
}
