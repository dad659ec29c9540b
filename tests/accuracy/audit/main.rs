//! Looks for words that a lexicon has learnt by heart: those found in one labelled row only, on which its decision hangs.
//!
//! `audit --texts FILE.csv --gold FILE.jsonl [--domain property|hospital] [--more FILE.csv]... [--lexicon FILE]...`:
//! every alternative of every pattern is counted in the labelled rows and in further texts without labels (`--more`).
//! One that stands in a single row of all, and without which that row would get another category, signal or tier, is
//! printed with what it belongs to. No word of a text is printed.

mod alternatives;
#[expect(dead_code, reason = "the accuracy runner reads more of a row")]
#[path = "../gold.rs"]
mod gold;
#[expect(dead_code, reason = "the runners put files into a library at once")]
#[path = "../lexicons.rs"]
mod lexicons;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use tousu::Engine;
use tousu::complaint::{Complaint, Facts};
use tousu::policy::{Lexicon, Library, Parameters};
use tousu::text::Scratch;

use alternatives::Alternative;
use gold::Row;

/// Anything that stops the run, said in one line.
pub(crate) type Failure = Box<dyn std::error::Error>;

struct Arguments {
    texts: String,
    gold: String,
    domain: String,
    more: Vec<String>,
    lexicon: Vec<String>,
}

fn arguments() -> Result<Arguments, Failure> {
    let (mut texts, mut gold, mut domain) = (None, None, "property".to_owned());
    let (mut more, mut lexicon) = (Vec::new(), Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--texts" => texts = Some(value()?),
            "--gold" => gold = Some(value()?),
            "--domain" => domain = value()?,
            "--more" => more.push(value()?),
            "--lexicon" => lexicon.push(value()?),
            _ => {
                let expected = "--texts, --gold, --domain, --more, --lexicon";
                return Err(format!("unknown argument `{word}`; expected {expected}").into());
            }
        }
    }
    let texts = texts.ok_or("--texts FILE.csv is missing")?;
    Ok(Arguments { texts, gold: gold.ok_or("--gold FILE.jsonl is missing")?, domain, more, lexicon })
}

/// In how many rows each alternative stands, and one of them.
#[derive(Clone, Default)]
struct Seen {
    labelled: usize,
    further: usize,
    row: usize,
}

fn count(
    alternatives: &[Alternative],
    sources: &[String],
    rows: &[&Row],
    more: &[Complaint],
) -> Result<Vec<Seen>, Failure> {
    let document = alternatives::as_concepts(alternatives, sources)?;
    let lexicon = Lexicon::compile(&[&document]).map_err(|fault| fault.causes().first().cloned().unwrap_or(fault))?;
    let mut seen = vec![Seen::default(); alternatives.len()];
    let mut scratch = Scratch::new();
    let complaints = rows.iter().map(|row| &row.complaint).chain(more);
    for (number, complaint) in complaints.enumerate() {
        let facts = Facts::read(complaint, &lexicon, &mut scratch)?;
        let found: BTreeSet<u16> = facts.concept_hits.iter().map(|hit| hit.concept).collect();
        for concept in found {
            let Some(seen) = seen.get_mut(usize::from(concept)) else { continue };
            if number < rows.len() {
                seen.labelled += 1;
                seen.row = number;
            } else {
                seen.further += 1;
            }
        }
    }
    Ok(seen)
}

/// What is decided of a complaint: top category, signals, tiers.
fn decision(engines: &[Engine], complaint: &Complaint, scratch: &mut Scratch) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for engine in engines {
        let assessment = engine.assess_with(complaint, scratch)?;
        let top = assessment.category_name().and_then(|id| id.split('/').next()).unwrap_or("unsure");
        all.push(top.to_owned());
        all.push(assessment.tier_name().unwrap_or("none").to_owned());
        let signals = assessment.intake.facts.signals.iter().map(|id| engine.policy().lexicon.signal_name(id));
        all.extend(signals.map(str::to_owned));
    }
    Ok(all)
}

fn engines(domain: &str, sources: &[String]) -> Result<Vec<Engine>, Failure> {
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let library = Library::new().with_lexicon(Lexicon::compile(&sources)?);
    let books: &[&str] = match domain {
        "hospital" => &["city-peoples-hospital"],
        _ => &["residential-community", "complaint-process-training"],
    };
    books.iter().map(|book| Ok(Engine::new(library.policy(book, &Parameters::new())?)?)).collect()
}

fn run() -> Result<(), Failure> {
    let arguments = arguments()?;
    let rows = gold::read(&arguments.texts, &arguments.gold)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.domain == arguments.domain).collect();
    let sources = match arguments.lexicon.as_slice() {
        [] => Lexicon::builtin_sources(&arguments.domain)?.iter().map(|text| (*text).to_owned()).collect(),
        paths => lexicons::read(paths)?,
    };
    let labelled: BTreeSet<&str> = rows.iter().map(|row| row.rid.as_str()).collect();
    let mut more = Vec::new();
    for path in &arguments.more {
        let texts = gold::read_texts(path)?.into_iter().filter(|(rid, _)| !labelled.contains(rid.as_str()));
        more.extend(texts.map(|(id, (title, text))| Complaint { id, title, text, ..Complaint::default() }));
    }
    let alternatives = alternatives::of(&sources)?;
    let seen = count(&alternatives, &sources, &rows, &more)?;
    println!("rows: {}", rows.len());
    println!("further texts: {}", more.len());
    println!("alternatives: {}", alternatives.len());
    println!("in no text: {}", seen.iter().filter(|seen| seen.labelled + seen.further == 0).count());
    let mut single: BTreeMap<usize, Vec<&Alternative>> = BTreeMap::new();
    for (alternative, seen) in alternatives.iter().zip(&seen) {
        if seen.labelled == 1 && seen.further == 0 {
            single.entry(seen.row).or_default().push(alternative);
        }
    }
    println!("in one labelled row and no other text: {}", single.values().map(Vec::len).sum::<usize>());
    let whole = engines(&arguments.domain, &sources)?;
    let mut scratch = Scratch::new();
    let mut hanging = 0;
    for (row, alternatives) in single {
        let Some(row) = rows.get(row) else { continue };
        let decided = decision(&whole, &row.complaint, &mut scratch)?;
        let without = |removed: &[&Alternative], scratch: &mut Scratch| -> Result<Vec<String>, Failure> {
            let sources: Vec<String> = sources.iter().map(|source| alternatives::without(source, removed)).collect();
            decision(&engines(&arguments.domain, &sources)?, &row.complaint, scratch)
        };
        if without(&alternatives, &mut scratch)? == decided {
            continue;
        }
        for alternative in alternatives {
            let other = without(&[alternative], &mut scratch)?;
            if other != decided {
                hanging += 1;
                let is_new = |left: &[String], right: &[String]| -> Vec<String> {
                    left.iter().filter(|word| !right.contains(word)).cloned().collect()
                };
                let (gained, lost) = (is_new(&decided, &other), is_new(&other, &decided));
                println!(
                    "hangs: {} {} `{}` of `{}`: {} not {}",
                    row.rid,
                    alternative.owner,
                    alternative.words,
                    alternative.pattern,
                    gained.join(" "),
                    lost.join(" ")
                );
            }
        }
    }
    println!("hanging: {hanging}");
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("audit: {failure}");
            ExitCode::from(2)
        }
    }
}
