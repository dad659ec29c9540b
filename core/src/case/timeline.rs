//! The first pass over a history: events in their order become cycles, pauses, tiers and what is owed when.
//!
//! This pass decides which events count (known, not voided, not repeated, allowed) and how the case stands after
//! each; the second pass ([`super::clock`]) reads it obligation by obligation.

use std::borrow::Cow;

use super::{Event, Intake, Mode, Standing};
use crate::calendar::Calendar;
use crate::complaint::Facts;
use crate::error::{Code, Error, Result};
use crate::id::{EventKindId, RoleId, TierId};
use crate::policy::{Condition, EventKind, Obligation, Policy};
use crate::tier::{self, Circumstances, Tiering};
use crate::time::{Instant, Moment};

/// An instant, or the civil day in which it lies when its time of day is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Window {
    pub(super) earliest: Instant,
    pub(super) latest: Instant,
}

impl Window {
    pub(super) fn of(calendar: &Calendar, moment: Moment) -> Result<Self> {
        match moment {
            Moment::At { instant, .. } => Ok(Self { earliest: instant, latest: instant }),
            Moment::On(date) => Ok(Self { earliest: calendar.start_of_day(date)?, latest: calendar.end_of_day(date)? }),
        }
    }
}

/// An event that counts, with its names resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Applied<'a> {
    pub(super) event: &'a Event,
    pub(super) kind: EventKindId,
    pub(super) builtin: Option<EventKind>,
    pub(super) at: Moment,
    pub(super) window: Window,
    pub(super) to: Option<RoleId>,
    pub(super) cycle: u32,
}

/// Whether an obligation is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owed {
    /// The policy does not ask it of this complaint.
    No,
    /// It is owed.
    Yes,
    /// It would be owed, but the case is out of scope, refused, withdrawn or merged.
    Blocked,
}

/// From an instant on: the tier, and what is owed.
#[derive(Clone, Debug)]
pub(super) struct Regime {
    pub(super) from: Instant,
    pub(super) cycle: u32,
    pub(super) tiering: Tiering,
    /// One for each obligation of the policy.
    pub(super) owed: Vec<Owed>,
}

/// A time in which clocks stand still.
#[derive(Clone, Debug)]
pub(super) struct Pause {
    pub(super) from: Instant,
    /// `None` while it lasts.
    pub(super) to: Option<Instant>,
    /// The policy's rule for its reason; `None` for a reason that the policy does not declare.
    pub(super) rule: Option<usize>,
    pub(super) cycle: u32,
    reason: Option<String>,
}

/// A history read up to one instant.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    pub(super) applied: Vec<Applied<'a>>,
    pub(super) regimes: Vec<Regime>,
    pub(super) pauses: Vec<Pause>,
    /// When each cycle began: the receipt, then the reopenings. `None` = the receipt is not known.
    pub(super) cycles: Vec<Option<Window>>,
    pub(super) standing: Standing,
    /// Since when it is settled; `None` while it is open.
    pub(super) settled_at: Option<Instant>,
    /// With what co-signers, judgements and supplements changed.
    pub(super) facts: Cow<'a, Facts>,
    pub(super) faults: Vec<Error>,
    /// Ids of the events that some event voids, now or later: what is wrong with them is corrected.
    pub(super) corrected: Vec<&'a str>,
    /// How many events were voided.
    pub(super) voided: usize,
}

impl Timeline<'_> {
    fn unsettle(&mut self) {
        (self.standing, self.settled_at) = (Standing::Open, None);
    }
}

/// What may follow after a case was closed, withdrawn or refused.
const AFTER_END: &[EventKind] = &[
    EventKind::Reopened,
    EventKind::Visited,
    EventKind::FeedbackReceived,
    EventKind::Archived,
    EventKind::Voided,
    EventKind::Sanctioned,
    EventKind::LateCause,
    EventKind::Judged,
    EventKind::FormReturned,
    EventKind::CustomerNotified,
    EventKind::Confirmed,
];

/// Reads a history up to `as_of`, as it was known at `known_at`.
pub(super) fn read<'a>(
    policy: &'a Policy,
    calendar: &'a Calendar,
    intake: &'a Intake,
    events: &'a [Event],
    mode: Mode,
    as_of: Instant,
    known_at: Option<Instant>,
) -> Result<Timeline<'a>> {
    let mut walk = Walk {
        policy,
        calendar,
        intake,
        mode,
        received: intake.received_at.map(|moment| Window::of(calendar, moment)).transpose()?,
        person: None,
        terminated: false,
        happened: Vec::new(),
        events_matter: if events.is_empty() { Vec::new() } else { events_matter(policy) },
        timeline: Timeline {
            applied: Vec::new(),
            regimes: Vec::new(),
            pauses: Vec::new(),
            cycles: Vec::new(),
            standing: Standing::Open,
            settled_at: None,
            facts: Cow::Borrowed(&intake.facts),
            faults: Vec::new(),
            corrected: events.iter().filter_map(|event| voided_by(policy, event)).collect(),
            voided: 0,
        },
    };
    walk.person = intake.tier.map(|tier| (tier, walk.received.map(|window| window.latest)));
    walk.timeline.cycles.push(walk.received);
    let ordered = walk.order(events, as_of, known_at)?;
    let first = walk.received.map_or(Instant::MIN, |window| window.latest);
    walk.enter_regime(first);
    for applied in ordered {
        walk.pass_time(applied.window.latest);
        walk.apply(applied)?;
    }
    walk.pass_time(as_of);
    Ok(walk.timeline)
}

/// The event kinds on whose happening some condition depends.
fn events_matter(policy: &Policy) -> Vec<EventKindId> {
    fn collect(condition: &Condition, out: &mut Vec<EventKindId>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| collect(part, out)),
            Condition::Not(part) => collect(part, out),
            Condition::Happened(kind) => out.push(*kind),
            _ => {}
        }
    }
    let mut out = Vec::new();
    policy.tiers.iter().flat_map(|tier| &tier.when).for_each(|reason| collect(&reason.condition, &mut out));
    policy
        .obligations
        .iter()
        .filter_map(|obligation| obligation.when.as_ref())
        .for_each(|when| collect(when, &mut out));
    out
}

/// The id of the event that this one voids.
fn voided_by<'a>(policy: &Policy, event: &'a Event) -> Option<&'a str> {
    let voids = policy.event_kind(&event.kind) == Some(EventKind::Voided.id());
    event.event.as_deref().filter(|_| voids)
}

struct Walk<'a> {
    policy: &'a Policy,
    calendar: &'a Calendar,
    intake: &'a Intake,
    mode: Mode,
    received: Option<Window>,
    person: Option<(TierId, Option<Instant>)>,
    /// Refused, withdrawn or merged in this cycle.
    terminated: bool,
    happened: Vec<EventKindId>,
    events_matter: Vec<EventKindId>,
    timeline: Timeline<'a>,
}

impl<'a> Walk<'a> {
    /// A fault of an event: none when the event is corrected.
    fn fault_of(&mut self, event: &Event, error: Error) -> Result<()> {
        if self.timeline.corrected.contains(&event.id.as_str()) { Ok(()) } else { self.fault(error) }
    }

    /// A fault ends a strict replay; a lenient one names it and goes on without the event.
    fn fault(&mut self, error: Error) -> Result<()> {
        match self.mode {
            Mode::Strict => Err(error),
            Mode::Lenient => {
                self.timeline.faults.push(error);
                Ok(())
            }
        }
    }

    /// The events that count, in the order in which they apply.
    fn order(&mut self, events: &'a [Event], as_of: Instant, known_at: Option<Instant>) -> Result<Vec<Applied<'a>>> {
        let mut ordered: Vec<Applied<'a>> = Vec::with_capacity(events.len());
        let mut seen: Vec<&Event> = Vec::with_capacity(events.len());
        for event in events {
            if let Some(twin) = seen.iter().find(|twin| twin.id == event.id) {
                if *twin != event {
                    self.fault(
                        event.fault(Code::ConflictingEvent, "an event is never edited; correct it by `voided`"),
                    )?;
                }
                continue;
            }
            seen.push(event);
            if let Some(applied) = self.resolve(event)? {
                ordered.push(applied);
            }
        }
        if let Some(known_at) = known_at {
            ordered.retain(|applied| match applied.event.known_from().map(|at| Window::of(self.calendar, at)) {
                Some(Ok(window)) => window.earliest <= known_at,
                _ => true,
            });
        }
        ordered.retain(|applied| applied.window.latest <= as_of);
        ordered.sort_by(|left, right| {
            let key = |applied: &Applied<'_>| match applied.at {
                Moment::At { instant, nanos } => (instant, nanos, false),
                // The end of the day, after everything whose time is known.
                Moment::On(_) => (applied.window.latest, u32::MAX, true),
            };
            key(left).cmp(&key(right)).then(left.kind.cmp(&right.kind)).then_with(|| left.event.id.cmp(&right.event.id))
        });
        self.without_voided(ordered, events)
    }

    fn without_voided(&mut self, mut ordered: Vec<Applied<'a>>, events: &[Event]) -> Result<Vec<Applied<'a>>> {
        let voiding: Vec<Applied<'a>> =
            ordered.iter().filter(|applied| applied.builtin == Some(EventKind::Voided)).copied().collect();
        for void in voiding {
            let Some(target) = void.event.event.as_deref() else {
                self.fault(void.event.fault(Code::IncompleteEvent, "`event`, the id of the event that was wrong"))?;
                continue;
            };
            if !events.iter().any(|event| event.id == target) {
                self.fault(void.event.fault(Code::VoidedUnknown, format_args!("there is no event `{target}`")))?;
                continue;
            }
            ordered.retain(|applied| applied.event.id != target);
            self.timeline.voided += 1;
        }
        Ok(ordered)
    }

    /// Resolves the names of an event; `None` when it cannot count.
    fn resolve(&mut self, event: &'a Event) -> Result<Option<Applied<'a>>> {
        let Some(kind) = self.policy.event_kind(&event.kind) else {
            let known = EventKind::ALL.iter().map(|kind| kind.slug());
            let known = known.chain(self.policy.own_events.iter().map(|own| own.id.as_str())).collect::<Vec<_>>();
            let error = Error::new(Code::UnknownEvent, &event.kind, known.join(", "));
            self.fault_of(event, error.at("kind").at(format_args!("events[{}]", event.id)))?;
            return Ok(None);
        };
        let Some(at) = event.at else {
            self.fault_of(event, event.fault(Code::MissingTime, "`at`, an instant or a date"))?;
            return Ok(None);
        };
        let window = Window::of(self.calendar, at)?;
        if let Some(received) = self.received
            && window.latest < received.earliest
        {
            let received = self.calendar.format(received.earliest);
            self.fault_of(event, event.fault(Code::BeforeReceipt, format_args!("it was received at {received}")))?;
            return Ok(None);
        }
        let to = event.to.as_deref().and_then(|name| self.policy.role(name));
        Ok(Some(Applied { event, kind, builtin: EventKind::from_id(kind), at, window, to, cycle: 1 }))
    }

    /// The cycle that runs, from 1.
    fn cycle(&self) -> u32 {
        u32::try_from(self.timeline.cycles.len()).unwrap_or(u32::MAX)
    }

    fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            facts: &self.timeline.facts,
            category: self.intake.classification.category,
            received_at: self.received.map(|window| window.latest),
            settled_at: self.timeline.settled_at,
            happened: &self.happened,
            person: self.person,
        }
    }

    /// Decides tier and obligations anew from an instant on.
    fn enter_regime(&mut self, from: Instant) {
        let circumstances = self.circumstances();
        // Without a receipt nothing is driven by time.
        let at = self.received.map(|_| from);
        let tiering = tier::decide(self.policy, self.calendar, &circumstances, at);
        let owed = |obligation: &Obligation| {
            let in_tier =
                obligation.tiers.is_empty() || tiering.tier.is_some_and(|tier| obligation.tiers.contains(&tier));
            let asked = in_tier
                && obligation
                    .when
                    .as_ref()
                    .is_none_or(|when| tier::holds(self.policy, self.calendar, when, &circumstances, at));
            let out_of_scope = self.timeline.facts.in_scope == Some(false) && !obligation.owed_out_of_scope;
            match (asked, self.terminated || out_of_scope) {
                (false, _) => Owed::No,
                (true, false) => Owed::Yes,
                (true, true) => Owed::Blocked,
            }
        };
        let owed = self.policy.obligations.iter().map(owed).collect();
        self.timeline.regimes.push(Regime { from, cycle: self.cycle(), tiering, owed });
    }

    /// Lets time-driven tiers change on the way to an instant, before its events apply.
    fn pass_time(&mut self, to: Instant) {
        while let Some(change) = self.timeline.regimes.last().and_then(|regime| regime.tiering.changes_at) {
            if change > to {
                return;
            }
            self.enter_regime(change);
        }
    }

    fn apply(&mut self, mut applied: Applied<'a>) -> Result<()> {
        let event = applied.event;
        if let Some(error) = self.refusal(&applied) {
            return self.fault_of(event, error);
        }
        let at = applied.window.latest;
        let settled_before = self.timeline.settled_at;
        let mut decide_anew = self.events_matter.contains(&applied.kind);
        match applied.builtin {
            Some(EventKind::Paused) => self.timeline.pauses.push(Pause {
                from: at,
                to: None,
                rule: self.policy.pauses.iter().position(|rule| Some(&rule.reason) == event.reason.as_ref()),
                cycle: self.cycle(),
                reason: event.reason.clone(),
            }),
            Some(EventKind::Resumed) => self.resume(event, at),
            Some(EventKind::Reopened) => {
                self.resume_all(at);
                self.timeline.cycles.push(Some(applied.window));
                self.happened.clear();
                self.terminated = false;
                self.timeline.unsettle();
                decide_anew = true;
            }
            Some(EventKind::Resolved) => self.settle(Standing::Resolved, at),
            Some(EventKind::Explained) if self.timeline.facts.in_scope == Some(false) => {
                self.settle(Standing::Closed, at)
            }
            Some(EventKind::Explained) => self.settle(Standing::Resolved, at),
            Some(EventKind::Archived | EventKind::Closed) => self.settle(Standing::Closed, at),
            Some(EventKind::Visited) if event.satisfied == Some(false) => {
                self.timeline.unsettle();
            }
            Some(EventKind::Merged) => {
                self.terminated = true;
                self.settle(Standing::Closed, at);
            }
            Some(EventKind::Withdrawn) => {
                self.terminated = true;
                self.settle(Standing::Withdrawn, at);
            }
            Some(EventKind::Refused) => {
                self.terminated = true;
                self.settle(Standing::Refused, at);
            }
            Some(EventKind::Retiered) => {
                self.person = event.tier.as_deref().and_then(|id| self.policy.tier(id)).map(|tier| (tier, Some(at)));
                decide_anew = true;
            }
            Some(EventKind::Cosigned) => {
                self.cosign(event);
                decide_anew = true;
            }
            Some(EventKind::Judged) => {
                let facts = self.timeline.facts.to_mut();
                facts.in_scope = event.in_scope.or(facts.in_scope);
                facts.complete = event.complete.or(facts.complete);
                facts.substantiated = event.substantiated.or(facts.substantiated);
                if self.timeline.facts.in_scope == Some(false) && self.happened.contains(&EventKind::Explained.id()) {
                    self.settle(Standing::Closed, at);
                }
                decide_anew = true;
            }
            Some(EventKind::Supplemented) => {
                self.timeline.facts.to_mut().complete = Some(true);
                decide_anew = true;
            }
            _ => {}
        }
        self.happened.push(applied.kind);
        applied.cycle = self.cycle();
        self.timeline.applied.push(applied);
        if decide_anew || settled_before != self.timeline.settled_at {
            self.enter_regime(at);
        }
        Ok(())
    }

    /// Why an event may not stand where it stands.
    fn refusal(&self, applied: &Applied<'_>) -> Option<Error> {
        let event = applied.event;
        if let Some(rule) = self.policy.forbids.iter().find(|rule| rule.kind == applied.kind) {
            let clause = &rule.clause;
            return Some(event.fault(Code::ForbiddenEvent, format_args!("{} {}", clause.number, clause.quote)));
        }
        let ended = matches!(self.timeline.standing, Standing::Closed | Standing::Withdrawn | Standing::Refused);
        if ended && !applied.builtin.is_some_and(|kind| AFTER_END.contains(&kind)) {
            let ending = self.timeline.applied.iter().rev().find(|before| {
                let kinds = [
                    EventKind::Closed,
                    EventKind::Archived,
                    EventKind::Withdrawn,
                    EventKind::Refused,
                    EventKind::Merged,
                    EventKind::Explained,
                    EventKind::Judged,
                ];
                before.builtin.is_some_and(|kind| kinds.contains(&kind))
            });
            let ending = ending.map_or_else(|| self.timeline.standing.slug().to_owned(), |found| found.event.name());
            return Some(event.fault(Code::AfterEnd, ending));
        }
        let lacks = |what: &str| Some(event.fault(Code::IncompleteEvent, what));
        match applied.builtin? {
            EventKind::Resumed if !self.timeline.pauses.iter().any(|pause| resumes(event, pause)) => {
                Some(event.fault(Code::ResumeWithoutPause, "no pause is open"))
            }
            EventKind::Retiered => match event.tier.as_deref() {
                None => lacks("`tier`, the new tier"),
                Some(id) if self.policy.tier(id).is_none() => {
                    let known = self.policy.tiers.iter().map(|tier| tier.id.as_str()).collect::<Vec<_>>().join(", ");
                    Some(Error::new(Code::UnknownTier, id, known).at("tier").at(format_args!("events[{}]", event.id)))
                }
                Some(_) => None,
            },
            EventKind::Cosigned if event.people.is_none() && event.households.is_none() => {
                lacks("`people` or `households`")
            }
            EventKind::Judged
                if event.in_scope.is_none() && event.complete.is_none() && event.substantiated.is_none() =>
            {
                lacks("`in_scope`, `complete` or `substantiated`")
            }
            EventKind::ExtensionApproved | EventKind::CustomerAgreed if event.until.is_none() => {
                lacks("`until`, the new due time")
            }
            EventKind::ExtensionApproved if event.obligation.is_none() => lacks("`for`, the obligation"),
            EventKind::ExtensionApproved
            | EventKind::ExtensionRequested
            | EventKind::ExtensionRefused
            | EventKind::CustomerAgreed => self.unknown_obligation(event),
            _ => None,
        }
    }

    fn unknown_obligation(&self, event: &Event) -> Option<Error> {
        let id = event.obligation.as_deref()?;
        if self.policy.obligation(id).is_some() {
            return None;
        }
        let known = self.policy.obligations.iter().map(|obligation| obligation.id.as_str()).collect::<Vec<_>>();
        let error = Error::new(Code::UnknownObligation, id, known.join(", "));
        Some(error.at("for").at(format_args!("events[{}]", event.id)))
    }

    fn settle(&mut self, standing: Standing, at: Instant) {
        self.timeline.standing = standing;
        self.timeline.settled_at = self.timeline.settled_at.or(Some(at));
    }

    fn resume(&mut self, event: &Event, at: Instant) {
        self.timeline.pauses.iter_mut().filter(|pause| resumes(event, pause)).for_each(|pause| pause.to = Some(at));
    }

    fn resume_all(&mut self, at: Instant) {
        self.timeline.pauses.iter_mut().filter(|pause| pause.to.is_none()).for_each(|pause| pause.to = Some(at));
    }

    /// Co-signers join whoever complained first: an unknown count is one.
    fn cosign(&mut self, event: &Event) {
        let add = |count: &mut Option<u32>, joined: Option<u32>| {
            if let Some(joined) = joined {
                *count = Some(count.unwrap_or(1).saturating_add(joined));
            }
        };
        let complainants = &mut self.timeline.facts.to_mut().complainants;
        add(&mut complainants.people, event.people);
        add(&mut complainants.households, event.households);
    }
}

/// A resumption names the pause by its reason, or ends all that are open.
fn resumes(event: &Event, pause: &Pause) -> bool {
    pause.to.is_none() && (event.reason.is_none() || event.reason == pause.reason)
}
