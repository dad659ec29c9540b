//! A complaint with its events, replayed in order: clocks run, pause, extend, meet, breach and reopen.
//!
//! Events are appended, never edited. [`Case::replay`] checks a history once; [`Case::status`] tells how the case
//! stands at any instant, also as it was known at an earlier one. Both are pure: the same events in any order of
//! arrival give the same answer.

mod clock;
mod event;
mod history;
mod moved;
mod round;
mod rules;
mod status;
mod timeline;

use std::sync::Arc;

use history::{Happened, History, Window};
use timeline::Timeline;

pub use clock::{Clock, ClockState};
pub use event::{Event, EvidenceReference};
pub use rules::Rules;
pub use status::{NextDue, Status, TierChange};

use crate::classify::Classification;
use crate::complaint::Facts;
use crate::error::{Error, Result};
use crate::id::TierId;
use crate::time::{Instant, Moment};

/// What is known of a complaint before its first event: the result of reading and classifying it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intake {
    /// The caller's id.
    pub id: String,
    /// When it was received.
    pub received_at: Option<Moment>,
    /// Facts: read and stated.
    pub facts: Facts,
    /// Category.
    pub classification: Classification,
    /// The tier that a person gave with the complaint.
    pub tier: Option<TierId>,
}

/// How a dirty history is met.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Mode {
    /// The first fault is an error.
    #[default]
    Strict,
    /// Each fault is named in the status; the event at fault does not count.
    Lenient,
}

/// How a case as a whole stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// It is being handled.
    Open,
    /// It is being handled, and its clocks stand still.
    Paused,
    /// Resolved or explained; visit and archive may follow.
    Resolved,
    /// Closed, archived, explained as out of scope, or merged into another.
    Closed,
    /// Withdrawn by the customer.
    Withdrawn,
    /// Refused.
    Refused,
}

impl Standing {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
        }
    }
}

/// A complaint under its policy with the events that happened to it.
#[derive(Clone, Debug)]
pub struct Case {
    rules: Arc<Rules>,
    intake: Arc<Intake>,
    received: Option<Window>,
    events: Vec<Event>,
    history: History,
    mode: Mode,
}

impl Case {
    /// A case to which nothing has happened yet.
    ///
    /// # Errors
    /// `time-out-of-range` when the day of the receipt is at the end of time.
    pub fn new(rules: Arc<Rules>, intake: Arc<Intake>, mode: Mode) -> Result<Self> {
        let received = intake.received_at.map(|moment| Window::of(rules.calendar(), moment)).transpose()?;
        Ok(Self { rules, intake, received, events: Vec::new(), history: History::default(), mode })
    }

    /// A case from its events in any order.
    ///
    /// # Errors
    /// In [`Mode::Strict`], the first fault of the whole history: `unknown-event`, `missing-time`,
    /// `conflicting-event`, `before-receipt`, `after-end`, `resume-without-pause`, `forbidden-event`,
    /// `wrong-approver`, `extension-earlier`, `not-extendable`, `unknown-obligation`, `unknown-tier`,
    /// `incomplete-event`, `voided-unknown`; in both modes `outside-calendar` and `time-out-of-range`.
    pub fn replay(rules: Arc<Rules>, intake: Arc<Intake>, events: Vec<Event>, mode: Mode) -> Result<Self> {
        let mut case = Self::new(rules, intake, mode)?;
        case.history = History::read(&case.rules, case.received, &events, mode)?;
        case.events = events;
        let received = case.received.map(|window| window.latest);
        let last = case.history.last_instant().max(received).unwrap_or(Instant::MIN);
        case.read(last, None)?;
        Ok(case)
    }

    /// The same case with one more event.
    ///
    /// # Errors
    /// As [`Case::replay`]; the case itself is unchanged.
    pub fn apply(&self, event: Event) -> Result<Self> {
        let events = self.events.iter().cloned().chain([event]).collect();
        Self::replay(Arc::clone(&self.rules), Arc::clone(&self.intake), events, self.mode)
    }

    /// How the case stands at an instant: events after it have not happened.
    ///
    /// # Errors
    /// `outside-calendar` and `time-out-of-range` when a due time cannot be reached.
    pub fn status(&self, as_of: Instant) -> Result<Status> {
        self.status_known_at(as_of, None)
    }

    /// How the case stands at an instant, by what had been entered at another.
    ///
    /// # Errors
    /// As [`Case::status`]; in [`Mode::Strict`] also a fault that later entries repaired.
    pub fn status_known_at(&self, as_of: Instant, known_at: Option<Instant>) -> Result<Status> {
        let read = self.read(as_of, known_at)?;
        let named = self.history.faults(self.rules.calendar(), &self.events, as_of, known_at).cloned().collect();
        Ok(status::of(&self.rules, &self.intake, read, named, as_of, known_at))
    }

    /// Both passes over what has happened and was known.
    fn read(&self, as_of: Instant, known_at: Option<Instant>) -> Result<Read<'_>> {
        let Self { rules, intake, received, events, history, mode } = self;
        let Happened { entries, voided, not_yet_known } = history.happened(rules.calendar(), events, as_of, known_at);
        let timeline = timeline::read(rules, intake, *received, events, entries, *mode, as_of)?;
        let mut faults = Vec::new();
        let clocks = clock::clocks(rules, &timeline, as_of, &mut faults)?;
        match (mode, faults.is_empty()) {
            (Mode::Strict, false) => Err(faults.swap_remove(0)),
            _ => Ok(Read { timeline, clocks, faults, voided, not_yet_known }),
        }
    }

    /// What is known of it before its first event.
    #[must_use]
    pub fn intake(&self) -> &Intake {
        &self.intake
    }

    /// Its events in the order in which they were given.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Its policy and calendar.
    #[must_use]
    pub fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    /// How its faults are met.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }
}

/// What both passes over a history find.
struct Read<'a> {
    timeline: Timeline<'a>,
    clocks: Vec<Clock>,
    /// Of extensions.
    faults: Vec<Error>,
    voided: usize,
    not_yet_known: usize,
}

/// Faults are compared by what they say.
fn push_unique(faults: &mut Vec<Error>, fault: Error) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}
