//! The checked policy: plain data in which every reference is resolved and every parameter has its value.
//!
//! Nothing here evaluates anything: conditions are judged by [`crate::tier`], limits by [`crate::deadline`], events
//! by [`crate::case`].

use std::sync::Arc;

use super::demands::{Archive, Channel, Duty, Forbidden, Form, Note, Report, Route, Sanction, Threshold, UnitDuty};
use super::provenance::{Basis, Clause, Confidence, Label, Origin};
use super::{Diagnostic, Domain, EventKind, Lexicon, Source, Vocabulary};
use crate::calendar::Hours;
use crate::id::{
    CategoryId, Digest, EventKindId, FactId, ObligationId, ParameterId, RoleId, SignalId, ThresholdId, TierId,
};
use crate::period::{Period, PeriodRange};
use crate::time::Date;

/// A rule book as checked data.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The id, as `residential-community`.
    pub id: String,
    /// The version of the rule book.
    pub version: String,
    /// Its title.
    pub title: Label,
    /// What it was written from.
    pub origin: Origin,
    /// First day in force; `None` = always.
    pub effective_from: Option<Date>,
    /// Last day in force; `None` = until replaced.
    pub effective_to: Option<Date>,
    /// The id of the calendar it counts by.
    pub calendar: String,
    /// The open hours of a working day, in place of the calendar's.
    pub hours: Option<Hours>,
    /// The lexicon that reads its complaints.
    pub lexicon: Arc<Lexicon>,
    /// Roles and their aliases.
    pub roles: Vec<Role>,
    /// Facts that only people know.
    pub facts: Vec<Fact>,
    /// Event kinds besides [`EventKind::ALL`]; the first has the id `EventKind::ALL.len()`.
    pub own_events: Vec<OwnEvent>,
    /// Tiers, heaviest first.
    pub tiers: Vec<Tier>,
    /// The tier of a complaint that meets no condition; `None` = the tier is null.
    pub default_tier: Option<TierId>,
    /// The book's own groups of categories.
    pub groups: Vec<CategoryGroup>,
    /// The ways in which complaints come.
    pub channels: Vec<Channel>,
    /// Who takes them.
    pub routes: Vec<Route>,
    /// What is owed.
    pub obligations: Vec<Obligation>,
    /// What may stop clocks.
    pub pauses: Vec<PauseRule>,
    /// What the document leaves open, with the values in force.
    pub parameters: Vec<Parameter>,
    /// Reports owed per period.
    pub reports: Vec<Report>,
    /// What a unit owes per period, whatever complaints come.
    pub unit_duties: Vec<UnitDuty>,
    /// Numbers of complaints at which something follows.
    pub thresholds: Vec<Threshold>,
    /// What follows for those who are responsible.
    pub sanctions: Vec<Sanction>,
    /// What is kept of a case.
    pub archives: Vec<Archive>,
    /// Event kinds that the book forbids, with the clause.
    pub forbids: Vec<Forbidden>,
    /// Forms with their fields.
    pub forms: Vec<Form>,
    /// What software cannot compute, kept with its clause.
    pub duties: Vec<Duty>,
    /// What is odd but written so in the source, or decided where the source is silent.
    pub notes: Vec<Note>,
    /// The codes of a host program for its ids.
    pub vocabulary: Vocabulary,
    /// Digest of the policy's canonical bytes.
    pub digest: Digest,
    /// Digest of the parameter values in force.
    pub parameters_digest: Digest,
    /// The books that it rests on, the nearest first: what it extends, or what it is an overlay of.
    pub over: Vec<Basis>,
    /// What the check noted: declared and unused, odd but written so.
    pub diagnostics: Vec<Diagnostic>,
    /// What it was read from.
    pub(super) document: Source,
}

/// Somebody who acts or owes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// Other ids by which events may name the role.
    pub aliases: Vec<String>,
    /// What the document charges it with.
    pub charge: Option<Label>,
    /// Where the document names it.
    pub clause: Clause,
}

/// A fact that the caller states; the text cannot know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The type of its value.
    pub kind: FactKind,
    /// Where the document needs it.
    pub clause: Clause,
}

/// The type of a stated fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactKind {
    /// Yes or no; absent is no.
    Bool,
    /// A whole number.
    Count,
    /// An amount of money in fen (1/100 yuan).
    Money,
    /// A length of time in seconds.
    Duration,
}

impl FactKind {
    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Count => "count",
            Self::Money => "money",
            Self::Duration => "duration",
        }
    }
}

/// An event kind of the policy's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnEvent {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
}

/// A severity tier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tier {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// Where it is defined.
    pub clause: Clause,
    /// The alternatives of its condition, each with its own clause; one true alternative is enough.
    /// Empty for a tier that only a person sets, and for a default without a condition.
    pub when: Vec<TierReason>,
    /// Not shown to customers.
    pub internal: bool,
}

/// One alternative of a tier's condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierReason {
    /// What must hold.
    pub condition: Condition,
    /// The clause that says so.
    pub clause: Clause,
}

/// What must hold: structured data, so that it can be proved and explained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// Every part holds; an empty list holds.
    All(Vec<Condition>),
    /// Some part holds; an empty list does not.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// The signal is asserted or threatened, or stated true. An absent signal is false.
    Signal(SignalId),
    /// The stated yes/no fact is true. An absent fact is false.
    Fact(FactId),
    /// The stated number is at least this; an absent one is not.
    FactAtLeast(FactId, i64),
    /// The category is this one or below it.
    Category(CategoryId),
    /// At least so many persons *or* households complain together.
    Complainants {
        /// The threshold, included (以上).
        at_least: u32,
    },
    /// Received longer ago than the period and not resolved; also when the text asserts such a time.
    UnresolvedFor(Period),
    /// In scope (有效); true unless judged or stated otherwise.
    InScope,
    /// Complete (资料齐全); true unless judged or stated otherwise.
    Complete,
    /// Substantiated (属实); unknown satisfies nothing.
    Substantiated,
    /// The event has happened in the current cycle.
    Happened(EventKindId),
}

/// A group of categories under the book's own name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CategoryGroup {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// Where the document names it.
    pub clause: Clause,
    /// The lexicon's categories in it.
    pub includes: Vec<CategoryId>,
    /// Who handles them.
    pub route_to: Option<RoleId>,
    /// The tier that the document expects of them; it decides nothing.
    pub tier_hint: Option<TierId>,
}

/// Something owed: who, from which event to which, by when, under which clause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obligation {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// Where it is demanded.
    pub clause: Clause,
    /// The tiers that owe it; empty = all, null included.
    pub tiers: Vec<TierId>,
    /// What must hold besides; `None` = nothing.
    pub when: Option<Condition>,
    /// The first of these that is available starts the clock; `received` and `classified` come with the complaint.
    pub starts: Vec<EventMatch>,
    /// What ends it.
    pub ends: Ends,
    /// The limit; `None` = no number in the document and no parameter given: owed without a due time.
    pub within: Option<Limit>,
    /// How long before the due time to warn; shorter than the limit.
    pub warn: Option<Period>,
    /// Owed again so long after each end, until the case is settled; longer than nothing.
    pub every: Option<Period>,
    /// Shall or should.
    pub strength: Strength,
    /// Who owes it.
    pub owner: Option<RoleId>,
    /// How its due time may be moved.
    pub extension: Option<Extension>,
    /// `customer-agreed` without `for` moves its due time.
    pub customer_may_set: bool,
    /// `delay-notified` with `until` moves its due time to the promised date.
    pub delay_promise: bool,
    /// Owed once, or in every cycle after a reopen.
    pub cycles: Cycles,
    /// Owed once in its cycle, or again and again.
    pub repeats: Repeats,
    /// Still owed after the case was judged out of scope (the explanation).
    pub owed_out_of_scope: bool,
    /// Not shown to customers.
    pub internal: bool,
}

/// A limit: the period, how it is counted and which parameter gave it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The period.
    pub period: Period,
    /// The counting rule.
    pub counting: Counting,
    /// The parameter it came from.
    pub parameter: Option<ParameterId>,
}

/// The switches of counting; the default is that of a company rule under the Civil Code, arts. 200-204.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Counting {
    /// Count the day of the start event as day 1. Default: not counted (art. 201).
    pub count_start_day: bool,
    /// What happens to a last calendar day that is no working day. Default: nothing.
    pub roll: Roll,
    /// Where the last day ends. Default: 24:00 (art. 203).
    pub day_end: DayEnd,
    /// When working time that exactly fills an open interval ends. Default: at its close.
    pub work_end: WorkEnd,
}

/// What happens to a last calendar day that is no working day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Roll {
    /// It stays (company rules).
    #[default]
    None,
    /// The next working day (legal norms, art. 203).
    Next,
    /// The working day before.
    Previous,
}

/// Where a day limit ends on its last day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DayEnd {
    /// 24:00, written 23:59:59.
    #[default]
    Midnight,
    /// At the close of business of that day; 24:00 on a day without hours.
    Close,
}

/// When working time that exactly fills an open interval ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum WorkEnd {
    /// At the close of the interval.
    #[default]
    Close,
    /// At the next opening: the instant at which more work could be done.
    NextOpening,
}

/// How binding a limit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strength {
    /// 须, 应: it binds.
    Must,
    /// 一般, 不宜超过: it guides; a miss is counted apart.
    Should,
}

/// Whether an obligation is owed again after a reopen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cycles {
    /// Intake obligations: only in the first cycle.
    First,
    /// In every cycle.
    Each,
    /// One clock from the first receipt; a reopening undoes its end.
    Throughout,
}

/// How often an obligation is owed within a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeats {
    /// Once: the first start counts, and an end before it satisfies it.
    Once,
    /// Anew by each start that finds it answered: the next message of a customer. Only an end after the start counts.
    EachStart,
    /// By each recipient of a start for itself, and ended by what that recipient does: several departments at once.
    EachRecipient,
}

/// An event that starts or ends an obligation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventMatch {
    /// Its kind.
    pub kind: EventKindId,
    /// Its recipient is one of these roles or their aliases; empty = anyone.
    pub to: Vec<RoleId>,
}

impl EventMatch {
    /// Any event of a built-in kind.
    #[must_use]
    pub const fn of(kind: EventKind) -> Self {
        Self { kind: kind.id(), to: Vec::new() }
    }
}

/// What ends an obligation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ends {
    /// The first of these.
    Any(Vec<EventMatch>),
    /// All of these, at the last.
    All(Vec<EventMatch>),
}

impl Ends {
    /// Whether every event that ends it is one that only colleagues see.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        let (Self::Any(events) | Self::All(events)) = self;
        let internal = |event: &EventMatch| EventKind::from_id(event.kind).is_some_and(EventKind::is_internal);
        !events.is_empty() && events.iter().all(internal)
    }
}

/// Who may move a due time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension {
    /// The role that approves.
    pub approved_by: RoleId,
    /// How much later the due time may become; `None` = as late as is approved.
    pub at_most: Option<Period>,
    /// The clause.
    pub clause: Clause,
}

/// A reason for which clocks stand still.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PauseRule {
    /// The reason as `paused` events give it.
    pub reason: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// The clocks it stops; empty = all that run.
    pub stops: Vec<ObligationId>,
    /// Whether it is allowed (a parameter may switch it off).
    pub enabled: bool,
}

/// What the document leaves open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Id, as `registration_hours`.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause that leaves it open.
    pub clause: Clause,
    /// The type of its value.
    pub kind: ParameterKind,
    /// The value used when none is given.
    pub suggested: Option<ParameterValue>,
    /// The value in force; `None` = neither given nor suggested.
    pub value: Option<ParameterValue>,
    /// The suggested value is in force because none was given.
    pub assumed: bool,
}

/// The type of a parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    /// A [`Period`]: `2 hours`, `5 days`.
    Period,
    /// A period or a range of them: `3-6 months`.
    Range,
    /// The open hours of a working day: `08:00-12:00, 14:00-17:30`.
    Hours,
    /// A whole number.
    Count,
    /// Yuan, up to two decimals.
    Money,
    /// `true` or `false`.
    Bool,
    /// A day of the month, 1 to 31.
    DayOfMonth,
    /// One of these words.
    OneOf(Vec<String>),
}

impl ParameterKind {
    /// The name in documents.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Period => "period",
            Self::Range => "range",
            Self::Hours => "hours",
            Self::Count => "count",
            Self::Money => "money",
            Self::Bool => "bool",
            Self::DayOfMonth => "day-of-month",
            Self::OneOf(_) => "enum",
        }
    }
}

/// The value of a parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParameterValue {
    /// A period.
    Period(Period),
    /// A range of periods.
    Range(PeriodRange),
    /// Open hours.
    Hours(Hours),
    /// A whole number.
    Count(i64),
    /// Fen (1/100 yuan).
    Money(i64),
    /// Yes or no.
    Bool(bool),
    /// 1 to 31.
    DayOfMonth(u8),
    /// One of the declared words.
    Word(String),
}

impl Policy {
    /// The tier with this id, or of which this is a code.
    #[must_use]
    pub fn tier(&self, id: &str) -> Option<TierId> {
        let id = self.vocabulary.named(Domain::Tier, id);
        position(&self.tiers, |tier| tier.id == id).map(TierId)
    }

    /// The obligation with this id, or of which this is a code.
    #[must_use]
    pub fn obligation(&self, id: &str) -> Option<ObligationId> {
        let id = self.vocabulary.named(Domain::Obligation, id);
        position(&self.obligations, |obligation| obligation.id == id).map(ObligationId)
    }

    /// The role with this id or alias, or of which this is a code.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<RoleId> {
        let name = self.vocabulary.named(Domain::Role, name);
        position(&self.roles, |role| role.id == name)
            .or_else(|| position(&self.roles, |role| role.aliases.iter().any(|alias| alias == name)))
            .map(RoleId)
    }

    /// The threshold with this id.
    #[must_use]
    pub fn threshold(&self, id: &str) -> Option<ThresholdId> {
        position(&self.thresholds, |threshold| threshold.id == id).map(ThresholdId)
    }

    /// Whether the primary text of a clause was read: as the clause says, else as the book says of itself.
    #[must_use]
    pub fn confidence(&self, clause: &Clause) -> Option<Confidence> {
        clause.confidence.or(self.origin.confidence)
    }

    /// The stated fact with this id.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<FactId> {
        position(&self.facts, |fact| fact.id == id).map(FactId)
    }

    /// The event kind with this name, built-in or the policy's own, or of which this is a code.
    #[must_use]
    pub fn event_kind(&self, name: &str) -> Option<EventKindId> {
        let name = self.vocabulary.named(Domain::Event, name);
        EventKind::from_slug(name).map(EventKind::id).or_else(|| {
            let own = position(&self.own_events, |event| event.id == name)?;
            own.checked_add(u16::try_from(EventKind::ALL.len()).ok()?).map(EventKindId)
        })
    }

    /// The name of an event kind; empty for an id that is not of this policy.
    #[must_use]
    pub fn event_kind_name(&self, id: EventKindId) -> &str {
        match EventKind::from_id(id) {
            Some(kind) => kind.slug(),
            None => {
                let own = id.index().checked_sub(EventKind::ALL.len()).and_then(|index| self.own_events.get(index));
                own.map_or("", |event| event.id.as_str())
            }
        }
    }

    /// The name of a tier; empty for an id that is not of this policy.
    #[must_use]
    pub fn tier_name(&self, id: TierId) -> &str {
        self.tiers.get(id.index()).map_or("", |tier| tier.id.as_str())
    }

    /// The name of a role; empty for an id that is not of this policy.
    #[must_use]
    pub fn role_name(&self, id: RoleId) -> &str {
        self.roles.get(id.index()).map_or("", |role| role.id.as_str())
    }

    /// Parameters whose suggested value is in force because none was given.
    pub fn assumed(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.assumed)
    }
}

/// The position of the first item that fits, as the index of an id.
fn position<T>(items: &[T], fits: impl Fn(&T) -> bool) -> Option<u16> {
    items.iter().position(fits).and_then(|index| u16::try_from(index).ok())
}
