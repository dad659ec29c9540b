//! The harness that compares Rust, C and Python.

use std::path::Path;

use crate::context::{Context, Outcome, Said, files, said};
use crate::{c, python, rust};

pub(crate) fn run(context: &Context) -> Outcome {
    match compared(context) {
        Ok(text) => Outcome::Passed(text.lines().last().unwrap_or_default().to_owned()),
        Err(output) => Outcome::Failed(output),
    }
}

fn compared(context: &Context) -> Said {
    context.build()?;
    let missing = |surface: &str, why: String| format!("the surface of {surface} is missing:\n{why}");
    // With a sanitizer, so that the whole corpus also shows what C would leak or overrun.
    let source = context.root.join("tests/c/driver.c");
    let driver = c::compile(context, &source, &["-x", "c", "-std=c99"], c::SANITIZE, "driver-surfaces");
    let driver = driver.map_err(|why| missing("C", why))?;
    let interpreter = python::with_installed(context).map_err(|why| missing("Python", why))?;
    let mut vectors = rust::decisions(context);
    vectors.extend(files(&context.root.join("tests/vectors/calendar"), "json"));
    vectors.extend(files(&context.root.join("tests/vectors/statistics"), "json"));
    if vectors.is_empty() {
        return Err("tests/vectors has no vectors".to_owned());
    }
    vectors.extend(rust::rule_books(context));
    let scratch = context.scratch("surfaces")?;
    let mut command = context.command(context.program("surfaces"));
    // Away from the sources of the package, as everywhere.
    command.current_dir(context.scratch("python")?).env("PYTHONDONTWRITEBYTECODE", "1");
    command.args([driver.as_path(), &interpreter, &context.root.join("python/tests/driver.py")]);
    command.arg(scratch.join("ledgers"));
    said(command.args(vectors.iter().map(AsRef::<Path>::as_ref)))
}
