//! The second pass: one obligation in one cycle becomes a clock.

use super::timeline::{Applied, Owed, Pause, Regime, Timeline, Window};
use crate::calendar::Calendar;
use crate::deadline::{self, Due, MovingDue};
use crate::error::{Code, Error, Result};
use crate::id::ObligationId;
use crate::policy::{Cycles, Ends, EventKind, EventMatch, Limit, Obligation, Policy};
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

/// The clocks of one obligation, in the order of cycles.
pub(super) fn clocks(
    policy: &Policy,
    calendar: &Calendar,
    timeline: &Timeline<'_>,
    id: ObligationId,
    as_of: Instant,
    faults: &mut Vec<Error>,
) -> Result<Vec<Clock>> {
    let Some(obligation) = policy.obligations.get(id.index()) else { return Ok(Vec::new()) };
    // Most obligations of a book concern other tiers.
    if timeline.regimes.iter().all(|regime| regime.owed.get(id.index()) == Some(&Owed::No)) {
        return Ok(Vec::new());
    }
    let last = u32::try_from(timeline.cycles.len()).unwrap_or(u32::MAX);
    let cycles: Vec<(u32, u32)> = match obligation.cycles {
        Cycles::First | Cycles::Throughout => vec![(1, last)],
        Cycles::Each => (1..=last).map(|cycle| (cycle, cycle)).collect(),
    };
    let mut clocks = Vec::with_capacity(cycles.len());
    for (first, last) in cycles {
        let stage = Stage { policy, calendar, timeline, id, obligation, first, last, as_of };
        clocks.extend(stage.clock(faults)?);
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

/// One obligation over the cycles `first..=last`.
struct Stage<'a> {
    policy: &'a Policy,
    calendar: &'a Calendar,
    timeline: &'a Timeline<'a>,
    id: ObligationId,
    obligation: &'a Obligation,
    first: u32,
    last: u32,
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

impl Stage<'_> {
    fn clock(&self, faults: &mut Vec<Error>) -> Result<Option<Clock>> {
        let stretches = self.stretches();
        if stretches.is_empty() && !self.blocked() {
            return Ok(None);
        }
        let mut clock = Clock {
            obligation: self.id,
            cycle: self.first,
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
        let (start, superseded) = self.start(&stretches);
        let open = stretches.last().is_some_and(|stretch| stretch.to.is_none());
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
                    let original = deadline::due(self.calendar, limit.period, limit.counting, superseded.latest)?;
                    clock.original_due = Some(original.at);
                }
                Some((earliest, latest))
            }
        };
        self.judge(&mut clock, &stretches, end, due);
        Ok(Some(clock))
    }

    /// The regimes of these cycles, each with the instant at which it ends.
    fn regimes(&self) -> impl Iterator<Item = (&Regime, Option<Instant>)> {
        let regimes = &self.timeline.regimes;
        let next = regimes.iter().skip(1).map(|regime| Some(regime.from)).chain(std::iter::once(None));
        regimes.iter().zip(next).filter(|(regime, _)| (self.first..=self.last).contains(&regime.cycle))
    }

    fn owed(&self, regime: &Regime) -> Owed {
        regime.owed.get(self.id.index()).copied().unwrap_or(Owed::No)
    }

    fn blocked(&self) -> bool {
        self.regimes().any(|(regime, _)| self.owed(regime) == Owed::Blocked)
    }

    fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut cycle_begins = true;
        for (regime, to) in self.regimes() {
            if self.owed(regime) == Owed::Yes {
                match stretches.last_mut() {
                    Some(last) if last.to == Some(regime.from) => last.to = to,
                    _ => stretches.push(Stretch { from: regime.from, to, initial: cycle_begins }),
                }
            }
            cycle_begins = false;
        }
        stretches
    }

    fn events(&self) -> impl Iterator<Item = &Applied<'_>> {
        self.timeline.applied.iter().filter(|applied| (self.first..=self.last).contains(&applied.cycle))
    }

    fn first_match(&self, wanted: &EventMatch, from_cycle: u32) -> Option<&Applied<'_>> {
        self.events().find(|applied| {
            applied.cycle >= from_cycle
                && applied.kind == wanted.kind
                && (wanted.to.is_empty() || applied.to.is_some_and(|role| wanted.to.contains(&role)))
        })
    }

    fn starts_with_receipt(&self) -> bool {
        let implied = [EventKind::Received.id(), EventKind::Classified.id()];
        self.obligation.starts.iter().any(|start| implied.contains(&start.kind)) && self.cycle_begin().is_none()
    }

    /// The receipt, or the reopening of this cycle.
    fn cycle_begin(&self) -> Option<Window> {
        let index = usize::try_from(self.first.saturating_sub(1)).unwrap_or(usize::MAX);
        self.timeline.cycles.get(index).copied().flatten()
    }

    /// The start that counts, and an earlier one of lower rank that it superseded.
    fn start(&self, stretches: &[Stretch]) -> (Option<(Window, Moment)>, Option<Window>) {
        let mut available = self.obligation.starts.iter().filter_map(|start| match EventKind::from_id(start.kind) {
            Some(EventKind::Received) => self.cycle_begin().map(|window| (window, self.begin_moment(window))),
            Some(EventKind::Classified) => match stretches.first() {
                // Classified anew: the tier that owes this came with a later event, or with time.
                Some(Stretch { from, initial: false, .. }) => {
                    Some((Window { earliest: *from, latest: *from }, Moment::at(*from)))
                }
                _ => self.cycle_begin().map(|window| (window, self.begin_moment(window))),
            },
            _ => self.first_match(start, self.first).map(|applied| (applied.window, applied.at)),
        });
        let chosen = available.next();
        let superseded = available
            .map(|(window, _)| window)
            .find(|window| chosen.is_some_and(|(chosen, _)| window.latest < chosen.earliest));
        (chosen, superseded)
    }

    fn begin_moment(&self, window: Window) -> Moment {
        if window.earliest == window.latest {
            Moment::at(window.earliest)
        } else {
            Moment::On(self.calendar.date_of(window.earliest))
        }
    }

    /// The end event; one that comes before the start satisfies it too.
    fn end(&self) -> Option<(Window, Moment)> {
        let from = if self.obligation.cycles == Cycles::Throughout { self.last } else { self.first };
        let found = |wanted: &EventMatch| self.first_match(wanted, from).map(|applied| (applied.window, applied.at));
        let by_time = |end: &(Window, Moment)| (end.0.latest, end.0.earliest);
        match &self.obligation.ends {
            Ends::Any(wanted) => wanted.iter().filter_map(found).min_by_key(by_time),
            Ends::All(wanted) => {
                let ends: Option<Vec<_>> = wanted.iter().map(found).collect();
                ends.and_then(|ends| ends.into_iter().max_by_key(by_time))
            }
        }
    }

    /// The due time of a start after pauses, extensions and agreements, in the order in which they came.
    fn moved(&self, limit: Limit, start: Instant, faults: &mut Vec<Error>) -> Result<Moved> {
        let mut due = MovingDue::new(self.calendar, limit, start)?;
        let original = due.due().at;
        let (mut late_extension, mut paused) = (false, false);
        let mut pauses = self.pauses().peekable();
        let mut pause_until = |due: &mut MovingDue<'_>, until: Instant| -> Result<()> {
            while let Some(pause) = pauses.next_if(|pause| pause.from <= until) {
                paused = pause.to.is_none() && pause.from <= due.due().at;
                due.pause(pause.from, pause.to.unwrap_or(self.as_of))?;
            }
            Ok(())
        };
        for applied in self.events() {
            let event = applied.event;
            let Some(until) = event.until else { continue };
            let named = event.obligation.as_deref().map(|id| self.policy.obligation(id) == Some(self.id));
            let extension = match applied.builtin {
                Some(EventKind::ExtensionApproved) if named == Some(true) => true,
                Some(EventKind::CustomerAgreed) if named.unwrap_or(self.obligation.customer_may_set) => false,
                Some(EventKind::DelayNotified) if named.unwrap_or(true) && self.obligation.delay_promise => false,
                _ => continue,
            };
            let at = applied.window.latest;
            pause_until(&mut due, at)?;
            let current = due.due().at;
            let until = Window::of(self.calendar, until)?.latest;
            let fault = if extension { self.extension_fault(applied, until, current) } else { None };
            match fault {
                Some(_) if self.timeline.corrected.contains(&event.id.as_str()) => {}
                Some(fault) => faults.push(fault),
                // Too late: it is recorded, the breach stays.
                None if at > current => late_extension = true,
                None => due.replace(until),
            }
        }
        pause_until(&mut due, self.as_of)?;
        let Due { at, provisional, .. } = due.due();
        Ok(Moved { due: at, original, provisional, late_extension, paused })
    }

    fn extension_fault(&self, applied: &Applied<'_>, until: Instant, due: Instant) -> Option<Error> {
        let event = applied.event;
        let name = format!("`{}` of `{}`", event.id, self.obligation.id);
        let place = format!("events[{}]", event.id);
        let Some(extension) = &self.obligation.extension else {
            let clause = &self.obligation.clause.number;
            let error = Error::new(Code::NotExtendable, name, format_args!("{clause} allows no extension"));
            return Some(error.at("for").at(place));
        };
        let role = event.by.as_deref().and_then(|name| self.policy.role(name));
        if role != Some(extension.approved_by) {
            let approver = self.policy.role_name(extension.approved_by);
            let clause = &extension.clause;
            let expected = format!("`{approver}` ({} {})", clause.number, clause.quote);
            return Some(Error::new(Code::WrongApprover, name, expected).at("by").at(place));
        }
        if until < due {
            let due = self.calendar.format(due);
            return Some(
                Error::new(Code::ExtensionEarlier, name, format_args!("it is due {due}")).at("until").at(place),
            );
        }
        None
    }

    /// The pauses that stop this clock, in order.
    fn pauses(&self) -> impl Iterator<Item = &Pause> {
        self.timeline.pauses.iter().filter(|pause| {
            let here = (self.first..=self.last).contains(&pause.cycle);
            let rule = pause.rule.and_then(|rule| self.policy.pauses.get(rule));
            here && rule.is_none_or(|rule| rule.enabled && (rule.stops.is_empty() || rule.stops.contains(&self.id)))
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
