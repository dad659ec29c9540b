//! Every check of this repository, behind `cargo ci`. Depends on nothing, so that a compile error elsewhere hides
//! nothing. A failing step shows its output and the others still run; a missing tool is a failure or a skip with its
//! reason.

mod browser;
mod c;
mod context;
mod python;
mod readme;
mod rust;
mod surfaces;
mod upgrade;

use std::io::Write as _;
use std::process::ExitCode;

use context::{Context, Outcome};

/// One check.
struct Step {
    name: &'static str,
    what: &'static str,
    when: When,
    run: fn(&Context) -> Outcome,
}

/// When a step runs without being named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Always.
    Always,
    /// With `--full`: it needs a big tool or minutes.
    Full,
    /// Never: another step covers it, and it is here to be run alone.
    Within(&'static str),
}

const STEPS: &[Step] = &[
    step("fmt", "the Rust code is formatted", rust::fmt),
    step("clippy", "no warning in any target", rust::clippy),
    step("build", "everything compiles, once", rust::build),
    step("test", "Rust tests and doc examples of the workspace", rust::test),
    within("layering", "modules of the core use each other in one direction", rust::layering),
    within("header", "include/tousu.h and tousu.symbols are current", rust::header),
    within("naming", "no file names a machine or another registry", rust::naming),
    step("vectors", "tests/vectors on the Rust core", rust::vectors),
    step("upgrade", "no decision of the vectors changes without a new star in the changelog", upgrade::run),
    step("docs", "the documentation has no warning", rust::docs),
    step("symbols", "the library exports what include/tousu.symbols says", c::symbols),
    step("c", "the C tests as C99 and C++, warnings as errors", c::plain),
    step("c-sanitized", "the C tests under AddressSanitizer and UndefinedBehaviorSanitizer", c::sanitized),
    full("c-valgrind", "the C tests leak nothing and read nothing invalid", c::valgrind),
    step("venv", "the repository's own .venv has the pinned tools", python::venv),
    step("wheel", "the wheel is made and installed", python::wheel),
    step("pytest", "the Python tests", python::pytest),
    step("types", "mypy --strict on a sample; stubs match the module", python::types),
    step("surfaces", "Rust, C and Python give the same bytes and errors", surfaces::run),
    step("readme", "every program in the READMEs runs", readme::run),
    step("demo", "cargo demo ends well", rust::demo),
    full("chromium", "the reports open in a browser without a fault, each chart with its table", browser::run),
    full("release", "the release profile builds; its library exports nothing else", c::release),
];

const fn step(name: &'static str, what: &'static str, run: fn(&Context) -> Outcome) -> Step {
    let when = When::Always;
    Step { name, what, when, run }
}

const fn full(name: &'static str, what: &'static str, run: fn(&Context) -> Outcome) -> Step {
    let when = When::Full;
    Step { name, what, when, run }
}

const fn within(name: &'static str, what: &'static str, run: fn(&Context) -> Outcome) -> Step {
    let when = When::Within("test");
    Step { name, what, when, run }
}

const USAGE: &str = "\
Usage: cargo ci [STEP…]      every step, or the named ones
       cargo ci --full       also the steps that need big tools
       cargo ci --list       the steps
";

fn main() -> ExitCode {
    let mut all = false;
    let mut names = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--full" => all = true,
            "--list" => {
                print!("{}", list());
                return ExitCode::SUCCESS;
            }
            "--help" | "-h" => {
                print!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            name if STEPS.iter().any(|step| step.name == name) => names.push(argument),
            other => {
                eprint!("there is no step `{other}`\n\n{USAGE}\n{}", list());
                return ExitCode::from(2);
            }
        }
    }
    let chosen = STEPS.iter().filter(|step| match step.when {
        _ if !names.is_empty() => names.iter().any(|name| name == step.name),
        When::Always => true,
        When::Full => all,
        When::Within(_) => false,
    });
    let context = match Context::new() {
        Ok(context) => context,
        Err(reason) => {
            eprintln!("{reason}");
            return ExitCode::FAILURE;
        }
    };
    if run(&context, chosen) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the steps, says what became of each, and whether none failed.
fn run<'a>(context: &Context, steps: impl Iterator<Item = &'a Step>) -> bool {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for step in steps {
        print!("cargo ci {:12} {} … ", step.name, step.what);
        // Nothing depends on the line being seen at once.
        let _ = std::io::stdout().flush();
        #[expect(clippy::disallowed_methods, reason = "how long a step took is for people only")]
        let start = std::time::Instant::now();
        let outcome = (step.run)(context);
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Outcome::Passed(note) => {
                passed += 1;
                let note = if note.is_empty() { note } else { format!(" ({note})") };
                println!("ok {seconds:.1} s{note}");
            }
            Outcome::Skipped(reason) => {
                skipped += 1;
                println!("skipped: {reason}");
            }
            Outcome::Failed(output) => {
                failed += 1;
                println!("FAILED {seconds:.1} s");
                for line in output.trim_end().lines() {
                    println!("    {line}");
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    failed == 0
}

/// The steps, one a line, each with how to run it alone.
fn list() -> String {
    let mut out = String::new();
    for step in STEPS {
        let when = match step.when {
            When::Always => String::new(),
            When::Full => " (with --full)".to_owned(),
            When::Within(other) => format!(" (part of `{other}`)"),
        };
        out.push_str(&format!("cargo ci {:12} {}{when}\n", step.name, step.what));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_covered_steps_exist() {
        for (position, step) in STEPS.iter().enumerate() {
            assert!(STEPS.iter().skip(position + 1).all(|other| other.name != step.name), "{}", step.name);
            if let When::Within(other) = step.when {
                assert!(STEPS.iter().any(|step| step.name == other && step.when == When::Always), "{other}");
            }
        }
    }

    #[test]
    fn a_failure_is_counted_and_the_rest_still_runs() {
        static RAN: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        fn breaks(_: &Context) -> Outcome {
            Outcome::Failed("on purpose".to_owned())
        }
        fn works(_: &Context) -> Outcome {
            RAN.store(true, std::sync::atomic::Ordering::Relaxed);
            Outcome::Passed(String::new())
        }
        let context = Context::new().expect("the repository is found");
        assert!(!run(&context, [step("a", "", breaks), step("b", "", works)].iter()));
        assert!(RAN.load(std::sync::atomic::Ordering::Relaxed));
        assert!(run(&context, [step("b", "", works)].iter()));
    }
}
