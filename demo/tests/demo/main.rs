//! The demo as a caller sees it: arguments in; text, JSON and an exit status out.

mod faults;
mod golden;
mod json;
mod real;

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the demo gave.
struct Run {
    status: i32,
    out: String,
    err: String,
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// Runs the demo in a folder; temporary ledgers go there too.
fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_tousu-demo"))
        .args(arguments)
        .current_dir(folder)
        .envs(["TMPDIR", "TEMP", "TMP"].map(|name| (name, folder)))
        .output()
        .expect("the demo runs");
    Run {
        status: output.status.code().expect("an exit status"),
        out: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
    }
}
