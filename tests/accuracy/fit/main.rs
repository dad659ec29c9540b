//! Fits the weights of the property lexicon to labelled complaints, and says how well that goes on rows not seen.
//!
//! `fit --texts FILE.csv --gold FILE.jsonl [--cross N] [--deals N] [--out FILE.toml] [--lexicon FILE]... [--misses]`: with `--cross` the rows are dealt into N
//! folds and each fold is judged by weights fitted on the others; `--deals` does so for several deals and gives the means,
//! which depend less on chance, with the least and the most; with `--out` weights fitted on all rows are written.
//! Without either it does nothing but read. `--lexicon` names documents to fit in the place of the built-in ones,
//! without any weights; `--misses` adds a line for each row that a fold judges wrongly.
//!
//! The model is the engine's own: what the concepts say by themselves, plus one weight for each concept, place and
//! class, held near zero by a penalty, so that a concept met once keeps what its author gave it. Same rows, same file.

#[expect(dead_code, reason = "the accuracy runner reads more of a row")]
#[path = "../gold.rs"]
mod gold;
#[expect(dead_code, reason = "the accuracy runner puts them into a library")]
#[path = "../lexicons.rs"]
mod lexicons;
mod regression;

use std::fmt::Write as _;
use std::process::ExitCode;

use tousu::Engine;
use tousu::classify;
use tousu::policy::{Lexicon, Library, Parameters};
use tousu::text::Scratch;

use gold::Row;
use regression::{Fitted, Sample, Task};

/// Anything that stops the run, said in one line.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The class that says "somebody else must act".
const OUT: &str = "scope/out";

/// The rule book whose labels know what is out of scope.
const BOOK: &str = "complaint-process-training";

/// How much each place may move the class, in the order of the lexicon's places. What the concepts say by themselves
/// believes the title already; the weights need not.
const TRUST: [f64; 5] = [1.1, 1.1, 0.6, 1.0, 0.5];

/// How much each place may move "somebody else must act", which nothing says but the weights: what stands in a title is
/// believed sooner than what stands somewhere in the text.
const TRUST_SCOPE: [f64; 5] = [2.0, 0.7, 0.7, 1.5, 0.5];

/// How much the share of a top level in title or text may move the same: it is one number where its concepts are many.
const TRUST_SHARE: f64 = 4.0;

/// The fields that have shares.
const FIELDS: [&str; 2] = ["title", "text"];

/// The names of the places.
const PLACES: [&str; 5] = ["title", "text", "early", "title_end", "often"];

/// The penalty on the squares of the weights of the classes, and of "somebody else must act". The labelled rows would be
/// content with 13 for the first; but the words were worked out on them, and on rows held out 20 is right more often.
const PENALTY: [f64; 2] = [20.0, 25.0];

/// Points for one unit of the logarithm of odds: the engine's soft maximum doubles every 700.
const POINTS: f64 = 700.0 / std::f64::consts::LN_2;

struct Arguments {
    texts: String,
    gold: String,
    cross: Option<usize>,
    deals: usize,
    out: Option<String>,
    lexicon: Vec<String>,
    misses: bool,
}

fn arguments() -> Result<Arguments, Failure> {
    let (mut texts, mut gold, mut cross, mut out, mut lexicon) = (None, None, None, None, Vec::new());
    let (mut misses, mut deals) = (false, 1);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--texts" => texts = Some(value()?),
            "--gold" => gold = Some(value()?),
            "--cross" => cross = Some(value()?.parse()?),
            "--deals" => deals = value()?.parse()?,
            "--out" => out = Some(value()?),
            "--lexicon" => lexicon.push(value()?),
            "--misses" => misses = true,
            _ => {
                let expected = "--texts, --gold, --cross, --deals, --out, --lexicon, --misses";
                return Err(format!("unknown argument `{word}`; expected {expected}").into());
            }
        }
    }
    let texts = texts.ok_or("--texts FILE.csv is missing")?;
    Ok(Arguments { texts, gold: gold.ok_or("--gold FILE.jsonl is missing")?, cross, deals, out, lexicon, misses })
}

/// A labelled row as the engine reads it.
struct Read<'a> {
    row: &'a Row,
    classes: Sample,
    scope: Sample,
    /// So much is said that the engine proposes a scope.
    tells: bool,
    /// The tier under the training rules, were the complaint in scope.
    tier: String,
}

/// An engine that reads by the lexicon made of these files, else by the built-in one.
fn engine(paths: &[String]) -> Result<Engine, Failure> {
    if paths.is_empty() {
        return Ok(Engine::builtin(BOOK)?);
    }
    let mut texts = lexicons::read(paths)?;
    // Weights of nothing: what the concepts say by themselves depends on there being any.
    texts.push("[weights]\nclasses = [\"scope/out\"]\nbias = [0]\n[weights.concept]\n".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let library = Library::new().with_lexicon(Lexicon::compile(&texts)?);
    Ok(Engine::new(library.policy(BOOK, &Parameters::new())?)?)
}

fn read<'a>(rows: &[&'a Row], engine: &Engine, tops: &[String]) -> Result<Vec<Read<'a>>, Failure> {
    let lexicon = &engine.policy().lexicon;
    let mut scratch = Scratch::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let assessment = engine.assess_with(&row.complaint, &mut scratch)?;
        let facts = &assessment.intake.facts;
        let fullness = f64::from(facts.fullness()) / 1000.0;
        let (mut features, mut of_scope) = (Vec::new(), Vec::new());
        for (concept, places) in facts.concept_places() {
            let trust = TRUST.iter().zip(TRUST_SCOPE).enumerate();
            for (place, (trust, scope)) in trust.filter(|(place, _)| places >> place & 1 == 1) {
                let feature = usize::from(*concept) * TRUST.len() + place;
                features.push((feature, trust * fullness));
                of_scope.push((feature, scope * fullness));
            }
        }
        let before: Vec<f64> = {
            let points = classify::unfitted(facts, lexicon);
            let of = |top: &String| lexicon.category(top).and_then(|id| points.get(id.index()));
            tops.iter().map(|top| of(top).map_or(0.0, |points| f64::from(*points) / POINTS)).collect()
        };
        let size = usize::from(lexicon.concept_count()) * PLACES.len();
        let shares = classify::shares(facts, lexicon);
        for (position, top) in tops.iter().enumerate() {
            let of_top = lexicon.category(top).and_then(|id| shares.get(id.index())).copied().unwrap_or_default();
            for (field, share) in of_top.into_iter().enumerate().filter(|(_, share)| *share > 0.0) {
                of_scope.push((size + position * FIELDS.len() + field, share * TRUST_SHARE * fullness));
            }
        }
        let gold: Vec<f64> =
            tops.iter().map(|top| if row.top.contains(top) { 1.0 / row.top.len() as f64 } else { 0.0 }).collect();
        let outs = row.scope.iter().filter(|scope| *scope == "out").count() as f64;
        let out = outs / row.scope.len().max(1) as f64;
        all.push(Read {
            row,
            classes: Sample { features, constant: fullness, before, gold },
            scope: Sample {
                features: of_scope,
                constant: fullness,
                before: vec![0.0, 0.0],
                gold: vec![1.0 - out, out],
            },
            tells: facts.proposed_in_scope.is_some(),
            tier: assessment.tier_name().unwrap_or("none").to_owned(),
        });
    }
    Ok(all)
}

/// Deals rows into folds; the same rows always alike.
fn folds(count: usize, folds: usize, deal: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 20_260_302_u64 + deal;
    for last in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = usize::try_from((state >> 33) % (last as u64 + 1)).unwrap_or(0);
        order.swap(last, pick);
    }
    let mut fold = vec![0; count];
    for (position, row) in order.into_iter().enumerate() {
        if let Some(cell) = fold.get_mut(row) {
            *cell = position % folds.max(2);
        }
    }
    fold
}

/// What is known of a row by weights that have not seen it.
struct Judged<'a> {
    row: &'a Row,
    ranked: Vec<(String, f64)>,
    out: bool,
    tier: String,
}

fn cross<'a>(all: &[Read<'a>], tops: &[String], (count, deal): (usize, u64), size: usize) -> Vec<Judged<'a>> {
    let fold = folds(all.len(), count, deal);
    let mut judged = Vec::new();
    for held in 0..count {
        let kept: Vec<&Read<'_>> =
            all.iter().zip(&fold).filter(|(_, fold)| **fold != held).map(|(read, _)| read).collect();
        let (classes, scope) = fit_both(&kept, size);
        for (read, _) in all.iter().zip(&fold).filter(|(_, fold)| **fold == held) {
            let odds = classes.odds(&read.classes);
            let mut ranked: Vec<(String, f64)> = tops.iter().cloned().zip(odds).collect();
            ranked.sort_by(|left, right| right.1.total_cmp(&left.1));
            let out = read.tells && scope.odds(&read.scope).get(1).is_some_and(|out| *out > 0.5);
            let tier = if out { "invalid".to_owned() } else { read.tier.clone() };
            judged.push(Judged { row: read.row, ranked, out, tier });
        }
    }
    judged
}

fn fit_both(rows: &[&Read<'_>], size: usize) -> (Fitted, Fitted) {
    let [of_classes, of_scope] = PENALTY;
    let classes: Vec<&Sample> = rows.iter().map(|read| &read.classes).collect();
    let scope: Vec<&Sample> = rows.iter().map(|read| &read.scope).collect();
    let task = |features, penalty| Task { features, penalty };
    let shares = rows.first().map_or(0, |read| read.classes.gold.len()) * FIELDS.len();
    let mut scope = task(size + shares, of_scope).fit(&scope);
    scope.lean(1, -tier_within(rows).ln());
    (task(size, of_classes).fit(&classes), scope)
}

/// How often the tier under the training rules is right for what is in scope. Who says "in scope" is right only where the
/// tier is, too; who says "out" needs no tier. So "out" is the better answer from the odds on at which both are right
/// alike, a little below even.
fn tier_within(rows: &[&Read<'_>]) -> f64 {
    let within = || rows.iter().filter(|read| read.row.scope.iter().any(|scope| scope != "out"));
    let right = within().filter(|read| is_tier(read.row, &read.tier)).count();
    (right.max(1) as f64) / (within().count().max(1) as f64)
}

/// Whether a tier is one that the labels give the row under the training rules.
fn is_tier(row: &Row, tier: &String) -> bool {
    row.tiers.iter().any(|(book, tiers)| book == BOOK && tiers.contains(tier))
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The figures of the folds.
fn figures(judged: &mut [Judged<'_>], tops: &[String]) -> Vec<(&'static str, f64)> {
    let first = |judged: &Judged<'_>| judged.ranked.first().map_or(String::new(), |(top, _)| top.clone());
    let right = |judged: &&Judged<'_>| judged.row.top.contains(&first(judged));
    let second = |judged: &&Judged<'_>| judged.ranked.iter().take(2).any(|(top, _)| judged.row.top.contains(top));
    let whole = judged.len();
    let mut out = Vec::new();
    let mut line = |name: &'static str, value: f64| out.push((name, value));
    line("top.accuracy", share(judged.iter().filter(right).count(), whole));
    let mut sum = 0.0;
    for top in tops {
        let of_gold = |judged: &&Judged<'_>| {
            if judged.row.top.contains(&first(judged)) {
                first(judged) == *top
            } else {
                judged.row.top.first() == Some(top)
            }
        };
        let gold = judged.iter().filter(of_gold).count();
        let given = judged.iter().filter(|judged| first(judged) == *top).count();
        let both = judged.iter().filter(|judged| first(judged) == *top && right(judged)).count();
        sum += share(2 * both, gold + given);
    }
    line("top.macro_f1", sum / tops.len() as f64);
    line("top2.accuracy", share(judged.iter().filter(second).count(), whole));
    let scoped = |judged: &&Judged<'_>| judged.row.scope.iter().any(|scope| (scope == "out") == judged.out);
    line("scope.accuracy", share(judged.iter().filter(scoped).count(), whole));
    let tiered = |judged: &&Judged<'_>| is_tier(judged.row, &judged.tier);
    line("tier.complaint-process-training.accuracy", share(judged.iter().filter(tiered).count(), whole));
    judged.sort_by(|left, right| {
        let of = |judged: &Judged<'_>| judged.ranked.first().map_or(0.0, |(_, odds)| *odds);
        of(right).total_cmp(&of(left)).then_with(|| left.row.rid.cmp(&right.row.rid))
    });
    let confident = judged.get(..whole * 60 / 100).unwrap_or_default();
    line("top.accuracy_confident", share(confident.iter().filter(right).count(), confident.len()));
    out
}

/// One line for each figure: the mean of the deals and, where there are several, the least and the most.
fn print(deals: &[Vec<(&'static str, f64)>]) {
    for (position, (name, _)) in deals.first().into_iter().flatten().enumerate() {
        let all = || deals.iter().filter_map(|figures| figures.get(position)).map(|(_, figure)| *figure);
        let mean = all().sum::<f64>() / deals.len() as f64;
        let (least, most) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
        match deals {
            [_] => println!("{name}: {mean:.3}"),
            _ => println!("{name}: {mean:.3} ({least:.3} to {most:.3})"),
        }
    }
}

/// What is wrong with a row: `miss: rid what gold <> found`. No word of a text is printed.
fn miss(judged: &Judged<'_>) {
    let row = judged.row;
    let line = |what: &str, gold: &[String], found: &str| {
        println!("miss: {} {what} {} <> {found}", row.rid, gold.join("|"));
    };
    let ranked: Vec<_> = judged.ranked.iter().take(3).map(|(top, odds)| format!("{top} {odds:.2}")).collect();
    if judged.ranked.first().is_none_or(|(top, _)| !row.top.contains(top)) {
        line("top", &row.top, &ranked.join(" "));
    }
    if !row.scope.iter().any(|scope| (scope == "out") == judged.out) {
        line("scope", &row.scope, if judged.out { "out" } else { "in" });
    }
    if let Some((book, tiers)) = row.tiers.iter().find(|(book, _)| book == BOOK)
        && !tiers.contains(&judged.tier)
    {
        line(book, tiers, &judged.tier);
    }
}

/// The document of the fitted weights.
fn document(lexicon: &Lexicon, tops: &[String], classes: &Fitted, scope: &Fitted) -> String {
    let mut out = String::from(
        "# Weights fitted to labelled complaints by `fit --out`, in thousandths: what each concept says for each class, by where\n\
         # it stands. They are added to what the concepts say by themselves; `scope/out` > 0 proposes \"out of scope\".\n\n[weights]\n",
    );
    let names: Vec<String> = tops.iter().map(String::as_str).chain([OUT]).map(|top| format!("\"{top}\"")).collect();
    let _ = writeln!(out, "classes = [{}]", names.join(", "));
    let points = |weight: f64| (weight * POINTS).round() as i64;
    let of = |feature: Option<usize>, [trust, of_scope]: [f64; 2]| -> Vec<i64> {
        let row = |fitted: &Fitted, trust: f64| {
            fitted.row(feature).iter().map(|weight| points(weight * trust)).collect::<Vec<_>>()
        };
        let scope = row(scope, of_scope);
        let out = scope.get(1).copied().unwrap_or(0) - scope.first().copied().unwrap_or(0);
        row(classes, trust).into_iter().chain([out]).collect()
    };
    let list = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "bias = [{}]\n\n[weights.concept]", list(&of(None, [1.0; 2])));
    for concept in 0..lexicon.concept_count() {
        let mut fields = Vec::new();
        for (place, (name, trust)) in PLACES.iter().zip(TRUST.into_iter().zip(TRUST_SCOPE)).enumerate() {
            let numbers = of(Some(usize::from(concept) * TRUST.len() + place), trust.into());
            if numbers.iter().any(|number| number.abs() >= 5) {
                fields.push(format!("{name} = [{}]", list(&numbers)));
            }
        }
        if !fields.is_empty() {
            let _ = writeln!(out, "{} = {{ {} }}", lexicon.concept_name(concept), fields.join(", "));
        }
    }
    let first = usize::from(lexicon.concept_count()) * PLACES.len();
    let _ = writeln!(
        out,
        "\n# What the whole of the title or the text says for `scope/out` where it speaks of one top level only; of a share of\n\
         # it as much.\n[weights.scope]"
    );
    for (position, top) in tops.iter().enumerate() {
        let share = |(field, name): (usize, &&str)| {
            let row = scope.row(Some(first + position * FIELDS.len() + field));
            let weight = row.get(1).copied().unwrap_or(0.0) - row.first().copied().unwrap_or(0.0);
            format!("{name} = {}", points(weight * TRUST_SHARE))
        };
        let shares: Vec<_> = FIELDS.iter().enumerate().map(share).collect();
        let _ = writeln!(out, "{top} = {{ {} }}", shares.join(", "));
    }
    out
}

fn run() -> Result<(), Failure> {
    let arguments = arguments()?;
    let rows = gold::read(&arguments.texts, &arguments.gold)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.domain == "property" && !row.top.is_empty()).collect();
    let engine = engine(&arguments.lexicon)?;
    let lexicon = &engine.policy().lexicon;
    gold::check(&rows, lexicon)?;
    let tops: Vec<String> = lexicon
        .categories
        .iter()
        .filter(|category| category.parent.is_none())
        .map(|category| category.id.clone())
        .collect();
    let size = usize::from(lexicon.concept_count()) * TRUST.len();
    let all = read(&rows, &engine, &tops)?;
    if let Some(count) = arguments.cross {
        println!("rows: {}", all.len());
        let mut deals = Vec::new();
        let mut misses = Vec::new();
        for deal in 0..arguments.deals.max(1) {
            let mut judged = cross(&all, &tops, (count, deal as u64), size);
            deals.push(figures(&mut judged, &tops));
            misses = judged;
        }
        print(&deals);
        if arguments.misses {
            misses.iter().for_each(miss);
        }
    }
    if let Some(path) = arguments.out {
        let (classes, scope) = fit_both(&all.iter().collect::<Vec<_>>(), size);
        std::fs::write(&path, document(lexicon, &tops, &classes, &scope))?;
        println!("wrote: {path}");
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("fit: {failure}");
            ExitCode::from(2)
        }
    }
}
