//! The accuracy runner: joins complaints with their labels and prints one figure a line.
//!
//! `accuracy --texts FILE.csv --gold FILE.jsonl [--policy ID]...`. A wrong file, a missing column or an unknown id is
//! a clear error and exit status 2.

mod assess;
mod figures;
mod gold;

use std::process::ExitCode;
use std::sync::Arc;

use tousu::classify::classify;
use tousu::complaint::{Complaint, Facts};
use tousu::policy::Lexicon;
use tousu::text::Scratch;

/// Anything that stops the run, said in one line.
pub type Failure = Box<dyn std::error::Error>;

/// The rule books whose tiers are compared when none is named.
const POLICIES: [&str; 2] = ["residential-community", "complaint-process-training"];

struct Arguments {
    texts: String,
    gold: String,
    policies: Vec<String>,
}

fn arguments() -> Result<Arguments, Failure> {
    let (mut texts, mut gold, mut policies) = (None, None, Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--texts" => texts = Some(value()?),
            "--gold" => gold = Some(value()?),
            "--policy" => policies.push(value()?),
            "train" | "evaluate" | "cross" => {
                return Err(format!("`{word}` needs the trainable model, which is not built yet").into());
            }
            _ => return Err(format!("unknown argument `{word}`; expected --texts, --gold, --policy").into()),
        }
    }
    for policy in &policies {
        if !POLICIES.contains(&policy.as_str()) {
            return Err(format!("no tiers are labelled for the policy `{policy}`; expected {}", POLICIES.join(", ")).into());
        }
    }
    if policies.is_empty() {
        policies = POLICIES.map(str::to_owned).to_vec();
    }
    Ok(Arguments {
        texts: texts.ok_or("--texts FILE.csv is missing")?,
        gold: gold.ok_or("--gold FILE.jsonl is missing")?,
        policies,
    })
}

fn run() -> Result<(), Failure> {
    let arguments = arguments()?;
    let rows = gold::read(&arguments.texts, &arguments.gold)?;
    let mut out = String::new();
    for (domain, prefix) in [("property", ""), ("hospital", "hospital.")] {
        let rows: Vec<_> = rows.iter().filter(|row| row.domain == domain).collect();
        if !rows.is_empty() {
            let lexicon = Lexicon::builtin(domain)?;
            gold::check(&rows, &lexicon)?;
            let read = read_all(&rows, &lexicon, &arguments.policies)?;
            out += &figures::print(prefix, &rows, &read, &lexicon, &arguments.policies);
            out += &speed(prefix, &rows, &lexicon)?;
        }
    }
    print!("{out}");
    Ok(())
}

/// What the library says of one row.
pub struct Reading {
    pub facts: Facts,
    pub tops: Vec<String>,
    pub second: Option<String>,
    pub confidence: u16,
    /// Per policy: the tier (or `invalid`), and whether a person should look.
    pub tiers: Vec<(String, bool)>,
}

fn read_all(rows: &[&gold::Row], lexicon: &Arc<Lexicon>, policies: &[String]) -> Result<Vec<Reading>, Failure> {
    let mut scratch = Scratch::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = Facts::read(&row.complaint, lexicon, &mut scratch)?;
        let found = classify(&facts, &row.complaint, lexicon)?;
        let name = |id| lexicon.category_name(id).to_owned();
        let top = |id: String| id.split('/').next().unwrap_or("").to_owned();
        let mut tops: Vec<String> = found.ranked.iter().map(|(id, _)| top(name(*id))).collect();
        if found.category.is_none() {
            tops.clear();
        }
        all.push(Reading {
            tops,
            second: found.category.map(name),
            confidence: found.confidence,
            tiers: policies.iter().map(|policy| assess::assess(policy, &facts, &found, lexicon)).collect(),
            facts,
        });
    }
    Ok(all)
}

/// The median of five passes on one thread.
fn speed(prefix: &str, rows: &[&gold::Row], lexicon: &Lexicon) -> Result<String, Failure> {
    let bytes: usize = rows.iter().map(|row| row.complaint.title.len() + row.complaint.text.len()).sum();
    let mut scratch = Scratch::new();
    let mut passes = Vec::new();
    let once = |complaint: &Complaint, scratch: &mut Scratch| -> tousu::Result<usize> {
        let facts = Facts::read(complaint, lexicon, scratch)?;
        Ok(classify(&facts, complaint, lexicon)?.ranked.len())
    };
    let repeat = (2_000_000 / bytes.max(1)).max(1);
    for _ in 0..5 {
        #[allow(clippy::disallowed_methods)]
        let start = std::time::Instant::now();
        for _ in 0..repeat {
            for row in rows {
                std::hint::black_box(once(&row.complaint, &mut scratch)?);
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
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("accuracy: {failure}");
            ExitCode::from(2)
        }
    }
}
