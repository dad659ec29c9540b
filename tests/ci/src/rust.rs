//! Steps on the Rust code.

use std::path::PathBuf;

use crate::context::{Context, Outcome, files, said};

pub(crate) fn fmt(context: &Context) -> Outcome {
    said(&mut context.cargo(&["fmt", "--all", "--check"])).into()
}

pub(crate) fn clippy(context: &Context) -> Outcome {
    let arguments = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    said(&mut context.cargo(&arguments)).into()
}

pub(crate) fn build(context: &Context) -> Outcome {
    context.build().into()
}

pub(crate) fn test(context: &Context) -> Outcome {
    said(&mut context.cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"])).into()
}

pub(crate) fn layering(context: &Context) -> Outcome {
    one_test(context, "layering")
}

pub(crate) fn header(context: &Context) -> Outcome {
    one_test(context, "header")
}

pub(crate) fn naming(context: &Context) -> Outcome {
    one_test(context, "naming")
}

/// One test program of `tousu-tests`, with the features of the whole workspace.
fn one_test(context: &Context, name: &str) -> Outcome {
    said(&mut context.cargo(&["test", "--workspace", "--all-features", "--test", name])).into()
}

/// The decision vectors.
pub(crate) fn decisions(context: &Context) -> Vec<PathBuf> {
    let folder = context.root.join("tests/vectors/decisions");
    ["json", "toml"].iter().flat_map(|extension| files(&folder, extension)).collect()
}

/// The cases of the matrix of rule books, without the list of what they have to cover.
pub(crate) fn rule_books(context: &Context) -> Vec<PathBuf> {
    let mut found = files(&context.root.join("tests/vectors/rule-books"), "toml");
    found.retain(|file| file.file_stem().is_some_and(|stem| stem != "inventory"));
    found
}

pub(crate) fn vectors(context: &Context) -> Outcome {
    if let Err(output) = context.build() {
        return Outcome::Failed(output);
    }
    let folders = ["tests/vectors/decisions", "tests/vectors/calendar"];
    let found = files(&context.root.join("tests/vectors/calendar"), "json");
    let found: Vec<_> = found.into_iter().chain(decisions(context)).chain(rule_books(context)).collect();
    let redaction = files(&context.root.join("tests/vectors/redaction"), "toml");
    let figures = files(&context.root.join("tests/vectors/statistics"), "json");
    let found: Vec<_> = found.into_iter().chain(redaction).chain(figures).collect();
    let program = context.program("vectors");
    match (context.says("tests/Cargo.toml", "name = \"vectors\""), found.is_empty()) {
        (false, true) => Outcome::Skipped("there is neither a vector runner nor tests/vectors yet".to_owned()),
        (false, false) => {
            Outcome::Failed("tests/vectors has cases, but tousu-tests has no program `vectors`".to_owned())
        }
        (true, true) => Outcome::Failed(format!("no vectors in {}", folders.join(" or "))),
        (true, false) => match said(context.command(program).args(found)) {
            Ok(text) => Outcome::Passed(text.lines().last().unwrap_or_default().to_owned()),
            Err(output) => Outcome::Failed(output),
        },
    }
}

pub(crate) fn docs(context: &Context) -> Outcome {
    let mut command = context.cargo(&["doc", "--workspace", "--all-features", "--no-deps"]);
    said(command.env("RUSTDOCFLAGS", "-D warnings")).into()
}

pub(crate) fn demo(context: &Context) -> Outcome {
    if !context.says("Cargo.lock", "name = \"tousu-demo\"") {
        return Outcome::Skipped("the workspace has no package `tousu-demo` yet".to_owned());
    }
    // The program that the workspace has built: `cargo run -p` would compile the core with fewer features.
    let run = context.build().and_then(|_| said(&mut context.command(context.program("tousu-demo"))));
    match run {
        Ok(text) if text.trim().is_empty() => Outcome::Failed("it says nothing".to_owned()),
        other => other.into(),
    }
}
