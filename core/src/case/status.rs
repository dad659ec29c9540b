//! How a case stands at one instant.

use super::{Clock, ClockState, Intake, Read, Rules, Standing, push_unique};
use crate::complaint::Complainants;
use crate::complaint::SetBy;
use crate::error::Error;
use crate::id::{ObligationId, TierId};
use crate::tier::Tiering;
use crate::time::Instant;

/// How a case stands at an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    /// The instant.
    pub as_of: Instant,
    /// By what had been entered at this instant; `None` = by everything.
    pub known_at: Option<Instant>,
    /// As a whole.
    pub standing: Standing,
    /// The cycle, 1 before any reopening.
    pub cycle: u32,
    /// The tier with its reasons.
    pub tiering: Tiering,
    /// Every change of the tier, the first one at the receipt (`None` when that is unknown).
    pub tier_history: Vec<TierChange>,
    /// Heads, co-signers included.
    pub complainants: Complainants,
    /// 有效 as judged or stated.
    pub in_scope: Option<bool>,
    /// 属实 as judged or stated.
    pub substantiated: Option<bool>,
    /// When the current cycle was settled: resolved, closed, withdrawn or refused.
    pub settled_at: Option<Instant>,
    /// What is owed, in the order of the policy, then of cycles.
    pub clocks: Vec<Clock>,
    /// The first due time among the clocks that run.
    pub next_due: Option<NextDue>,
    /// The first instant at which this status changes with no further event.
    pub next_change_at: Option<Instant>,
    /// Clocks whose outcome a missing time of day, or a missing receipt, decides.
    pub undetermined: usize,
    /// Events that were voided.
    pub voided: usize,
    /// Events that count and were entered on a later day than they happened.
    pub late_entries: usize,
    /// Events that had happened and were not entered yet at [`Self::known_at`].
    pub not_yet_known: usize,
    /// What is wrong with the history (lenient replay).
    pub faults: Vec<Error>,
}

/// The obligation that is due next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextDue {
    /// Which.
    pub obligation: ObligationId,
    /// Its last second in time.
    pub due: Instant,
}

/// A change of the tier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TierChange {
    /// From when on; `None` = from the receipt, whose time is not known.
    pub from: Option<Instant>,
    /// The tier.
    pub tier: Option<TierId>,
    /// Who set it.
    pub set_by: SetBy,
}

impl Status {
    /// The clock of an obligation in the latest cycle that has one.
    #[must_use]
    pub fn clock(&self, obligation: ObligationId) -> Option<&Clock> {
        self.clocks.iter().rev().find(|clock| clock.obligation == obligation)
    }

    /// Clocks that run and of which to warn, as the policy asks for it.
    pub fn warnings(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.warns(self.as_of))
    }

    /// Clocks whose due time has passed and that have not ended.
    pub fn overdue(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.state == ClockState::Breached && clock.ended.is_none())
    }
}

/// The status, from both passes over a history; `named` are the faults of names and of repeats.
pub(super) fn of(
    rules: &Rules,
    intake: &Intake,
    read: Read<'_>,
    named: Vec<Error>,
    as_of: Instant,
    known_at: Option<Instant>,
) -> Status {
    let Read { timeline, clocks, faults, voided, not_yet_known } = read;
    let stopped = timeline.pauses.iter().filter(|pause| pause.to.is_none()).any(|pause| {
        let rule = pause.rule.and_then(|rule| rules.policy().pauses.get(rule));
        rule.is_none_or(|rule| rule.enabled)
    });
    let standing = match timeline.standing {
        Standing::Open if stopped => Standing::Paused,
        standing => standing,
    };
    let mut tier_history: Vec<TierChange> = Vec::with_capacity(timeline.regimes.len());
    for regime in &timeline.regimes {
        let change = TierChange {
            from: intake.received_at.map(|_| regime.from).or((regime.from > Instant::MIN).then_some(regime.from)),
            tier: regime.ruling.tier,
            set_by: regime.ruling.set_by,
        };
        let same = |last: &TierChange| (last.tier, last.set_by) == (change.tier, change.set_by);
        if !tier_history.last().is_some_and(same) {
            tier_history.push(change);
        }
    }
    let running = clocks.iter().filter(|clock| clock.state == ClockState::Running);
    let next_due = running
        .filter_map(|clock| Some(NextDue { obligation: clock.obligation, due: clock.due? }))
        .min_by_key(|next| next.due);
    let changes = clocks.iter().filter_map(|clock| clock.changes_at);
    let next_change_at = changes.chain(timeline.tiering.changes_at).chain(timeline.owed_changes_at).min();
    let mut unique = Vec::new();
    named.into_iter().chain(faults).chain(timeline.faults).for_each(|fault| push_unique(&mut unique, fault));
    let late = timeline.applied.iter().filter(|entry| entry.entered_late);
    Status {
        late_entries: late.count(),
        undetermined: clocks.iter().filter(|clock| clock.state == ClockState::Undetermined).count(),
        not_yet_known,
        as_of,
        known_at,
        standing,
        cycle: u32::try_from(timeline.cycles.len()).unwrap_or(u32::MAX),
        tiering: timeline.tiering,
        tier_history,
        complainants: timeline.facts.complainants,
        in_scope: timeline.facts.in_scope,
        substantiated: timeline.facts.substantiated,
        settled_at: timeline.settled_at,
        clocks,
        next_due,
        next_change_at,
        voided,
        faults: unique,
    }
}
