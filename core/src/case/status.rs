//! How a case stands at one instant.

use std::borrow::Cow;
use std::sync::Arc;

use super::history::Entry;
use super::{Before, Clock, ClockState, Intake, Read, Rules, Standing, View, unique};
use crate::complaint::Complainants;
use crate::complaint::SetBy;
use crate::error::Error;
use crate::id::{ObligationId, TierId};
use crate::policy::EventKind;
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
    /// The case that this one was merged into.
    pub merged_into: Option<String>,
    /// What is owed, in the order of the policy, then of cycles.
    pub clocks: Vec<Clock>,
    /// The first due time among the clocks that run.
    pub next_due: Option<NextDue>,
    /// The first instant at which this status changes with no further event.
    pub next_change_at: Option<Instant>,
    /// When time alone changes what is owed while the tier stays.
    owed_changes_at: Option<Instant>,
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
    /// How it stood under the policy that it left, when it was moved.
    pub earlier: Option<Box<Earlier>>,
}

/// How a case stood under the policy that it left.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The policy and its calendar.
    pub rules: Arc<Rules>,
    /// When the case left it.
    pub moved_at: Instant,
    /// How it stood then; what still ran is owed no more. Ids are those of the earlier policy.
    pub status: Status,
}

impl PartialEq for Earlier {
    fn eq(&self, other: &Self) -> bool {
        (self.moved_at, &self.status, self.rules.policy().digest)
            == (other.moved_at, &other.status, other.rules.policy().digest)
    }
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

    /// Lays the decisions of the policy that the case left under those of the new one: what was decided stays.
    pub(super) fn move_from(&mut self, rules: &Rules, mut earlier: Status, before: &Before) {
        let old = before.case.rules();
        let name = |rules: &Rules, id: ObligationId| {
            rules.policy().obligations.get(id.index()).map(|obligation| obligation.id.clone())
        };
        let decided: Vec<_> = earlier
            .clocks
            .iter()
            .filter(|clock| matches!(clock.state, ClockState::Met | ClockState::Breached))
            .map(|clock| (name(old, clock.obligation), clock.cycle, clock.round, clock.owed_by.clone()))
            .collect();
        self.clocks.retain(|clock| {
            let key = (name(rules, clock.obligation), clock.cycle, clock.round, clock.owed_by.clone());
            !decided.contains(&key)
        });
        for clock in &mut earlier.clocks {
            if !matches!(clock.state, ClockState::Met | ClockState::Breached | ClockState::Undetermined) {
                (clock.state, clock.changes_at, clock.warn_at) = (ClockState::Waived, None, None);
            }
        }
        (earlier.next_due, earlier.next_change_at) = (None, None);
        let faults = std::mem::take(&mut self.faults).into_iter();
        self.faults = unique(faults.chain(std::mem::take(&mut earlier.faults)));
        self.summarize();
        let (rules, moved_at) = (Arc::clone(old), before.moved_at);
        self.earlier = Some(Box::new(Earlier { rules, moved_at, status: earlier }));
    }

    /// What follows from the clocks.
    fn summarize(&mut self) {
        let running = self.clocks.iter().filter(|clock| clock.state == ClockState::Running);
        self.next_due = running
            .filter_map(|clock| Some(NextDue { obligation: clock.obligation, due: clock.due? }))
            .min_by_key(|next| next.due);
        // A missing instant comes last and has a value, so that no comparison reads behind a `None`: the answer would be
        // the same, but memory checkers of hosts report it.
        let changes = self.clocks.iter().map(|clock| clock.changes_at);
        let changes = changes.chain([self.tiering.changes_at, self.owed_changes_at]);
        let first = changes.map(|at| (at.is_none(), at.unwrap_or(Instant::MAX))).min();
        self.next_change_at = first.and_then(|(missing, at)| (!missing).then_some(at));
        self.undetermined = self.clocks.iter().filter(|clock| clock.state == ClockState::Undetermined).count();
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
/// With the events that count for it.
pub(super) fn of<'a>(
    rules: &Rules,
    intake: &Intake,
    read: Read<'a>,
    named: Vec<Error>,
    view: View,
) -> (Status, Cow<'a, [Entry]>) {
    let View { as_of, known_at, .. } = view;
    let Read { course, tiering, owed_changes_at, clocks, faults } = read;
    let (state, facts) = (course.state(), course.facts());
    let stopped = state.pauses.iter().filter(|pause| pause.to.is_none()).any(|pause| {
        let rule = pause.rule.and_then(|rule| rules.policy().pauses.get(rule));
        rule.is_none_or(|rule| rule.enabled)
    });
    let standing = match state.standing {
        Standing::Open if stopped => Standing::Paused,
        standing => standing,
    };
    let mut tier_history: Vec<TierChange> = Vec::with_capacity(state.regimes.len());
    for regime in state.regimes.iter() {
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
    let mut merged = course.applied.iter().rev().filter(|entry| entry.builtin == Some(EventKind::Merged));
    let some = state.cycles.iter().any(|cycle| cycle.kinds.may_contain(EventKind::Merged.id()));
    let merged_into = some.then(|| merged.next()).flatten().and_then(|entry| course.event(entry)?.into.clone());
    let faults = match (&*named, &*faults, &*course.faults) {
        ([], [], []) => Vec::new(),
        _ => unique(named.into_iter().chain(faults).chain(course.faults.iter().cloned())),
    };
    let late = course.applied.iter().filter(|entry| entry.entered_late);
    let mut status = Status {
        merged_into,
        late_entries: late.count(),
        undetermined: 0,
        not_yet_known: course.not_yet_known,
        as_of,
        known_at,
        standing,
        cycle: u32::try_from(state.cycles.len()).unwrap_or(u32::MAX),
        tiering,
        tier_history,
        complainants: facts.complainants,
        in_scope: facts.in_scope,
        substantiated: facts.substantiated,
        settled_at: state.settled_at,
        clocks,
        next_due: None,
        next_change_at: None,
        owed_changes_at,
        voided: course.voided,
        faults,
        earlier: None,
    };
    status.summarize();
    (status, course.applied)
}
