//! Many cases at once: rows for hosts that keep their own database, and what another rule book would change.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use tousu::batch::{self, Column, Read, Table, Written};
use tousu::compare::compare_json_lines;
use tousu::{Code, Error};

use crate::engine::Engine;
use crate::error::{guard, raise};
use crate::value::{convert, loads, mode, utf8, view};

/// The rows of many cases: dicts with the keys `complaint` and `events`, or a path of JSON Lines already written.
#[pyfunction]
#[pyo3(signature = (engine, cases, as_of, *, mode="lenient", warn=None, threads=1))]
pub(crate) fn rows<'py>(
    engine: &Bound<'py, Engine>,
    cases: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    mode: &str,
    warn: Option<&str>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let py = engine.py();
    let lines: Bound<'py, PyString> = convert(py, "dump_lines")?.call1((cases, "cases"))?.cast_into()?;
    let (rows, _) = rows_json_lines(engine, &lines, as_of, mode, warn, threads)?;
    convert(py, "load_lines")?.call1((rows,))
}

/// The rows of many cases: JSON Lines in, JSON Lines out, with a JSON list of the lines that could not be read; the same
/// bytes as in C and Rust.
#[pyfunction]
#[pyo3(signature = (engine, lines, as_of, *, mode="lenient", warn=None, threads=1))]
pub(crate) fn rows_json_lines(
    engine: &Bound<'_, Engine>,
    lines: &Bound<'_, PyString>,
    as_of: &Bound<'_, PyAny>,
    mode: &str,
    warn: Option<&str>,
    threads: usize,
) -> PyResult<(String, String)> {
    let (py, core) = (engine.py(), &engine.get().inner);
    let (lines, mode, view) = (utf8(lines, "lines")?, self::mode(py, mode)?, view(py, as_of, None, warn)?);
    let Written { rows, faults } =
        guard(py, || py.detach(|| Ok(batch::rows_of_json_lines(core, lines, mode, view, threads))))?;
    Ok((rows, faults))
}

/// The rows of many cases: two texts of comma-separated values in, one out, with a JSON list of the rows that could not be
/// read; the same bytes as in C and Rust.
#[pyfunction]
#[pyo3(signature = (engine, complaints, events, as_of, *, mode="lenient", warn=None, threads=1))]
pub(crate) fn rows_csv(
    engine: &Bound<'_, Engine>,
    complaints: &Bound<'_, PyString>,
    events: &Bound<'_, PyString>,
    as_of: &Bound<'_, PyAny>,
    mode: &str,
    warn: Option<&str>,
    threads: usize,
) -> PyResult<(String, String)> {
    let (py, core) = (engine.py(), &engine.get().inner);
    let (complaints, events) = (utf8(complaints, "complaints")?, utf8(events, "events")?);
    let (mode, view) = (self::mode(py, mode)?, view(py, as_of, None, warn)?);
    let decide = || batch::rows_of_csv(core, complaints, events, mode, view, threads);
    let Written { rows, faults } = guard(py, || py.detach(decide))?;
    Ok((rows, faults))
}

/// The rows of many cases from columns, as columns: mappings of a name to a list, as a data frame gives them.
#[pyfunction]
#[pyo3(signature = (engine, complaints, events, as_of, *, mode="lenient", warn=None, threads=1))]
pub(crate) fn rows_columns<'py>(
    engine: &Bound<'py, Engine>,
    complaints: &Bound<'py, PyAny>,
    events: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    mode: &str,
    warn: Option<&str>,
    threads: usize,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (py, core) = (engine.py(), &engine.get().inner);
    let columns = [columns(complaints, "complaints")?, columns(events, "events")?];
    let (mode, view) = (self::mode(py, mode)?, view(py, as_of, None, warn)?);
    let decide = || {
        let [complaints, events] = columns;
        let table = |columns, name: &str| Table::new(columns).map_err(|error: Error| error.at(name));
        let Read { inputs, faults } = batch::from_tables(&table(complaints, "complaints")?, &table(events, "events")?)?;
        let rows = batch::rows(core, inputs, mode, view, threads);
        Ok((batch::to_json_lines(core, &rows, view.as_of), batch::faults_json(&faults)))
    };
    let (rows, faults) = guard(py, || py.detach(decide))?;
    Ok((convert(py, "lines_to_columns")?.call1((rows, batch::COLUMNS.to_vec()))?, loads(py, &faults)?))
}

type Columns = Vec<(Cow<'static, str>, Column<'static>)>;

/// Columns of texts, numbers, flags and times.
fn columns(given: &Bound<'_, PyAny>, name: &str) -> PyResult<Columns> {
    let py = given.py();
    let plain: Bound<'_, PyDict> = convert(py, "plain_columns")?.call1((given, name))?.cast_into()?;
    let mut columns = Vec::new();
    for (column, cells) in plain.iter() {
        let column: String = column.extract()?;
        let cells: Vec<Bound<'_, PyAny>> = cells.extract()?;
        let first = cells.iter().find(|cell| !cell.is_none());
        let wrong = || {
            let error = Error::new(Code::WrongType, "values of several types", "texts, whole numbers or flags");
            raise(py, &error.at(&column).at(name))
        };
        let read = if first.is_some_and(|cell| cell.is_instance_of::<PyBool>()) {
            cells.iter().map(|cell| cell.extract()).collect::<PyResult<_>>().map(Column::Flags)
        } else if first.is_some_and(|cell| cell.is_instance_of::<PyString>()) {
            let text = |cell: &Bound<'_, PyAny>| cell.extract::<Option<String>>();
            let texts = cells.iter().map(text).collect::<PyResult<Vec<_>>>();
            texts.map(|texts| Column::Text(texts.into_iter().map(|text| text.map(Cow::Owned)).collect()))
        } else {
            cells.iter().map(|cell| cell.extract()).collect::<PyResult<_>>().map(Column::Numbers)
        };
        columns.push((Cow::Owned(column.clone()), read.map_err(|_| wrong())?));
    }
    Ok(columns)
}

/// Cases under two rule books: what moves, what is breached newly or no more, per case and in total.
#[pyfunction]
#[pyo3(signature = (engine, other, cases, as_of, *, threads=1))]
pub(crate) fn compare<'py>(
    engine: &Bound<'py, Engine>,
    other: &Bound<'py, Engine>,
    cases: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let py = engine.py();
    let lines: Bound<'py, PyString> = convert(py, "dump_lines")?.call1((cases, "cases"))?.cast_into()?;
    loads(py, &compare_json(engine, other, &lines, as_of, threads)?)
}

/// The same from JSON Lines, as JSON: the same bytes as in C and Rust.
#[pyfunction]
#[pyo3(signature = (engine, other, lines, as_of, *, threads=1))]
pub(crate) fn compare_json(
    engine: &Bound<'_, Engine>,
    other: &Bound<'_, Engine>,
    lines: &Bound<'_, PyString>,
    as_of: &Bound<'_, PyAny>,
    threads: usize,
) -> PyResult<String> {
    let py = engine.py();
    let (first, second) = (&engine.get().inner, &other.get().inner);
    let (lines, view) = (utf8(lines, "lines")?, view(py, as_of, None, None)?);
    guard(py, || py.detach(|| Ok(compare_json_lines(first, second, lines, view, threads))))
}
