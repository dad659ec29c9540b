//! What happened to a case and to its clocks, in the order of time: the page that an auditor reads.

use super::history::Window;
use super::{Case, ClockState, Status, TierChange, View};
use crate::error::Result;
use crate::time::{Instant, Moment};

/// The course of a case up to an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Timeline {
    /// How the case stands then.
    pub status: Status,
    /// What happened, in the order of time.
    pub items: Vec<Item>,
}

/// Something that happened. Clocks are positions in [`Status::clocks`], events in [`Case::events`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item {
    /// The complaint was received.
    Received {
        /// When.
        at: Option<Moment>,
    },
    /// An event of its history.
    Event {
        /// When; `None` = its time is not known.
        at: Option<Moment>,
        /// Which.
        event: usize,
        /// Whether it counts: it was not voided, is no repeat, and is not at fault.
        counts: bool,
        /// It was entered on a later day than it happened.
        late: bool,
    },
    /// The tier was decided, or changed.
    Tier(TierChange),
    /// A clock started.
    Started {
        /// When.
        at: Moment,
        /// Which.
        clock: usize,
    },
    /// The due time of a clock passed while it ran, and it had not ended.
    Missed {
        /// The first instant that was too late.
        at: Instant,
        /// Which.
        clock: usize,
    },
    /// A clock ended.
    Ended {
        /// When.
        at: Moment,
        /// Which.
        clock: usize,
        /// In time, late, or not to be told.
        state: ClockState,
    },
}

impl Item {
    /// When it happened, as far as it is known.
    #[must_use]
    pub fn at(&self) -> Option<Moment> {
        match *self {
            Self::Received { at } | Self::Event { at, .. } => at,
            Self::Tier(change) => change.from.map(Moment::at),
            Self::Started { at, .. } | Self::Ended { at, .. } => Some(at),
            Self::Missed { at, .. } => Some(Moment::at(at)),
        }
    }

    /// The clock that it is about, as a position in [`Status::clocks`].
    #[must_use]
    pub const fn clock(&self) -> Option<usize> {
        match *self {
            Self::Started { clock, .. } | Self::Missed { clock, .. } | Self::Ended { clock, .. } => Some(clock),
            _ => None,
        }
    }

    /// At one instant: what passed before, what happened, what came of it.
    fn rank(&self) -> u8 {
        match self {
            Self::Missed { .. } => 0,
            Self::Received { .. } => 1,
            Self::Event { .. } => 2,
            Self::Ended { .. } => 3,
            Self::Tier(_) => 4,
            Self::Started { .. } => 5,
        }
    }

    /// The name of its kind in JSON.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Event { .. } => "event",
            Self::Tier(_) => "tier",
            Self::Started { .. } => "started",
            Self::Missed { .. } => "missed",
            Self::Ended { .. } => "ended",
        }
    }
}

pub(super) fn of(case: &Case, view: View) -> Result<Timeline> {
    let status = case.view(view)?;
    let calendar = case.rules.calendar();
    let mut items = vec![Item::Received { at: case.intake.received_at }];
    let counted = case.read(view)?.course.applied.into_owned();
    let mut counts = vec![None; case.events.len()];
    for entry in &counted {
        if let Some(counts) = counts.get_mut(entry.index as usize) {
            *counts = Some(entry.entered_late);
        }
    }
    // Those that count in the order in which they apply, then the others.
    let applied = counted.iter().map(|entry| entry.index as usize);
    let others = (0..case.events.len()).filter(|number| counts.get(*number) == Some(&None));
    for number in applied.chain(others) {
        let Some((event, counts)) = case.events.get(number).zip(counts.get(number)) else { continue };
        let window = event.at.map(|at| Window::of(calendar, at)).transpose()?;
        let happened = window.is_none_or(|window| window.latest <= view.as_of);
        if happened && super::history::is_known(calendar, Some(event), view.known_at) {
            items.push(Item::Event {
                at: event.at,
                event: number,
                counts: counts.is_some(),
                late: *counts == Some(true),
            });
        }
    }
    items.extend(status.tier_history.iter().copied().map(Item::Tier));
    for (clock, number) in status.clocks.iter().zip(0..) {
        items.extend(clock.started.map(|at| Item::Started { at, clock: number }));
        let missed = clock.late_from.filter(|_| clock.state == ClockState::Breached);
        items.extend(missed.map(|at| Item::Missed { at, clock: number }));
        items.extend(clock.ended.map(|at| Item::Ended { at, clock: number, state: clock.state }));
    }
    let received = case.intake.received_at;
    items.sort_by_key(|item| {
        let event = matches!(item, Item::Event { .. });
        let at = item.at().map(|at| match at {
            Moment::At { instant, nanos } => (instant, nanos, false),
            // What begins with the receipt comes before the events of its day.
            Moment::On(date) if !event && received == Some(at) => {
                (calendar.start_of_day(date).unwrap_or(Instant::MIN), 0, false)
            }
            Moment::On(date) => (calendar.end_of_day(date).unwrap_or(Instant::MAX), u32::MAX, true),
        });
        (at, item.rank())
    });
    Ok(Timeline { status, items })
}
