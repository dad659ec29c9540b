//! The whole way of a register: CSV in, ledger on disk, report out.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::build::Build;
use crate::register::Register;
use crate::table::Table;

/// Runs the demo on the register and takes away what its process costs to start.
pub(crate) fn run(table: &mut Table, build: &Build, register: &Register) -> Result<(), Box<dyn std::error::Error>> {
    build.package("tousu-demo")?;
    let program = build.program("tousu-demo");
    let (start, _) = fastest(|| {
        let mut command = Command::new(&program);
        command.arg("--help");
        command
    })?;
    let (whole, said) = fastest(|| {
        let mut command = Command::new(&program);
        command.arg("--complaints").arg(&register.path);
        command
    })?;
    let count = register.complaints.len();
    assert!(said.contains(&format!(": {count} complaints and ")), "the demo said: {said}");
    let beyond = whole.saturating_sub(start).as_nanos() as f64;
    let start = start.as_secs_f64() * 1e3;
    table.time("demo", format!("demo: {count} complaints to ledger and report, wall ({start:.0} ms to start)"), beyond);
    Ok(())
}

/// The fastest of five runs by the wall clock, for it also waits for the disk, and the last line that was said aside.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn fastest(command: impl Fn() -> Command) -> Result<(Duration, String), Box<dyn std::error::Error>> {
    let mut best = (Duration::MAX, String::new());
    for _ in 0..5 {
        let mut command = command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let start = Instant::now();
        let output = command.output()?;
        let took = start.elapsed();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(format!("the demo: {}\n{said}", output.status).into());
        }
        if took < best.0 {
            best = (took, said);
        }
    }
    Ok(best)
}
