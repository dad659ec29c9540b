//! The rows of the table.

use std::fmt::Write as _;

use tousu_benches::manifest::{Manifest, Measured, Target};

/// One measured operation of ours.
struct Row {
    key: &'static str,
    name: String,
    nanoseconds: f64,
    /// Bytes of UTF-8 that one operation reads.
    bytes: Option<f64>,
    targets: Vec<Target>,
    others: Vec<Other>,
}

/// The same operation elsewhere.
struct Other {
    name: String,
    nanoseconds: f64,
}

/// What a floor's name begins with: it is no peer.
const FLOOR: &str = "the floor: ";

/// What was measured, what is expected of it, and what was left out.
pub(crate) struct Table {
    manifest: Manifest,
    notes: Vec<String>,
    rows: Vec<Row>,
    skipped: Vec<String>,
    /// Rows whose target speaks of another input than the one that is there.
    unjudged: &'static [&'static str],
    /// What the names of rows begin with that this run leaves out.
    left_out: &'static [&'static str],
    /// What the names of rows begin with that this run has; empty = all the others.
    only: &'static [&'static str],
}

impl Table {
    pub(crate) fn new() -> Self {
        let manifest = Manifest::chapter("The table");
        Self {
            manifest,
            notes: Vec::new(),
            rows: Vec::new(),
            skipped: Vec::new(),
            unjudged: &[],
            left_out: &[],
            only: &[],
        }
    }

    /// Expects no row whose name begins so.
    pub(crate) fn judge_part(&mut self, without: &'static [&'static str]) {
        self.left_out = without;
    }

    /// Expects only rows whose name begins so.
    pub(crate) fn judge_only(&mut self, these: &'static [&'static str]) {
        self.only = these;
    }

    /// Shows these rows without a verdict.
    pub(crate) fn judge_all_but(&mut self, keys: &'static [&'static str]) {
        self.unjudged = keys;
    }

    /// A line above the table.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// What one operation of ours takes.
    pub(crate) fn time(&mut self, key: &'static str, name: impl Into<String>, nanoseconds: f64) {
        self.row(key, name.into(), nanoseconds, None);
    }

    /// The same for one that reads so many bytes.
    pub(crate) fn throughput(&mut self, key: &'static str, name: impl Into<String>, bytes: f64, nanoseconds: f64) {
        self.row(key, name.into(), nanoseconds, Some(bytes));
    }

    fn row(&mut self, key: &'static str, name: String, nanoseconds: f64, bytes: Option<f64>) {
        let targets = self.manifest.take(key);
        self.rows.push(Row { key, name, nanoseconds, bytes, targets, others: Vec::new() });
    }

    /// The least that an answer like that of a row could take.
    pub(crate) fn floor(&mut self, key: &str, name: &str, nanoseconds: f64) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.key == key) {
            row.others.push(Other { name: format!("{FLOOR}{name}"), nanoseconds });
        }
    }

    /// What a program said of others, a line each: a row, a name and nanoseconds with tabs between them; `note` and
    /// `skip` in place of the row for what is no time.
    pub(crate) fn read(&mut self, program: &str, said: &str) -> Result<(), String> {
        for line in said.lines() {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["note", note] => self.note((*note).to_owned()),
                ["skip", what, why] => self.skip(what, (*why).to_owned()),
                [key, name, cost] => {
                    let row = self.rows.iter_mut().find(|row| row.key == *key);
                    let row = row.ok_or_else(|| format!("{program} speaks of no row of ours: {line}"))?;
                    let nanoseconds = cost.parse().map_err(|_| format!("{program} said: {line}"))?;
                    row.others.push(Other { name: (*name).to_owned(), nanoseconds });
                }
                _ => return Err(format!("{program} said: {line}")),
            }
        }
        Ok(())
    }

    /// Names what this machine cannot measure.
    pub(crate) fn skip(&mut self, what: &str, why: String) {
        let why = why.trim().lines().last().unwrap_or_default().to_owned();
        self.skipped.push(format!("skipped: {what}: {why}"));
    }

    /// The table as text; an error when the manifest lists a row that is not there.
    pub(crate) fn finish(self) -> Result<String, String> {
        let mut missing = self.manifest.missing();
        missing.retain(|name| !self.left_out.iter().any(|begin| name.starts_with(begin)));
        missing.retain(|name| self.only.is_empty() || self.only.iter().any(|begin| name.starts_with(begin)));
        if !missing.is_empty() {
            return Err(format!("benches/README.md lists what does not run: {}", missing.join(", ")));
        }
        let mut out = String::new();
        let mut line = |text: String| {
            let _ = writeln!(out, "{}", text.trim_end());
        };
        self.notes.into_iter().for_each(&mut line);
        let times_of: Vec<_> = self.rows.iter().map(|row| (row.key, row.nanoseconds)).collect();
        for row in &self.rows {
            let rate = row.bytes.map(|bytes| format!(" ({:.1} MB/s)", bytes * 1e3 / row.nanoseconds));
            let shown = format!("{}{}", duration(row.nanoseconds), rate.unwrap_or_default());
            let fastest = |floors: bool| {
                let others = row.others.iter().filter(|other| other.name.starts_with(FLOOR) == floors);
                others.map(|other| other.nanoseconds).reduce(f64::min)
            };
            let measured = Measured {
                nanoseconds: row.nanoseconds,
                bytes: row.bytes,
                peer: fastest(false),
                floor: fastest(true),
                rows: &times_of,
            };
            let targets = row.targets.iter().map(|target| {
                let verdict = match target.is_met(&measured) {
                    _ if self.unjudged.contains(&row.key) => "of another input",
                    Some(true) => "met",
                    Some(false) => "MISSED",
                    None => "not compared",
                };
                format!("target {target}: {verdict}")
            });
            let targets: Vec<String> = targets.collect();
            line(format!("{:64} {shown:24} {}", row.name, targets.join(", ")));
            for other in &row.others {
                let shown = duration(other.nanoseconds);
                line(format!("  {:62} {shown:24} {}", other.name, times(other.nanoseconds / row.nanoseconds)));
            }
        }
        self.skipped.into_iter().for_each(&mut line);
        Ok(out)
    }
}

/// `1.04 times ours`, `83 times ours`.
fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2} times ours") } else { format!("{ratio:.0} times ours") }
}

/// `12.3 ns`, `4.56 µs`, `1.23 ms`.
fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_stand_below_their_row_and_verdicts_beside_it() {
        let mut table = Table::new();
        table.throughput("assess", "assess", 1_000.0, 20_000.0);
        assert_eq!(table.read("peers", "assess\tpeer\t50000\nskip\tother\tno network\nnote\tseen\n"), Ok(()));
        assert!(table.read("peers", "nobody\tpeer\t1").is_err());
        assert!(table.read("peers", "assess\tpeer\tslow").is_err());
        for key in table.manifest.missing() {
            table.time(key, key, 10.0);
        }
        let text = table.finish().unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.first(), Some(&"seen"));
        assert!(lines.iter().any(|line| line.contains("20.00 µs (50.0 MB/s)") && line.ends_with("≥ 100 MB/s: MISSED")));
        assert!(lines.iter().any(|line| line.contains("  peer") && line.ends_with("2.50 times ours")));
        assert!(lines.iter().any(|line| line.starts_with("30 minutes") && line.ends_with("≤ 40 ns: met")));
        assert_eq!(lines.last(), Some(&"skipped: other: no network"));
    }

    #[test]
    fn a_target_of_another_input_is_not_judged() {
        let mut table = Table::new();
        table.judge_all_but(&["demo"]);
        for key in table.manifest.missing() {
            table.time(key, key, 10.0);
        }
        let text = table.finish().unwrap_or_default();
        assert!(text.lines().any(|line| line.starts_with("demo") && line.ends_with("≤ 1 s: of another input")));
        assert!(text.lines().any(|line| line.starts_with("policy ") && line.ends_with("≤ 1 ms: met")));
    }

    #[test]
    fn a_row_that_is_missing_is_named() {
        assert!(Table::new().finish().is_err_and(|error| error.contains("assess, read, ")));
    }
}
