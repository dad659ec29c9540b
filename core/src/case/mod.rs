//! A complaint with its events, replayed in order: clocks run, pause, extend, meet, breach and reopen.
//!
//! Events are appended, never edited. [`Case::replay`] checks a history once; [`Case::status`] tells how the case
//! stands at any instant, also as it was known at an earlier one. Both are pure: the same events in any order of
//! arrival give the same answer.

mod clock;
mod event;
mod status;
mod timeline;

use std::sync::Arc;

pub use clock::{Clock, ClockState};
pub use event::{Event, EvidenceReference};
pub use status::{NextDue, Status, TierChange};

use crate::calendar::Calendar;
use crate::classify::Classification;
use crate::complaint::Facts;
use crate::error::{Error, Result};
use crate::id::TierId;
use crate::policy::Policy;
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
    policy: Arc<Policy>,
    calendar: Arc<Calendar>,
    intake: Arc<Intake>,
    events: Vec<Event>,
    mode: Mode,
}

impl Case {
    /// A case to which nothing has happened yet.
    #[must_use]
    pub fn new(policy: Arc<Policy>, calendar: Arc<Calendar>, intake: Arc<Intake>) -> Self {
        Self { policy, calendar, intake, events: Vec::new(), mode: Mode::Strict }
    }

    /// A case from its events in any order.
    ///
    /// # Errors
    /// In [`Mode::Strict`], the first fault of the whole history: `unknown-event`, `missing-time`,
    /// `conflicting-event`, `before-receipt`, `after-end`, `resume-without-pause`, `forbidden-event`,
    /// `wrong-approver`, `extension-earlier`, `not-extendable`, `unknown-obligation`, `unknown-tier`,
    /// `incomplete-event`, `voided-unknown`; in both modes `outside-calendar` and `time-out-of-range`.
    pub fn replay(
        policy: Arc<Policy>,
        calendar: Arc<Calendar>,
        intake: Arc<Intake>,
        events: Vec<Event>,
        mode: Mode,
    ) -> Result<Self> {
        let case = Self { policy, calendar, intake, events, mode };
        case.status(case.last_instant()?)?;
        Ok(case)
    }

    /// The same case with one more event.
    ///
    /// # Errors
    /// As [`Case::replay`]; the case itself is unchanged.
    pub fn apply(&self, event: Event) -> Result<Self> {
        let mut case = self.clone();
        case.events.push(event);
        case.status(case.last_instant()?)?;
        Ok(case)
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
        let (policy, calendar) = (&self.policy, &self.calendar);
        let timeline = timeline::read(policy, calendar, &self.intake, &self.events, self.mode, as_of, known_at)?;
        let mut faults = Vec::new();
        let mut clocks = Vec::new();
        for (_, id) in policy.obligations.iter().zip(0..) {
            let id = crate::id::ObligationId(id);
            clocks.extend(clock::clocks(policy, calendar, &timeline, id, as_of, &mut faults)?);
        }
        match (self.mode, faults.first()) {
            (Mode::Strict, Some(_)) => Err(faults.swap_remove(0)),
            _ => Ok(status::of(policy, &self.intake, timeline, clocks, faults, as_of)),
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

    /// Its policy.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// Its calendar.
    #[must_use]
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// The instant at which everything in the history has happened.
    fn last_instant(&self) -> Result<Instant> {
        let moments = self.events.iter().filter_map(|event| event.at).chain(self.intake.received_at);
        let mut last = Instant::MIN;
        for moment in moments {
            last = last.max(match moment {
                Moment::At { instant, .. } => instant,
                Moment::On(date) => self.calendar.end_of_day(date)?,
            });
        }
        Ok(last)
    }
}

/// Faults are compared by what they say.
fn push_unique(faults: &mut Vec<Error>, fault: Error) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}
