//! The second pass: one obligation in one cycle becomes a clock.

use super::history::{Entry, Window};
use super::timeline::{Owed, Timeline};
use super::{Event, Rules};
use crate::deadline::{self, Due, MovingDue};
use crate::error::{Code, Error, Result};
use crate::id::ObligationId;
use crate::policy::{Cycles, Ends, EventKind, EventMatch, Limit, Obligation};
use crate::time::{Instant, Moment};

/// What has become of something owed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClockState {
    /// Its start event has not happened.
    Pending,
    /// It runs; the due time has not passed.
    Running,
    /// It stands still.
    Paused,
    /// Ended in time.
    Met,
    /// Not ended by the due time.
    Breached,
    /// No longer owed: refused, withdrawn, out of scope, another tier, a new cycle.
    Waived,
    /// A missing time of day, or a missing receipt, decides it.
    Undetermined,
}

impl ClockState {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Waived => "waived",
            Self::Undetermined => "undetermined",
        }
    }
}

/// One obligation in one cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Which obligation.
    pub obligation: ObligationId,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// How it stands.
    pub state: ClockState,
    /// Its start event; `None` when it has not happened or is not known.
    pub started: Option<Moment>,
    /// The last second in time; while paused, what it would be if resumed now.
    pub due: Option<Instant>,
    /// The due time before any pause, extension, agreement or later filing.
    pub original_due: Option<Instant>,
    /// When it ended, in time or late.
    pub ended: Option<Moment>,
    /// The due time depends on a year without announced holidays.
    pub provisional: bool,
    /// Its due time had passed when the tier that owes it came.
    pub breached_at_retier: bool,
    /// An extension was approved after the due time and moved nothing.
    pub late_extension: bool,
    /// The first instant at which the state changes with no further event.
    pub changes_at: Option<Instant>,
}

/// Every clock of a case, in the order of the policy, then of cycles. What is wrong with an extension is a fault.
pub(super) fn clocks(
    rules: &Rules,
    timeline: &Timeline<'_>,
    as_of: Instant,
    faults: &mut Vec<Error>,
) -> Result<Vec<Clock>> {
    let obligations = &rules.policy().obligations;
    let mut clocks = Vec::with_capacity(obligations.len().min(8) * timeline.cycles.len());
    let cycles = timeline.cycles.len();
    let mut stretches = Vec::with_capacity(timeline.regimes.len());
    for (obligation, id) in obligations.iter().zip(0..) {
        let id = ObligationId(id);
        // Most obligations of a book concern other tiers.
        if (0..timeline.regimes.len()).all(|regime| timeline.owed(regime, id.index()) == Owed::No) {
            continue;
        }
        let stage = Stage { rules, timeline, id, obligation, first: 0, last: 0, as_of };
        let turns = if obligation.cycles == Cycles::Each { cycles } else { 1 };
        for first in 0..turns {
            let last = if obligation.cycles == Cycles::Throughout { cycles.saturating_sub(1) } else { first };
            let stage = Stage { first, last, ..stage };
            stage.stretches(&mut stretches);
            clocks.extend(stage.clock(&stretches, faults)?);
        }
    }
    Ok(clocks)
}

/// An unbroken time in which an obligation is owed; `to` is open for the last one that lasts.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: Instant,
    to: Option<Instant>,
    /// It began with the cycle, not with a later change of tier.
    initial: bool,
}

/// One obligation over the cycles `first..=last`, counted from 0.
#[derive(Clone, Copy)]
struct Stage<'a> {
    rules: &'a Rules,
    timeline: &'a Timeline<'a>,
    id: ObligationId,
    obligation: &'a Obligation,
    first: usize,
    last: usize,
    as_of: Instant,
}

/// A due time after everything that moved it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Moved {
    due: Instant,
    original: Instant,
    provisional: bool,
    late_extension: bool,
    paused: bool,
}

impl<'a> Stage<'a> {
    fn clock(&self, stretches: &[Stretch], faults: &mut Vec<Error>) -> Result<Option<Clock>> {
        if stretches.is_empty() && !self.blocked() {
            return Ok(None);
        }
        let open = stretches.last().is_some_and(|stretch| stretch.to.is_none());
        let mut clock = Clock {
            obligation: self.id,
            cycle: u32::try_from(self.first).unwrap_or(u32::MAX).saturating_add(1),
            state: ClockState::Waived,
            started: None,
            due: None,
            original_due: None,
            ended: None,
            provisional: false,
            breached_at_retier: false,
            late_extension: false,
            changes_at: None,
        };
        let (start, superseded) = self.start(stretches.first());
        let Some((start, moment)) = start else {
            // The receipt itself may be unknown; any other start just has not happened.
            clock.state = match (open, self.starts_with_receipt()) {
                (false, _) => ClockState::Waived,
                (true, true) => ClockState::Undetermined,
                (true, false) => ClockState::Pending,
            };
            return Ok(Some(clock));
        };
        clock.started = Some(moment);
        let end = self.end();
        let due = match self.obligation.within {
            None => None,
            Some(limit) => {
                let earliest = self.moved(limit, start.earliest, faults)?;
                let latest =
                    if start.earliest == start.latest { earliest } else { self.moved(limit, start.latest, faults)? };
                if earliest.due == latest.due {
                    clock.due = Some(earliest.due);
                    clock.original_due = Some(earliest.original);
                }
                clock.provisional = earliest.provisional || latest.provisional;
                clock.late_extension = earliest.late_extension || latest.late_extension;
                if let Some(superseded) = superseded {
                    let calendar = self.rules.calendar();
                    let original = deadline::due(calendar, limit.period, limit.counting, superseded.latest)?;
                    clock.original_due = Some(original.at);
                }
                Some((earliest, latest))
            }
        };
        self.judge(&mut clock, stretches, end, due);
        Ok(Some(clock))
    }

    /// The regimes of these cycles with what is owed in each, when it begins and ends.
    fn regimes(&self) -> impl Iterator<Item = (Owed, Instant, Option<Instant>)> + 'a {
        let (timeline, id, first, last) = (self.timeline, self.id.index(), self.first, self.last);
        let regimes = &timeline.regimes;
        let next = regimes.iter().skip(1).map(|regime| Some(regime.from)).chain(std::iter::once(None));
        let here = move |cycle: usize| (first..=last).contains(&cycle);
        let numbered = regimes.iter().zip(next).enumerate().filter(move |(_, (regime, _))| here(regime.cycle));
        numbered.map(move |(number, (regime, to))| (timeline.owed(number, id), regime.from, to))
    }

    fn blocked(&self) -> bool {
        self.regimes().any(|(owed, ..)| owed == Owed::Blocked)
    }

    fn stretches(&self, out: &mut Vec<Stretch>) {
        out.clear();
        for (number, (owed, from, to)) in self.regimes().enumerate() {
            if owed != Owed::Yes {
                continue;
            }
            match out.last_mut() {
                Some(last) if last.to == Some(from) => last.to = to,
                _ => out.push(Stretch { from, to, initial: number == 0 }),
            }
        }
    }

    fn first_match(&self, wanted: &EventMatch, from_cycle: usize) -> Option<(Window, Moment)> {
        let cycle = self.timeline.cycles.get(from_cycle)?;
        let to = self.timeline.cycles.get(self.last)?.entries.end;
        let entries = self.timeline.applied.get(cycle.entries.start..to)?;
        let fits = |entry: &&Entry| {
            entry.kind == wanted.kind
                && (wanted.to.is_empty() || entry.to.is_some_and(|role| wanted.to.contains(&role)))
        };
        entries.iter().find(fits).map(|entry| (entry.window, entry.at))
    }

    fn starts_with_receipt(&self) -> bool {
        let implied = [EventKind::Received.id(), EventKind::Classified.id()];
        self.obligation.starts.iter().any(|start| implied.contains(&start.kind)) && self.cycle_begin().is_none()
    }

    /// The receipt, or the reopening of this cycle.
    fn cycle_begin(&self) -> Option<(Window, Moment)> {
        let window = self.timeline.cycles.get(self.first)?.begin?;
        Some((window, window.moment(self.rules.calendar())))
    }

    /// The start that counts, and an earlier one of lower rank that it superseded.
    fn start(&self, stretch: Option<&Stretch>) -> (Option<(Window, Moment)>, Option<Window>) {
        let mut available = self.obligation.starts.iter().filter_map(|start| match EventKind::from_id(start.kind) {
            Some(EventKind::Received) => self.cycle_begin(),
            Some(EventKind::Classified) => match stretch {
                // Classified anew: the tier that owes this came with a later event, or with time.
                Some(Stretch { from, initial: false, .. }) => Some((Window::at(*from), Moment::at(*from))),
                _ => self.cycle_begin(),
            },
            _ => self.first_match(start, self.first),
        });
        let chosen = available.next();
        let superseded = available
            .map(|(window, _)| window)
            .find(|window| chosen.is_some_and(|(chosen, _)| window.latest < chosen.earliest));
        (chosen, superseded)
    }

    /// The end event; one that comes before the start satisfies it too.
    fn end(&self) -> Option<(Window, Moment)> {
        let from = if self.obligation.cycles == Cycles::Throughout { self.last } else { self.first };
        let by_time = |end: &(Window, Moment)| (end.0.latest, end.0.earliest);
        let found = |wanted: &EventMatch| self.first_match(wanted, from);
        match &self.obligation.ends {
            Ends::Any(wanted) => wanted.iter().filter_map(found).min_by_key(by_time),
            Ends::All(wanted) => {
                let mut last: Option<(Window, Moment)> = None;
                for wanted in wanted {
                    let end = found(wanted)?;
                    last = Some(last.filter(|last| by_time(last) >= by_time(&end)).unwrap_or(end));
                }
                last
            }
        }
    }

    /// The due time of a start after pauses, extensions and agreements, in the order in which they came.
    fn moved(&self, limit: Limit, start: Instant, faults: &mut Vec<Error>) -> Result<Moved> {
        let calendar = self.rules.calendar();
        let mut due = MovingDue::new(calendar, limit, start)?;
        let original = due.due()?.at;
        let (mut late_extension, mut paused) = (false, false);
        let mut pauses = self.pauses();
        let mut next = pauses.next();
        let mut pause_until = |due: &mut MovingDue<'_>, until: Instant| -> Result<()> {
            while let Some((from, to)) = next.filter(|(from, _)| *from <= until) {
                paused = to.is_none() && from <= due.due()?.at;
                due.pause(from, to.unwrap_or(self.as_of))?;
                next = pauses.next();
            }
            Ok(())
        };
        for (entry, event) in self.moving() {
            let Some(until) = event.until else { continue };
            let named = event.obligation.as_deref().map(|id| self.obligation.id == id);
            let extension = match entry.builtin {
                Some(EventKind::ExtensionApproved) if named == Some(true) => true,
                Some(EventKind::CustomerAgreed) if named.unwrap_or(self.obligation.customer_may_set) => false,
                Some(EventKind::DelayNotified) if named.unwrap_or(true) && self.obligation.delay_promise => false,
                _ => continue,
            };
            let at = entry.window.latest;
            pause_until(&mut due, at)?;
            let current = due.due()?.at;
            let until = Window::of(calendar, until)?.latest;
            let fault = if extension { self.extension_fault(event, until, current) } else { None };
            match fault {
                Some(_) if entry.corrected => {}
                Some(fault) => faults.push(fault),
                // Too late: it is recorded, the breach stays.
                None if at > current => late_extension = true,
                None => due.replace(until)?,
            }
        }
        pause_until(&mut due, self.as_of)?;
        let Due { at, provisional, .. } = due.due()?;
        Ok(Moved { due: at, original, provisional, late_extension, paused })
    }

    /// The events that may move the due time.
    fn moving(&self) -> impl Iterator<Item = (&'a Entry, &'a Event)> {
        let timeline = self.timeline;
        let start = |index: usize| timeline.cycles.get(index).map(|cycle| cycle.entries.clone());
        let range = start(self.first).map_or(0, |range| range.start)..start(self.last).map_or(0, |range| range.end);
        let here = timeline.moving.iter().filter(move |position| range.contains(position));
        here.filter_map(|position| {
            let entry = timeline.applied.get(*position)?;
            Some((entry, timeline.event(entry)?))
        })
    }

    fn extension_fault(&self, event: &Event, until: Instant, due: Instant) -> Option<Error> {
        let name = format!("`{}` of `{}`", event.id, self.obligation.id);
        let place = format!("events[{}]", event.id);
        let Some(extension) = &self.obligation.extension else {
            let clause = &self.obligation.clause.number;
            let error = Error::new(Code::NotExtendable, name, format_args!("{clause} allows no extension"));
            return Some(error.at("for").at(place));
        };
        let role = event.by.as_deref().and_then(|name| self.rules.role(name));
        if role != Some(extension.approved_by) {
            let approver = self.rules.policy().role_name(extension.approved_by);
            let clause = &extension.clause;
            let expected = format!("`{approver}` ({} {})", clause.number, clause.quote);
            return Some(Error::new(Code::WrongApprover, name, expected).at("by").at(place));
        }
        if until < due {
            let due = self.rules.calendar().format(due);
            return Some(
                Error::new(Code::ExtensionEarlier, name, format_args!("it is due {due}")).at("until").at(place),
            );
        }
        None
    }

    /// The times in which this clock stands still, in order; pauses that touch are one.
    fn pauses(&self) -> impl Iterator<Item = (Instant, Option<Instant>)> + 'a {
        let Self { rules, timeline, id, first, last, .. } = *self;
        let declared = &rules.policy().pauses;
        let mut pauses = timeline
            .pauses
            .iter()
            .filter(move |pause| {
                let here = (first..=last).contains(&pause.cycle);
                let rule = pause.rule.and_then(|rule| declared.get(rule));
                here && rule.is_none_or(|rule| rule.enabled && (rule.stops.is_empty() || rule.stops.contains(&id)))
            })
            .peekable();
        std::iter::from_fn(move || {
            let pause = pauses.next()?;
            let (from, mut to) = (pause.from, pause.to);
            while let Some(next) = pauses.next_if(|next| to.is_none_or(|to| next.from <= to)) {
                to = to.zip(next.to).map(|(one, other)| one.max(other));
            }
            Some((from, to))
        })
    }

    /// The state, from when it was owed, when it ended and when it was due.
    fn judge(
        &self,
        clock: &mut Clock,
        stretches: &[Stretch],
        end: Option<(Window, Moment)>,
        due: Option<(Moved, Moved)>,
    ) {
        for stretch in stretches {
            let limit = stretch.to.unwrap_or(self.as_of);
            let ended = end.filter(|(window, _)| window.latest <= limit);
            let Some((earliest, latest)) = due else {
                if let Some((_, moment)) = ended {
                    (clock.state, clock.ended) = (ClockState::Met, Some(moment));
                    return;
                }
                continue;
            };
            let missed = |clock: &mut Clock| {
                clock.state = ClockState::Breached;
                clock.breached_at_retier = !stretch.initial && latest.due < stretch.from;
            };
            if let Some((window, moment)) = ended {
                clock.ended = Some(moment);
                if window.latest <= earliest.due {
                    clock.state = ClockState::Met;
                } else if window.earliest > latest.due {
                    missed(clock);
                } else {
                    clock.state = ClockState::Undetermined;
                }
                return;
            }
            if latest.due < limit {
                // What was missed stays missed, and may still end late.
                missed(clock);
                clock.ended = end.map(|(_, moment)| moment);
                return;
            }
            if earliest.due < limit && stretch.to.is_none() {
                clock.state = ClockState::Undetermined;
                clock.changes_at = latest.due.plus(1).ok();
                return;
            }
        }
        match stretches.last() {
            Some(Stretch { to: None, .. }) if due.is_some_and(|(_, latest)| latest.paused) => {
                clock.state = ClockState::Paused;
            }
            Some(Stretch { to: None, .. }) => {
                clock.state = ClockState::Running;
                clock.changes_at = due.and_then(|(earliest, _)| earliest.due.plus(1).ok());
            }
            _ => clock.state = ClockState::Waived,
        }
    }
}
