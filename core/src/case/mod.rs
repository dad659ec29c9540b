//! A complaint with its events, replayed in order: clocks run, pause, extend, meet, breach and reopen.
//!
//! Events are appended, never edited. [`Case::replay`] checks a history once; [`Case::status`] tells how the case
//! stands at any instant, also as it was known at an earlier one. Both are pure: the same events in any order of
//! arrival give the same answer.

mod clock;
mod course;
mod event;
mod few;
mod history;
mod moved;
mod names;
mod reach;
mod round;
mod rules;
mod state;
mod status;
mod timeline;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use course::{Course, Whole};
use history::{History, Window};

pub use clock::{Clock, ClockState};
pub use event::{Event, EvidenceReference};
pub use rules::Rules;
pub use status::{Earlier, NextDue, Status, TierChange};
pub use timeline::{Item, Timeline};

use crate::classify::Classification;
use crate::complaint::Facts;
use crate::error::{Code, Error, Result};
use crate::id::TierId;
use crate::period::Period;
use crate::policy::EventKind;
use crate::tier::{Tiering, Turn};
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

/// How one asks for a status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// At which instant: events after it have not happened.
    pub as_of: Instant,
    /// By what had been entered at this instant; `None` = by everything.
    pub known_at: Option<Instant>,
    /// When to warn, for every limit alike; `None` = as the policy says.
    pub warn: Option<Warn>,
}

impl View {
    /// By everything that is known, warning as the policy says.
    #[must_use]
    pub const fn at(as_of: Instant) -> Self {
        Self { as_of, known_at: None, warn: None }
    }
}

impl Warn {
    /// Reads `75%`, or a length of time as rule books write it.
    ///
    /// ```
    /// use tousu::{case::Warn, period::Period};
    /// assert_eq!(Warn::parse("75%")?, Warn::Percent(75));
    /// assert_eq!(Warn::parse("4 working hours")?, Warn::Before(Period::parse("4 working hours")?));
    /// assert!(Warn::parse("101%").is_err() && Warn::parse("same day").is_err());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid-argument` for a share above 100 % and for a period that is no length of time in minutes, hours or days;
    /// `unreadable-period`.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = || Error::new(Code::InvalidArgument, text, "75%, or minutes, hours or days before the due time");
        if let Some(percent) = text.strip_suffix('%') {
            let percent = percent.trim_end().parse().ok().filter(|percent| *percent <= 100);
            return percent.map(Self::Percent).ok_or_else(refused);
        }
        match Period::parse(text)? {
            period @ (Period::Elapsed { .. }
            | Period::WorkingTime { .. }
            | Period::CalendarDays { .. }
            | Period::WorkingDays { .. }) => Ok(Self::Before(period)),
            Period::Months { .. } | Period::SameDay | Period::SameWorkingDay | Period::ByDayOfMonth { .. } => {
                Err(refused())
            }
        }
    }
}

/// When to warn of a due time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warn {
    /// So long before it, in minutes, hours, working hours, days or working days.
    Before(Period),
    /// When this share of the time has passed, in per cent, in the limit's own measure.
    Percent(u8),
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
    turns: Vec<Turn>,
    events: Vec<Event>,
    history: History,
    whole: Whole,
    mode: Mode,
    before: Option<Arc<Before>>,
}

/// What a case was before it moved under another policy.
#[derive(Clone, Debug)]
struct Before {
    case: Case,
    moved_at: Instant,
}

impl Case {
    /// A case to which nothing has happened yet.
    ///
    /// # Errors
    /// `time-out-of-range` when the day of the receipt is at the end of time.
    pub fn new(rules: Arc<Rules>, intake: Arc<Intake>, mode: Mode) -> Result<Self> {
        let received = intake.received_at.map(|moment| Window::of(rules.calendar(), moment)).transpose()?;
        let turns = course::turns(&rules, received);
        let whole = Whole::begin(&rules, &intake, received, &turns);
        let (events, history) = (Vec::new(), History::default());
        Ok(Self { rules, intake, received, turns, events, history, whole, mode, before: None })
    }

    /// A case from its events in any order.
    ///
    /// # Errors
    /// In [`Mode::Strict`], the first fault of the whole history: `unknown-event`, `missing-time`,
    /// `conflicting-event`, `before-receipt`, `after-end`, `resume-without-pause`, `forbidden-event`,
    /// `wrong-approver`, `extension-earlier`, `not-extendable`, `unknown-obligation`, `unknown-tier`,
    /// `incomplete-event`, `voided-unknown`; in both modes `outside-calendar` and `time-out-of-range`.
    pub fn replay(rules: Arc<Rules>, intake: Arc<Intake>, events: Vec<Event>, mode: Mode) -> Result<Self> {
        Self::new(rules, intake, mode)?.with(events)
    }

    /// The same case with other events.
    fn with(mut self, events: Vec<Event>) -> Result<Self> {
        if let Some(before) = &self.before {
            let Before { case, moved_at } = &**before;
            // Later events are none of the old policy's business.
            let earlier = |event: &&Event| {
                let window = event.at.and_then(|at| Window::of(case.rules.calendar(), at).ok());
                window.is_none_or(|window| window.latest <= *moved_at)
            };
            let earlier = events.iter().filter(earlier).cloned().collect();
            self.before = Some(Arc::new(Before { case: case.without_events().with(earlier)?, moved_at: *moved_at }));
        }
        let moved_at = self.moved_at();
        self.history = History::read(&self.rules, self.received, &events, self.mode, moved_at)?;
        self.events = events;
        let received = self.received.map(|window| window.latest);
        let last = self.history.last_instant().max(received).max(moved_at).unwrap_or(Instant::MIN);
        course::read_whole(&mut self, last)?;
        // What a status at the end would refuse is refused.
        if self.whole.moves() || !self.rules.reaches(self.received, last) {
            self.read(View::at(last))?;
        }
        Ok(self)
    }

    /// The same case without its events.
    fn without_events(&self) -> Self {
        let Self { rules, intake, turns, whole, before, .. } = self;
        Self {
            rules: rules.clone(),
            intake: intake.clone(),
            turns: turns.clone(),
            events: Vec::new(),
            history: History::default(),
            whole: whole.clone(),
            before: before.clone(),
            ..*self
        }
    }

    /// The case under another policy from an instant on: what the old one decided before stays, what it still owed is
    /// owed no more, and what the new one owes counts from the original start. `intake` is the complaint as the new
    /// policy reads it. A case that nobody moves stays under its policy.
    ///
    /// # Errors
    /// As [`Case::replay`], for the events after the move; `invalid-argument` when it moved later than that already.
    pub fn move_to(&self, rules: Arc<Rules>, intake: Arc<Intake>, at: Instant) -> Result<Self> {
        if self.moved_at().is_some_and(|moved_at| moved_at > at) {
            let expected = "an instant after the last move";
            return Err(Error::new(Code::InvalidArgument, rules.calendar().format(at), expected).at("at"));
        }
        let mut case = Self::new(rules, intake, self.mode)?;
        case.before = Some(Arc::new(Before { case: self.clone(), moved_at: at }));
        case.with(self.events.clone())
    }

    /// When it came under its policy, if that was not from the start.
    #[must_use]
    pub fn moved_at(&self) -> Option<Instant> {
        self.before.as_ref().map(|before| before.moved_at)
    }

    /// The same case with one more event.
    ///
    /// # Errors
    /// As [`Case::replay`]; the case itself is unchanged.
    pub fn apply(&self, event: Event) -> Result<Self> {
        self.apply_all([event])
    }

    /// The same case with more events.
    ///
    /// # Errors
    /// As [`Case::replay`]; the case itself is unchanged.
    pub fn apply_all(&self, events: impl IntoIterator<Item = Event>) -> Result<Self> {
        let events = self.events.iter().cloned().chain(events).collect();
        self.without_events().with(events)
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
        self.view(View { known_at, ..View::at(as_of) })
    }

    /// How the case stands, as one asks.
    ///
    /// # Errors
    /// As [`Case::status_known_at`]; `invalid-argument` for a warning that is no length of time in minutes, hours or
    /// days.
    pub fn view(&self, view: View) -> Result<Status> {
        Ok(self.stand(view)?.0)
    }

    /// How the case stands, as one asks, with the events that count for it, in the order in which they apply: each with
    /// the last instant at which it may have happened.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn view_with_events(&self, view: View) -> Result<(Status, Vec<(Instant, &Event)>)> {
        let (status, case, applied) = self.stand(view)?;
        let counted = |entry: &history::Entry| Some((entry.window.latest, case.events.get(entry.index as usize)?));
        Ok((status, applied.iter().filter_map(counted).collect()))
    }

    /// How the case stands, under which policy of those that it had, and what counts for it.
    fn stand(&self, view: View) -> Result<(Status, &Self, Cow<'_, [history::Entry]>)> {
        let earlier = match self.before.as_deref() {
            Some(before) if view.as_of < before.moved_at => return before.case.stand(view),
            Some(before) => Some(before.case.view(View { as_of: before.moved_at, ..view })?),
            None => None,
        };
        let read = self.read(view)?;
        let named = self.history.faults(self.rules.calendar(), &self.events, view.as_of, view.known_at);
        let named = named.cloned().collect();
        let (mut status, applied) = status::of(&self.rules, &self.intake, read, named, view);
        if let (Some(earlier), Some(before)) = (earlier, &self.before) {
            status.move_from(&self.rules, earlier, before);
        }
        Ok((status, self, applied))
    }

    /// What happened to the case and to its clocks, in order, up to the instant asked for.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn timeline(&self, view: View) -> Result<Timeline> {
        timeline::of(self, view)
    }

    /// The case that this one was merged into by an instant, and what it inherits: everybody who complains here joins
    /// there. An unknown count is one.
    ///
    /// # Errors
    /// As [`Case::status`].
    pub fn merged_into(&self, as_of: Instant) -> Result<Option<(&str, Event)>> {
        let read = self.read(View::at(as_of))?;
        let merged = read.course.applied.iter().rev().find(|entry| entry.builtin == Some(EventKind::Merged));
        let Some(event) = merged.and_then(|entry| self.events.get(entry.index as usize)) else { return Ok(None) };
        let Some(into) = event.into.as_deref() else { return Ok(None) };
        let joined = read.course.facts().complainants;
        let inherited = Event {
            id: format!("{}/{}", self.intake.id, event.id),
            kind: EventKind::Cosigned.slug().to_owned(),
            at: event.at,
            recorded_at: event.recorded_at,
            by: event.by.clone(),
            reason: Some(format!("merged: {}", self.intake.id)),
            people: joined.people.or(joined.households.is_none().then_some(1)),
            households: joined.households,
            ..Event::default()
        };
        Ok(Some((into, inherited)))
    }

    /// The same case with an event in place of one of the same id: what another case hands on may grow.
    pub(crate) fn inherit(&self, inherited: impl IntoIterator<Item = Event>) -> Result<Self> {
        let inherited: Vec<Event> = inherited.into_iter().collect();
        let known = |event: &&Event| !inherited.iter().any(|new| new.id == event.id);
        let events: Vec<Event> = self.events.iter().filter(known).cloned().collect();
        self.without_events().with(events.into_iter().chain(inherited).collect())
    }

    /// When the next event happens that is known of already.
    #[must_use]
    pub fn happens_next(&self, as_of: Instant) -> Option<Instant> {
        self.history.next_after(as_of)
    }

    /// Both passes over what has happened and was known.
    fn read(&self, view: View) -> Result<Read<'_>> {
        let course = course::read(self, view)?;
        let mut faults = Vec::new();
        let clocks = clock::clocks(&self.rules, &course, view, &mut faults)?;
        match (self.mode, faults.is_empty()) {
            (Mode::Strict, false) => Err(faults.swap_remove(0)),
            _ => {
                let (tiering, owed_changes_at) = course::explain(self, &course, view.as_of);
                Ok(Read { course, tiering, owed_changes_at, clocks, faults })
            }
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
    course: Course<'a>,
    tiering: Tiering,
    owed_changes_at: Option<Instant>,
    clocks: Vec<Clock>,
    /// Of extensions.
    faults: Vec<Error>,
}

/// Each fault once, where it comes first. Faults are compared by what they say.
fn unique(faults: impl Iterator<Item = Error>) -> Vec<Error> {
    let mut faults: Vec<Error> = faults.collect();
    if faults.len() > 1 {
        let mut said = HashSet::with_capacity(faults.len());
        faults.retain(|fault| said.insert(fault.clone()));
    }
    faults
}
