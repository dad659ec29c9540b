//! What a data team would use in our place, run by Python.

use std::path::Path;
use std::process::Command;

use tousu_benches::python::said;

use crate::register::Register;
use crate::table::Table;

/// Runs `peers.py` on the register; without one, only the peers of calendars.
pub(crate) fn run(table: &mut Table, root: &Path, python: &Path, register: Option<&Register>) -> Result<(), String> {
    let (script, lexicon) = (root.join("benches/table/peers.py"), root.join("core/lexicons/property.toml"));
    let mut command = Command::new(python);
    command.arg(script);
    if let Some(register) = register {
        command.arg(&register.path).arg(lexicon);
    }
    let found = said(&mut command)?;
    table.read("peers.py", &found)
}
