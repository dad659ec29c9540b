//! Python values in and out: texts, JSON and instants.

use pyo3::prelude::*;
use pyo3::types::PyString;
use tousu::case::{Mode, View, Warn};
use tousu::time::{Date, Instant};
use tousu::{Code, Error};

use crate::error::raise;

/// The text of a Python string; one with lone surrogates is `invalid-utf8`.
pub(crate) fn utf8<'a>(text: &'a Bound<'_, PyString>, name: &str) -> PyResult<&'a str> {
    text.to_str().map_err(|_| {
        let error = Error::new(Code::InvalidUtf8, format_args!("`{name}`"), "").at(name);
        raise(text.py(), &error)
    })
}

/// A function of `tousu._convert`.
pub(crate) fn convert<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("tousu._convert")?.getattr(name)
}

/// A mapping as JSON text.
pub(crate) fn object<'py>(mapping: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyString>> {
    Ok(convert(mapping.py(), "dumps")?.call1((mapping, name))?.cast_into()?)
}

/// An iterable of mappings as JSON text.
pub(crate) fn array<'py>(mappings: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyString>> {
    Ok(convert(mappings.py(), "dumps_all")?.call1((mappings, name))?.cast_into()?)
}

/// A mapping, or an iterable of them, as JSON text.
pub(crate) fn some<'py>(given: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyString>> {
    Ok(convert(given.py(), "dumps_some")?.call1((given, name))?.cast_into()?)
}

/// JSON text as Python values.
pub(crate) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// An aware datetime as an instant.
pub(crate) fn instant(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Instant> {
    let seconds = convert(value.py(), "seconds")?.call1((value, name))?.extract()?;
    Instant::from_unix(seconds).map_err(|error| raise(value.py(), &error.at(name)))
}

/// As [`instant`], or none.
pub(crate) fn some_instant(value: Option<&Bound<'_, PyAny>>, name: &str) -> PyResult<Option<Instant>> {
    value.map(|value| instant(value, name)).transpose()
}

/// How one asks for a status.
pub(crate) fn view(
    py: Python<'_>,
    as_of: &Bound<'_, PyAny>,
    known_at: Option<&Bound<'_, PyAny>>,
    warn: Option<&str>,
) -> PyResult<View> {
    let known_at = some_instant(known_at, "known_at")?;
    let warn = warn.map(Warn::parse).transpose().map_err(|error| raise(py, &error.at("warn")))?;
    Ok(View { as_of: instant(as_of, "as_of")?, known_at, warn })
}

/// A `date` that is no `datetime`; `None` for anything else.
pub(crate) fn date(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Date>> {
    let text: Option<String> = convert(value.py(), "day")?.call1((value,))?.extract()?;
    let date = text.map(|text| Date::parse(&text)).transpose();
    date.map_err(|error| raise(value.py(), &error.at(name)))
}

/// A `date` that is no `datetime`; anything else is a `TypeError`.
pub(crate) fn only_date(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Date> {
    let days = convert(value.py(), "days_of")?.call1((value, name))?.extract()?;
    Date::from_days(days).map_err(|error| raise(value.py(), &error.at(name)))
}

/// `strict` or `lenient`.
pub(crate) fn mode(py: Python<'_>, value: &str) -> PyResult<Mode> {
    match value {
        "strict" => Ok(Mode::Strict),
        "lenient" => Ok(Mode::Lenient),
        other => {
            let error = Error::new(Code::InvalidArgument, other, "strict or lenient").at("mode");
            Err(raise(py, &error))
        }
    }
}

/// The name that [`mode`] reads.
pub(crate) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Strict => "strict",
        Mode::Lenient => "lenient",
    }
}
