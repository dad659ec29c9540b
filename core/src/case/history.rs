//! A history as it was given becomes a history in order: names resolved, repeats found, corrections matched.
//!
//! This is done once for a case; every status reads the first part of it that has happened.

use std::borrow::Cow;

use super::names::hash;
use super::rules::{Kind, Rules};
use super::{Event, Mode};
use crate::calendar::Calendar;
use crate::document::JsonWriter;
use crate::error::{Code, Error, Result};
use crate::id::{EventKindId, RoleId};
use crate::policy::EventKind;
use crate::time::{Instant, Moment};

/// An instant, or the civil day in which it lies when its time of day is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Window {
    pub(super) earliest: Instant,
    pub(super) latest: Instant,
}

impl Window {
    #[inline]
    pub(super) fn of(calendar: &Calendar, moment: Moment) -> Result<Self> {
        match moment {
            Moment::At { instant, .. } => Ok(Self::at(instant)),
            Moment::On(date) => Ok(Self { earliest: calendar.start_of_day(date)?, latest: calendar.end_of_day(date)? }),
        }
    }

    pub(super) fn at(instant: Instant) -> Self {
        Self { earliest: instant, latest: instant }
    }

    /// The moment itself, a date when the time of day is not known.
    pub(super) fn moment(self, calendar: &Calendar) -> Moment {
        if self.earliest == self.latest {
            Moment::at(self.earliest)
        } else {
            Moment::On(calendar.date_of(self.earliest))
        }
    }
}

/// An event that may count, with its names resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its position among the events as they were given.
    pub(super) index: u32,
    pub(super) kind: EventKindId,
    pub(super) builtin: Option<EventKind>,
    /// Some condition depends on the happening of such events.
    pub(super) decides: bool,
    /// The policy forbids such events.
    pub(super) forbidden: bool,
    /// The recipient, when it is a role of the policy.
    pub(super) to: Option<RoleId>,
    /// It answers a part only.
    pub(super) partial: bool,
    /// It was entered on a later day than it happened.
    pub(super) entered_late: bool,
    /// Some event voids it, now or later, or it was before the case moved: what is wrong with it is no fault.
    pub(super) corrected: bool,
    pub(super) at: Moment,
    pub(super) window: Window,
}

impl Entry {
    /// Events apply by instant, a date at the end of its day, after everything whose time is known.
    fn order(&self) -> (Instant, u32, bool, EventKindId) {
        match self.at {
            Moment::At { instant, nanos } => (instant, nanos, false, self.kind),
            Moment::On(_) => (self.window.latest, u32::MAX, true, self.kind),
        }
    }
}

/// What is wrong with an event before anything is known of the others' effects.
#[derive(Clone, Debug)]
struct Fault {
    index: u32,
    error: Error,
}

/// A `voided` event and the event that it voids.
#[derive(Clone, Copy, Debug)]
struct Correction {
    by: u32,
    target: u32,
}

/// A history in order.
#[derive(Clone, Default, Debug)]
pub(super) struct History {
    /// In the order in which they apply.
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    corrections: Vec<Correction>,
}

/// The part of a history that has happened and was known.
pub(super) struct Happened<'a> {
    pub(super) entries: Cow<'a, [Entry]>,
    /// How many events were voided.
    pub(super) voided: usize,
    /// How many had happened and were not entered yet.
    pub(super) not_yet_known: usize,
}

impl History {
    /// Reads events in any order of arrival.
    /// What is wrong with an event up to `moved_at` was the business of another policy.
    pub(super) fn read(
        rules: &Rules,
        received: Option<Window>,
        events: &[Event],
        mode: Mode,
        moved_at: Option<Instant>,
    ) -> Result<Self> {
        let mut reading = Reading { rules, received, events, mode, moved_at, history: Self::default() };
        reading.history.entries.reserve_exact(events.len());
        let (mut repeats, mut corrected) = (Vec::new(), Vec::new());
        if !ascend(events) || events.iter().any(corrects) {
            let ids = Ids::of(events);
            repeats = reading.repeats(&ids)?;
            corrected = reading.corrections(&ids)?;
        }
        for (event, index) in events.iter().zip(0..) {
            if !repeats.is_empty() && repeats.binary_search(&index).is_ok() {
                continue;
            }
            let corrected = !corrected.is_empty() && corrected.binary_search(&index).is_ok();
            match (reading.rules.event_kind(&event.kind), event.at) {
                // Most events are what they should be.
                (Some(kind), Some(at @ Moment::At { instant, .. }))
                    if received.is_none_or(|received| received.earliest <= instant) =>
                {
                    let entry = reading.resolved(event, index, kind, (at, Window::at(instant)), corrected);
                    reading.history.entries.push(entry);
                }
                (kind, _) => {
                    let entry = reading.entry(event, index, kind, corrected)?;
                    reading.history.entries.extend(entry);
                }
            }
        }
        let mut history = reading.history;
        let id = |entry: &Entry| events.get(entry.index as usize).map_or("", |event| event.id.as_str());
        let order =
            |left: &Entry, right: &Entry| left.order().cmp(&right.order()).then_with(|| id(left).cmp(id(right)));
        // Most events come one after the other in time.
        let before =
            |left: &Entry, right: &Entry| left.window.latest < right.window.latest || order(left, right).is_lt();
        if !history.entries.is_sorted_by(before) {
            history.entries.sort_unstable_by(order);
        }
        if mode == Mode::Lenient {
            history.drop_doubles(rules.calendar(), events);
        }
        Ok(history)
    }

    /// Names events that say the same at the same instant as another and differ by their ids only: of each only the one
    /// that was entered first counts. Of dates without a time nothing is assumed.
    fn drop_doubles(&mut self, calendar: &Calendar, events: &[Event]) {
        let same = |left: &Entry, right: &Entry| {
            left.kind == right.kind && left.at == right.at && matches!(left.at, Moment::At { .. })
        };
        let mut doubles = Vec::new();
        for alike in self.entries.chunk_by(same).filter(|alike| alike.len() > 1) {
            let of_entry = |entry: &Entry| events.get(entry.index as usize).map(|event| (entry.index, event));
            let mut alike: Vec<_> = alike.iter().filter_map(of_entry).collect();
            let content = |event: &Event| canonical(&Event { id: String::new(), recorded_at: None, ..event.clone() });
            alike.sort_by_cached_key(|(_, event)| (content(event), entered(calendar, event), event.id.clone()));
            for (first, (index, double)) in alike.iter().zip(alike.iter().skip(1)) {
                if content(first.1) == content(double) {
                    doubles.push(*index);
                    let error = double.fault(Code::DuplicateEvent, first.1.name());
                    self.faults.push(Fault { index: *index, error });
                }
            }
        }
        doubles.sort_unstable();
        self.entries.retain(|entry| entry.corrected || doubles.binary_search(&entry.index).is_err());
    }

    /// In the order in which they apply.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The instant at which everything has happened.
    pub(super) fn last_instant(&self) -> Option<Instant> {
        self.entries.last().map(|entry| entry.window.latest)
    }

    /// When the first event after an instant happens.
    pub(super) fn next_after(&self, as_of: Instant) -> Option<Instant> {
        let count = self.entries.partition_point(|entry| entry.window.latest <= as_of);
        self.entries.get(count).map(|entry| entry.window.latest)
    }

    /// What has happened at `as_of`, as far as it had been entered at `known_at`.
    pub(super) fn happened(
        &self,
        calendar: &Calendar,
        events: &[Event],
        as_of: Instant,
        known_at: Option<Instant>,
    ) -> Happened<'_> {
        // In order, so that what has happened comes first.
        let count = self.entries.partition_point(|entry| entry.window.latest <= as_of);
        let past = self.entries.get(..count).unwrap_or_default();
        if self.corrections.is_empty() && known_at.is_none() {
            return Happened { entries: Cow::Borrowed(past), voided: 0, not_yet_known: 0 };
        }
        let known = |entry: &&Entry| is_known(calendar, events.get(entry.index as usize), known_at);
        let mut entries: Vec<Entry> = past.iter().filter(known).copied().collect();
        // From the last: a correction that was itself corrected afterwards corrects nothing.
        let mut gone = vec![false; events.len()];
        for entry in entries.iter().rev().filter(|entry| entry.builtin == Some(EventKind::Voided)) {
            if gone.get(entry.index as usize) == Some(&false) {
                // In the order of the events, as they were matched.
                let from = self.corrections.partition_point(|correction| correction.by < entry.index);
                let of_entry = self.corrections.iter().skip(from).take_while(|found| found.by == entry.index);
                for correction in of_entry {
                    if let Some(gone) = gone.get_mut(correction.target as usize) {
                        *gone = true;
                    }
                }
            }
        }
        let (before, not_yet_known) = (entries.len(), past.len() - entries.len());
        entries.retain(|entry| gone.get(entry.index as usize) == Some(&false));
        Happened { voided: before - entries.len(), entries: Cow::Owned(entries), not_yet_known }
    }

    /// What is wrong with events that have happened and were known; one without a time counts as happened.
    pub(super) fn faults<'a>(
        &'a self,
        calendar: &'a Calendar,
        events: &'a [Event],
        as_of: Instant,
        known_at: Option<Instant>,
    ) -> impl Iterator<Item = &'a Error> {
        let concerns = move |fault: &&Fault| {
            let event = events.get(fault.index as usize);
            let window = event.and_then(|event| event.at).and_then(|at| Window::of(calendar, at).ok());
            window.is_none_or(|window| window.latest <= as_of) && is_known(calendar, event, known_at)
        };
        self.faults.iter().filter(concerns).map(|fault| &fault.error)
    }
}

fn later_day(calendar: &Calendar, at: Moment, entered: Moment) -> bool {
    let date = |moment: Moment| match moment {
        Moment::At { instant, .. } => calendar.date_of(instant),
        Moment::On(date) => date,
    };
    date(entered) > date(at)
}

pub(super) fn is_known(calendar: &Calendar, event: Option<&Event>, known_at: Option<Instant>) -> bool {
    let Some(known_at) = known_at else { return true };
    let entered = event.and_then(Event::known_from).and_then(|at| Window::of(calendar, at).ok());
    entered.is_none_or(|window| window.earliest <= known_at)
}

fn corrects(event: &Event) -> bool {
    event.kind == EventKind::Voided.slug()
}

/// Whether each id is longer than the one before it, or as long and after it: registers number their events.
fn ascend(events: &[Event]) -> bool {
    events.is_sorted_by(|one, next| one.id.len() < next.id.len() || (one.id.len() == next.id.len() && one.id < next.id))
}

/// The positions of events, alike ids beside each other.
struct Ids<'a>(Vec<(u64, u32, &'a Event)>);

impl<'a> Ids<'a> {
    fn of(events: &'a [Event]) -> Self {
        let hashed = events.iter().zip(0..).map(|(event, index)| (hash(&event.id), index, event));
        let mut ids: Vec<_> = hashed.collect();
        // Texts are only compared where the hashes are equal.
        ids.sort_unstable_by(|(hash, index, event), (other_hash, other_index, other)| {
            hash.cmp(other_hash).then_with(|| event.id.cmp(&other.id)).then(index.cmp(other_index))
        });
        Self(ids)
    }

    /// The events that share an id with another.
    fn repeated(&self) -> impl Iterator<Item = &[(u64, u32, &'a Event)]> {
        let alike = |(left, _, one): &(u64, u32, &Event), (right, _, other): &(u64, u32, &Event)| {
            left == right && one.id == other.id
        };
        self.0.chunk_by(alike).filter(|alike| alike.len() > 1)
    }

    /// The positions of the events with an id.
    fn all(&self, id: &str) -> impl Iterator<Item = u32> {
        let wanted = hash(id);
        let first = self.0.partition_point(|(hash, _, event)| (*hash, event.id.as_str()) < (wanted, id));
        let found = self.0.iter().skip(first).take_while(move |(_, _, event)| event.id == id);
        found.map(|(_, index, _)| *index)
    }
}

struct Reading<'a> {
    rules: &'a Rules,
    received: Option<Window>,
    events: &'a [Event],
    mode: Mode,
    moved_at: Option<Instant>,
    history: History,
}

impl Reading<'_> {
    /// A fault ends a strict replay; a lenient one names it and goes on without the event.
    fn fault(&mut self, index: u32, error: Error) -> Result<()> {
        match self.mode {
            Mode::Strict => Err(error),
            Mode::Lenient => {
                self.history.faults.push(Fault { index, error });
                Ok(())
            }
        }
    }

    /// The positions of events that repeat another, in order. Of two that contradict each other the one that was
    /// entered first counts, whichever arrived first.
    fn repeats(&mut self, ids: &Ids<'_>) -> Result<Vec<u32>> {
        let mut repeats = Vec::new();
        for alike in ids.repeated() {
            let entered = |event: &Event| entered(self.rules.calendar(), event);
            let first = alike.iter().min_by(|(_, left, one), (_, right, other)| {
                let by_content = || canonical(one).cmp(&canonical(other));
                entered(one).cmp(&entered(other)).then_with(by_content).then(left.cmp(right))
            });
            let Some((_, kept, first)) = first else { continue };
            for (_, index, event) in alike.iter().filter(|(_, index, _)| index != kept) {
                repeats.push(*index);
                if event != first {
                    let expected = "an event is never edited; correct it by `voided`";
                    self.fault(*index, event.fault(Code::ConflictingEvent, expected))?;
                }
            }
        }
        repeats.sort_unstable();
        Ok(repeats)
    }

    /// Matches corrections with what they correct; the positions of the corrected events, in order.
    fn corrections(&mut self, ids: &Ids<'_>) -> Result<Vec<u32>> {
        let mut corrected = Vec::new();
        for (event, by) in self.events.iter().zip(0..) {
            if !corrects(event) {
                continue;
            }
            let Some(id) = event.event.as_deref() else {
                self.fault(by, event.fault(Code::IncompleteEvent, "`event`, the id of the event that was wrong"))?;
                continue;
            };
            let before = corrected.len();
            for target in ids.all(id) {
                corrected.push(target);
                self.history.corrections.push(Correction { by, target });
            }
            if corrected.len() == before {
                self.fault(by, event.fault(Code::VoidedUnknown, format_args!("there is no event `{id}`")))?;
            }
        }
        corrected.sort_unstable();
        Ok(corrected)
    }

    /// An event with its names resolved.
    #[inline]
    fn resolved(
        &self,
        event: &Event,
        index: u32,
        Kind { id, builtin, decides, forbidden }: Kind,
        (at, window): (Moment, Window),
        corrected: bool,
    ) -> Entry {
        let calendar = self.rules.calendar();
        Entry {
            index,
            kind: id,
            builtin,
            decides,
            forbidden,
            to: event.to.as_deref().and_then(|name| self.rules.role(name)),
            partial: event.partial == Some(true),
            entered_late: event.recorded_at.is_some_and(|entered| later_day(calendar, at, entered)),
            corrected: corrected || self.moved_at.is_some_and(|moved_at| window.latest <= moved_at),
            at,
            window,
        }
    }

    /// Resolves the names of an event; `None` when it cannot count.
    fn entry(&mut self, event: &Event, index: u32, kind: Option<Kind>, corrected: bool) -> Result<Option<Entry>> {
        let calendar = self.rules.calendar();
        let early = |window: &Window| self.received.filter(|received| window.latest < received.earliest);
        let window = event.at.map(|at| Ok((at, Window::of(calendar, at)?))).transpose()?;
        let error = match (kind, window) {
            (None, _) => unknown_kind(self.rules, event),
            (_, None) => event.fault(Code::MissingTime, "`at`, an instant or a date"),
            (Some(kind), Some((at, window))) => match early(&window) {
                None => return Ok(Some(self.resolved(event, index, kind, (at, window), corrected))),
                Some(received) => {
                    let received = calendar.format(received.earliest);
                    event.fault(Code::BeforeReceipt, format_args!("it was received at {received}"))
                }
            },
        };
        // What is wrong with a corrected event is corrected.
        let before = |window: Window| self.moved_at.is_some_and(|moved_at| window.latest <= moved_at);
        if !corrected && !window.is_some_and(|(_, window)| before(window)) {
            self.fault(index, error)?;
        }
        Ok(None)
    }
}

#[cold]
fn unknown_kind(rules: &Rules, event: &Event) -> Error {
    let known = EventKind::ALL.iter().map(|kind| kind.slug());
    let known = known.chain(rules.policy().own_events.iter().map(|own| own.id.as_str())).collect::<Vec<_>>();
    let error = Error::new(Code::UnknownEvent, &event.kind, known.join(", "));
    error.at("kind").at(format_args!("events[{}]", event.id))
}

/// When an event was entered; one without any time comes last.
fn entered(calendar: &Calendar, event: &Event) -> Instant {
    let at = event.known_from().and_then(|at| Window::of(calendar, at).ok());
    at.map_or(Instant::MAX, |window| window.earliest)
}

/// The whole content of an event, in one order.
fn canonical(event: &Event) -> String {
    let mut out = JsonWriter::new();
    event.write_json(&mut out, &|moment| moment.format(0));
    out.finish()
}
