//! What a history has made of a case as far as it was read: cycles, pauses, tiers, and what is owed under them.

use std::ops::Range;

use super::few::Few;
use super::history::{Entry, Window};
use super::{Event, Intake, Standing};
use crate::complaint::{Facts, SetBy};
use crate::id::{EventKindId, TierId};
use crate::tier::Ruling;
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

/// From an instant on: the tier, and what is owed ([`State::owed`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Regime {
    pub(super) from: Instant,
    /// Its position in [`State::cycles`].
    pub(super) cycle: usize,
    pub(super) ruling: Ruling,
    /// It was cut off at the instant at which the policy came.
    pub(super) inherited: bool,
}

/// A time in which clocks stand still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    pub(super) from: Instant,
    /// `None` while it lasts.
    pub(super) to: Option<Instant>,
    /// The policy's rule for its reason; `None` for a reason that the policy does not declare.
    pub(super) rule: Option<usize>,
    /// The event that began it, which gives its reason, as a position among the events of the case.
    pub(super) event: u32,
}

/// From a position to the one before another.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Part {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Part {
    pub(super) const fn at(from: usize) -> Self {
        Self { from, to: from }
    }

    pub(super) const fn range(self) -> Range<usize> {
        self.from..self.to
    }
}

/// A receipt or a reopening with what followed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cycle {
    /// `None` = the receipt is not known.
    pub(super) begin: Option<Window>,
    /// Its events, as positions in the course.
    pub(super) entries: Part,
    /// Which kinds are among them.
    pub(super) kinds: Kinds,
    /// Its regimes, as positions in [`State::regimes`].
    pub(super) regimes: Part,
    /// Its pauses, as positions in [`State::pauses`].
    pub(super) pauses: Part,
    /// The event that said who leads, as a position in the course: the last that names a leader, else the first that
    /// sent the case to anyone.
    pub(super) leads: Option<usize>,
    pub(super) named_leader: bool,
}

impl Cycle {
    pub(super) const fn new(begin: Option<Window>, entries: usize, regimes: usize, pauses: usize) -> Self {
        let (entries, regimes, pauses) = (Part::at(entries), Part::at(regimes), Part::at(pauses));
        Self { begin, entries, kinds: Kinds(0), regimes, pauses, leads: None, named_leader: false }
    }
}

/// A set of kinds of events that never lacks one that is in it: those of high numbers share a place.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Kinds(u64);

impl Kinds {
    const fn of(kind: EventKindId) -> u64 {
        1 << if kind.0 < 63 { kind.0 } else { 63 }
    }

    pub(super) const fn insert(&mut self, kind: EventKindId) {
        self.0 |= Self::of(kind);
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn may_contain(self, kind: EventKindId) -> bool {
        self.0 & Self::of(kind) != 0
    }
}

/// A time in which the case was not settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// A position in [`State::cycles`].
    pub(super) cycle: usize,
    pub(super) from: Instant,
    pub(super) to: Option<Instant>,
}

/// How far a history was read, and what came of it.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) cycles: Few<Cycle, 1>,
    pub(super) regimes: Few<Regime, 2>,
    /// What is owed in each regime, one after the other.
    pub(super) owed: Few<Owed, 32>,
    /// How many obligations the policy has.
    pub(super) obligations: usize,
    pub(super) pauses: Few<Pause, 2>,
    /// The pauses that last.
    pub(super) paused: Few<u32, 2>,
    /// When it was not settled.
    pub(super) open: Few<Open, 1>,
    /// The events that may move a due time or ask for it, as positions in the course.
    pub(super) moving: Few<usize, 2>,
    pub(super) standing: Standing,
    /// Since when it is settled; `None` while it is open.
    pub(super) settled_at: Option<Instant>,
    /// What co-signers, judgements and supplements changed in the facts.
    changed: Option<Box<Facts>>,
    /// The tier that a person gave, and when.
    pub(super) person: Option<(TierId, Option<Instant>)>,
    /// Refused, withdrawn or merged in this cycle.
    pub(super) terminated: bool,
    /// Explained in this cycle.
    pub(super) explained: bool,
    /// Kinds of events of this cycle on which some condition depends.
    pub(super) deciding: Few<EventKindId, 4>,
    /// The last event that may have ended the case, as a position among its events.
    pub(super) ending: Option<u32>,
    /// When tier and obligations were last decided.
    pub(super) judged_at: Instant,
    /// How many of the instants at which time alone may change something have passed.
    pub(super) turned: usize,
}

impl State {
    /// Before the first event; what is owed is not decided.
    pub(super) fn new(received: Option<Window>, person: Option<TierId>) -> Self {
        let received_at = received.map(|window| window.latest);
        let from = received_at.unwrap_or(Instant::MIN);
        let cycle = Cycle::new(received, 0, 0, 0);
        let ruling = Ruling { tier: None, set_by: SetBy::Computed };
        let regime = Regime { from, cycle: 0, ruling, inherited: false };
        let open = Open { cycle: 0, from, to: None };
        let mut state = Self {
            cycles: Few::new(cycle),
            regimes: Few::new(regime),
            owed: Few::new(Owed::No),
            obligations: 0,
            pauses: Few::new(Pause { from, to: None, rule: None, event: 0 }),
            paused: Few::new(0),
            open: Few::new(open),
            moving: Few::new(0),
            standing: Standing::Open,
            settled_at: None,
            changed: None,
            person: person.map(|tier| (tier, received_at)),
            terminated: false,
            explained: false,
            deciding: Few::new(EventKindId(0)),
            ending: None,
            judged_at: from,
            turned: 0,
        };
        state.cycles.push(cycle);
        state.open.push(open);
        state
    }

    /// Back to the time before the first event, as it was decided then.
    pub(super) fn reset(&mut self, received: Option<Window>, person: Option<TierId>) {
        let opening = self.opening(received, person);
        *self = opening;
    }

    /// Before the first event, as it was decided then.
    pub(super) fn opening(&self, received: Option<Window>, person: Option<TierId>) -> Self {
        let mut state = Self::new(received, person);
        state.obligations = self.obligations;
        self.owed.iter().take(self.obligations).for_each(|owed| state.owed.push(*owed));
        self.regimes.iter().take(1).for_each(|regime| state.regimes.push(*regime));
        state
    }

    /// The position of the cycle that runs.
    pub(super) fn cycle(&self) -> usize {
        self.cycles.len().saturating_sub(1)
    }

    /// The facts as they stand.
    pub(super) fn facts<'a>(&'a self, intake: &'a Intake) -> &'a Facts {
        self.changed.as_deref().unwrap_or(&intake.facts)
    }

    /// The facts, to change them.
    pub(super) fn facts_mut(&mut self, intake: &Intake) -> &mut Facts {
        self.changed.get_or_insert_with(|| Box::new(intake.facts.clone()))
    }

    /// The policy came at this instant: before it nothing was owed under it.
    pub(super) fn begin_at(&mut self, moved_at: Instant) {
        let obligations = self.obligations;
        for number in 0..self.regimes.len() {
            let end = self.regimes.get(number + 1).map(|next| next.from);
            if end.is_some_and(|end| end <= moved_at) {
                let owed = self.owed.get_mut(number * obligations..(number + 1) * obligations);
                owed.unwrap_or_default().fill(Owed::No);
            } else if let Some(regime) = self.regimes.get_mut(number).filter(|regime| regime.from < moved_at) {
                (regime.from, regime.inherited) = (moved_at, true);
            }
        }
    }

    pub(super) fn settle(&mut self, standing: Standing, at: Instant) {
        self.standing = standing;
        if self.settled_at.is_none() {
            self.settled_at = Some(at);
            if let Some(open) = self.open.last_mut() {
                open.to = Some(at);
            }
        }
    }

    pub(super) fn unsettle(&mut self, at: Instant) {
        self.standing = Standing::Open;
        let cycle = self.cycle();
        if self.settled_at.take().is_some() || self.open.last().is_none_or(|open| open.cycle != cycle) {
            if let Some(open) = self.open.last_mut() {
                open.to = open.to.or(Some(at));
            }
            self.open.push(Open { cycle, from: at, to: None });
        }
    }

    /// The cycle that runs has what has come up to a position in the course.
    pub(super) fn end_cycle(&mut self, entries: usize) {
        let (regimes, pauses) = (self.regimes.len(), self.pauses.len());
        if let Some(cycle) = self.cycles.last_mut() {
            (cycle.entries.to, cycle.regimes.to, cycle.pauses.to) = (entries, regimes, pauses);
        }
    }

    /// Who leads: the last that is said to, else the first that got the case.
    pub(super) fn lead(&mut self, event: &Event, position: usize) {
        let said = event.lead == Some(true);
        if let Some(cycle) = self.cycles.last_mut()
            && event.to.is_some()
            && (said || (!cycle.named_leader && cycle.leads.is_none()))
        {
            (cycle.leads, cycle.named_leader) = (Some(position), said);
        }
    }

    pub(super) fn pause(&mut self, rule: Option<usize>, entry: &Entry) {
        self.paused.push(u32::try_from(self.pauses.len()).unwrap_or(u32::MAX));
        self.pauses.push(Pause { from: entry.window.latest, to: None, rule, event: entry.index });
    }

    /// The pauses that last.
    pub(super) fn lasting(&self) -> impl Iterator<Item = &Pause> {
        self.paused.iter().filter_map(|position| self.pauses.get(*position as usize))
    }

    /// Ends the lasting pauses that an event ends; without an event, all.
    pub(super) fn resume(&mut self, event: Option<&Event>, events: &[Event], at: Instant) {
        let pauses = &mut self.pauses;
        self.paused.retain(|position| match pauses.get_mut(position as usize) {
            Some(pause) if event.is_none_or(|event| resumes(event, pause, events)) => {
                pause.to = Some(at);
                false
            }
            _ => true,
        });
    }

    /// Co-signers join whoever complained first: an unknown count is one.
    pub(super) fn cosign(&mut self, event: &Event, intake: &Intake) {
        let add = |count: &mut Option<u32>, joined: Option<u32>| {
            if let Some(joined) = joined {
                *count = Some(count.unwrap_or(1).saturating_add(joined));
            }
        };
        let complainants = &mut self.facts_mut(intake).complainants;
        add(&mut complainants.people, event.people);
        add(&mut complainants.households, event.households);
    }
}

/// A resumption names the pause by its reason, or ends all that last.
pub(super) fn resumes(event: &Event, pause: &Pause, events: &[Event]) -> bool {
    event.reason.is_none() || events.get(pause.event as usize).is_some_and(|begun| begun.reason == event.reason)
}
