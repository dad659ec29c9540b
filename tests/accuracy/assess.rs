//! The tier of a complaint under a rule book: the one place that knows how tiers come about.
//!
//! The rules stand here in short form until the engine assesses whole complaints.

use tousu::classify::Classification;
use tousu::complaint::Facts;
use tousu::period::Period;
use tousu::policy::Lexicon;

/// The tier (or `invalid`), and whether a person should look.
pub fn assess(policy: &str, facts: &Facts, found: &Classification, lexicon: &Lexicon) -> (String, bool) {
    let has = |id: &str| lexicon.signal(id).is_some_and(|id| facts.signals.contains(id));
    let any = |ids: &[&str]| ids.iter().any(|id| has(id));
    let category = found.category.map_or("", |id| lexicon.category_name(id));
    let heads = facts.complainants.households.max(facts.complainants.people).unwrap_or(0);
    match policy {
        "residential-community" => {
            let major = [
                "injury", "elevator-entrapment", "fire", "fire-hazard", "gas", "structure", "illegal-building",
                "electric-water-safety", "violence-crime", "extreme", "medical-death-harm",
            ];
            let tier = if heads >= 10 || has("petition") {
                "group"
            } else if any(&major) {
                "major"
            } else {
                "general"
            };
            let near = category.starts_with("renovation") || category.starts_with("fire-safety") || found.category.is_none();
            (tier.to_owned(), tier == "general" && (near || found.confidence < 300))
        }
        _ => {
            if facts.proposed_in_scope.as_ref().is_some_and(|(inside, _)| !inside) {
                return ("invalid".to_owned(), false);
            }
            let long = facts.asserted_unresolved.as_ref().is_some_and(|(period, _)| match period {
                Period::Months { months } => *months >= 1,
                Period::CalendarDays { days } => *days >= 30,
                _ => false,
            });
            let broken = has("promise-broken") && has("repeated");
            let tier = if long || broken || any(&["injury", "economic-loss"]) { "major" } else { "important" };
            (tier.to_owned(), false)
        }
    }
}
