//! The environment of the peers: `target/venv-bench`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::said;

/// Its interpreter; it is made and filled when it is missing or its requirements have changed.
pub(crate) fn environment(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join("target/venv-bench");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = root.join("benches/table/requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    said(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "-q", "--disable-pip-version-check"];
    said(Command::new(&python).args(install).arg("-r").arg(&requirements))?;
    // It is compiled where it is installed: without a C++ compiler the others are still measured.
    let compiled = said(Command::new(&python).args(install).arg("fasttext==0.9.3"));
    drop(compiled);
    std::fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}
