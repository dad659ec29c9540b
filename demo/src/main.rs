//! `cargo demo`: a register of complaints the whole way, from text to the month's figures.

mod columns;
mod faults;
mod json;
mod options;
mod progress;
mod rows;
mod run;
mod sheet;
mod show;
mod times;

use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::process::ExitCode;

use tousu::report::Language;
use tousu::{Code, Error};

use options::{Options, USAGE};
use progress::Progress;

/// The call or its input cannot be used.
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(reason) => {
            let _ = write!(stderr(), "tousu-demo: {reason}\n\n{USAGE}");
            return ExitCode::from(UNUSABLE);
        }
    };
    if options.help {
        return print(USAGE);
    }
    let mut progress = Progress::start();
    let text = run::run(&options, &mut progress).and_then(|done| {
        let elapsed = progress.elapsed();
        progress.finish(&show::summary_line(&done));
        match options.json {
            true => json::document(&done, elapsed),
            false => show::text(&done, options.language, elapsed),
        }
    });
    match text {
        Ok(text) => print(&text),
        Err(error) => {
            let message = match options.language {
                Language::Zh => error.message_zh(),
                Language::En => error.message_en(),
            };
            let place = error.place().to_string();
            let place = if place.is_empty() { place } else { format!("{place}: ") };
            let help = error.help().map(|help| format!("\n  {help}")).unwrap_or_default();
            let _ = writeln!(stderr(), "tousu-demo: {}: {place}{message}{help}", error.slug());
            ExitCode::from(status(&error))
        }
    }
}

/// The exit status of an error: 1 when the ledger or the library failed, 2 when the input cannot be used.
fn status(error: &Error) -> u8 {
    match error.code() {
        Code::Internal | Code::Panic => 1,
        code if (4000..5000).contains(&code.number()) => 1,
        _ => UNUSABLE,
    }
}

/// Prints; a reader that has seen enough is no fault.
fn print(text: &str) -> ExitCode {
    match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "tousu-demo: {error}");
            ExitCode::FAILURE
        }
    }
}
