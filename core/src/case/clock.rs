//! The second pass: one obligation in one cycle becomes a clock, or several, when it is owed again and again.

use super::course::Course;
use super::few::Few;
use super::history::Window;
use super::round::Round;
use super::state::{Kinds, Owed, Part, Pause, Regime};
use super::{Rules, View, Warn};
use crate::deadline;
use crate::error::{Error, Result};
use crate::id::ObligationId;
use crate::policy::{Cycles, Limit, Obligation};
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

/// One obligation in one cycle; one round of it, when it is owed again and again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Which obligation.
    pub obligation: ObligationId,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// For which time in its cycle, from 1: more than one only where it is owed again and again.
    pub round: u32,
    /// Who owes it by the events, as they name it: the department that got the case, when each one owes it for itself,
    /// or the one that leads; `None` = the owner whom the policy names.
    pub owed_by: Option<Box<str>>,
    /// How it stands.
    pub state: ClockState,
    /// Its start event; `None` when it has not happened or is not known.
    pub started: Option<Moment>,
    /// The last second in time; while paused, what it would be if resumed now.
    pub due: Option<Instant>,
    /// The due time before any pause, extension, agreement or later filing.
    pub original_due: Option<Instant>,
    /// From when on to warn that it will be due; `None` when the policy does not ask for it.
    pub warn_at: Option<Instant>,
    /// When it ended, in time or late.
    pub ended: Option<Moment>,
    /// When an extension was asked for on which nobody has decided.
    pub extension_asked: Option<Moment>,
    /// The due time depends on a year without announced holidays.
    pub provisional: bool,
    /// Its due time had passed when the tier that owes it came.
    pub breached_at_retier: bool,
    /// An extension was approved after the due time and moved nothing.
    pub late_extension: bool,
    /// The first instant at which the state, or whether to warn, changes with no further event.
    pub changes_at: Option<Instant>,
    /// The first instant that is too late: the second after the due time, or after the end of a pause in which it lies.
    pub(super) late_from: Option<Instant>,
}

impl Clock {
    /// Whether it runs and the time to warn has come.
    #[must_use]
    pub fn warns(&self, as_of: Instant) -> bool {
        self.state == ClockState::Running && self.warn_at.is_some_and(|at| at <= as_of)
    }
}

/// Every clock of a case, in the order of the policy, then of cycles and rounds. What is wrong with an extension is a
/// fault.
pub(super) fn clocks(rules: &Rules, course: &Course<'_>, view: View, faults: &mut Vec<Error>) -> Result<Vec<Clock>> {
    let View { as_of, warn, .. } = view;
    let obligations = &rules.policy().obligations;
    let state = course.state();
    let cycles = state.cycles.len();
    let mut room = Room {
        clocks: Vec::with_capacity(obligations.len().min(8) * cycles),
        stretches: Few::new(Stretch { from: as_of, to: None, initial: false }),
        pauses: Few::new((as_of, None)),
        rounds: Vec::new(),
    };
    let scene = Scene { rules, course, regimes: &state.regimes, owed: &state.owed, moving: &state.moving, as_of, warn };
    let mut spans: Few<Span<'_>, 1> = Few::new(Span::default());
    (0..cycles).for_each(|cycle| spans.push(scene.span(cycle, cycle)));
    let throughout = scene.span(0, cycles.saturating_sub(1));
    for (obligation, id) in obligations.iter().zip(0..) {
        let id = ObligationId(id);
        // Most obligations of a book concern other tiers.
        if (0..scene.regimes.len()).all(|regime| scene.owed(regime, id) == Owed::No) {
            continue;
        }
        let here = match obligation.cycles {
            Cycles::Each => &*spans,
            Cycles::First => spans.get(..1).unwrap_or_default(),
            Cycles::Throughout => std::slice::from_ref(&throughout),
        };
        for span in here {
            let stage = Stage { scene: &scene, id, obligation, span };
            if stage.stretches(&mut room.stretches) {
                stage.pauses(&mut room.pauses);
                stage.clocks(&mut room, faults)?;
            }
        }
    }
    Ok(room.clocks)
}

/// What one obligation after the other is worked out in, and the clocks that come of it.
struct Room<'a> {
    clocks: Vec<Clock>,
    stretches: Few<Stretch, 2>,
    pauses: Few<Stop, 2>,
    rounds: Vec<Round<'a>>,
}

/// From when to when clocks stand still; open for the one that lasts.
pub(super) type Stop = (Instant, Option<Instant>);

/// An unbroken time in which an obligation is owed; `to` is open for the last one that lasts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) from: Instant,
    to: Option<Instant>,
    /// It began with the cycle, not with a later change of tier.
    pub(super) initial: bool,
}

/// A history that was read, and what is asked of it.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) rules: &'a Rules,
    pub(super) course: &'a Course<'a>,
    regimes: &'a [Regime],
    owed: &'a [Owed],
    /// The events that may move a due time or ask for it, as positions in the course.
    pub(super) moving: &'a [usize],
    pub(super) as_of: Instant,
    warn: Option<Warn>,
}

impl<'a> Scene<'a> {
    fn span(&self, first: usize, last: usize) -> Span<'a> {
        let state = self.course.state();
        let cycles = state.cycles.get(first..=last).unwrap_or_default();
        let ([begin, ..], [.., end]) = (cycles, cycles) else { return Span::default() };
        let pauses = state.pauses.get(begin.pauses.from..end.pauses.to).unwrap_or_default();
        Span {
            first,
            last,
            begin: begin.begin.map(|window| (window, window.moment(self.rules.calendar()))),
            events: Part { to: end.entries.to, ..begin.entries },
            kinds: cycles.iter().fold(Kinds::default(), |kinds, cycle| kinds.and(cycle.kinds)),
            regimes: Part { to: end.regimes.to, ..begin.regimes },
            pauses,
        }
    }

    #[inline]
    fn owed(&self, regime: usize, id: ObligationId) -> Owed {
        let obligations = self.rules.policy().obligations.len();
        self.owed.get(regime * obligations + id.index()).copied().unwrap_or(Owed::No)
    }
}

/// The cycles `first..=last`, counted from 0.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Span<'a> {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The receipt, or the reopening of the first of them.
    pub(super) begin: Option<(Window, Moment)>,
    /// Their events, as positions in the course.
    pub(super) events: Part,
    /// Which kinds are among them.
    pub(super) kinds: Kinds,
    /// Their regimes, as positions among all.
    regimes: Part,
    pub(super) pauses: &'a [Pause],
}

/// One obligation over some cycles.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) id: ObligationId,
    pub(super) obligation: &'a Obligation,
    pub(super) span: &'a Span<'a>,
}

/// A due time after everything that moved it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Moved {
    pub(super) due: Instant,
    pub(super) original: Instant,
    /// The first instant that is too late; `None` while it stands still.
    pub(super) late_from: Option<Instant>,
    pub(super) provisional: bool,
    pub(super) late_extension: bool,
    pub(super) paused: bool,
    pub(super) asked: Option<Moment>,
}

impl Moved {
    /// Whether an instant is too late.
    fn is_late(&self, at: Instant) -> bool {
        self.late_from.is_some_and(|late_from| late_from <= at)
    }
}

impl<'a> Stage<'a> {
    /// The clocks of its rounds.
    fn clocks(&self, room: &mut Room<'a>, faults: &mut Vec<Error>) -> Result<()> {
        let Room { clocks, stretches, pauses, rounds } = room;
        if self.is_once() {
            let round = self.once(stretches.first());
            clocks.push(self.blank(&round));
            return clocks.last_mut().map_or(Ok(()), |clock| self.clock(clock, &round, stretches, pauses, faults));
        }
        self.rounds(stretches.first(), rounds);
        for round in rounds.drain(..) {
            clocks.push(self.blank(&round));
            clocks.last_mut().map_or(Ok(()), |clock| self.clock(clock, &round, stretches, pauses, faults))?;
        }
        Ok(())
    }

    /// A clock that has not been read.
    #[inline]
    fn blank(&self, round: &Round<'_>) -> Clock {
        Clock {
            obligation: self.id,
            cycle: u32::try_from(self.span.first).unwrap_or(u32::MAX).saturating_add(1),
            round: round.number,
            owed_by: round.owed_by.map(Box::from),
            state: ClockState::Waived,
            started: None,
            due: None,
            original_due: None,
            warn_at: None,
            ended: None,
            extension_asked: None,
            provisional: false,
            breached_at_retier: false,
            late_extension: false,
            changes_at: None,
            late_from: None,
        }
    }

    /// Reads a clock off its round.
    fn clock(
        &self,
        clock: &mut Clock,
        round: &Round<'_>,
        stretches: &[Stretch],
        pauses: &[Stop],
        faults: &mut Vec<Error>,
    ) -> Result<()> {
        let closed = |stretch: &Stretch| round.closes.is_some_and(|closes| stretch.to.is_none_or(|to| closes < to));
        let open = stretches.last().is_some_and(|stretch| stretch.to.is_none() && !closed(stretch));
        let Some((start, moment)) = round.start else {
            // The receipt itself may be unknown; any other start just has not happened.
            clock.state = match (open, self.starts_with_receipt()) {
                (false, _) => ClockState::Waived,
                (true, true) => ClockState::Undetermined,
                (true, false) => ClockState::Pending,
            };
            return Ok(());
        };
        clock.started = Some(moment);
        let mut asked = None;
        let due = match round.limit {
            None => None,
            Some(limit) => {
                let earliest = self.moved(limit, start.earliest, round, pauses, faults)?;
                let latest = if start.earliest == start.latest {
                    earliest
                } else {
                    self.moved(limit, start.latest, round, pauses, faults)?
                };
                if earliest.due == latest.due {
                    clock.due = Some(earliest.due);
                    clock.original_due = Some(earliest.original);
                    clock.late_from = earliest.late_from;
                }
                clock.provisional = earliest.provisional || latest.provisional;
                clock.late_extension = earliest.late_extension || latest.late_extension;
                asked = latest.asked;
                if let Some(superseded) = round.superseded {
                    let calendar = self.scene.rules.calendar();
                    let original = deadline::due(calendar, limit.period, limit.counting, superseded.latest)?;
                    clock.original_due = Some(original.at);
                }
                Some((earliest, latest))
            }
        };
        self.judge(clock, stretches, round, due.as_ref());
        if matches!(clock.state, ClockState::Running | ClockState::Paused) {
            clock.extension_asked = asked;
        }
        if clock.state == ClockState::Running {
            self.warn(clock, start, round.limit, pauses)?;
        }
        Ok(())
    }

    /// When to warn: as the question asks, else as the policy does.
    fn warn(&self, clock: &mut Clock, start: Window, limit: Option<Limit>, pauses: &[Stop]) -> Result<()> {
        let (Some(due), Some(limit)) = (clock.due, limit) else { return Ok(()) };
        let calendar = self.scene.rules.calendar();
        let at = match self.scene.warn.or(self.obligation.warn.map(Warn::Before)) {
            None => return Ok(()),
            Some(Warn::Before(before)) => deadline::before(calendar, due, before)?.max(start.latest),
            Some(Warn::Percent(percent)) => {
                // What runs stands still no more.
                let stopped: Vec<_> = pauses.iter().filter_map(|(from, to)| Some((*from, (*to)?))).collect();
                deadline::passed(calendar, limit.period, start.latest, due, &stopped, percent)?
            }
        };
        clock.warn_at = Some(at);
        if at > self.scene.as_of {
            clock.changes_at = clock.changes_at.map_or(Some(at), |changes| Some(changes.min(at)));
        }
        Ok(())
    }

    /// When the obligation is owed in these cycles; whether it is owed at all, or would be but for a refusal or the
    /// like.
    fn stretches(&self, out: &mut Few<Stretch, 2>) -> bool {
        out.clear();
        let Scene { regimes, .. } = *self.scene;
        let (first, mut blocked) = (self.span.regimes.from, false);
        let mut here = regimes.get(self.span.regimes.range()).unwrap_or_default();
        let mut number = first;
        while let [regime, later @ ..] = here {
            let owed = self.scene.owed(number, self.id);
            let to = regimes.get(number + 1).map(|next| next.from);
            blocked |= owed == Owed::Blocked;
            if owed == Owed::Yes {
                match out.last_mut() {
                    Some(last) if last.to == Some(regime.from) => last.to = to,
                    _ => {
                        let initial = number == first && !regime.inherited;
                        out.push(Stretch { from: regime.from, to, initial });
                    }
                }
            }
            (here, number) = (later, number + 1);
        }
        blocked || !out.is_empty()
    }

    /// The state, from when it was owed, when it ended and when it was due.
    fn judge(&self, clock: &mut Clock, stretches: &[Stretch], round: &Round<'_>, due: Option<&(Moved, Moved)>) {
        let end = round.end;
        // What was settled with the case does not come back with a later tier.
        let before = |stretch: &&Stretch| end.is_some() || round.closes.is_none_or(|closes| stretch.from < closes);
        for stretch in stretches.iter().filter(before) {
            let to = [stretch.to, round.closes].into_iter().flatten().min();
            let limit = to.unwrap_or(self.scene.as_of);
            // What ended before it started is done once it starts.
            let done =
                |window: &Window| round.start.map_or(window.latest, |(start, _)| start.latest.max(window.latest));
            let ended = end.filter(|(window, _)| done(window) <= limit);
            let Some((earliest, latest)) = due else {
                if let Some((_, moment)) = ended {
                    (clock.state, clock.ended) = (ClockState::Met, Some(moment));
                    return;
                }
                continue;
            };
            let missed = |clock: &mut Clock| {
                clock.state = ClockState::Breached;
                clock.breached_at_retier = !stretch.initial && latest.is_late(stretch.from);
            };
            if let Some((window, moment)) = ended {
                clock.ended = Some(moment);
                if !earliest.is_late(window.latest) {
                    clock.state = ClockState::Met;
                } else if latest.is_late(window.earliest) {
                    missed(clock);
                } else {
                    clock.state = ClockState::Undetermined;
                }
                return;
            }
            if latest.is_late(limit) {
                // What was missed stays missed, and may still end late.
                missed(clock);
                clock.ended = end.or(round.late_end).map(|(_, moment)| moment);
                return;
            }
            if earliest.is_late(limit) && to.is_none() {
                clock.state = ClockState::Undetermined;
                clock.changes_at = latest.late_from;
                return;
            }
        }
        match stretches.last().filter(|_| round.closes.is_none()) {
            Some(Stretch { to: None, .. }) if due.is_some_and(|(_, latest)| latest.paused) => {
                clock.state = ClockState::Paused;
            }
            Some(Stretch { to: None, .. }) => {
                clock.state = ClockState::Running;
                clock.changes_at = due.and_then(|(earliest, _)| earliest.late_from);
            }
            _ => clock.state = ClockState::Waived,
        }
    }
}
