//! The Python module `tousu._tousu`: thin classes over the core, never a decision.

mod engine;
mod error;

use pyo3::pymodule;

/// The native half of the package `tousu`.
#[pymodule(gil_used = false)]
mod _tousu {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::error::error_codes;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // Set, not added: what is added appears in `__all__`.
        #[cfg(feature = "test-panic")]
        module.setattr("_test_panic", wrap_pyfunction!(crate::error::_test_panic, module)?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
