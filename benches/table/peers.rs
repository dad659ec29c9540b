//! What a data team would use in our place, run by Python.

use std::path::Path;
use std::process::Command;

use tousu_benches::python::said;

use crate::table::Table;

/// Runs parts of `peers.py`; the one about texts reads a register.
pub(crate) fn run(
    table: &mut Table,
    root: &Path,
    python: &Path,
    parts: &[&str],
    register: &Path,
) -> Result<(), String> {
    let (script, lexicon) = (root.join("benches/table/peers.py"), root.join("core/lexicons/property.toml"));
    let mut command = Command::new(python);
    command.arg(script).arg(register).arg(lexicon).args(parts);
    let found = said(&mut command)?;
    table.read("peers.py", &found)
}
