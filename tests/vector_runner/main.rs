//! Runs golden vectors, in JSON or TOML: `vectors FILE…`. With `--tell` before the files, what each decision comes to is
//! printed instead, in one line with its digest (see `told.rs`).
//!
//! Four formats, told apart by their top-level key: `decisions` (a complaint under a policy with its history, see
//! `decisions.rs`), `groups` (calendar operations, see `calendars.rs`), `periods` (due times, see `periods.rs`) and
//! `figures` (see `figures.rs`). Each failing case is printed with what was expected and what came out; the last line counts; the exit status is 1 when a
//! case failed, 2 when a file cannot be read.

mod book;
mod calendars;
mod decisions;
mod figures;
mod periods;
mod redactions;
mod told;

use std::process::ExitCode;

use tousu::document::Document;

/// What a case came to.
enum Outcome {
    Passed,
    Failed(Vec<Mismatch>),
    Skipped(String),
}

/// One thing that is not as expected.
struct Mismatch {
    what: String,
    expected: String,
    actual: String,
}

impl Mismatch {
    fn new(what: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self { what: what.into(), expected: expected.into(), actual: actual.into() }
    }
}

/// Collects the results of all files.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Tally {
    fn count(&mut self, file: &str, id: &str, outcome: Outcome) {
        match outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Skipped(reason) => {
                self.skipped += 1;
                println!("SKIP {file} {id}: {reason}");
            }
            Outcome::Failed(mismatches) => {
                self.failed += 1;
                println!("FAIL {file} {id}");
                for mismatch in mismatches {
                    println!("  {}", mismatch.what);
                    println!("    expected: {}", mismatch.expected);
                    println!("    actual:   {}", mismatch.actual);
                }
            }
        }
    }
}

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if let [tell, files @ ..] = files.as_slice()
        && tell == "--tell"
    {
        let told = files.iter().try_for_each(|file| self::tell(file).map_err(|error| format!("{file}: {error}")));
        return told.map_or_else(
            |error| {
                eprintln!("{error}");
                ExitCode::from(2)
            },
            |()| ExitCode::SUCCESS,
        );
    }
    if files.is_empty() {
        eprintln!("usage: vectors [--tell] FILE…");
        return ExitCode::from(2);
    }
    let mut tally = Tally::default();
    let mut unreadable = false;
    for file in &files {
        if let Err(error) = run(file, &mut tally) {
            eprintln!("{file}: {error}");
            unreadable = true;
        }
    }
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    match (unreadable, tally.failed) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    }
}

/// Prints what every case of a file of decisions comes to.
fn tell(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let document = Document::parse_bytes(&std::fs::read(file)?)?;
    let root = document.root();
    Ok(told::print(file, &root, &root.require("decisions", "the cases")?)?)
}

fn run(file: &str, tally: &mut Tally) -> Result<(), Box<dyn std::error::Error>> {
    let source = std::fs::read(file)?;
    let document = Document::parse_bytes(&source)?;
    let root = document.root();
    let before = tally.passed + tally.failed + tally.skipped;
    if let Some(cases) = root.get("decisions") {
        decisions::run(file, &root, &cases, tally)?;
    } else if let Some(groups) = root.get("groups") {
        calendars::run(file, document.source(), &groups, tally)?;
    } else if let Some(cases) = root.get("periods") {
        periods::run(file, document.source(), &cases, tally)?;
    } else if let Some(cases) = root.get("redactions") {
        redactions::run(file, &cases, tally)?;
    } else if let Some(cases) = root.get("figures") {
        figures::run(file, &cases, tally)?;
    } else {
        return Err("no `decisions`, `groups`, `periods`, `redactions` or `figures` at the top".into());
    }
    if tally.passed + tally.failed + tally.skipped == before {
        return Err("the file holds no case".into());
    }
    Ok(())
}
