//! Asks Rust, C and Python the same and compares the answers byte for byte:
//! `surfaces C-DRIVER PYTHON PYTHON-DRIVER FOLDER FILE…`.
//!
//! The decision vectors in the files give assessments, statuses, cases and ledgers, the calendar vectors every operation
//! of a calendar, the vectors of figures tables and summaries; requests of its own cover rule books, built-in calendars,
//! due times, the sample and what has to be refused. FOLDER is emptied and holds the ledgers. The first lines name what
//! differs, the last one counts; the exit status is 1 when something differs, 2 when a surface is missing or broken.

mod books;
mod calendars;
mod driven;
mod figures;
mod reports;
mod requests;
mod rust;
mod rust_books;
mod rust_calendar;
#[path = "../../reports/sample.rs"]
#[expect(dead_code, reason = "the reports ask for more of it")]
mod sample;
mod surface;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use tousu::Code;
use tousu::document::Document;

use driven::Driven;
use surface::{Answer, Asked, Surface};

/// Differences beyond these are only counted.
const SHOWN: usize = 20;

/// The three surfaces, and what came of comparing them.
pub(crate) struct Comparison {
    rust: rust::Rust,
    others: Vec<Driven>,
    /// For the ledgers.
    pub(crate) folder: PathBuf,
    equal: usize,
    different: usize,
    refused: BTreeSet<i32>,
}

impl Comparison {
    /// Asks all surfaces the same; the first one is right.
    pub(crate) fn ask(&mut self, what: &str, ask: impl Fn(&mut dyn Surface) -> Asked) -> Result<Answer, String> {
        let first = ask(&mut self.rust)?;
        if let Answer::Refused { code, .. } = &first {
            self.refused.insert(*code);
        }
        let mut same = true;
        for other in &mut self.others {
            let answer = ask(other)?;
            if answer != first {
                same = false;
                if self.different < SHOWN {
                    println!("{what}: {} is not as Rust\n{}", other.name(), difference(&first, &answer));
                }
            }
        }
        if same {
            self.equal += 1;
        } else {
            self.different += 1;
        }
        Ok(first)
    }

    /// A request whose outcome is known; `None` = it is answered.
    pub(crate) fn expect(
        &mut self,
        what: &str,
        slug: Option<&str>,
        ask: impl Fn(&mut dyn Surface) -> Asked,
    ) -> Result<(), String> {
        let answer = self.ask(what, ask)?;
        let found = match &answer {
            Answer::Text(_) => None,
            Answer::Refused { slug, .. } => Some(slug.as_str()),
        };
        if found != slug {
            self.equal -= 1;
            self.different += 1;
            println!("{what}: {} is expected, and it is {}", slug.unwrap_or("an answer"), found.unwrap_or("one"));
        }
        Ok(())
    }
}

/// Where two answers part.
fn difference(first: &Answer, other: &Answer) -> String {
    let (Answer::Text(first), Answer::Text(other)) = (first, other) else {
        return format!("  {first:?}\n  {other:?}");
    };
    let common = first.chars().zip(other.chars()).take_while(|(one, two)| one == two).count();
    let around = |text: &str| text.chars().skip(common.saturating_sub(60)).take(140).collect::<String>();
    format!("  after {common} characters\n  {}\n  {}", around(first), around(other))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [c, python, driver, folder, files @ ..] = arguments.as_slice() else {
        eprintln!("usage: surfaces C-DRIVER PYTHON PYTHON-DRIVER FOLDER FILE…");
        return ExitCode::from(2);
    };
    let compared = start(c, python, driver, folder).and_then(|comparison| run(comparison, files));
    match compared {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(broken) => {
            eprintln!("{broken}");
            ExitCode::from(2)
        }
    }
}

fn start(c: &str, python: &str, driver: &str, folder: &str) -> Result<Comparison, String> {
    let others = vec![
        Driven::start("C", &mut Command::new(c))?,
        Driven::start("Python", Command::new(python).args(["-W", "error"]).arg(driver))?,
    ];
    let folder = PathBuf::from(folder);
    let io = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(io)?;
    }
    std::fs::create_dir_all(&folder).map_err(io)?;
    let rust = rust::Rust::default();
    Ok(Comparison { rust, others, folder, equal: 0, different: 0, refused: BTreeSet::new() })
}

/// The vectors of a file, told apart as the runner of the vectors does.
fn vectors(comparison: &mut Comparison, file: &str) -> Result<(), String> {
    let source = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let place = |error: tousu::Error| format!("{file}: {error}");
    let document = Document::parse_bytes(source.as_bytes()).map_err(place)?;
    // The surfaces read JSON: what is written in TOML is written anew, once, for all of them.
    let (source, document) = if file.ends_with(".toml") {
        let json = document.root().to_string();
        let document = Document::parse_json(&json).map_err(place)?;
        (json, document)
    } else {
        (source, document)
    };
    // With its extension: a book has decisions in JSON and a matrix in TOML.
    let stem = std::path::Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let asked = comparison.equal + comparison.different;
    if document.root().get("decisions").is_some() {
        requests::vectors(comparison, &stem, &source, &document.root())?;
    } else if let Some(groups) = document.root().get("groups") {
        calendars::groups(comparison, &stem, &source, &groups)?;
    } else if let Some(cases) = document.root().get("periods") {
        calendars::periods(comparison, &stem, &source, &cases)?;
    } else if let Some(cases) = document.root().get("figures") {
        figures::vectors(comparison, &stem, &cases)?;
    }
    if comparison.equal + comparison.different == asked {
        return Err(format!("{file}: nothing was asked"));
    }
    Ok(())
}

fn run(mut comparison: Comparison, files: &[String]) -> Result<bool, String> {
    requests::codes(&mut comparison)?;
    requests::books(&mut comparison)?;
    books::schemas(&mut comparison)?;
    books::over_books(&mut comparison)?;
    books::explanations(&mut comparison)?;
    requests::dues(&mut comparison)?;
    requests::refusals(&mut comparison)?;
    reports::run(&mut comparison)?;
    figures::run(&mut comparison)?;
    calendars::built_in(&mut comparison)?;
    calendars::refusals(&mut comparison)?;
    requests::batches(&mut comparison)?;
    for file in files {
        vectors(&mut comparison, file)?;
    }
    let Comparison { others, equal, different, refused, .. } = comparison;
    others.into_iter().try_for_each(Driven::finish)?;
    println!(
        "{equal} answers alike on 3 surfaces, {different} not; {} codes on each, {} of them met",
        Code::ALL.len(),
        refused.len()
    );
    Ok(different == 0)
}
