//! The trainable model: trained, judged on other rows, and judged by folds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hint::black_box;

use tousu::classify::{Model, Sample, Training};
use tousu::document::Document;
use tousu::text::Scratch;

use super::Failure;

/// A row of a table with a label.
struct Row {
    title: String,
    text: String,
    label: String,
}

impl Row {
    fn sample(&self) -> Sample<'_> {
        Sample { title: &self.title, text: &self.text, label: &self.label }
    }

    fn bytes(&self) -> usize {
        self.title.len() + self.text.len()
    }
}

/// Options by name: each may be given once.
struct Options(BTreeMap<String, String>);

impl Options {
    fn read(words: impl Iterator<Item = String>, known: &[&str]) -> Result<Self, Failure> {
        let mut options = BTreeMap::new();
        let mut words = words;
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").filter(|name| known.contains(name));
            let name = name.ok_or_else(|| format!("unknown argument `{word}`; expected --{}", known.join(", --")))?;
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            if options.insert(name.to_owned(), value).is_some() {
                return Err(format!("{word} is given twice").into());
            }
        }
        Ok(Self(options))
    }

    fn file(&self, name: &str) -> Result<&str, Failure> {
        Ok(self.0.get(name).ok_or_else(|| format!("--{name} FILE is missing"))?)
    }

    fn number(&self, name: &str, default: u64) -> Result<u64, Failure> {
        let Some(given) = self.0.get(name) else { return Ok(default) };
        Ok(given.parse().map_err(|_| format!("--{name} {given}: a whole number is expected"))?)
    }
}

/// `train --train FILE.csv --model FILE [--seed N]`.
pub(crate) fn train(words: impl Iterator<Item = String>) -> Result<String, Failure> {
    let options = Options::read(words, &["train", "model", "seed"])?;
    let file = options.file("train")?;
    let (rows, path) = (read(file, None)?, options.file("model")?);
    let samples: Vec<Sample<'_>> = rows.iter().map(Row::sample).collect();
    let seed = options.number("seed", 0)?;
    #[expect(clippy::disallowed_methods, reason = "the runner measures")]
    let start = std::time::Instant::now();
    let model = Model::train(&samples, &Training { seed, ..Training::default() }).map_err(|fault| at(file, fault))?;
    let seconds = start.elapsed().as_secs_f64();
    std::fs::write(path, model.to_bytes()).map_err(|fault| format!("{path}: {fault}"))?;
    Ok(format!("rows: {}\nlabels: {}\ntrain.seconds: {seconds:.3}\n", rows.len(), model.labels().len()))
}

/// `evaluate --model FILE --test FILE.csv [--labels FILE.json]`.
pub(crate) fn evaluate(words: impl Iterator<Item = String>) -> Result<String, Failure> {
    let options = Options::read(words, &["model", "test", "labels"])?;
    let path = options.file("model")?;
    let bytes = std::fs::read(path).map_err(|fault| format!("{path}: {fault}"))?;
    let model = Model::from_bytes(&bytes).map_err(|fault| at(path, fault))?;
    let labels = options.0.get("labels").map(|file| read_labels(file)).transpose()?;
    let rows = read(options.file("test")?, labels.as_ref())?;
    let (macro_f1, micro_f1) = judge(&model, &rows.iter().collect::<Vec<_>>());
    let speed = speed(&model, &rows);
    Ok(format!("rows: {}\nmacro_f1: {macro_f1:.3}\nmicro_f1: {micro_f1:.3}\nspeed.mb_per_s: {speed:.3}\n", rows.len()))
}

/// `cross --train FILE.csv [--folds N] [--seed N] [--cost X]`.
pub(crate) fn cross(words: impl Iterator<Item = String>) -> Result<String, Failure> {
    let options = Options::read(words, &["train", "folds", "seed", "cost"])?;
    let file = options.file("train")?;
    let rows = read(file, None)?;
    let (folds, seed) = (options.number("folds", 5)?, options.number("seed", 0)?);
    let mut training = Training { seed, ..Training::default() };
    if let Some(cost) = options.0.get("cost") {
        let cost = cost.parse().ok().filter(|cost| *cost > 0.0 && *cost < 1e6);
        training.cost = cost.ok_or("--cost: a positive number is expected")?;
    }
    let folds = usize::try_from(folds).ok().filter(|folds| (2..=rows.len()).contains(folds));
    let folds = folds.ok_or_else(|| format!("--folds: a number from 2 to {} is expected", rows.len()))?;
    let of = divide(&rows, folds, seed);
    let (mut macros, mut micros) = (Vec::new(), Vec::new());
    for fold in 0..folds {
        let pairs = || rows.iter().zip(&of);
        let kept: Vec<Sample<'_>> = pairs().filter(|(_, of)| **of != fold).map(|(row, _)| row.sample()).collect();
        let left: Vec<&Row> = pairs().filter(|(_, of)| **of == fold).map(|(row, _)| row).collect();
        let model = Model::train(&kept, &training).map_err(|fault| at(file, fault))?;
        let (macro_f1, micro_f1) = judge(&model, &left);
        macros.push(macro_f1);
        micros.push(micro_f1);
    }
    let mut out = format!("rows: {}\nfolds: {folds}\n", rows.len());
    for (name, values) in [("macro_f1", macros), ("micro_f1", micros)] {
        let (mean, deviation) = spread(&values);
        out += &format!("{name}.mean: {mean:.3}\n{name}.sd: {deviation:.3}\n");
    }
    Ok(out)
}

fn at(file: &str, fault: tousu::Error) -> Failure {
    format!("{file}: {fault}").into()
}

/// Mean and standard deviation (of the folds at hand).
fn spread(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / values.len() as f64).sqrt())
}

/// The rows of a table that have a label. With labels beside the table: the rows that have none in it, each with the
/// label that stands beside it, so that what was trained on is not judged; where every row has one, all of them.
fn read(path: &str, beside: Option<&HashMap<String, String>>) -> Result<Vec<Row>, Failure> {
    let fault = |fault: csv::Error| format!("{path}: {fault}");
    let mut reader = csv::Reader::from_path(path).map_err(fault)?;
    let header = reader.headers().map_err(fault)?.clone();
    let column = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == name);
    let known = || header.iter().collect::<Vec<_>>().join(", ");
    let missing = |name: &str| format!("{path}: there is no column {name}; the file has {}", known());
    let (title, text) = (column("title"), column("text"));
    if title.or(text).is_none() {
        return Err(missing("`title` or `text`").into());
    }
    let rid = column("rid");
    if beside.is_some() && rid.is_none() {
        return Err(missing("`rid`").into());
    }
    let label = column("label").ok_or_else(|| missing("`label`"))?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    // A table may say the same id twice.
    let mut met = HashSet::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let field = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or("").to_owned();
        let given = beside.and_then(|labels| labels.get_key_value(&field(rid)));
        met.extend(given.map(|(rid, _)| rid));
        let row = |label: String| Row { title: field(title), text: field(text), label };
        match (field(Some(label)).trim(), given) {
            ("", Some((_, given))) => others.push(row(given.clone())),
            ("", None) => {}
            (label, _) => own.push(row(label.to_owned())),
        }
    }
    if let Some(labels) = beside.filter(|labels| labels.len() > met.len()) {
        let absent = labels.len() - met.len();
        return Err(format!("{path}: {absent} of {} labelled ids are not in the table", labels.len()).into());
    }
    let rows = if others.is_empty() { own } else { others };
    if rows.is_empty() { Err(format!("{path}: no row has a label").into()) } else { Ok(rows) }
}

fn read_labels(path: &str) -> Result<HashMap<String, String>, Failure> {
    let source = std::fs::read_to_string(path).map_err(|fault| format!("{path}: {fault}"))?;
    let document = Document::parse_json(&source).map_err(|fault| at(path, fault))?;
    let read = || -> tousu::Result<_> {
        let pairs = document.root().entries()?;
        pairs.map(|(rid, label)| Ok((rid.name.clone(), label.text()?.to_owned()))).collect()
    };
    read().map_err(|fault| at(path, fault))
}

/// The fold of each row: every class is spread evenly over them, in an order that the seed gives.
fn divide(rows: &[Row], folds: usize, seed: u64) -> Vec<usize> {
    let mut state = seed;
    let mut order: Vec<(u64, usize)> = (0..rows.len())
        .map(|row| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 20, row)
        })
        .collect();
    order.sort_unstable();
    let mut of = vec![0; rows.len()];
    let mut next: HashMap<&str, usize> = HashMap::new();
    for (_, row) in order {
        let next = next.entry(&rows[row].label).or_default();
        of[row] = *next % folds;
        *next += 1;
    }
    of
}

/// Macro-F1 over the classes of the rows, and micro-F1, which is the share of right answers.
fn judge(model: &Model, rows: &[&Row]) -> (f64, f64) {
    let mut scratch = Scratch::new();
    // Per class: found, wrong, missed.
    let mut classes: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut right = 0;
    for row in rows {
        let found = model.label(model.predict_with(&row.title, &row.text, &mut scratch).label);
        if found == row.label {
            right += 1;
            classes.entry(&row.label).or_default()[0] += 1;
        } else {
            classes.entry(found).or_default()[1] += 1;
            classes.entry(&row.label).or_default()[2] += 1;
        }
    }
    let gold = classes.values().filter(|[found, _, missed]| found + missed > 0);
    let f1 = |[found, wrong, missed]: &[usize; 3]| 2.0 * *found as f64 / (2 * found + wrong + missed) as f64;
    let sum: f64 = gold.clone().map(f1).sum();
    (sum / gold.count() as f64, right as f64 / rows.len() as f64)
}

/// Megabytes of UTF-8 a second on one thread: the median of five passes.
fn speed(model: &Model, rows: &[Row]) -> f64 {
    let bytes: usize = rows.iter().map(Row::bytes).sum();
    let repeat = (8_000_000 / bytes.max(1)).max(1);
    let mut scratch = Scratch::new();
    let mut passes: Vec<f64> = (0..5)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "the runner measures")]
            let start = std::time::Instant::now();
            for _ in 0..repeat {
                for row in rows {
                    black_box(model.predict_with(black_box(&row.title), black_box(&row.text), &mut scratch));
                }
            }
            start.elapsed().as_secs_f64() / repeat as f64
        })
        .collect();
    passes.sort_by(f64::total_cmp);
    bytes as f64 / 1e6 / passes[2]
}
