//! The first pass over a history: events in their order become cycles, pauses, tiers and what is owed when.
//!
//! This pass decides which events are allowed and how the case stands after each; the second pass ([`super::clock`])
//! reads it obligation by obligation.

use std::borrow::Cow;

use super::few::Few;
use super::history::{Entry, Happened, Window};
use super::state::{Cycle, Owed, Regime, State, resumes};
use super::{Case, Event, Intake, Mode, Rules, Standing, View};
use crate::complaint::{Facts, SetBy};
use crate::error::{Code, Error, Result};
use crate::policy::{EventKind, Obligation};
use crate::tier::{self, Circumstances, Judge, Ruling, Tiering, Turn};
use crate::time::Instant;

/// A history read up to one instant.
#[derive(Debug)]
pub(super) struct Course<'a> {
    pub(super) events: &'a [Event],
    intake: &'a Intake,
    /// The events that count, in the order in which they apply.
    pub(super) applied: Cow<'a, [Entry]>,
    state: Reached<'a>,
    pub(super) faults: Cow<'a, [Error]>,
    /// How many events were voided.
    pub(super) voided: usize,
    /// How many had happened and were not entered yet.
    pub(super) not_yet_known: usize,
}

/// Where a reading arrived: at the end of the history, which was read once, or somewhere else.
#[derive(Debug)]
enum Reached<'a> {
    End(&'a State),
    Other(Box<State>),
}

impl<'a> Course<'a> {
    /// How it stands.
    #[inline]
    pub(super) fn state(&self) -> &State {
        match &self.state {
            Reached::End(state) => state,
            Reached::Other(state) => state,
        }
    }

    /// The facts with what co-signers, judgements and supplements changed.
    pub(super) fn facts(&self) -> &Facts {
        self.state().facts(self.intake)
    }

    pub(super) fn event(&self, entry: &Entry) -> Option<&'a Event> {
        self.events.get(entry.index as usize)
    }
}

/// What may follow after a case was closed, withdrawn or refused.
fn may_follow_the_end(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Reopened
            | EventKind::Visited
            | EventKind::FeedbackReceived
            | EventKind::Archived
            | EventKind::Voided
            | EventKind::Sanctioned
            | EventKind::LateCause
            | EventKind::Judged
            | EventKind::FormReturned
            | EventKind::CustomerNotified
            | EventKind::Confirmed
    )
}

/// The events after which a case has ended.
fn may_end(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Closed
            | EventKind::Archived
            | EventKind::Withdrawn
            | EventKind::Refused
            | EventKind::Merged
            | EventKind::Explained
            | EventKind::Judged
    )
}

/// A whole history, read once.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    /// The first instant at which everything has happened.
    last: Instant,
    state: Box<State>,
    /// Some event was read: it is no longer the state before the first.
    begun: bool,
    /// The events that count, where they are not all.
    applied: Option<Vec<Entry>>,
    faults: Vec<Error>,
    voided: usize,
}

impl Whole {
    /// Before the first event.
    pub(super) fn begin(rules: &Rules, intake: &Intake, received: Option<Window>, turns: &[Turn]) -> Self {
        let mut state = State::new(received, intake.tier);
        let from = state.judged_at;
        let (ruling, owed) = Setting { rules, intake, received, turns }.decide(&state, from);
        state.obligations = owed.len();
        owed.iter().for_each(|owed| state.owed.push(*owed));
        state.regimes.push(Regime { from, cycle: 0, ruling, inherited: false });
        state.end_cycle(0);
        Self { last: from, state: state.into(), begun: false, applied: None, faults: Vec::new(), voided: 0 }
    }

    /// Whether some event may move a due time.
    pub(super) fn moves(&self) -> bool {
        !self.state.moving.is_empty()
    }
}

/// When the periods that began with the receipt and may change something run out, in order.
pub(super) fn turns(rules: &Rules, received: Option<Window>) -> Vec<Turn> {
    let Some(received) = received else { return Vec::new() };
    let runs_out = |period| Some((tier::runs_out_at(rules.calendar(), period, received.latest)?, period));
    let mut turns: Vec<Turn> = rules.time_limits().iter().filter_map(|period| runs_out(*period)).collect();
    turns.sort_by_key(|(at, _)| *at);
    turns
}

/// Reads a whole history, up to an instant at which everything has happened.
pub(super) fn read_whole(case: &mut Case, last: Instant) -> Result<()> {
    let Case { rules, intake, received, turns, events, history, whole, mode, .. } = case;
    let Happened { entries, voided, .. } = history.happened(rules.calendar(), events, last, None);
    let setting = Setting { rules, intake, received: *received, turns };
    if std::mem::replace(&mut whole.begun, true) {
        whole.state.reset(*received, intake.tier);
    }
    let (refused, faults) = Walk { setting, events, state: &mut whole.state }.walk(&entries, *mode, last)?;
    let applied = match allowed(entries, &refused) {
        Cow::Borrowed(_) => None,
        Cow::Owned(applied) => Some(applied),
    };
    (whole.last, whole.voided, whole.applied, whole.faults) = (last, voided, applied, faults);
    Ok(())
}

/// The entries without those that were refused.
fn allowed<'a>(entries: Cow<'a, [Entry]>, refused: &[usize]) -> Cow<'a, [Entry]> {
    if refused.is_empty() {
        return entries;
    }
    let allowed = |(position, _): &(usize, &Entry)| refused.binary_search(position).is_err();
    entries.iter().enumerate().filter(allowed).map(|(_, entry)| *entry).collect::<Vec<_>>().into()
}

/// Reads the part of a history that has happened and was known.
pub(super) fn read(case: &Case, view: View) -> Result<Course<'_>> {
    let View { as_of, known_at, .. } = view;
    let Case { rules, events, history, intake, whole, .. } = case;
    let mut course = if known_at.is_none() && as_of >= whole.last {
        Course {
            events,
            intake,
            applied: Cow::Borrowed(whole.applied.as_deref().unwrap_or(history.entries())),
            state: Reached::End(&whole.state),
            faults: Cow::Borrowed(&whole.faults),
            voided: whole.voided,
            not_yet_known: 0,
        }
    } else {
        let Happened { entries, voided, not_yet_known } = history.happened(rules.calendar(), events, as_of, known_at);
        let mut state = Box::new(whole.state.opening(case.received, intake.tier));
        let (refused, faults) = Walk::of(case, &mut state).walk(&entries, case.mode, as_of)?;
        Course {
            events,
            intake,
            applied: allowed(entries, &refused),
            state: Reached::Other(state),
            faults: faults.into(),
            voided,
            not_yet_known,
        }
    };
    let moved_at = case.moved_at();
    if let Reached::End(state) = course.state
        && (moved_at.is_some() || case.turns.get(state.turned).is_some_and(|(turn, _)| *turn <= as_of))
    {
        let mut later = Box::new(State::clone(state));
        Walk::of(case, &mut later).pass_time(as_of);
        later.end_cycle(course.applied.len());
        course.state = Reached::Other(later);
    }
    if let (Some(moved_at), Reached::Other(state)) = (moved_at, &mut course.state) {
        state.begin_at(moved_at);
    }
    Ok(course)
}

/// The tier as it stands with its reasons, and when time alone changes what is owed while the tier stays.
pub(super) fn explain(case: &Case, course: &Course<'_>, as_of: Instant) -> (Tiering, Option<Instant>) {
    Setting::of(case).explain(course.state(), as_of)
}

/// What a history is judged by.
#[derive(Clone, Copy)]
struct Setting<'a> {
    rules: &'a Rules,
    intake: &'a Intake,
    received: Option<Window>,
    turns: &'a [Turn],
}

impl<'a> Setting<'a> {
    fn of(case: &'a Case) -> Self {
        let Case { rules, intake, received, turns, .. } = case;
        Self { rules, intake, received: *received, turns }
    }

    fn circumstances<'s>(&self, state: &'s State) -> Circumstances<'s>
    where
        'a: 's,
    {
        Circumstances {
            facts: state.facts(self.intake),
            category: self.intake.classification.category,
            received_at: self.received.map(|window| window.latest),
            settled_at: state.settled_at,
            happened: &state.deciding,
            person: state.person,
        }
    }

    fn judge<'s>(&'s self, circumstances: &'s Circumstances<'s>) -> Judge<'s> {
        let (policy, calendar) = (self.rules.policy(), self.rules.calendar());
        Judge { policy, calendar, circumstances, turns: Some(self.turns) }
    }

    /// The instant at which conditions are judged; `None` when time decides nothing.
    fn clock(&self, at: Instant) -> Option<Instant> {
        (self.received.is_some() && !self.rules.time_limits().is_empty()).then_some(at)
    }

    /// The tier from an instant on, and whether each obligation is owed then.
    fn decide(&self, state: &State, from: Instant) -> (Ruling, Few<Owed, 32>) {
        let at = self.clock(from);
        let circumstances = self.circumstances(state);
        let judge = self.judge(&circumstances);
        let ruling = judge.ruling(at);
        let out_of_scope = circumstances.facts.in_scope == Some(false);
        let mut all = Few::new(Owed::No);
        for Obligation { tiers, when, owed_out_of_scope, .. } in &self.rules.policy().obligations {
            let asked = (tiers.is_empty() || ruling.tier.is_some_and(|tier| tiers.contains(&tier)))
                && when.as_ref().is_none_or(|when| judge.holds(when, at));
            all.push(match (asked, state.terminated || (out_of_scope && !owed_out_of_scope)) {
                (false, _) => Owed::No,
                (true, false) => Owed::Yes,
                (true, true) => Owed::Blocked,
            });
        }
        (ruling, all)
    }

    fn explain(&self, state: &State, as_of: Instant) -> (Tiering, Option<Instant>) {
        let circumstances = self.circumstances(state);
        let last = state.regimes.last();
        let ruling = last.map_or(Ruling { tier: None, set_by: SetBy::Computed }, |last| last.ruling);
        let tiering = self.judge(&circumstances).explain(ruling, self.clock(state.judged_at));
        let now = state.owed.len().saturating_sub(state.obligations);
        let changes = |turn: &Instant| *turn > as_of && state.owed.get(now..) != Some(&*self.decide(state, *turn).1);
        let turns = self.turns.iter().filter(|_| self.rules.owed_by_time()).map(|(turn, _)| *turn);
        (tiering, turns.into_iter().find(changes))
    }
}

/// A history on its way.
struct Walk<'a> {
    setting: Setting<'a>,
    events: &'a [Event],
    state: &'a mut State,
}

impl<'a> Walk<'a> {
    fn of(case: &'a Case, state: &'a mut State) -> Self {
        Self { setting: Setting::of(case), events: &case.events, state }
    }

    /// Applies what has happened; the positions of what is refused, and why it is.
    fn walk(&mut self, happened: &[Entry], mode: Mode, as_of: Instant) -> Result<(Vec<usize>, Vec<Error>)> {
        let (mut refused, mut faults) = (Vec::new(), Vec::new());
        let mut count = 0;
        for (entry, position) in happened.iter().zip(0..) {
            self.pass_time(entry.window.latest);
            let Some(event) = self.events.get(entry.index as usize) else {
                refused.push(position);
                continue;
            };
            match self.refusal(event, entry) {
                None => {
                    self.apply(event, entry, count);
                    count += 1;
                }
                Some(error) if mode == Mode::Strict && !entry.corrected => return Err(error),
                Some(error) => {
                    refused.push(position);
                    faults.extend(Some(error).filter(|_| !entry.corrected));
                }
            }
        }
        self.pass_time(as_of);
        self.state.end_cycle(count);
        Ok((refused, faults))
    }

    /// Decides tier and obligations anew from an instant on.
    fn enter_regime(&mut self, from: Instant) {
        let state = &mut *self.state;
        state.judged_at = from;
        let (ruling, owed) = self.setting.decide(state, from);
        let cycle = state.cycle();
        let before = state.owed.len().saturating_sub(state.obligations);
        let unchanged = state.regimes.last().is_some_and(|last| (last.cycle, last.ruling) == (cycle, ruling));
        if !unchanged || state.owed.get(before..) != Some(&*owed) {
            owed.iter().for_each(|owed| state.owed.push(*owed));
            state.regimes.push(Regime { from, cycle, ruling, inherited: false });
        }
    }

    /// Lets time change tier and obligations on the way to an instant, before its events apply.
    fn pass_time(&mut self, to: Instant) {
        while let Some((turn, _)) = self.setting.turns.get(self.state.turned).filter(|(turn, _)| *turn <= to) {
            self.state.turned += 1;
            self.enter_regime(*turn);
        }
    }

    fn apply(&mut self, event: &Event, entry: &Entry, position: usize) {
        let at = entry.window.latest;
        let Setting { rules, intake, .. } = self.setting;
        let state = &mut *self.state;
        let settled_before = state.settled_at;
        let mut decide_anew = false;
        match entry.builtin {
            Some(EventKind::Paused) => {
                let declared = &rules.policy().pauses;
                let rule = declared.iter().position(|rule| Some(&rule.reason) == event.reason.as_ref());
                state.pause(rule, entry);
            }
            Some(EventKind::Resumed) => state.resume(Some(event), self.events, at),
            Some(EventKind::Reopened) => {
                state.resume(None, self.events, at);
                state.end_cycle(position);
                let (regimes, pauses) = (state.regimes.len(), state.pauses.len());
                state.cycles.push(Cycle::new(Some(entry.window), position, regimes, pauses));
                state.deciding.clear();
                (state.terminated, state.explained) = (false, false);
                state.unsettle(at);
                decide_anew = true;
            }
            // What is done in part settles nothing.
            Some(EventKind::Resolved | EventKind::Explained) if entry.partial => {}
            Some(EventKind::Resolved) => state.settle(Standing::Resolved, at),
            Some(EventKind::Explained) => {
                state.explained = true;
                let out_of_scope = state.facts(intake).in_scope == Some(false);
                state.settle(if out_of_scope { Standing::Closed } else { Standing::Resolved }, at);
            }
            Some(EventKind::Archived | EventKind::Closed) => state.settle(Standing::Closed, at),
            Some(EventKind::Visited) if event.satisfied == Some(false) => state.unsettle(at),
            Some(EventKind::Merged | EventKind::Withdrawn | EventKind::Refused) => {
                state.terminated = true;
                state.settle(
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
                let tier = event.tier.as_deref().and_then(|id| rules.policy().tier(id));
                state.person = tier.map(|tier| (tier, Some(at)));
                decide_anew = true;
            }
            Some(EventKind::Cosigned) => {
                state.cosign(event, intake);
                decide_anew = true;
            }
            Some(EventKind::Judged) => {
                let facts = state.facts_mut(intake);
                facts.in_scope = event.in_scope.or(facts.in_scope);
                facts.complete = event.complete.or(facts.complete);
                facts.substantiated = event.substantiated.or(facts.substantiated);
                if facts.in_scope == Some(false) && state.explained {
                    state.settle(Standing::Closed, at);
                }
                decide_anew = true;
            }
            Some(EventKind::Supplemented) => {
                state.facts_mut(intake).complete = Some(true);
                decide_anew = true;
            }
            Some(
                EventKind::ExtensionRequested
                | EventKind::ExtensionRefused
                | EventKind::ExtensionApproved
                | EventKind::CustomerAgreed
                | EventKind::DelayNotified,
            ) => state.moving.push(position),
            Some(EventKind::Dispatched) => state.lead(event, position),
            _ => {}
        }
        if let Some(cycle) = state.cycles.last_mut() {
            cycle.kinds.insert(entry.kind);
        }
        // What has happened in this cycle already decides nothing new.
        if entry.decides && !state.deciding.contains(&entry.kind) {
            state.deciding.push(entry.kind);
            decide_anew = true;
        }
        if entry.builtin.is_some_and(may_end) {
            state.ending = Some(entry.index);
        }
        // Whether it is settled matters to conditions that time decides, and to those only.
        let settled = settled_before != state.settled_at && !rules.time_limits().is_empty();
        if decide_anew || settled {
            self.enter_regime(at);
        }
    }

    /// Why an event may not stand where it stands.
    fn refusal(&self, event: &Event, entry: &Entry) -> Option<Error> {
        let policy = self.setting.rules.policy();
        let forbids = || policy.forbids.iter().find(|rule| rule.kind == entry.kind);
        if let Some(rule) = entry.forbidden.then(forbids).flatten() {
            let clause = &rule.clause;
            return Some(event.fault(Code::ForbiddenEvent, format_args!("{} {}", clause.number, clause.quote)));
        }
        let state = &*self.state;
        let ended = matches!(state.standing, Standing::Closed | Standing::Withdrawn | Standing::Refused);
        if ended && !entry.builtin.is_some_and(may_follow_the_end) {
            let ending = state.ending.and_then(|ending| self.events.get(ending as usize));
            let ending = ending.map_or_else(|| state.standing.slug().to_owned(), Event::name);
            return Some(event.fault(Code::AfterEnd, ending));
        }
        let lacks = |what: &str| Some(event.fault(Code::IncompleteEvent, what));
        match entry.builtin? {
            EventKind::Resumed if !state.lasting().any(|pause| resumes(event, pause, self.events)) => {
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
        let policy = self.setting.rules.policy();
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
        if event.by.as_deref().and_then(|name| self.setting.rules.role(name)) != Some(extension.approved_by) {
            let (approver, clause) = (policy.role_name(extension.approved_by), &extension.clause);
            let expected = format!("`{approver}` ({} {})", clause.number, clause.quote);
            return Some(Error::new(Code::WrongApprover, name, expected).at("by").at(place));
        }
        None
    }
}
