//! The rows that are read wrongly, one a line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tousu::policy::Lexicon;

use super::Reading;
use super::gold::Row;

/// What is wrong with each row: `miss: rid what gold <> found`. No word of a text is printed.
pub(crate) fn print(prefix: &str, rows: &[&Row], read: &[Reading], lexicon: &Lexicon, policies: &[String]) -> String {
    let mut out = String::new();
    let mut line = |row: &Row, what: &str, gold: &[String], found: &str| {
        let _ = writeln!(out, "{prefix}miss: {} {what} {} <> {found}", row.rid, gold.join("|"));
    };
    for (row, read) in rows.iter().copied().zip(read) {
        let top = read.tops.first().map_or("unsure", String::as_str);
        if !row.top.is_empty() && !row.top.iter().any(|gold| gold == top) {
            let ranked: Vec<_> = read.tops.iter().take(3).map(String::as_str).collect();
            line(row, "top", &row.top, &format!("{} {}", ranked.join(" "), read.confidence));
        }
        let fired: BTreeSet<&str> = read.facts.signals.iter().map(|id| lexicon.signal_name(id)).collect();
        for id in row.signals.iter().filter(|id| !fired.contains(id.as_str())) {
            line(row, "missed", std::slice::from_ref(id), "");
        }
        let allowed = |id: &str| row.signals.iter().chain(&row.signals_either).any(|known| known == id);
        let labelled = |id: &str| !["intellectual-property", "legal-dispute", "safety-risk", "risk-hint"].contains(&id);
        for id in fired.iter().filter(|id| labelled(id) && !allowed(id)) {
            line(row, "fired", &[], id);
        }
        for (policy, (tier, _)) in policies.iter().zip(&read.tiers) {
            if let Some((_, gold)) = row.tiers.iter().find(|(known, _)| known == policy)
                && !gold.contains(tier)
            {
                line(row, policy, gold, tier);
            }
        }
        let inside = read.facts.proposed_in_scope.as_ref().is_none_or(|(inside, _)| *inside);
        if !row.scope.is_empty() && !row.scope.iter().any(|scope| (scope != "out") == inside) {
            line(row, "scope", &row.scope, if inside { "in" } else { "out" });
        }
    }
    out
}
