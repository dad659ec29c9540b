//! Notes on what is odd but written so in the source: it is accepted, and said.

use super::read::Reader;
use super::values::nominal_seconds;
use super::{Condition, Ends, EventKind, EventMatch, Limit, Obligation, Strength, Tier};
use crate::error::Code;
use crate::id::TierId;

/// The ends that tell somebody or start something; here a heavier tier should not be slower.
const URGENT: &[EventKind] = &[
    EventKind::Registered,
    EventKind::Dispatched,
    EventKind::Acknowledged,
    EventKind::OnSite,
    EventKind::EmergencyStarted,
    EventKind::Escalated,
];

/// Notes heavier tiers with slower reports, and ends with two limits.
pub(super) fn note(reader: &mut Reader<'_>, obligations: &[Obligation], tiers: &[Tier]) {
    let items = reader.names.obligations.items().to_vec();
    for (index, (item, one)) in items.iter().zip(obligations).enumerate() {
        let at = item.get_some("within").unwrap_or_else(|| item.clone());
        for other in obligations.iter().take(index) {
            if let Some((heavier, lighter)) = slower_though_heavier(one, other) {
                let why = format!("a heavier tier than that of `{}` has more time for it", lighter.id);
                reader.faults.note(&at, Code::OddTierOrder, &heavier.id, why);
            }
            if two_limits(one, other, tiers) {
                let other = format!("`{}`", other.id);
                reader.faults.note(&at, Code::TwoLimits, &one.id, other);
            }
        }
    }
}

fn events(ends: &Ends) -> &[EventMatch] {
    match ends {
        Ends::Any(events) | Ends::All(events) => events,
    }
}

fn limit(obligation: &Obligation) -> Option<i64> {
    nominal_seconds(obligation.within?.period)
}

fn kinds_meet(one: &Obligation, other: &Obligation, counts: impl Fn(&EventMatch) -> bool) -> bool {
    let meets = |event: &EventMatch| events(&other.ends).iter().any(|found| found.kind == event.kind);
    events(&one.ends).iter().any(|event| counts(event) && meets(event))
}

/// The pair in the order heavier, lighter, when the heavier tier is told later.
fn slower_though_heavier<'a>(one: &'a Obligation, other: &'a Obligation) -> Option<(&'a Obligation, &'a Obligation)> {
    let apart = |heavy: &Obligation, light: &Obligation| {
        let lowest = heavy.tiers.iter().max();
        let highest = light.tiers.iter().min();
        matches!((lowest, highest), (Some(heavy), Some(light)) if heavy < light)
    };
    let (heavy, light) = if apart(one, other) {
        (one, other)
    } else if apart(other, one) {
        (other, one)
    } else {
        return None;
    };
    let urgent = |event: &EventMatch| URGENT.iter().any(|kind| kind.id() == event.kind);
    (heavy.starts == light.starts && kinds_meet(heavy, light, urgent) && limit(heavy)? > limit(light)?)
        .then_some((heavy, light))
}

/// Whether both limit the same end of the same complaint, differently.
fn two_limits(one: &Obligation, other: &Obligation, tiers: &[Tier]) -> bool {
    let share = |one: &[TierId], other: &[TierId]| {
        one.is_empty() || other.is_empty() || one.iter().any(|tier| other.contains(tier))
    };
    one.starts == other.starts
        && one.when == other.when
        && share(&one.tiers, &other.tiers)
        && one.within.is_some()
        && other.within.is_some()
        && kinds_meet(one, other, |_| true)
        && terms(one) != terms(other)
        && !shows_rise(one, tiers)
        && !shows_rise(other, tiers)
}

/// What makes two limits differ.
fn terms(obligation: &Obligation) -> (Option<Limit>, Strength, bool, bool) {
    let Obligation { within, strength, customer_may_set, extension, .. } = obligation;
    (*within, *strength, *customer_may_set, extension.is_some())
}

/// Whether the limit only shows when a time-driven tier begins.
fn shows_rise(obligation: &Obligation, tiers: &[Tier]) -> bool {
    let alternatives = tiers.iter().flat_map(|tier| &tier.when);
    let within = obligation.within.map(|limit| limit.period);
    alternatives.into_iter().any(|reason| asks_for_time(&reason.condition, within))
}

fn asks_for_time(condition: &Condition, within: Option<crate::period::Period>) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| asks_for_time(part, within)),
        Condition::Not(part) => asks_for_time(part, within),
        Condition::UnresolvedFor(period) => Some(*period) == within,
        _ => false,
    }
}
