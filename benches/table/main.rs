//! One run, one table: `cargo run --release -p tousu-benches --bin table [-- [calendars | cases] [--record]]`.
//!
//! Ours first, then the same call from C and Python, then what a data team would use in our place on the same input.
//! Every answer is asserted before it is timed. What this machine has no tool for is skipped and named. `--record` also
//! writes the table to `benches/record/`. With `calendars` it is the part about calendars and their peers, which says
//! what it takes in a calm minute.

mod build;
mod calendars;
mod calls;
mod demo;
mod many;
mod ours;
mod peers;
mod register;
mod table;
mod text;

use std::path::{Path, PathBuf};

use build::Build;
use table::Table;
use tousu_benches::clock::load;
use tousu_benches::python;

const COMMAND: &str = "cargo run --release -p tousu-benches --bin table --";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package stands in no repository")?;
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let build = Build::of_this_program(root)?;
    let mut table = Table::new();
    let (name, arguments) = if asked("calendars") {
        note_build(&mut table, &build);
        calendars(&mut table, root)?;
        ("calendars.txt", "calendars --record")
    } else if asked("cases") {
        note_build(&mut table, &build);
        cases(&mut table)?;
        ("cases.txt", "cases --record")
    } else {
        everything(&mut table, root, &build)?;
        ("table.txt", "--record")
    };
    let text = table.finish()?;
    print!("{text}");
    if asked("--record") {
        let folder = root.join("benches/record");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), format!("$ {COMMAND} {arguments}\n{text}"))?;
    }
    Ok(())
}

fn everything(table: &mut Table, root: &Path, build: &Build) -> Result<(), Box<dyn std::error::Error>> {
    let register = register::Register::load(root)?;
    table.note(format!("register: {}", register.source));
    if !register.is_real {
        table.judge_all_but(&["assess", "demo", "lexicon", "model", "both", "train"]);
    }
    note_build(table, build);
    // First, for the first load is the first only once.
    ours::policy(table)?;
    ours::status(table)?;
    many::run(table)?;
    demo::run(table, build, &register)?;
    let interpreter = environment(root);
    // What is compared is run one after the other: a busy machine is as busy for both.
    let calls = calls::Calls::build(build, interpreter.as_deref().ok())?;
    ours::calls(table)?;
    calls.run(table)?;
    ours::dues(table)?;
    calendars::run(table)?;
    ours::assess(table, &register)?;
    text::run(table, root, &register)?;
    match interpreter {
        Ok(interpreter) => peers::run(table, root, &interpreter, Some(&register))?,
        Err(why) => table.skip("calls from Python, and every peer", why),
    }
    Ok(())
}

fn environment(root: &Path) -> Result<PathBuf, String> {
    python::environment(root, "venv-bench", "benches/table/requirements.txt", &["fasttext==0.9.3"])
}

/// The rows about rule books and cases.
fn cases(table: &mut Table) -> Result<(), Box<dyn std::error::Error>> {
    table.judge_only(&["policy", "status-", "replay-", "open-", "compare-"]);
    ours::policy(table)?;
    ours::status(table)?;
    many::run(table)?;
    Ok(())
}

/// The rows about calendars, and their peers.
fn calendars(table: &mut Table, root: &Path) -> Result<(), Box<dyn std::error::Error>> {
    table.judge_part(&[
        "policy", "status", "replay-", "open-", "compare-", "demo", "call-", "assess", "read", "short", "lexicon",
        "model", "both", "hundred", "train",
    ]);
    ours::dues(table)?;
    calendars::run(table)?;
    match environment(root) {
        Ok(interpreter) => peers::run(table, root, &interpreter, None)?,
        Err(why) => table.skip("every peer", why),
    }
    Ok(())
}

fn note_build(table: &mut Table, build: &Build) {
    table.note(format!("profile: {}; compiler: {}; load: {}", build.profile, build.compiler(), load()));
}
