//! The figures, in the agreed order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tousu::policy::Lexicon;

use super::Reading;
use super::gold::Row;

/// A share; 0 of 0 is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn f1(found: usize, wrong: usize, missed: usize) -> f64 {
    share(2 * found, 2 * found + wrong + missed)
}

/// Counts of one signal or class.
#[derive(Default, Clone, Copy)]
struct Counts {
    found: usize,
    wrong: usize,
    missed: usize,
}

pub(crate) fn print(prefix: &str, rows: &[&Row], read: &[Reading], lexicon: &Lexicon, policies: &[String]) -> String {
    let mut out = format!("{prefix}rows: {}\n", rows.len());
    let mut line = |name: &str, value: f64| {
        let _ = writeln!(out, "{prefix}{name}: {value:.3}");
    };
    let pairs: Vec<(&Row, &Reading)> = rows.iter().copied().zip(read).collect();
    let labelled: Vec<_> = pairs.iter().filter(|(row, _)| !row.top.is_empty()).copied().collect();
    let right = |(row, read): &(&Row, &Reading)| read.tops.first().is_some_and(|top| row.top.contains(top));
    line("top.accuracy", share(labelled.iter().filter(|pair| right(pair)).count(), labelled.len()));
    line("top.macro_f1", macro_f1(&labelled));
    let second_guess = |(row, read): &&(&Row, &Reading)| read.tops.iter().take(2).any(|top| row.top.contains(top));
    line("top2.accuracy", share(labelled.iter().filter(second_guess).count(), labelled.len()));
    let mut confident = labelled.clone();
    confident.sort_by_key(|(row, read)| (std::cmp::Reverse(read.confidence), row.rid.clone()));
    confident.truncate(labelled.len() * 60 / 100);
    line("top.accuracy_confident", share(confident.iter().filter(|pair| right(pair)).count(), confident.len()));
    let second = labelled.iter().filter(|(row, read)| read.second.as_ref().is_some_and(|id| row.second.contains(id)));
    line("second.accuracy", share(second.count(), labelled.len()));
    signals(&mut line, &pairs, lexicon);
    for (index, policy) in policies.iter().enumerate() {
        let given = |row: &Row| row.tiers.iter().find(|(id, _)| id == policy).map(|(_, tiers)| tiers.clone());
        let rows: Vec<_> = pairs.iter().filter_map(|(row, read)| Some((given(row)?, *read))).collect();
        let hit = |(gold, read): &&(Vec<String>, &Reading)| {
            read.tiers.get(index).is_some_and(|(tier, _)| gold.contains(tier))
        };
        if !rows.is_empty() {
            line(&format!("tier.{policy}.accuracy"), share(rows.iter().filter(hit).count(), rows.len()));
        }
    }
    let scoped: Vec<_> = pairs.iter().filter(|(row, _)| !row.scope.is_empty()).collect();
    let scope_right = |(row, read): &&&(&Row, &Reading)| {
        let inside = read.facts.proposed_in_scope.as_ref().is_none_or(|(inside, _)| *inside);
        row.scope.iter().any(|scope| (scope != "out") == inside)
    };
    if !scoped.is_empty() {
        line("scope.accuracy", share(scoped.iter().filter(scope_right).count(), scoped.len()));
        review(&mut line, &pairs, policies);
        let counted: Vec<_> = pairs.iter().filter(|(row, _)| !row.households.is_empty()).collect();
        let exact = counted.iter().filter(|(row, read)| {
            let facts = &read.facts;
            let found = facts.complainants.households.max(facts.affected.households).map(i64::from);
            found.is_some_and(|found| row.households.contains(&found))
        });
        line("count.households.exact", share(exact.count(), counted.len()));
    }
    traps(&mut line, &pairs, lexicon);
    let unsure = labelled.iter().filter(|(_, read)| read.second.is_none()).count();
    line("unsure.rate", share(unsure, labelled.len()));
    out
}

/// Over the gold classes; of two gold values the predicted one if listed, else the first.
fn macro_f1(rows: &[(&Row, &Reading)]) -> f64 {
    let mut classes: BTreeMap<&str, Counts> = BTreeMap::new();
    for (row, read) in rows {
        let found = read.tops.first().map_or("", String::as_str);
        let gold = row.top.iter().find(|top| *top == found).or(row.top.first()).map_or("", String::as_str);
        if gold == found {
            classes.entry(gold).or_default().found += 1;
        } else {
            classes.entry(gold).or_default().missed += 1;
            classes.entry(found).or_default().wrong += 1;
        }
    }
    let gold: Vec<_> = classes.values().filter(|counts| counts.found + counts.missed > 0).collect();
    gold.iter().map(|counts| f1(counts.found, counts.wrong, counts.missed)).sum::<f64>() / gold.len().max(1) as f64
}

fn signals(line: &mut impl FnMut(&str, f64), pairs: &[(&Row, &Reading)], lexicon: &Lexicon) {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    for (row, read) in pairs {
        let found: BTreeSet<&str> = read.facts.signals.iter().map(|id| lexicon.signal_name(id)).collect();
        for signal in &lexicon.signals {
            let id = signal.id.as_str();
            if row.signals_either.iter().any(|known| known == id) {
                continue;
            }
            let counts = all.entry(id.to_owned()).or_default();
            match (row.signals.iter().any(|known| known == id), found.contains(id)) {
                (true, true) => counts.found += 1,
                (true, false) => counts.missed += 1,
                (false, true) => counts.wrong += 1,
                (false, false) => {}
            }
        }
    }
    // The labels know the twenty signals of the table only.
    for id in ["intellectual-property", "legal-dispute", "safety-risk", "risk-hint"] {
        all.remove(id);
    }
    let sum = |part: fn(&Counts) -> usize| all.values().map(part).sum::<usize>();
    line("signals.micro_f1", f1(sum(|counts| counts.found), sum(|counts| counts.wrong), sum(|counts| counts.missed)));
    for signal in &lexicon.signals {
        let Some(counts) = all.get(&signal.id) else { continue };
        line(&format!("signal.{}.precision", signal.id), share(counts.found, counts.found + counts.wrong));
        line(&format!("signal.{}.recall", signal.id), share(counts.found, counts.found + counts.missed));
        line(&format!("signal.{}.support", signal.id), (counts.found + counts.missed) as f64);
    }
}

/// Of the rows whose residential tier is major or group: how many are given one of the two or sent to a person.
fn review(line: &mut impl FnMut(&str, f64), pairs: &[(&Row, &Reading)], policies: &[String]) {
    let Some(index) = policies.iter().position(|policy| policy == "residential-community") else { return };
    let heavy = |tier: &str| tier == "major" || tier == "group";
    let (mut heavies, mut caught, mut sent) = (0, 0, 0);
    for (row, read) in pairs {
        let Some((tier, review)) = read.tiers.get(index) else { continue };
        sent += usize::from(*review);
        let gold = row.tiers.iter().find(|(policy, _)| policy == "residential-community");
        if gold.is_some_and(|(_, tiers)| tiers.iter().any(|tier| heavy(tier))) {
            heavies += 1;
            caught += usize::from(heavy(tier) || *review);
        }
    }
    line("review.recall", share(caught, heavies));
    line("review.share", share(sent, pairs.len()));
}

/// Rows written as traps: what must stay silent, and what must be found all the same.
fn traps(line: &mut impl FnMut(&str, f64), pairs: &[(&Row, &Reading)], lexicon: &Lexicon) {
    let (mut silent, mut watched, mut found, mut wanted) = (0, 0, 0, 0);
    for (row, read) in pairs {
        let fired = |id: &String| lexicon.signal(id).is_some_and(|id| read.facts.signals.contains(id));
        for id in row.not_signals.iter().flatten() {
            watched += 1;
            silent += usize::from(!fired(id));
        }
        if row.not_signals.as_ref().is_some_and(|ids| !ids.is_empty()) || row.top.is_empty() {
            wanted += row.signals.len();
            found += row.signals.iter().filter(|id| fired(id)).count();
        }
    }
    if watched > 0 {
        line("traps.kept", share(silent, watched));
        line("traps.found", share(found, wanted));
    }
}
