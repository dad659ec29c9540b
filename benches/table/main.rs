//! One run, one table: `cargo run --release -p tousu-benches --bin table [-- --record]`.
//!
//! Ours first, then the same call from C and Python, then what a data team would use in our place on the same input.
//! Every answer is asserted before it is timed. What this machine has no tool for is skipped and named. `--record` also
//! writes the table to `benches/record/`.

mod build;
mod calls;
mod demo;
mod many;
mod ours;
mod peers;
mod python;
mod register;
mod table;

use std::path::Path;

use build::Build;
use table::Table;

const COMMAND: &str = "cargo run --release -p tousu-benches --bin table -- --record";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package stands in no repository")?;
    let register = register::Register::load(root)?;
    let build = Build::of_this_program(root)?;
    let mut table = Table::new();
    table.note(format!("register: {}", register.source));
    if !register.is_real {
        table.judge_all_but(&["assess", "demo"]);
    }
    table.note(format!("profile: {}; compiler: {}{}", build.profile, build.compiler(), load()));
    // First, for the first load is the first only once.
    ours::policy(&mut table)?;
    ours::status(&mut table)?;
    many::run(&mut table)?;
    demo::run(&mut table, &build, &register)?;
    let interpreter = python::environment(root);
    // What is compared is run one after the other: a busy machine is as busy for both.
    let calls = calls::Calls::build(&build, interpreter.as_deref().ok())?;
    ours::calls(&mut table)?;
    calls.run(&mut table)?;
    ours::dues(&mut table)?;
    ours::assess(&mut table, &register)?;
    match interpreter {
        Ok(interpreter) => peers::run(&mut table, root, &interpreter, &register)?,
        Err(why) => table.skip("calls from Python, and every peer", why),
    }
    let text = table.finish()?;
    print!("{text}");
    if std::env::args().any(|argument| argument == "--record") {
        let folder = root.join("benches/record");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("table.txt"), format!("$ {COMMAND}\n{text}"))?;
    }
    Ok(())
}

/// What else the machine does, where it says so: a busy one is slower even by the time of the processor.
fn load() -> String {
    let average = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let average = average.split_whitespace().next();
    average.map_or_else(String::new, |load| format!("; load: {load} on {processors} processors"))
}
