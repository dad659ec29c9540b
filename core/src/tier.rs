//! How severe a complaint is under one policy: one pure function.
//!
//! [`decide`] judges the tiers of a policy, heaviest first, over what is known at one instant, and also returns the
//! instant at which its answer changes by itself: a tier is a function of time too ("unresolved for one month").

use crate::calendar::Calendar;
use crate::complaint::SetBy;
use crate::complaint::{FactValue, Facts};
use crate::deadline;
use crate::id::{CategoryId, EventKindId, FactId, SignalId, TierId};
use crate::period::Period;
use crate::policy::{Condition, Counting, Policy};
use crate::time::Instant;

/// What the decision may depend on besides the policy: the facts as they stand, and what has happened.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Facts of the complaint, with later co-signers and judgements laid over them.
    pub facts: &'a Facts,
    /// Its category.
    pub category: Option<CategoryId>,
    /// When it was first received; a date counts as the end of its day.
    pub received_at: Option<Instant>,
    /// Since when it is settled (resolved, closed, withdrawn or refused).
    pub settled_at: Option<Instant>,
    /// Kinds of events that happened in the current cycle.
    pub happened: &'a [EventKindId],
    /// The tier that a person set, and when (`None` = before anything is known of time).
    pub person: Option<(TierId, Option<Instant>)>,
}

/// The tier with the reasons for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tiering {
    /// The tier; `None` when no condition holds and the policy has no default.
    pub tier: Option<TierId>,
    /// Who set it.
    pub set_by: SetBy,
    /// The alternatives of the tier's condition that hold; empty for a default and for a person's choice.
    pub reasons: Vec<Reason>,
    /// The first instant at which the answer changes with no further event.
    pub changes_at: Option<Instant>,
}

/// An alternative of a tier's condition that holds, and on which grounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Position in the tier's `when`; its clause stands there.
    pub alternative: usize,
    /// The facts that make it hold.
    pub grounds: Vec<Ground>,
}

/// A fact that makes a condition hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ground {
    /// A signal, found or stated.
    Signal(SignalId),
    /// A stated fact.
    Fact(FactId),
    /// The category.
    Category(CategoryId),
    /// The head count.
    Complainants,
    /// The text says how long it has gone on.
    AssertedUnresolved,
    /// The period has run out.
    UnresolvedFor(Period),
    /// In scope, as stated or presumed.
    InScope,
    /// Complete, as stated or presumed.
    Complete,
    /// Found to be true.
    Substantiated,
    /// An event of this cycle.
    Event(EventKindId),
    /// A part that does not hold, as the condition demands.
    Absent,
}

/// A tier without the reasons for it: what replays ask at every turn of a history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// The tier; `None` when no condition holds and the policy has no default.
    pub tier: Option<TierId>,
    /// Who set it.
    pub set_by: SetBy,
}

/// The tier of a complaint at an instant (`None` = before time is known: time-driven conditions do not hold).
///
/// A tier set by a person wins until a time-driven condition of a heavier tier becomes true afterwards.
#[must_use]
pub fn decide(policy: &Policy, calendar: &Calendar, circumstances: &Circumstances<'_>, at: Option<Instant>) -> Tiering {
    explain(policy, calendar, circumstances, rule(policy, calendar, circumstances, at), at)
}

/// The tier alone, as [`decide`] finds it.
#[must_use]
pub fn rule(policy: &Policy, calendar: &Calendar, circumstances: &Circumstances<'_>, at: Option<Instant>) -> Ruling {
    Judge { policy, calendar, circumstances, turns: None }.ruling(at)
}

/// A ruling with its reasons, as [`decide`] gives them.
#[must_use]
pub fn explain(
    policy: &Policy,
    calendar: &Calendar,
    circumstances: &Circumstances<'_>,
    ruling: Ruling,
    at: Option<Instant>,
) -> Tiering {
    Judge { policy, calendar, circumstances, turns: None }.explain(ruling, at)
}

/// The periods after which time alone may change the condition.
pub fn time_limits(condition: &Condition, out: &mut Vec<Period>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| time_limits(part, out)),
        Condition::Not(part) => time_limits(part, out),
        Condition::UnresolvedFor(period) => out.push(*period),
        _ => {}
    }
}

/// The first instant after a period of [`Condition::UnresolvedFor`] that began with the receipt; `None` when the
/// calendar does not reach it: then the period never runs out.
#[must_use]
pub fn runs_out_at(calendar: &Calendar, period: Period, received_at: Instant) -> Option<Instant> {
    deadline::due(calendar, period, Counting::default(), received_at).ok()?.at.plus(1).ok()
}

/// Whether a condition holds at an instant; obligations ask this of their `when`.
#[must_use]
pub fn holds(
    policy: &Policy,
    calendar: &Calendar,
    condition: &Condition,
    circumstances: &Circumstances<'_>,
    at: Option<Instant>,
) -> bool {
    Judge { policy, calendar, circumstances, turns: None }.holds(condition, at)
}

/// When a period that began with the receipt runs out ([`runs_out_at`]).
pub(crate) type Turn = (Instant, Period);

/// Who judges a complaint under one policy.
#[derive(Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) calendar: &'a Calendar,
    pub(crate) circumstances: &'a Circumstances<'a>,
    /// When the periods of the policy's conditions run out, in order, by whom many questions are asked; one that never
    /// does is not among them. `None` = not worked out.
    pub(crate) turns: Option<&'a [Turn]>,
}

impl Judge<'_> {
    /// The tier alone, as [`decide`] finds it.
    pub(crate) fn ruling(&self, at: Option<Instant>) -> Ruling {
        let policy = self.policy;
        let computed = |tier| Ruling { tier, set_by: SetBy::Computed };
        if let Some((set, since)) = self.circumstances.person {
            let heavier = policy.tiers.iter().zip(0..set.0);
            for (tier, id) in heavier {
                let raised = |condition: &Condition| {
                    self.holds(condition, at) && !self.holds(condition, since) && self.by_time(condition, at)
                };
                if tier.when.iter().any(|reason| raised(&reason.condition)) {
                    return computed(Some(TierId(id)));
                }
            }
            return Ruling { tier: Some(set), set_by: SetBy::Person };
        }
        for (tier, id) in policy.tiers.iter().zip(0..) {
            if tier.when.iter().any(|reason| self.holds(&reason.condition, at)) {
                return computed(Some(TierId(id)));
            }
        }
        computed(policy.default_tier)
    }

    /// A ruling with its reasons, as [`decide`] gives them.
    pub(crate) fn explain(&self, ruling: Ruling, at: Option<Instant>) -> Tiering {
        let changes = |at: Instant| {
            let other = |instant: &Instant| *instant > at && self.ruling(Some(*instant)).tier != ruling.tier;
            if let Some(turns) = self.turns {
                return turns.iter().map(|(instant, _)| *instant).find(other);
            }
            let mut instants = Vec::new();
            let conditions = self.policy.tiers.iter().flat_map(|tier| &tier.when).map(|reason| &reason.condition);
            conditions.for_each(|condition| self.turning_points(condition, &mut instants));
            instants.sort_unstable();
            instants.into_iter().find(other)
        };
        Tiering {
            tier: ruling.tier,
            set_by: ruling.set_by,
            reasons: self.reasons(ruling, at),
            changes_at: at.and_then(changes),
        }
    }

    /// The alternatives that hold, of a tier that was not set by a person.
    fn reasons(&self, ruling: Ruling, at: Option<Instant>) -> Vec<Reason> {
        let tier = ruling.tier.filter(|_| ruling.set_by == SetBy::Computed);
        let Some(tier) = tier.and_then(|tier| self.policy.tiers.get(tier.index())) else { return Vec::new() };
        // Over a tier that a person set, only what came true afterwards counts.
        let admitted = |condition: &Condition| match self.circumstances.person {
            Some((_, since)) => !self.holds(condition, since),
            None => true,
        };
        let holding = tier
            .when
            .iter()
            .enumerate()
            .filter(|(_, reason)| self.holds(&reason.condition, at) && admitted(&reason.condition));
        holding
            .map(|(alternative, reason)| {
                let mut grounds = Vec::new();
                self.grounds(&reason.condition, at, &mut grounds);
                Reason { alternative, grounds }
            })
            .collect()
    }

    /// Whether a period that ran out is among the grounds of a condition that holds.
    fn by_time(&self, condition: &Condition, at: Option<Instant>) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().any(|part| self.by_time(part, at)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part, at) && self.by_time(part, at)),
            Condition::UnresolvedFor(period) => self.ran_out(*period, at),
            _ => false,
        }
    }

    /// Whether a condition holds at an instant.
    #[inline]
    pub(crate) fn holds(&self, condition: &Condition, at: Option<Instant>) -> bool {
        match condition {
            // Most conditions are signals.
            Condition::Signal(signal) => self.circumstances.facts.signals.contains(*signal),
            other => self.holds_besides(other, at),
        }
    }

    fn holds_besides(&self, condition: &Condition, at: Option<Instant>) -> bool {
        let Circumstances { facts, category, happened, .. } = *self.circumstances;
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part, at)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part, at)),
            Condition::Not(part) => !self.holds(part, at),
            Condition::Signal(signal) => facts.signals.contains(*signal),
            Condition::Fact(fact) => declared(facts, *fact) == Some(FactValue::Bool(true)),
            Condition::FactAtLeast(fact, least) => {
                matches!(declared(facts, *fact), Some(FactValue::Number(number)) if number >= *least)
            }
            Condition::Category(group) => {
                category.is_some_and(|category| self.policy.lexicon.is_within(category, *group))
            }
            Condition::Complainants { at_least } => {
                let met = |count: Option<u32>| count.is_some_and(|count| count >= *at_least);
                met(facts.complainants.people) || met(facts.complainants.households)
            }
            Condition::UnresolvedFor(period) => self.asserted(*period) || self.ran_out(*period, at),
            Condition::InScope => facts.in_scope != Some(false),
            Condition::Complete => facts.complete != Some(false),
            Condition::Substantiated => facts.substantiated == Some(true),
            Condition::Happened(kind) => happened.contains(kind),
        }
    }

    /// The grounds on which a condition holds; only called when it does.
    fn grounds(&self, condition: &Condition, at: Option<Instant>, out: &mut Vec<Ground>) {
        match condition {
            Condition::All(parts) => parts.iter().for_each(|part| self.grounds(part, at, out)),
            Condition::Any(parts) => {
                parts.iter().filter(|part| self.holds(part, at)).for_each(|part| self.grounds(part, at, out));
            }
            Condition::Not(_) => out.push(Ground::Absent),
            Condition::Signal(signal) => out.push(Ground::Signal(*signal)),
            Condition::Fact(fact) | Condition::FactAtLeast(fact, _) => out.push(Ground::Fact(*fact)),
            Condition::Category(_) => out.extend(self.circumstances.category.map(Ground::Category)),
            Condition::Complainants { .. } => out.push(Ground::Complainants),
            Condition::UnresolvedFor(period) => out.push(if self.ran_out(*period, at) {
                Ground::UnresolvedFor(*period)
            } else {
                Ground::AssertedUnresolved
            }),
            Condition::InScope => out.push(Ground::InScope),
            Condition::Complete => out.push(Ground::Complete),
            Condition::Substantiated => out.push(Ground::Substantiated),
            Condition::Happened(kind) => out.push(Ground::Event(*kind)),
        }
    }

    /// The text asserts at least such a time; compared in days, a month being 30.
    fn asserted(&self, period: Period) -> bool {
        let asserted = self.circumstances.facts.asserted_unresolved.as_ref();
        asserted.is_some_and(|(asserted, _)| nominal_seconds(*asserted) >= nominal_seconds(period))
    }

    /// The period ran out before the instant and before the case was settled: what was raised stays raised.
    fn ran_out(&self, period: Period, at: Option<Instant>) -> bool {
        let Circumstances { received_at, settled_at, .. } = *self.circumstances;
        let Some((at, received)) = at.zip(received_at) else { return false };
        let over = match self.turns {
            Some(turns) => turns.iter().find(|(_, of)| *of == period).map(|(instant, _)| *instant),
            None => runs_out_at(self.calendar, period, received),
        };
        over.is_some_and(|over| at >= over && settled_at.is_none_or(|settled| settled >= over))
    }

    /// The instants at which time alone changes the condition.
    fn turning_points(&self, condition: &Condition, out: &mut Vec<Instant>) {
        let Some(received) = self.circumstances.received_at else { return };
        let mut periods = Vec::new();
        time_limits(condition, &mut periods);
        out.extend(periods.into_iter().filter_map(|period| runs_out_at(self.calendar, period, received)));
    }
}

/// The value of a fact that the policy declares.
fn declared(facts: &Facts, fact: FactId) -> Option<FactValue> {
    facts.declared.iter().find(|(id, _)| *id == fact).map(|(_, value)| *value)
}

/// A period's usual length in seconds, to compare what a text asserts with what a rule asks.
fn nominal_seconds(period: Period) -> i64 {
    use crate::time::DAY;
    match period {
        Period::Elapsed { seconds } | Period::WorkingTime { seconds } => seconds,
        Period::CalendarDays { days } | Period::WorkingDays { days } => i64::from(days) * DAY,
        Period::Months { months } => i64::from(months) * 30 * DAY,
        Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => 0,
    }
}
