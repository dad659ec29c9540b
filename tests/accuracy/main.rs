//! The accuracy runner: joins complaints with their labels and prints one figure a line.
//!
//! `accuracy --texts FILE.csv --gold FILE.jsonl [--policy ID]... [--lexicon FILE]... [--misses]`: with `--lexicon` the
//! documents named, one behind the other, are read in the place of the built-in lexicon of their id; `--misses` adds a
//! line for each row that is wrong. For the trainable model `accuracy train --train
//! FILE.csv --model FILE [--seed N]`, `accuracy evaluate --model FILE --test FILE.csv [--labels FILE.json]` and
//! `accuracy cross --train FILE.csv [--folds N] [--seed N]`. A wrong file, a missing column or an unknown id is a clear
//! error and exit status 2.
//!
//! `held-out.jsonl` labels 340 rows of `property.csv`, drawn by chance from those that the data folder leaves unlabelled,
//! each by one reader with the same guide. No word and no weight was worked out on them, only the penalty of `fit` was
//! chosen with them in view; they tell better than folds of the labelled rows what to expect of others.

mod figures;
mod gold;
mod lexicons;
mod misses;
mod model;

use std::process::ExitCode;

use tousu::Engine;
use tousu::complaint::Facts;
use tousu::engine::Assessment;
use tousu::policy::{Library, Parameters};
use tousu::text::Scratch;

/// Anything that stops the run, said in one line.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The rule books whose tiers are compared when none is named.
const POLICIES: [&str; 2] = ["residential-community", TRAINING];

/// The rule book whose labels know `invalid`.
const TRAINING: &str = "complaint-process-training";

/// The rule book that reads rows of the domain `hospital`.
const HOSPITAL: &str = "city-peoples-hospital";

struct Arguments {
    texts: String,
    gold: String,
    policies: Vec<String>,
    lexicon: Vec<String>,
    misses: bool,
}

fn arguments() -> Result<Arguments, Failure> {
    let (mut texts, mut gold, mut policies, mut lexicon, mut misses) = (None, None, Vec::new(), Vec::new(), false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--texts" => texts = Some(value()?),
            "--gold" => gold = Some(value()?),
            "--policy" => policies.push(value()?),
            "--lexicon" => lexicon.push(value()?),
            "--misses" => misses = true,
            _ => {
                let expected = "--texts, --gold, --policy, --lexicon, --misses, or train, evaluate, cross as the first";
                return Err(format!("unknown argument `{word}`; expected {expected}").into());
            }
        }
    }
    for policy in &policies {
        if !POLICIES.contains(&policy.as_str()) {
            return Err(
                format!("no tiers are labelled for the policy `{policy}`; expected {}", POLICIES.join(", ")).into()
            );
        }
    }
    if policies.is_empty() {
        policies = POLICIES.map(str::to_owned).to_vec();
    }
    Ok(Arguments {
        texts: texts.ok_or("--texts FILE.csv is missing")?,
        gold: gold.ok_or("--gold FILE.jsonl is missing")?,
        policies,
        lexicon,
        misses,
    })
}

fn run() -> Result<String, Failure> {
    let words = || std::env::args().skip(2);
    match std::env::args().nth(1).as_deref() {
        Some("train") => model::train(words()),
        Some("evaluate") => model::evaluate(words()),
        Some("cross") => model::cross(words()),
        _ => lexicon(),
    }
}

/// The built-in lexicons, judged on labelled complaints.
fn lexicon() -> Result<String, Failure> {
    let arguments = arguments()?;
    let rows = gold::read(&arguments.texts, &arguments.gold)?;
    let library = lexicons::library(&arguments.lexicon)?;
    let mut out = String::new();
    for (domain, prefix) in [("property", ""), ("hospital", "hospital.")] {
        let rows: Vec<_> = rows.iter().filter(|row| row.domain == domain).collect();
        if !rows.is_empty() {
            let engines = engines(&library, domain, &arguments.policies)?;
            let Some(engine) = engines.first() else { continue };
            let lexicon = &engine.policy().lexicon;
            gold::check(&rows, lexicon)?;
            let read = read_all(&rows, &engines)?;
            out += &figures::print(prefix, &rows, &read, lexicon, &arguments.policies);
            out += &speed(prefix, &rows, engine)?;
            if arguments.misses {
                out += &misses::print(prefix, &rows, &read, lexicon, &arguments.policies);
            }
        }
    }
    Ok(out)
}

/// What the library says of one row.
pub(crate) struct Reading {
    pub(crate) facts: Facts,
    pub(crate) tops: Vec<String>,
    pub(crate) second: Option<String>,
    pub(crate) confidence: u16,
    /// Per policy: the tier (or `invalid`), and whether a person should look.
    pub(crate) tiers: Vec<(String, bool)>,
}

/// The engines of a domain: the first gives facts and category, each its tier.
fn engines(library: &Library, domain: &str, policies: &[String]) -> tousu::Result<Vec<Engine>> {
    let engine = |policy: &str| Engine::new(library.policy(policy, &Parameters::new())?);
    match domain {
        "hospital" => Ok(vec![engine(HOSPITAL)?]),
        _ => policies.iter().map(|policy| engine(policy)).collect(),
    }
}

fn read_all(rows: &[&gold::Row], engines: &[Engine]) -> Result<Vec<Reading>, Failure> {
    let mut scratch = Scratch::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let assessments: Vec<Assessment> = engines
            .iter()
            .map(|engine| engine.assess_with(&row.complaint, &mut scratch))
            .collect::<tousu::Result<_>>()?;
        let (Some(first), Some(engine)) = (assessments.first(), engines.first()) else { continue };
        let found = &first.intake.classification;
        let name = |id| engine.policy().lexicon.category_name(id).to_owned();
        let top = |id: String| id.split('/').next().unwrap_or("").to_owned();
        let mut tops: Vec<String> = found.ranked.iter().map(|(id, _)| top(name(*id))).collect();
        if found.category.is_none() {
            tops.clear();
        }
        all.push(Reading {
            tops,
            second: found.category.map(name),
            confidence: found.confidence,
            tiers: assessments.iter().zip(engines).map(tier).collect(),
            facts: first.intake.facts.clone(),
        });
    }
    Ok(all)
}

/// The tier, or `invalid` where the book has such complaints and the text proposes that this is one.
fn tier((assessment, engine): (&Assessment, &Engine)) -> (String, bool) {
    let proposed = assessment.intake.facts.proposed_in_scope.as_ref();
    let out = engine.policy().id == TRAINING && proposed.is_some_and(|(in_scope, _)| !in_scope);
    let tier = if out { "invalid" } else { assessment.tier_name().unwrap_or("none") };
    (tier.to_owned(), !assessment.review.is_empty())
}

/// The median of five passes on one thread, title and text to category, tier and obligations.
fn speed(prefix: &str, rows: &[&gold::Row], engine: &Engine) -> Result<String, Failure> {
    let bytes: usize = rows.iter().map(|row| row.complaint.title.len() + row.complaint.text.len()).sum();
    let mut scratch = Scratch::new();
    let mut passes = Vec::new();
    let repeat = (2_000_000 / bytes.max(1)).max(1);
    for _ in 0..5 {
        #[expect(clippy::disallowed_methods, reason = "the runner measures")]
        let start = std::time::Instant::now();
        for _ in 0..repeat {
            for row in rows {
                std::hint::black_box(engine.assess_with(&row.complaint, &mut scratch)?);
            }
        }
        passes.push(start.elapsed().as_secs_f64() / repeat as f64);
    }
    passes.sort_by(f64::total_cmp);
    let median = passes.get(2).copied().unwrap_or(1.0);
    let texts = rows.len() as f64 / median;
    let rate = bytes as f64 / 1e6 / median;
    Ok(format!("{prefix}speed.texts_per_s: {texts:.3}\n{prefix}speed.mb_per_s: {rate:.3}\n"))
}

fn main() -> ExitCode {
    match run() {
        Ok(out) => {
            print!("{out}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("accuracy: {failure}");
            ExitCode::from(2)
        }
    }
}
