//! From a case to what statistics know of it.

use super::Engine;
use crate::case::{Case, ClockState, Event, Rules, Standing, Status, View};
use crate::complaint::{Complaint, FactValue};
use crate::error::Result;
use crate::policy::{Ends, EventKind, Obligation, Strength};
use crate::statistics::{Lasted, Measured, Name, Observation, Outcome, Plan, Visit};
use crate::time::{Date, Instant, Moment};

/// The events by which the customer hears, or sees, that something is done.
const RESPONSES: &[EventKind] = &[
    EventKind::Acknowledged,
    EventKind::OnSite,
    EventKind::PlanAgreed,
    EventKind::ProgressTold,
    EventKind::Replied,
    EventKind::Explained,
    EventKind::CustomerNotified,
    EventKind::DelayNotified,
    EventKind::Resolved,
];

/// The events whose person is the one who handles.
const HANDLING: &[EventKind] = &[
    EventKind::SignedFor,
    EventKind::Acknowledged,
    EventKind::ProcessingStarted,
    EventKind::InvestigationStarted,
    EventKind::Investigated,
    EventKind::OnSite,
    EventKind::ResultReturned,
    EventKind::Replied,
    EventKind::Rectified,
    EventKind::Resolved,
    EventKind::Explained,
];

/// The events by which a case is settled.
const SETTLING: &[EventKind] = &[
    EventKind::Resolved,
    EventKind::Explained,
    EventKind::Judged,
    EventKind::Archived,
    EventKind::Closed,
    EventKind::Merged,
    EventKind::Withdrawn,
    EventKind::Refused,
];

/// The events by which a case is closed, whatever its scope.
const CLOSING: &[EventKind] = &[EventKind::Archived, EventKind::Closed, EventKind::Merged];

/// The facts by which a complaint was answered orally and needs no more.
const ON_SPOT: &[&str] = &["oral", "answered_on_spot", "satisfied_on_spot"];

/// An event that counts, with the last instant at which it may have happened.
type Counted<'a> = (Instant, &'a Event);

impl Engine {
    /// A plan of figures by this engine's calendar, as of an instant.
    #[must_use]
    pub fn plan(&self, as_of: Instant) -> Plan {
        Plan::new(&self.calendar, as_of)
    }

    /// What statistics need to know of a case at an instant; the complaint is the one that it began with.
    ///
    /// # Errors
    /// As [`Case::status`].
    pub fn observe(&self, complaint: &Complaint, case: &Case, as_of: Instant) -> Result<Observation> {
        self.observe_view(complaint, case, View::at(as_of)).map(|(observation, _)| observation)
    }

    /// What statistics need to know of a case, as one asks, with the status that it is taken from.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn observe_view(&self, complaint: &Complaint, case: &Case, view: View) -> Result<(Observation, Status)> {
        let (status, events) = case.view_with_events(view)?;
        let observation = self.observation(complaint, case, &status, &events);
        Ok((observation, status))
    }

    fn observation(&self, complaint: &Complaint, case: &Case, status: &Status, events: &[Counted<'_>]) -> Observation {
        let (intake, rules) = (case.intake(), case.rules());
        let (policy, calendar) = (rules.policy(), rules.calendar());
        let name =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Name::from);
        let day = |moment: Moment| match moment {
            Moment::At { instant, .. } => calendar.date_of(instant),
            Moment::On(day) => day,
        };
        let kind = |event: &Event| policy.event_kind(&event.kind).and_then(EventKind::from_id);
        let is = |event: &Event, kinds: &[EventKind]| kind(event).is_some_and(|kind| kinds.contains(&kind));
        let closed = status.standing == Standing::Closed;
        let settled =
            status.settled_at.and_then(|at| events.iter().find(|(time, event)| *time == at && is(event, SETTLING)));
        let closing = self.closing(case, events, &is).filter(|_| closed);
        let took =
            |end: Option<&Counted<'_>>, happened: bool| lasted(case, end.and_then(|(_, event)| event.at), happened);
        let response = events.iter().find(|(_, event)| is(event, RESPONSES));
        let handled = !matches!(status.standing, Standing::Open | Standing::Paused);
        let whole = |event: &Event| event.partial != Some(true);
        let resolved =
            events.iter().any(|(_, event)| is(event, &[EventKind::Resolved, EventKind::Explained]) && whole(event));
        let visits: Vec<Visit> = events
            .iter()
            .filter(|(_, event)| is(event, &[EventKind::Visited]))
            .map(|(_, event)| visit(event))
            .collect();
        let heads = status.complainants;
        Observation {
            id: intake.id.as_str().into(),
            received_at: intake.received_at.and_then(Moment::instant),
            received_on: intake.received_at.map(day),
            closed_on: closing.and_then(|(_, event)| event.at).map(day),
            category: intake.classification.category.map(|id| policy.lexicon.category_name(id).into()),
            tier: status.tiering.tier.map(|id| policy.tier_name(id).into()),
            unit: name(&complaint.stated.unit),
            building: name(&complaint.stated.building),
            department: name(&complaint.stated.department).or_else(|| leading(events, &is)),
            handler: events.iter().rev().find_map(|(_, event)| name(&event.person).filter(|_| is(event, HANDLING))),
            channel: name(&complaint.channel),
            customer: name(&complaint.stated.customer),
            heads: heads.people.max(heads.households).unwrap_or(1),
            in_scope: status.in_scope,
            substantiated: status.substantiated,
            oral: self.oral(case),
            handled,
            resolved,
            closed,
            reopened: status.cycle > 1,
            // A tier of a smaller number is heavier.
            escalated: status.tier_history.windows(2).any(|pair| match pair {
                [before, after] => before.tier.zip(after.tier).is_some_and(|(before, after)| after < before),
                _ => false,
            }),
            response: took(response, response.is_some()),
            resolution: took(settled, status.settled_at.is_some()),
            closing: took(closing, closed),
            to_visit: !visits.is_empty() || to_visit(rules, status, resolved),
            visits,
            measured: measured(rules, status),
            repeat: Default::default(),
        }
    }

    /// The event that closed the case for the last time.
    fn closing<'e, 'a>(
        &self,
        case: &Case,
        events: &'e [Counted<'a>],
        is: &dyn Fn(&Event, &[EventKind]) -> bool,
    ) -> Option<&'e Counted<'a>> {
        let opens = |event: &Event| {
            is(event, &[EventKind::Reopened]) || (is(event, &[EventKind::Visited]) && event.satisfied == Some(false))
        };
        debug_assert!(events.len() <= case.events().len(), "what counts is among the events");
        let from = events.iter().rposition(|(_, event)| opens(event)).map_or(0, |at| at + 1);
        let last = events.get(from..).unwrap_or_default();
        // Out of scope, an explanation closes, or the judgement that comes after it.
        let explained = || last.iter().rfind(|(_, event)| is(event, &[EventKind::Explained, EventKind::Judged]));
        last.iter().find(|(_, event)| is(event, CLOSING)).or_else(explained)
    }

    /// Answered orally on the spot, where the policy knows such: every fact of it that is declared holds.
    fn oral(&self, case: &Case) -> bool {
        let policy = case.rules().policy();
        let stated = |id: &str| {
            let fact = policy.fact(id)?;
            let found = case.intake().facts.declared.iter().find(|(declared, _)| *declared == fact);
            Some(found.is_some_and(|(_, value)| *value == FactValue::Bool(true)))
        };
        stated("oral") == Some(true) && ON_SPOT.iter().all(|id| stated(id) != Some(false))
    }
}

/// From the receipt to an end.
fn lasted(case: &Case, end: Option<Moment>, happened: bool) -> Lasted {
    if !happened {
        return Lasted::NotYet;
    }
    let received = case.intake().received_at.and_then(Moment::instant);
    match received.zip(end.and_then(Moment::instant)) {
        None => Lasted::NoTime,
        Some((received, end)) => {
            let working = case.rules().calendar().working_seconds_between(received, end);
            Lasted::For { elapsed: end.since(received), working: working.ok().map(|known| known.value) }
        }
    }
}

/// The recipient that leads: the last that is said to, else the first.
fn leading(events: &[Counted<'_>], is: &dyn Fn(&Event, &[EventKind]) -> bool) -> Option<Name> {
    let sent = || events.iter().filter(|(_, event)| is(event, &[EventKind::Dispatched]) && event.to.is_some());
    let lead = sent().filter(|(_, event)| event.lead == Some(true)).last().or_else(|| sent().next());
    lead.and_then(|(_, event)| event.to.as_deref()).map(Name::from)
}

/// Whether a visit is owed: by the policy where it speaks of visits, else because it was resolved.
fn to_visit(rules: &Rules, status: &Status, resolved: bool) -> bool {
    let visits = |obligation: &Obligation| match &obligation.ends {
        Ends::Any(ends) | Ends::All(ends) => ends.iter().any(|end| end.kind == EventKind::Visited.id()),
    };
    let obligations = &rules.policy().obligations;
    if !obligations.iter().any(visits) {
        return resolved && !matches!(status.standing, Standing::Withdrawn | Standing::Refused);
    }
    status.clocks.iter().any(|clock| {
        let owed = !matches!(clock.state, ClockState::Pending | ClockState::Waived);
        owed && obligations.get(clock.obligation.index()).is_some_and(visits)
    })
}

fn visit(event: &Event) -> Visit {
    match (event.outcome.as_deref(), event.satisfied, event.rating.as_deref().and_then(Visit::from_rating)) {
        (Some("no-answer"), ..) => Visit::NoAnswer,
        (Some("refused"), ..) => Visit::Refused,
        (_, Some(false), _) => Visit::Dissatisfied,
        (_, Some(true), Some(Visit::VerySatisfied)) => Visit::VerySatisfied,
        (_, Some(true), _) => Visit::Satisfied,
        (_, None, Some(rated)) => rated,
        (_, None, None) => Visit::Unrated,
    }
}

/// What was owed under this policy, and under those that the case has left.
fn measured(rules: &Rules, status: &Status) -> Vec<Measured> {
    let day = |due: Instant| -> Date { rules.calendar().date_of(due) };
    let of = status.clocks.iter().filter_map(|clock| {
        let obligation = rules.policy().obligations.get(clock.obligation.index())?;
        Some(Measured {
            obligation: obligation.id.as_str().into(),
            cycle: clock.cycle,
            round: clock.round,
            due_on: clock.due.map(day),
            outcome: match clock.state {
                ClockState::Met => Outcome::Met,
                ClockState::Breached => Outcome::Missed,
                ClockState::Undetermined => Outcome::Undetermined,
                ClockState::Waived => Outcome::Waived,
                ClockState::Pending | ClockState::Running | ClockState::Paused => Outcome::NotYetDue,
            },
            guiding: obligation.strength == Strength::Should,
        })
    });
    let mut measured: Vec<Measured> = of.collect();
    if let Some(earlier) = &status.earlier {
        // What still ran there is owed no more, or is told by the policy that came.
        let decided = self::measured(&earlier.rules, &earlier.status).into_iter();
        measured.extend(decided.filter(|one| matches!(one.outcome, Outcome::Met | Outcome::Missed)));
    }
    measured
}
