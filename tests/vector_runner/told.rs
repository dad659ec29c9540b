//! Decisions in one line each, and the digest of that line: what an upgrade must not change unsaid.
//!
//! Told is what decides: category, tier, status, who takes it, what is owed and until when. Labels, quotes, confidence and
//! digests are not.

use tousu::document::Cursor;
use tousu::id::Digest;
use tousu::time::{Instant, Moment};
use tousu::{Engine, Result};

use crate::decisions::{Decision, decide};

/// So many characters of a digest are kept.
const KEPT: usize = 24;

/// Prints `file/case digest decision` for every case of a file.
pub(crate) fn print(file: &str, root: &Cursor<'_>, cases: &Cursor<'_>) -> Result<()> {
    let name = std::path::Path::new(file).file_name().unwrap_or_default().to_string_lossy();
    for case in cases.items()? {
        let told = match decide(root, &case) {
            Ok(decision) => tell(&decision),
            Err(error) => format!("error {}", error.slug()),
        };
        let digest = Digest::of(told.as_bytes()).to_string();
        let id = case.require("id", "the case's id")?.text()?.replace(' ', "_");
        println!("{name}/{id} {} {told}", digest.get(..KEPT).unwrap_or_default());
    }
    Ok(())
}

fn tell(decision: &Decision) -> String {
    let Decision { engine, case, status, .. } = decision;
    let (policy, intake) = (engine.policy(), case.intake());
    let category = intake.classification.category.map_or("-", |id| policy.lexicon.category_name(id));
    let tier = status.tiering.tier.map_or("-", |id| policy.tier_name(id));
    let set_by = status.tiering.set_by.slug();
    let mut out = format!("{category}; {tier} {set_by}; {} {}", status.standing.slug(), status.cycle);
    for change in status.tier_history.iter().skip(1) {
        let name = change.tier.map_or("-", |id| policy.tier_name(id));
        out.push_str(&format!("; {name} from {}", instant(engine, change.from)));
    }
    for routing in engine.routes(intake) {
        out.push_str(&format!("; to {}", routing.to.map_or("-", |role| policy.role_name(role))));
    }
    for clock in &status.clocks {
        let id = policy.obligations.get(clock.obligation.index()).map_or("-", |obligation| obligation.id.as_str());
        let ended = match clock.ended {
            Some(Moment::At { instant, .. }) => engine.calendar().format(instant),
            Some(Moment::On(date)) => date.to_string(),
            None => "-".to_owned(),
        };
        let (round, state) = (clock.round, clock.state.slug());
        out.push_str(&format!("; {id} {}.{round} {state} by {} at {ended}", clock.cycle, instant(engine, clock.due)));
    }
    out
}

fn instant(engine: &Engine, at: Option<Instant>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| engine.calendar().format(at))
}
