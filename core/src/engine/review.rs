//! When a person should look at what the text suggests.

use super::Engine;
use crate::case::Intake;
use crate::complaint::Modality;
use crate::complaint::SetBy;
use crate::id::SignalId;
use crate::tier::{self, Circumstances, Tiering};
use crate::time::Instant;

/// Why a person should look at a decision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Review {
    /// The text speaks of suicide or of killing.
    ExtremeSignal,
    /// The evidence for any category is thin.
    Unsure,
    /// The tier would be heavier if words counted that were read as negated, past, quoted or asked.
    NearHeavierTier,
}

impl Review {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ExtremeSignal => "extreme-signal",
            Self::Unsure => "unsure",
            Self::NearHeavierTier => "near-heavier-tier",
        }
    }
}

/// The signal that always calls for a person.
const EXTREME: &str = "extreme";

pub(super) fn reasons(engine: &Engine, intake: &Intake, tiering: &Tiering, as_of: Instant) -> Vec<Review> {
    let facts = &intake.facts;
    let mut out = Vec::new();
    if engine.policy.lexicon.signal(EXTREME).is_some_and(|signal| facts.signals.contains(signal)) {
        out.push(Review::ExtremeSignal);
    }
    if intake.classification.category.is_none() {
        out.push(Review::Unsure);
    }
    if tiering.set_by == SetBy::Computed && heavier_if_meant(engine, intake, tiering, as_of) {
        out.push(Review::NearHeavierTier);
    }
    out
}

/// Decides again with every doubtful finding taken as meant.
fn heavier_if_meant(engine: &Engine, intake: &Intake, tiering: &Tiering, as_of: Instant) -> bool {
    let doubtful = intake
        .facts
        .findings
        .iter()
        .filter(|finding| matches!(finding.modality, Modality::Past | Modality::Quoted | Modality::Inquired));
    let doubtful: Vec<SignalId> = doubtful.map(|finding| finding.signal).collect();
    if doubtful.iter().all(|signal| intake.facts.signals.contains(*signal)) {
        return false;
    }
    let mut facts = intake.facts.clone();
    doubtful.into_iter().for_each(|signal| facts.signals.insert(signal));
    let circumstances = Circumstances {
        facts: &facts,
        category: intake.classification.category,
        received_at: None,
        settled_at: None,
        happened: &[],
        person: None,
    };
    let meant = tier::decide(&engine.policy, &engine.calendar, &circumstances, Some(as_of)).tier;
    // Tier 0 is the heaviest; no tier is the lightest.
    meant.map_or(u32::MAX, |tier| u32::from(tier.0)) < tiering.tier.map_or(u32::MAX, |tier| u32::from(tier.0))
}
