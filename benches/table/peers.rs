//! The peers: run by Python in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One peer's cost for one of our rows.
pub(crate) struct Peer {
    pub(crate) row: String,
    pub(crate) name: String,
    pub(crate) nanoseconds: f64,
}

/// Runs `peers.py` on the register.
pub(crate) fn run(root: &Path, register: &Path) -> Result<Vec<Peer>, Box<dyn std::error::Error>> {
    let python = environment(root)?;
    let script = root.join("benches/table/peers.py");
    let output = Command::new(python).arg(script).arg(register).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("peers.py: {}", output.status).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines
        .lines()
        .map(|line| {
            let mut parts = line.split('\t').map(str::to_owned);
            let (Some(row), Some(name), Some(cost)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(format!("peers.py said: {line}").into());
            };
            Ok(Peer { row, name, nanoseconds: cost.parse()? })
        })
        .collect()
}

/// The interpreter of `target/venv-bench`, made and filled when it is missing.
fn environment(root: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = root.join("target/venv-bench");
    let python = folder.join("bin/python");
    if !python.exists() {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let requirements = root.join("benches/table/requirements.txt");
        succeed(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(requirements))?;
    }
    Ok(python)
}

fn succeed(command: &mut Command) -> Result<(), Box<dyn std::error::Error>> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(format!("{command:?}: {status}").into()),
    }
}
