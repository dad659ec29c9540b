//! The environments of the peers, under `target`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The interpreter of the environment of a table: `target/NAME`, made and filled when it is missing or when the
/// requirements have changed. What is in `optional` is compiled where it is installed: without a compiler the others
/// are still there.
///
/// # Errors
/// What the interpreter or its installer said.
pub fn environment(root: &Path, name: &str, requirements: &str, optional: &[&str]) -> Result<PathBuf, String> {
    let folder = root.join("target").join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = root.join(requirements);
    let wanted = std::fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    said(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "-q", "--disable-pip-version-check"];
    said(Command::new(&python).args(install).arg("-r").arg(&requirements))?;
    for one in optional {
        let compiled = said(Command::new(&python).args(install).arg(one));
        drop(compiled);
    }
    std::fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

/// What a command printed; why it failed, when it did.
///
/// # Errors
/// Its name, its status and what it said.
pub fn said(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| error.to_string());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}\n{text}", command.get_program().display(), output.status))
}
