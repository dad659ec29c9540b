//! The first pass over a history: events in their order become cycles, pauses, tiers and what is owed when.
//!
//! This pass decides which events are allowed and how the case stands after each; the second pass ([`super::clock`])
//! reads it obligation by obligation.

use std::borrow::Cow;
use std::ops::Range;

use super::history::{Entry, Window};
use super::{Case, Event, Intake, Mode, Rules, Standing};
use crate::complaint::{Facts, SetBy};
use crate::error::{Code, Error, Result};
use crate::id::{EventKindId, TierId};
use crate::policy::{EventKind, Obligation};
use crate::tier::{self, Circumstances, Ruling, Tiering};
use crate::time::Instant;

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

/// From an instant on: the tier, and what is owed ([`Course::owed`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Regime {
    pub(super) from: Instant,
    /// Its position in [`Course::cycles`].
    pub(super) cycle: usize,
    pub(super) ruling: Ruling,
    /// It was cut off at the instant at which the policy came.
    pub(super) inherited: bool,
}

/// A time in which clocks stand still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause<'a> {
    pub(super) from: Instant,
    /// `None` while it lasts.
    pub(super) to: Option<Instant>,
    /// The policy's rule for its reason; `None` for a reason that the policy does not declare.
    pub(super) rule: Option<usize>,
    reason: Option<&'a str>,
}

/// A receipt or a reopening with what followed it.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    /// `None` = the receipt is not known.
    pub(super) begin: Option<Window>,
    /// Its events, as positions in [`Course::applied`].
    pub(super) entries: Range<usize>,
    /// Its regimes, as positions in [`Course::regimes`].
    pub(super) regimes: Range<usize>,
    /// Its pauses, as positions in [`Course::pauses`].
    pub(super) pauses: Range<usize>,
    /// The event that said who leads, as a position in [`Course::applied`]: the last that names a leader, else the
    /// first that sent the case to anyone.
    pub(super) leads: Option<usize>,
    named_leader: bool,
}

impl Cycle {
    fn new(begin: Option<Window>, entries: usize, regimes: usize, pauses: usize) -> Self {
        let (entries, regimes, pauses) = (entries..entries, regimes..regimes, pauses..pauses);
        Self { begin, entries, regimes, pauses, leads: None, named_leader: false }
    }
}

/// A time in which the case was not settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// A position in [`Course::cycles`].
    pub(super) cycle: usize,
    pub(super) from: Instant,
    pub(super) to: Option<Instant>,
}

/// A history read up to one instant.
#[derive(Debug)]
pub(super) struct Course<'a> {
    pub(super) events: &'a [Event],
    /// The events that count, in the order in which they apply.
    pub(super) applied: Cow<'a, [Entry]>,
    pub(super) cycles: Vec<Cycle>,
    pub(super) regimes: Vec<Regime>,
    /// What is owed in each regime, one after the other.
    owed: Vec<Owed>,
    /// How many obligations the policy has.
    obligations: usize,
    pub(super) pauses: Vec<Pause<'a>>,
    /// When it was not settled.
    pub(super) open: Vec<Open>,
    /// The events that may move a due time or ask for it, as positions in [`Course::applied`].
    pub(super) moving: Vec<usize>,
    pub(super) standing: Standing,
    /// Since when it is settled; `None` while it is open.
    pub(super) settled_at: Option<Instant>,
    /// With what co-signers, judgements and supplements changed.
    pub(super) facts: Cow<'a, Facts>,
    /// The tier at the end.
    pub(super) tiering: Tiering,
    /// When time alone changes what is owed while the tier stays.
    pub(super) owed_changes_at: Option<Instant>,
    pub(super) faults: Vec<Error>,
}

impl Course<'_> {
    /// What is owed in a regime.
    pub(super) fn owed(&self, regime: usize, obligation: usize) -> Owed {
        self.owed.get(regime * self.obligations + obligation).copied().unwrap_or(Owed::No)
    }

    /// The policy came at this instant: before it nothing was owed under it.
    fn begin_at(&mut self, moved_at: Instant) {
        let obligations = self.obligations;
        let ends: Vec<Option<Instant>> =
            self.regimes.iter().skip(1).map(|next| Some(next.from)).chain([None]).collect();
        for (number, (regime, end)) in self.regimes.iter_mut().zip(ends).enumerate() {
            if end.is_some_and(|end| end <= moved_at) {
                let owed = self.owed.get_mut(number * obligations..(number + 1) * obligations);
                owed.unwrap_or_default().fill(Owed::No);
            } else if regime.from < moved_at {
                (regime.from, regime.inherited) = (moved_at, true);
            }
        }
    }

    pub(super) fn event(&self, entry: &Entry) -> Option<&Event> {
        self.events.get(entry.index as usize)
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

/// The events after which a case has ended.
const ENDING: &[EventKind] = &[
    EventKind::Closed,
    EventKind::Archived,
    EventKind::Withdrawn,
    EventKind::Refused,
    EventKind::Merged,
    EventKind::Explained,
    EventKind::Judged,
];

/// How a case stands before its first event, worked out once.
#[derive(Debug)]
pub(super) struct Opening {
    ruling: Ruling,
    owed: Vec<Owed>,
    /// When time alone may change something, in order.
    turns: Vec<Instant>,
}

impl Opening {
    pub(super) fn of(rules: &Rules, intake: &Intake, received: Option<Window>) -> Self {
        let received_at = received.map(|window| window.latest);
        let runs_out = |period| tier::runs_out_at(rules.calendar(), period, received_at?);
        let mut turns: Vec<Instant> = rules.time_limits().iter().filter_map(|period| runs_out(*period)).collect();
        turns.sort_unstable();
        let opening = Self { ruling: Ruling { tier: None, set_by: SetBy::Computed }, owed: Vec::new(), turns };
        let walk = Walk::new(rules, intake, received, &[], &opening);
        let (ruling, owed) = walk.decide(walk.judged_at);
        let owed = owed.collect();
        Self { ruling, owed, ..opening }
    }
}

/// Reads the part of a history that has happened at `as_of`.
pub(super) fn read<'a>(case: &'a Case, happened: Cow<'a, [Entry]>, as_of: Instant) -> Result<Course<'a>> {
    let (mut walk, refused) = walk(case, &happened, as_of)?;
    walk.course.applied = if refused.is_empty() {
        happened
    } else {
        let allowed = |(position, _): &(usize, &Entry)| refused.binary_search(position).is_err();
        happened.iter().enumerate().filter(allowed).map(|(_, entry)| *entry).collect::<Vec<_>>().into()
    };
    let mut course = walk.finish(as_of);
    if let Some(moved_at) = case.moved_at() {
        course.begin_at(moved_at);
    }
    Ok(course)
}

/// Whether some event may move a due time; an error when one may not stand where it stands.
pub(super) fn moves(case: &Case, happened: &[Entry], as_of: Instant) -> Result<bool> {
    let (walk, _) = walk(case, happened, as_of)?;
    Ok(!walk.course.moving.is_empty())
}

/// Applies what has happened; the positions of what is refused.
fn walk<'a>(case: &'a Case, happened: &[Entry], as_of: Instant) -> Result<(Walk<'a>, Vec<usize>)> {
    let Case { rules, intake, received, events, mode, opening, .. } = case;
    let mut walk = Walk::new(rules, intake, *received, events, opening);
    let mut refused = Vec::new();
    let mut count = 0;
    for (position, entry) in happened.iter().enumerate() {
        walk.pass_time(entry.window.latest);
        let event = events.get(entry.index as usize);
        let refusal = event.and_then(|event| walk.refusal(event, entry));
        match (refusal, mode, event) {
            (None, _, Some(event)) => {
                walk.apply(event, entry, count);
                count += 1;
            }
            (Some(error), Mode::Strict, _) if !entry.corrected => return Err(error),
            (refusal, ..) => {
                refused.push(position);
                walk.course.faults.extend(refusal.filter(|_| !entry.corrected));
            }
        }
    }
    walk.pass_time(as_of);
    Ok((walk, refused))
}

struct Walk<'a> {
    rules: &'a Rules,
    intake: &'a Intake,
    received_at: Option<Instant>,
    person: Option<(TierId, Option<Instant>)>,
    /// Refused, withdrawn or merged in this cycle.
    terminated: bool,
    /// Explained in this cycle.
    explained: bool,
    /// Kinds of events of this cycle on which some condition depends.
    deciding: Vec<EventKindId>,
    /// The pauses that last.
    open: Vec<usize>,
    /// The last event that may have ended the case.
    ending: Option<&'a Event>,
    /// When tier and obligations were last decided.
    judged_at: Instant,
    /// When time alone may change something, in order.
    turns: &'a [Instant],
    course: Course<'a>,
}

impl<'a> Walk<'a> {
    fn new(
        rules: &'a Rules,
        intake: &'a Intake,
        received: Option<Window>,
        events: &'a [Event],
        opening: &'a Opening,
    ) -> Self {
        let received_at = received.map(|window| window.latest);
        let from = received_at.unwrap_or(Instant::MIN);
        Self {
            rules,
            intake,
            received_at,
            person: intake.tier.map(|tier| (tier, received_at)),
            terminated: false,
            explained: false,
            deciding: Vec::new(),
            open: Vec::new(),
            ending: None,
            judged_at: from,
            turns: &opening.turns,
            course: Course {
                events,
                applied: Cow::Borrowed(&[]),
                cycles: vec![Cycle::new(received, 0, 0, 0)],
                regimes: vec![Regime { from, cycle: 0, ruling: opening.ruling, inherited: false }],
                owed: opening.owed.clone(),
                obligations: opening.owed.len(),
                pauses: Vec::new(),
                open: vec![Open { cycle: 0, from, to: None }],
                moving: Vec::new(),
                standing: Standing::Open,
                settled_at: None,
                facts: Cow::Borrowed(&intake.facts),
                tiering: Tiering { tier: None, set_by: SetBy::Computed, reasons: Vec::new(), changes_at: None },
                owed_changes_at: None,
                faults: Vec::new(),
            },
        }
    }

    /// The position of the cycle that runs.
    fn cycle(&self) -> usize {
        self.course.cycles.len().saturating_sub(1)
    }

    fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            facts: &self.course.facts,
            category: self.intake.classification.category,
            received_at: self.received_at,
            settled_at: self.course.settled_at,
            happened: &self.deciding,
            person: self.person,
        }
    }

    /// The instant at which conditions are judged; `None` when time decides nothing.
    fn clock(&self, at: Instant) -> Option<Instant> {
        (self.received_at.is_some() && !self.rules.time_limits().is_empty()).then_some(at)
    }

    fn owed(&self, obligation: &Obligation, ruling: Ruling, at: Option<Instant>) -> Owed {
        let (policy, calendar) = (self.rules.policy(), self.rules.calendar());
        let asked = (obligation.tiers.is_empty() || ruling.tier.is_some_and(|tier| obligation.tiers.contains(&tier)))
            && obligation
                .when
                .as_ref()
                .is_none_or(|when| tier::holds(policy, calendar, when, &self.circumstances(), at));
        let out_of_scope = self.course.facts.in_scope == Some(false) && !obligation.owed_out_of_scope;
        match (asked, self.terminated || out_of_scope) {
            (false, _) => Owed::No,
            (true, false) => Owed::Yes,
            (true, true) => Owed::Blocked,
        }
    }

    /// The tier from an instant on, and whether each obligation is owed then.
    fn decide(&self, from: Instant) -> (Ruling, impl Iterator<Item = Owed>) {
        let at = self.clock(from);
        let policy = self.rules.policy();
        let ruling = tier::rule(policy, self.rules.calendar(), &self.circumstances(), at);
        (ruling, policy.obligations.iter().map(move |obligation| self.owed(obligation, ruling, at)))
    }

    /// Decides tier and obligations anew from an instant on.
    fn enter_regime(&mut self, from: Instant) {
        self.judged_at = from;
        let before = self.course.owed.len();
        let mut all = std::mem::take(&mut self.course.owed);
        let (ruling, owed) = self.decide(from);
        all.extend(owed);
        self.course.owed = all;
        let regime = Regime { from, cycle: self.cycle(), ruling, inherited: false };
        let (earlier, new) = self.course.owed.split_at_checked(before).unwrap_or_default();
        let last = earlier.len().checked_sub(new.len()).and_then(|start| earlier.get(start..));
        let unchanged =
            self.course.regimes.last().is_some_and(|last| (last.cycle, last.ruling) == (regime.cycle, regime.ruling));
        if unchanged && last == Some(new) {
            self.course.owed.truncate(before);
        } else {
            self.course.regimes.push(regime);
        }
    }

    /// Lets time change tier and obligations on the way to an instant, before its events apply.
    fn pass_time(&mut self, to: Instant) {
        while let Some((turn, later)) = self.turns.split_first().filter(|(turn, _)| **turn <= to) {
            self.turns = later;
            self.enter_regime(*turn);
        }
    }

    fn finish(mut self, as_of: Instant) -> Course<'a> {
        let count = self.course.applied.len();
        self.end_cycle(count);
        let at = self.clock(self.judged_at);
        let (policy, calendar) = (self.rules.policy(), self.rules.calendar());
        let last = self.course.regimes.last();
        let ruling = last.map_or(Ruling { tier: None, set_by: SetBy::Computed }, |last| last.ruling);
        self.course.tiering = tier::explain(policy, calendar, &self.circumstances(), ruling, at);
        if self.rules.owed_by_time() {
            let now = self.course.regimes.len().saturating_sub(1);
            let changes = |turn: &&Instant| {
                let ruling = tier::rule(policy, calendar, &self.circumstances(), Some(**turn));
                let owed = |obligation: &Obligation| self.owed(obligation, ruling, Some(**turn));
                policy.obligations.iter().map(owed).enumerate().any(|(id, owed)| owed != self.course.owed(now, id))
            };
            self.course.owed_changes_at = self.turns.iter().filter(|turn| **turn > as_of).find(changes).copied();
        }
        self.course
    }

    fn apply(&mut self, event: &'a Event, entry: &Entry, position: usize) {
        let at = entry.window.latest;
        let settled_before = self.course.settled_at;
        let mut decide_anew = false;
        match entry.builtin {
            Some(EventKind::Paused) => self.pause(event, at),
            Some(EventKind::Resumed) => self.resume(Some(event), at),
            Some(EventKind::Reopened) => {
                self.resume(None, at);
                self.end_cycle(position);
                let (regimes, pauses) = (self.course.regimes.len(), self.course.pauses.len());
                self.course.cycles.push(Cycle::new(Some(entry.window), position, regimes, pauses));
                self.deciding.clear();
                (self.terminated, self.explained) = (false, false);
                self.unsettle(at);
                decide_anew = true;
            }
            // What is done in part settles nothing.
            Some(EventKind::Resolved | EventKind::Explained) if entry.partial => {}
            Some(EventKind::Resolved) => self.settle(Standing::Resolved, at),
            Some(EventKind::Explained) => {
                self.explained = true;
                let out_of_scope = self.course.facts.in_scope == Some(false);
                self.settle(if out_of_scope { Standing::Closed } else { Standing::Resolved }, at);
            }
            Some(EventKind::Archived | EventKind::Closed) => self.settle(Standing::Closed, at),
            Some(EventKind::Visited) if event.satisfied == Some(false) => self.unsettle(at),
            Some(EventKind::Merged | EventKind::Withdrawn | EventKind::Refused) => {
                self.terminated = true;
                self.settle(
                    match entry.builtin {
                        Some(EventKind::Withdrawn) => Standing::Withdrawn,
                        Some(EventKind::Refused) => Standing::Refused,
                        _ => Standing::Closed,
                    },
                    at,
                );
                decide_anew = true;
            }
            Some(EventKind::Retiered) => {
                let tier = event.tier.as_deref().and_then(|id| self.rules.policy().tier(id));
                self.person = tier.map(|tier| (tier, Some(at)));
                decide_anew = true;
            }
            Some(EventKind::Cosigned) => {
                self.cosign(event);
                decide_anew = true;
            }
            Some(EventKind::Judged) => {
                let facts = self.course.facts.to_mut();
                facts.in_scope = event.in_scope.or(facts.in_scope);
                facts.complete = event.complete.or(facts.complete);
                facts.substantiated = event.substantiated.or(facts.substantiated);
                if self.course.facts.in_scope == Some(false) && self.explained {
                    self.settle(Standing::Closed, at);
                }
                decide_anew = true;
            }
            Some(EventKind::Supplemented) => {
                self.course.facts.to_mut().complete = Some(true);
                decide_anew = true;
            }
            Some(
                EventKind::ExtensionRequested
                | EventKind::ExtensionRefused
                | EventKind::ExtensionApproved
                | EventKind::CustomerAgreed
                | EventKind::DelayNotified,
            ) => self.course.moving.push(position),
            Some(EventKind::Dispatched) => self.lead(event, position),
            _ => {}
        }
        // What has happened in this cycle already decides nothing new.
        if self.rules.decides(entry.kind) && !self.deciding.contains(&entry.kind) {
            self.deciding.push(entry.kind);
            decide_anew = true;
        }
        // Whether it is settled matters to conditions that time decides, and to those only.
        let settled = settled_before != self.course.settled_at && !self.rules.time_limits().is_empty();
        if decide_anew || settled {
            self.enter_regime(at);
        }
        if entry.builtin.is_some_and(|kind| ENDING.contains(&kind)) {
            self.ending = Some(event);
        }
    }

    /// Why an event may not stand where it stands.
    fn refusal(&self, event: &Event, entry: &Entry) -> Option<Error> {
        let policy = self.rules.policy();
        if let Some(rule) = policy.forbids.iter().find(|rule| rule.kind == entry.kind) {
            let clause = &rule.clause;
            return Some(event.fault(Code::ForbiddenEvent, format_args!("{} {}", clause.number, clause.quote)));
        }
        let ended = matches!(self.course.standing, Standing::Closed | Standing::Withdrawn | Standing::Refused);
        if ended && !entry.builtin.is_some_and(|kind| AFTER_END.contains(&kind)) {
            let ending = self.ending.map_or_else(|| self.course.standing.slug().to_owned(), Event::name);
            return Some(event.fault(Code::AfterEnd, ending));
        }
        let lacks = |what: &str| Some(event.fault(Code::IncompleteEvent, what));
        match entry.builtin? {
            EventKind::Resumed if !self.open_pauses().any(|pause| resumes(event, pause)) => {
                Some(event.fault(Code::ResumeWithoutPause, "no pause is open"))
            }
            EventKind::Retiered => match event.tier.as_deref() {
                None => lacks("`tier`, the new tier"),
                Some(id) if policy.tier(id).is_none() => {
                    let known = policy.tiers.iter().map(|tier| tier.id.as_str()).collect::<Vec<_>>().join(", ");
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
            | EventKind::CustomerAgreed => self.obligation_fault(event, entry),
            _ => None,
        }
    }

    /// What is wrong with an event about an obligation: there is none, nobody may extend it, or somebody else may.
    fn obligation_fault(&self, event: &Event, entry: &Entry) -> Option<Error> {
        let id = event.obligation.as_deref()?;
        let policy = self.rules.policy();
        let place = format!("events[{}]", event.id);
        let Some(obligation) = policy.obligations.iter().find(|obligation| obligation.id == id) else {
            let known = policy.obligations.iter().map(|obligation| obligation.id.as_str()).collect::<Vec<_>>();
            return Some(Error::new(Code::UnknownObligation, id, known.join(", ")).at("for").at(place));
        };
        if entry.builtin != Some(EventKind::ExtensionApproved) {
            return None;
        }
        let name = format!("`{}` of `{id}`", event.id);
        let Some(extension) = &obligation.extension else {
            let clause = &obligation.clause.number;
            let error = Error::new(Code::NotExtendable, name, format_args!("{clause} allows no extension"));
            return Some(error.at("for").at(place));
        };
        if event.by.as_deref().and_then(|name| self.rules.role(name)) != Some(extension.approved_by) {
            let (approver, clause) = (policy.role_name(extension.approved_by), &extension.clause);
            let expected = format!("`{approver}` ({} {})", clause.number, clause.quote);
            return Some(Error::new(Code::WrongApprover, name, expected).at("by").at(place));
        }
        None
    }

    fn settle(&mut self, standing: Standing, at: Instant) {
        self.course.standing = standing;
        if self.course.settled_at.is_none() {
            self.course.settled_at = Some(at);
            if let Some(open) = self.course.open.last_mut() {
                open.to = Some(at);
            }
        }
    }

    fn unsettle(&mut self, at: Instant) {
        self.course.standing = Standing::Open;
        let cycle = self.cycle();
        if self.course.settled_at.take().is_some() || self.course.open.last().is_none_or(|open| open.cycle != cycle) {
            if let Some(open) = self.course.open.last_mut() {
                open.to = open.to.or(Some(at));
            }
            self.course.open.push(Open { cycle, from: at, to: None });
        }
    }

    fn end_cycle(&mut self, entries: usize) {
        let (regimes, pauses) = (self.course.regimes.len(), self.course.pauses.len());
        if let Some(cycle) = self.course.cycles.last_mut() {
            (cycle.entries.end, cycle.regimes.end, cycle.pauses.end) = (entries, regimes, pauses);
        }
    }

    /// Who leads: the last that is said to, else the first that got the case.
    fn lead(&mut self, event: &Event, position: usize) {
        let said = event.lead == Some(true);
        if let Some(cycle) = self.course.cycles.last_mut()
            && event.to.is_some()
            && (said || (!cycle.named_leader && cycle.leads.is_none()))
        {
            (cycle.leads, cycle.named_leader) = (Some(position), said);
        }
    }

    fn pause(&mut self, event: &'a Event, at: Instant) {
        let rules = &self.rules.policy().pauses;
        let rule = rules.iter().position(|rule| Some(&rule.reason) == event.reason.as_ref());
        self.open.push(self.course.pauses.len());
        self.course.pauses.push(Pause { from: at, to: None, rule, reason: event.reason.as_deref() });
    }

    fn open_pauses(&self) -> impl Iterator<Item = &Pause<'a>> {
        self.open.iter().filter_map(|position| self.course.pauses.get(*position))
    }

    /// Ends the open pauses that an event ends; without an event, all.
    fn resume(&mut self, event: Option<&Event>, at: Instant) {
        let pauses = &mut self.course.pauses;
        self.open.retain(|position| match pauses.get_mut(*position) {
            Some(pause) if event.is_none_or(|event| resumes(event, pause)) => {
                pause.to = Some(at);
                false
            }
            _ => true,
        });
    }

    /// Co-signers join whoever complained first: an unknown count is one.
    fn cosign(&mut self, event: &Event) {
        let add = |count: &mut Option<u32>, joined: Option<u32>| {
            if let Some(joined) = joined {
                *count = Some(count.unwrap_or(1).saturating_add(joined));
            }
        };
        let complainants = &mut self.course.facts.to_mut().complainants;
        add(&mut complainants.people, event.people);
        add(&mut complainants.households, event.households);
    }
}

/// A resumption names the pause by its reason, or ends all that are open.
fn resumes(event: &Event, pause: &Pause<'_>) -> bool {
    event.reason.is_none() || event.reason.as_deref() == pause.reason
}
