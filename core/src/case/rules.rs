//! A policy with its calendar, prepared once for many histories: names become ids by one look, and what no history
//! can change is worked out beforehand.

use std::sync::Arc;

use super::history::Window;
use super::names::Names;
use super::reach::reach;
use crate::calendar::Calendar;
use crate::classify::Model;
use crate::id::{EventKindId, RoleId};
use crate::period::Period;
use crate::policy::{Condition, EventKind, Policy, Taker};
use crate::tier;
use crate::time::Instant;

/// A policy and its calendar, ready to replay histories. Cheap to share between threads and cases.
#[derive(Clone, Debug)]
pub struct Rules {
    policy: Arc<Policy>,
    calendar: Arc<Calendar>,
    /// The model that classifies beside the lexicon.
    model: Option<Arc<Model>>,
    kinds: Names<Kind>,
    roles: Names<RoleId>,
    /// The roles that stand for the department that leads, whichever it is.
    leading: Vec<RoleId>,
    /// The periods after which time alone may change a tier or what is owed.
    time_limits: Vec<Period>,
    /// Whether some obligation depends on such a period by a condition of its own.
    owed_by_time: bool,
    /// A case that lies between these instants has no due time that the calendar does not reach.
    pub(super) reach: Option<(Instant, Instant)>,
}

/// What a name of a kind of events stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) id: EventKindId,
    pub(super) builtin: Option<EventKind>,
    /// Some condition depends on the happening of such events.
    pub(super) decides: bool,
    /// The policy forbids such events.
    pub(super) forbidden: bool,
}

impl Rules {
    /// Prepares a policy.
    #[must_use]
    pub fn new(policy: Arc<Policy>, calendar: Arc<Calendar>) -> Self {
        let names = policy.roles.iter().flat_map(|role| role.aliases.iter().chain([&role.id]));
        let roles = Names::of(names.filter_map(|name| Some((name.as_str(), policy.role(name)?))));

        let of_tiers = policy.tiers.iter().flat_map(|tier| &tier.when).map(|reason| &reason.condition);
        let of_obligations = policy.obligations.iter().filter_map(|obligation| obligation.when.as_ref());
        let (mut deciding, mut time_limits) = (Vec::new(), Vec::new());
        of_obligations.clone().for_each(|condition| tier::time_limits(condition, &mut time_limits));
        let owed_by_time = !time_limits.is_empty();
        for condition in of_tiers.clone() {
            tier::time_limits(condition, &mut time_limits);
        }
        of_tiers.chain(of_obligations).for_each(|condition| happenings(condition, &mut deciding));
        let builtin = EventKind::ALL.iter().map(|kind| (kind.slug(), kind.id()));
        let own = policy.own_events.iter().filter_map(|own| Some((own.id.as_str(), policy.event_kind(&own.id)?)));
        let kind = |id| Kind {
            id,
            builtin: EventKind::from_id(id),
            decides: deciding.contains(&id),
            forbidden: policy.forbids.iter().any(|rule| rule.kind == id),
        };
        let kinds = Names::of(own.chain(builtin).map(|(name, id)| (name, kind(id))));
        // Few periods, and no order among them: the first of each stays.
        let mut limits: Vec<Period> = Vec::new();
        for period in time_limits {
            if !limits.contains(&period) {
                limits.push(period);
            }
        }
        let leading = policy.routes.iter().filter_map(|route| match route.taker {
            Taker::LeadDepartment(role) => role,
            _ => None,
        });
        let leading = leading.collect();
        let (model, time_limits, reach) = (None, limits, reach(&policy, &calendar));
        Self { policy, calendar, model, kinds, roles, leading, time_limits, owed_by_time, reach }
    }

    /// Whether no due time of a case can be out of the calendar's reach: it was received, and what happened last
    /// happened, well inside the calendar. What moves a due time to another date is not asked here.
    pub(super) fn reaches(&self, received: Option<Window>, last: Instant) -> bool {
        let inside = |(from, to)| received.is_some_and(|received| from <= received.earliest && last <= to);
        self.reach.is_some_and(inside)
    }

    /// The same with a trained model beside the lexicon, or without one.
    #[must_use]
    pub fn with_model(self, model: Option<Arc<Model>>) -> Self {
        Self { model, ..self }
    }

    /// The trained model beside the lexicon.
    #[must_use]
    pub fn model(&self) -> Option<&Arc<Model>> {
        self.model.as_ref()
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    pub(super) fn event_kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(name)
    }

    /// The role with this id or alias.
    pub(super) fn role(&self, name: &str) -> Option<RoleId> {
        self.roles.get(name)
    }

    /// Whether a role stands for the department that leads, whichever it is.
    pub(super) fn leads(&self, role: RoleId) -> bool {
        self.leading.contains(&role)
    }

    /// The periods after which time alone may change a tier or what is owed.
    pub(super) fn time_limits(&self) -> &[Period] {
        &self.time_limits
    }

    /// Whether time alone may change what is owed while the tier stays.
    pub(super) fn owed_by_time(&self) -> bool {
        self.owed_by_time
    }
}

fn happenings(condition: &Condition, out: &mut Vec<EventKindId>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| happenings(part, out)),
        Condition::Not(part) => happenings(part, out),
        Condition::Happened(kind) => out.push(*kind),
        _ => {}
    }
}
