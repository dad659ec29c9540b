//! The gate of an upgrade: a decision of the vectors may change only with a new starred entry in the changelog.
//!
//! `tests/vectors/decisions.txt` holds the digest of every decision, and those of the starred entries at that time.
//! `TOUSU_BLESS=1 cargo ci upgrade` writes it anew, and refuses to while what changed has no new star.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::{Context, Outcome, said};
use crate::rust;

/// Where the digests are kept.
const RECORD: &str = "tests/vectors/decisions.txt";

const HEAD: &str = "\
# Digests of what the vectors decide, and of the starred entries of CHANGELOG.md when that was so.
# Written by `TOUSU_BLESS=1 cargo ci upgrade`; a decision that changes needs a new starred entry.
";

/// Changed cases beyond these are only counted.
const SHOWN: usize = 12;

/// What is recorded: decisions by case, and starred entries.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Record {
    decisions: BTreeMap<String, String>,
    stars: BTreeSet<String>,
}

impl Record {
    fn read(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(' ') {
                Some(("★", digest)) => drop(record.stars.insert(digest.to_owned())),
                Some((case, digest)) => drop(record.decisions.insert(case.to_owned(), digest.to_owned())),
                None => {}
            }
        }
        record
    }

    fn write(&self) -> String {
        let stars = self.stars.iter().map(|digest| format!("★ {digest}\n"));
        let decisions = self.decisions.iter().map(|(case, digest)| format!("{case} {digest}\n"));
        std::iter::once(HEAD.to_owned()).chain(stars).chain(decisions).collect()
    }
}

/// What stands between a record and what is so now.
#[derive(PartialEq, Eq, Debug)]
struct Difference {
    changed: Vec<String>,
    unrecorded: usize,
    gone: usize,
    new_star: bool,
}

fn difference(old: &Record, new: &Record) -> Difference {
    let changed =
        new.decisions.iter().filter(|(case, digest)| old.decisions.get(*case).is_some_and(|old| old != *digest));
    let missing = |these: &Record, there: &Record| {
        these.decisions.keys().filter(|case| !there.decisions.contains_key(*case)).count()
    };
    Difference {
        changed: changed.map(|(case, _)| case.clone()).collect(),
        unrecorded: missing(new, old),
        gone: missing(old, new),
        new_star: !new.stars.is_subset(&old.stars),
    }
}

/// The starred entries of a changelog: each item whole, its lines joined, by a checksum of its words.
fn stars(changelog: &str) -> BTreeSet<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in changelog.lines() {
        if line.starts_with("- ") || line.starts_with('#') || line.trim().is_empty() {
            entries.push(line.to_owned());
        } else if let Some(last) = entries.last_mut() {
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    entries.iter().filter(|entry| entry.starts_with("- ★")).map(|entry| checksum(entry)).collect()
}

/// FNV-1a: entries have to be told apart, not protected.
fn checksum(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

pub(crate) fn run(context: &Context) -> Outcome {
    match gate(context) {
        Ok(note) => Outcome::Passed(note),
        Err(output) => Outcome::Failed(output),
    }
}

#[expect(clippy::disallowed_methods, reason = "whether to write is asked by the environment")]
fn gate(context: &Context) -> Result<String, String> {
    context.build()?;
    let files = rust::decisions(context).into_iter().chain(rust::rule_books(context));
    let told = said(context.command(context.program("vectors")).arg("--tell").args(files))?;
    let read =
        |name: &str| std::fs::read_to_string(context.root.join(name)).map_err(|error| format!("{name}: {error}"));
    let mut now = Record { stars: stars(&read("CHANGELOG.md")?), ..Record::default() };
    let mut words = BTreeMap::new();
    for line in told.lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(case), Some(digest), Some(decision)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("`vectors --tell` says: {line}"));
        };
        if now.decisions.insert(case.to_owned(), digest.to_owned()).is_some() {
            return Err(format!("two cases are called {case}"));
        }
        words.insert(case.to_owned(), decision.to_owned());
    }
    let bless = std::env::var("TOUSU_BLESS").is_ok_and(|value| value == "1");
    let old =
        if bless && !context.root.join(RECORD).exists() { Record::default() } else { Record::read(&read(RECORD)?) };
    let found = difference(&old, &now);
    let count = now.decisions.len();
    if found.changed.is_empty() && found.unrecorded + found.gone == 0 {
        return Ok(format!("{count} decisions as recorded"));
    }
    let mut report: String =
        found.changed.iter().take(SHOWN).map(|case| format!("{case} is now\n  {}\n", words[case])).collect();
    if found.changed.len() > SHOWN {
        report.push_str(&format!("… and {} more\n", found.changed.len() - SHOWN));
    }
    if !found.changed.is_empty() && !found.new_star {
        let changed = found.changed.len();
        return Err(format!("{report}{changed} decisions changed: say so in CHANGELOG.md, with a star (★)"));
    }
    if bless {
        std::fs::write(context.root.join(RECORD), now.write()).map_err(|error| format!("{RECORD}: {error}"))?;
        return Ok(format!("{count} decisions recorded, {} of them changed", found.changed.len()));
    }
    let Difference { changed, unrecorded, gone, .. } = found;
    let changed = changed.len();
    Err(format!(
        "{report}{changed} changed, {unrecorded} new, {gone} gone: record them with TOUSU_BLESS=1 cargo ci upgrade"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(decisions: &[(&str, &str)], stars: &[&str]) -> Record {
        let pair = |(case, digest): &(&str, &str)| ((*case).to_owned(), (*digest).to_owned());
        Record {
            decisions: decisions.iter().map(pair).collect(),
            stars: stars.iter().map(|star| (*star).to_owned()).collect(),
        }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let whole = record(&[("a.toml/x", "1"), ("a.toml/y", "2")], &["s"]);
        assert_eq!(Record::read(&whole.write()), whole);
    }

    #[test]
    fn what_changed_is_told_from_what_is_new() {
        let old = record(&[("x", "1"), ("y", "2"), ("z", "3")], &["s"]);
        let new = record(&[("x", "1"), ("y", "9"), ("w", "4")], &["s"]);
        let found = difference(&old, &new);
        assert_eq!(found, Difference { changed: vec!["y".to_owned()], unrecorded: 1, gone: 1, new_star: false });
        let starred = record(&[("x", "1"), ("y", "9"), ("w", "4")], &["s", "t"]);
        assert!(difference(&old, &starred).new_star);
        // A star that was taken away says nothing new.
        assert!(!difference(&starred, &new).new_star);
    }

    #[test]
    fn an_entry_is_starred_as_a_whole() {
        let one = stars("# Log\n\n- plain\n- ★ First\n  goes on.\n- ★ Second\n");
        assert_eq!(one.len(), 2);
        assert_eq!(one, stars("- ★ Second\n- ★ First goes on.\n\n## Old\n"));
        assert_ne!(one, stars("- ★ Second\n- ★ First goes elsewhere.\n"));
    }
}
