//! The first decision on a complaint.

use std::sync::Arc;

use super::{Engine, Review, review};
use crate::case::{Case, Clock, Intake, Mode, NextDue};
use crate::error::Result;
use crate::tier::Tiering;
use crate::time::Instant;

/// What a complaint is, how severe, and what is owed from its receipt on: the status of a case without events.
#[derive(Clone, Debug)]
pub struct Assessment {
    engine: Engine,
    /// Facts and category.
    pub intake: Arc<Intake>,
    /// The tier with its reasons.
    pub tiering: Tiering,
    /// What is owed; clocks that start later are pending.
    pub obligations: Vec<Clock>,
    /// The first due time.
    pub next_due: Option<NextDue>,
    /// Why a person should look at it; empty when nothing calls for one.
    pub review: Vec<Review>,
}

impl Assessment {
    pub(super) fn of(engine: &Engine, intake: Arc<Intake>) -> Result<Self> {
        let as_of = match intake.received_at {
            Some(crate::time::Moment::At { instant, .. }) => instant,
            Some(crate::time::Moment::On(date)) => engine.calendar.end_of_day(date)?,
            None => Instant::MIN,
        };
        let rules = Arc::clone(&engine.rules);
        let status = Case::new(rules, Arc::clone(&intake), Mode::Strict)?.status(as_of)?;
        let review = review::reasons(engine, &intake, &status.tiering, as_of);
        Ok(Self {
            engine: engine.clone(),
            intake,
            tiering: status.tiering,
            obligations: status.clocks,
            next_due: status.next_due,
            review,
        })
    }

    /// The engine that decided.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The id of the category; `None` = unsure.
    #[must_use]
    pub fn category_name(&self) -> Option<&str> {
        self.intake.classification.category.map(|id| self.engine.policy.lexicon.category_name(id))
    }

    /// The id of the tier; `None` when the policy gives none.
    #[must_use]
    pub fn tier_name(&self) -> Option<&str> {
        self.tiering.tier.map(|id| self.engine.policy.tier_name(id))
    }
}
