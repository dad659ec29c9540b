//! What a data team would use in our place, run by Python.

use std::path::Path;
use std::process::Command;

use crate::build::said;
use crate::register::Register;
use crate::table::Table;

/// Runs `peers.py` on the register.
pub(crate) fn run(table: &mut Table, root: &Path, python: &Path, register: &Register) -> Result<(), String> {
    let (script, lexicon) = (root.join("benches/table/peers.py"), root.join("core/lexicons/property.toml"));
    let found = said(Command::new(python).arg(script).arg(&register.path).arg(lexicon))?;
    table.read("peers.py", &found)
}
