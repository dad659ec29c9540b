//! Ten million rows by month, category and tier, beside DuckDB and Polars on the same columns: `columns [--record]`.
//!
//! Ours counts volumes, timely rates and exact medians on two threads and asserts what must hold of them; `peers.py` asks
//! the peers the same, and fails when a number differs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tousu::statistics::{Columns, Grid, NO_LENGTH};
use tousu_benches::clock::load;
use tousu_benches::python::{self, said};

const ROWS: usize = 10_000_000;
const CATEGORIES: u16 = 40;
const TIERS: u8 = 4;
const THREADS: usize = 2;

/// 2025-01-01, and 24 months.
const FIRST_DAY: i32 = 20_089;
const DAYS: u64 = 730;

struct Rows {
    days: Vec<i32>,
    categories: Vec<u16>,
    tiers: Vec<u8>,
    outcomes: Vec<u8>,
    seconds: Vec<u32>,
}

impl Rows {
    fn new() -> Self {
        let mut state = 1_u64;
        let mut below = |count: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % count
        };
        let mut rows = Self { days: vec![], categories: vec![], tiers: vec![], outcomes: vec![], seconds: vec![] };
        for _ in 0..ROWS {
            rows.days.push(FIRST_DAY + below(DAYS) as i32);
            rows.categories.push(below(CATEGORIES.into()) as u16);
            rows.tiers.push(below(TIERS.into()) as u8);
            rows.outcomes.push([0, 0, 0, 0, 0, 1, 1, 2, 3, 4][below(10) as usize]);
            rows.seconds.push(if below(10) == 0 { NO_LENGTH } else { below(2_000_000) as u32 });
        }
        rows
    }

    fn columns(&self, timed: bool) -> Columns<'_> {
        Columns {
            received_on: &self.days,
            category: &self.categories,
            categories: CATEGORIES,
            tier: &self.tiers,
            tiers: TIERS,
            outcome: &self.outcomes,
            seconds: if timed { &self.seconds } else { &[] },
        }
    }
}

/// The fastest of several passes, by the wall clock: both sides use two threads.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn fastest(run: impl Fn() -> Grid) -> (f64, Grid) {
    let mut best = f64::MAX;
    let mut grid = run();
    for _ in 0..5 {
        let start = Instant::now();
        grid = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (best * 1000.0, grid)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package stands in no repository")?;
    let rows = Rows::new();
    let count = |timed: bool| fastest(|| rows.columns(timed).count(THREADS).expect("columns that can be counted"));
    let before = peak();
    let (counted, grid) = count(false);
    let (with_medians, timed) = count(true);
    let more = before.zip(peak()).map(|(before, after)| after.saturating_sub(before));
    let volume: u64 = timed.cells().map(|(.., cell)| cell.volume).sum();
    assert_eq!(volume, ROWS as u64, "every row is in one cell");
    assert_eq!(grid.cells().count(), timed.cells().count());

    let folder = root.join("target/columns");
    write(&folder, &rows, &timed)?;
    drop(rows);
    let interpreter = python::environment(root, "venv-columns", "benches/columns/requirements.txt", &[])?;
    let peers = said(Command::new(interpreter).arg(root.join("benches/columns/peers.py")).arg(&folder))?;
    let mut out = String::from("ten million rows, 24 months x 40 categories x 4 tiers, two threads, wall clock\n");
    let versions = peers.lines().filter_map(|line| line.strip_prefix("version\t"));
    writeln!(out, "peers: {}; load: {}", versions.collect::<Vec<_>>().join(", "), load())?;
    let mut kept = true;
    for (name, title, ours, target) in [
        ("count", "count and timely rate", counted, 4.0),
        ("median", "the same with the exact median", with_medians, 3.0),
    ] {
        writeln!(out, "{title:40} {ours:8.1} ms")?;
        let mut least = f64::MAX;
        for line in peers.lines() {
            let mut parts = line.split('\t');
            if parts.next() != Some(name) {
                continue;
            }
            let (peer, time) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().parse::<f64>()?);
            least = least.min(time / ours);
            writeln!(out, "  {peer:38} {time:8.1} ms   {:.1} times ours", time / ours)?;
        }
        kept &= least >= target;
        let judged = if least >= target { "met" } else { "MISSED" };
        writeln!(out, "  target: {target} times the faster peer    {judged}")?;
    }
    if let Some(more) = more {
        let columns = ROWS * 12;
        writeln!(out, "memory besides the columns ({} MB): {} MB at the most", columns >> 20, more >> 10)?;
    }
    for line in peers.lines().filter_map(|line| line.strip_prefix("memory\t")) {
        writeln!(out, "  {}", line.replace('\t', ": at the most "))?;
    }
    print!("{out}");
    if std::env::args().any(|argument| argument == "--record") {
        let command = "$ cargo run --release -p tousu-benches --bin columns -- --record";
        fs::write(root.join("benches/record/columns.txt"), format!("{command}\n{out}"))?;
    }
    if kept { Ok(()) } else { Err("a target is missed".into()) }
}

/// The most memory that this process had, in kB, where the system tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn write(folder: &Path, rows: &Rows, grid: &Grid) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let bytes = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes);
    bytes("day.i4", rows.days.iter().flat_map(|day| day.to_le_bytes()).collect())?;
    bytes("category.u2", rows.categories.iter().flat_map(|category| category.to_le_bytes()).collect())?;
    bytes("tier.u1", rows.tiers.clone())?;
    bytes("outcome.u1", rows.outcomes.clone())?;
    bytes("seconds.u4", rows.seconds.iter().flat_map(|seconds| seconds.to_le_bytes()).collect())?;
    let mut answer = String::new();
    for (month, category, tier, cell) in grid.cells() {
        let median = cell.median.map_or(-1, i64::from);
        let (met, due) = (cell.timely.numerator, cell.timely.denominator);
        answer += &format!("{month}\t{category}\t{tier}\t{}\t{met}\t{due}\t{median}\n", cell.volume);
    }
    fs::write(folder.join("answer.tsv"), answer)
}
