//! When a person should look at what the text suggests.

use super::Engine;
use crate::case::Intake;
use crate::complaint::{Complainants, Facts, Modality, SetBy};
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
    /// The tier would be heavier if words counted that were read as past, quoted or asked, or if the danger that the
    /// text hints at were one.
    NearHeavierTier,
    /// The tier would be heavier if everybody whom the text names complained together.
    DebatableCount,
}

impl Review {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ExtremeSignal => "extreme-signal",
            Self::Unsure => "unsure",
            Self::NearHeavierTier => "near-heavier-tier",
            Self::DebatableCount => "debatable-count",
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
    if tiering.set_by == SetBy::Computed {
        let mut meant = facts.signals;
        doubtful(engine, facts).for_each(|signal| meant.insert(signal));
        // Facts are copied only where the copy would differ.
        if meant != facts.signals && heavier(engine, intake, &Facts { signals: meant, ..facts.clone() }, tiering, as_of)
        {
            out.push(Review::NearHeavierTier);
        }
        let joined = Complainants {
            people: facts.complainants.people.max(facts.affected.people),
            households: facts.complainants.households.max(facts.affected.households),
        };
        if joined != facts.complainants
            && heavier(engine, intake, &Facts { complainants: joined, ..facts.clone() }, tiering, as_of)
        {
            out.push(Review::DebatableCount);
        }
    }
    out
}

/// Words that hint at a danger, and the danger.
const HINT: [&str; 2] = ["risk-hint", "safety-risk"];

/// Signals that may be meant: found past, quoted or asked, and the danger that is hinted at.
fn doubtful(engine: &Engine, facts: &Facts) -> impl Iterator<Item = SignalId> {
    let is_doubtful = |modality| matches!(modality, Modality::Past | Modality::Quoted | Modality::Inquired);
    let found =
        facts.findings.iter().filter(move |finding| is_doubtful(finding.modality)).map(|finding| finding.signal);
    let [hint, danger] = HINT.map(|id| engine.policy.lexicon.signal(id));
    let hinted = danger.filter(|_| hint.is_some_and(|hint| facts.signals.contains(hint)));
    found.chain(hinted)
}

/// Whether other facts give a heavier tier.
fn heavier(engine: &Engine, intake: &Intake, facts: &Facts, tiering: &Tiering, as_of: Instant) -> bool {
    let circumstances = Circumstances {
        facts,
        category: intake.classification.category,
        received_at: None,
        settled_at: None,
        happened: &[],
        person: None,
    };
    let other = tier::rule(&engine.policy, &engine.calendar, &circumstances, Some(as_of)).tier;
    // Tier 0 is the heaviest; no tier is the lightest.
    other.map_or(u32::MAX, |tier| u32::from(tier.0)) < tiering.tier.map_or(u32::MAX, |tier| u32::from(tier.0))
}
