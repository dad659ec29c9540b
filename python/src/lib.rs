//! The Python module `tousu._tousu`: thin classes over the core, never a decision.

mod batch;
mod calendar;
mod case;
mod cluster;
mod due;
mod engine;
mod error;
mod figures;
mod ledger;
mod library;
mod model;
mod queue;
mod value;

use pyo3::pymodule;

/// The native half of the package `tousu`.
#[pymodule(gil_used = false)]
mod _tousu {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::batch::{compare, compare_json, rows, rows_columns, rows_csv, rows_json_lines};
    #[pymodule_export]
    use crate::calendar::{Calendar, calendars, calendars_json};
    #[pymodule_export]
    use crate::case::Case;
    #[pymodule_export]
    use crate::cluster::{fill_template, find, find_json};
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::engine::{check, check_json, check_report, policies, policies_json, policy_schema, policy_source};
    #[pymodule_export]
    use crate::error::error_codes;
    #[pymodule_export]
    use crate::figures::{Summary, figure_definitions, figure_definitions_json};
    #[pymodule_export]
    use crate::ledger::Ledger;
    #[pymodule_export]
    use crate::library::{Library, Versions, lexicon_source};
    #[pymodule_export]
    use crate::model::{Model, private_json, private_spans, redact};
    #[pymodule_export]
    use crate::queue::Queue;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // Set, not added: what is added appears in `__all__`.
        #[cfg(feature = "test-panic")]
        module.setattr("_test_panic", wrap_pyfunction!(crate::error::_test_panic, module)?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
