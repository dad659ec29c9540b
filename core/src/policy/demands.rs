//! What a book demands besides the limits of single complaints: who takes them, what a unit owes per period, what
//! follows from their number, what is kept, and what software cannot compute.

use super::model::{Condition, Limit};
use super::provenance::{Clause, Label};
use crate::id::{EventKindId, RoleId, ThresholdId, TierId};
use crate::period::{Period, PeriodRange};

/// A way in which complaints come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Channel {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// Who receives what comes this way.
    pub served_by: Option<RoleId>,
    /// The complainant need not be named.
    pub anonymous: bool,
    /// It must be said which way it was ("other, namely …").
    pub needs_note: bool,
}

/// Who takes a complaint. Every route whose condition and hours fit applies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// Only inside or outside the calendar's open hours; `None` = always.
    pub during: Option<During>,
    /// What must hold; `None` = nothing.
    pub when: Option<Condition>,
    /// Who takes it.
    pub taker: Taker,
}

/// Inside or outside open hours. Noon, night, rest days and holidays are outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum During {
    /// In open hours.
    Open,
    /// Outside open hours.
    Closed,
}

impl During {
    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Who takes a complaint under a route.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Taker {
    /// A role.
    Role(RoleId),
    /// Whoever is asked first stays responsible (首问负责, 首诉负责).
    FirstAsked,
    /// One department leads, the others help; `None` = the document does not say which.
    LeadDepartment(Option<RoleId>),
}

impl Taker {
    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::FirstAsked => "first-asked",
            Self::LeadDepartment(_) => "lead-department",
        }
    }

    /// The role, where the document names one.
    #[must_use]
    pub const fn role(self) -> Option<RoleId> {
        match self {
            Self::Role(role) => Some(role),
            Self::FirstAsked => None,
            Self::LeadDepartment(role) => role,
        }
    }
}

/// A report owed per period, or of each case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// How often.
    pub frequency: Frequency,
    /// Until when, from a moment inside the period reported; `None` = the document names no day.
    pub due: Option<Limit>,
    /// The tiers that it is about; empty = all.
    pub tiers: Vec<TierId>,
    /// Who prepares it.
    pub prepared_by: Option<RoleId>,
    /// Who gets it.
    pub submitted_to: Option<RoleId>,
    /// What it contains.
    pub content: Vec<ReportPart>,
}

/// A part of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportPart {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The tables that supply it; none = people write it.
    pub tables: Vec<ReportTable>,
}

/// A table of figures that a report may ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReportTable {
    /// The words that say which unit and category explain the change.
    Change,
    /// Every figure with its numerator and denominator.
    KeyFigures,
    /// Timeliness of every obligation.
    ByObligation,
    /// The periods before, with their control charts.
    Trend,
    /// By top category.
    ByCategory,
    /// By unit.
    ByUnit,
    /// By department.
    ByDepartment,
    /// By tier.
    ByTier,
    /// By unit and category (分类统计表).
    Classification,
    /// Units without a complaint (零报告).
    ZeroReport,
    /// Which thresholds of the book are met.
    Thresholds,
    /// Matters that many complained of.
    HotSpots,
    /// Why limits were missed.
    Lateness,
    /// The complaints themselves.
    Complaints,
}

impl ReportTable {
    /// Every table.
    pub const ALL: &'static [Self] = &[
        Self::Change,
        Self::KeyFigures,
        Self::ByObligation,
        Self::Trend,
        Self::ByCategory,
        Self::ByUnit,
        Self::ByDepartment,
        Self::ByTier,
        Self::Classification,
        Self::ZeroReport,
        Self::Thresholds,
        Self::HotSpots,
        Self::Lateness,
        Self::Complaints,
    ];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::KeyFigures => "key-figures",
            Self::ByObligation => "by-obligation",
            Self::Trend => "trend",
            Self::ByCategory => "by-category",
            Self::ByUnit => "by-unit",
            Self::ByDepartment => "by-department",
            Self::ByTier => "by-tier",
            Self::Classification => "classification",
            Self::ZeroReport => "zero-report",
            Self::Thresholds => "thresholds",
            Self::HotSpots => "hot-spots",
            Self::Lateness => "lateness",
            Self::Complaints => "complaints",
        }
    }
}

/// What a unit owes per period, whatever complaints come: cards handed out, a meeting held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitDuty {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// How often.
    pub frequency: Frequency,
    /// Until when, from a moment inside the period; `None` = by the end of the period.
    pub due: Option<Limit>,
    /// Who owes it.
    pub owner: Option<RoleId>,
}

/// How often something is owed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Frequency {
    /// Every day, zero reports included.
    Daily,
    /// Every week, Monday to Sunday.
    Weekly,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every half year.
    HalfYearly,
    /// Every year.
    Yearly,
    /// Of each case.
    EachCase,
    /// The document says "regularly".
    Unstated,
}

impl Frequency {
    /// Every frequency.
    pub const ALL: &'static [Self] = &[
        Self::Daily,
        Self::Weekly,
        Self::Monthly,
        Self::Quarterly,
        Self::HalfYearly,
        Self::Yearly,
        Self::EachCase,
        Self::Unstated,
    ];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half-yearly",
            Self::Yearly => "yearly",
            Self::EachCase => "each-case",
            Self::Unstated => "unstated",
        }
    }

    /// The frequency of what is owed once in so long a time; `None` when no calendar has such periods.
    ///
    /// ```
    /// use tousu::{period::Period, policy::Frequency};
    /// assert_eq!(Frequency::every(Period::parse("3 months")?), Some(Frequency::Quarterly));
    /// assert_eq!(Frequency::every(Period::parse("2 months")?), None);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub const fn every(period: Period) -> Option<Self> {
        match period {
            Period::CalendarDays { days: 1 } => Some(Self::Daily),
            Period::CalendarDays { days: 7 } => Some(Self::Weekly),
            Period::Months { months: 1 } => Some(Self::Monthly),
            Period::Months { months: 3 } => Some(Self::Quarterly),
            Period::Months { months: 6 } => Some(Self::HalfYearly),
            Period::Months { months: 12 } => Some(Self::Yearly),
            _ => None,
        }
    }
}

/// A number of complaints at which something follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Threshold {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// What is counted.
    pub counts: Counts,
    /// Of what each is counted by itself.
    pub per: Per,
    /// The span over which is counted.
    pub window: Window,
    /// Met from this number on, included; `None` = no lower bound, or a parameter without a value.
    pub at_least: Option<u32>,
    /// Met up to this number, included.
    pub at_most: Option<u32>,
}

impl Threshold {
    /// Whether a number meets it. A threshold whose number the document leaves open, and nobody gives, is never met.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let source = "[policy]\nid = 'x'\ntitle = 'x'\nversion = '1'\nlexicon = 'hospital'\nuntiered = 'allowed'\n\
    ///     [[threshold]]\nid = 'five'\nclause = '五'\nper = 'department'\nwindow = 'calendar-year'\nat_least = 5\n";
    /// let policy = Policy::parse(source)?;
    /// let five = &policy.thresholds[0];
    /// // 以上 includes the number itself.
    /// assert!(five.is_met(5) && !five.is_met(4));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn is_met(&self, count: u32) -> bool {
        (self.at_least.is_some() || self.at_most.is_some())
            && self.at_least.is_none_or(|least| count >= least)
            && self.at_most.is_none_or(|most| count <= most)
    }
}

/// What a threshold counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Counts {
    /// Complaints received.
    Received,
    /// Complaints in scope (有效).
    InScope,
    /// Complaints found to be true (属实).
    Substantiated,
    /// People or households behind complaints.
    Complainants,
    /// Reopenings.
    Reopenings,
}

impl Counts {
    /// Everything that may be counted.
    pub const ALL: &'static [Self] =
        &[Self::Received, Self::InScope, Self::Substantiated, Self::Complainants, Self::Reopenings];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InScope => "in-scope",
            Self::Substantiated => "substantiated",
            Self::Complainants => "complainants",
            Self::Reopenings => "reopenings",
        }
    }
}

/// Of what a threshold counts each by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Per {
    /// The whole company.
    Company,
    /// A unit: a project, an estate, a hospital.
    Unit,
    /// A department.
    Department,
    /// A member of staff.
    Person,
    /// A category.
    Category,
    /// A matter: complaints about one place and event.
    Matter,
    /// A single case.
    Case,
}

impl Per {
    /// Everything that may be counted by itself.
    pub const ALL: &'static [Self] =
        &[Self::Company, Self::Unit, Self::Department, Self::Person, Self::Category, Self::Matter, Self::Case];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Unit => "unit",
            Self::Department => "department",
            Self::Person => "person",
            Self::Category => "category",
            Self::Matter => "matter",
            Self::Case => "case",
        }
    }
}

/// The span over which a threshold counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Window {
    /// A calendar month.
    CalendarMonth,
    /// A calendar quarter.
    CalendarQuarter,
    /// A half year from January or July.
    CalendarHalfYear,
    /// A calendar year.
    CalendarYear,
    /// Any stretch of this length.
    Rolling(Period),
    /// All time.
    Always,
}

impl Window {
    /// The name in documents; `None` for a rolling one, which is a period.
    #[must_use]
    pub const fn slug(self) -> Option<&'static str> {
        Some(match self {
            Self::CalendarMonth => "calendar-month",
            Self::CalendarQuarter => "calendar-quarter",
            Self::CalendarHalfYear => "calendar-half-year",
            Self::CalendarYear => "calendar-year",
            Self::Always => "always",
            Self::Rolling(_) => return None,
        })
    }
}

/// What follows for those who are responsible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sanction {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// What must hold of the complaint; `None` = nothing.
    pub when: Option<Condition>,
    /// The threshold that must be met; `None` = none.
    pub after: Option<ThresholdId>,
    /// Whom it concerns.
    pub against: Against,
    /// How long; `None` = the document names no time.
    pub lasts: Option<PeriodRange>,
    /// The event from which it lasts.
    pub starts: EventKindId,
    /// Who decides it.
    pub decided_by: Option<RoleId>,
}

/// Whom a sanction concerns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Against {
    /// The member of staff.
    Person,
    /// The head of the department.
    DepartmentHead,
    /// The department.
    Department,
    /// The unit.
    Unit,
}

impl Against {
    /// Everybody whom a sanction may concern.
    pub const ALL: &'static [Self] = &[Self::Person, Self::DepartmentHead, Self::Department, Self::Unit];

    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::DepartmentHead => "department-head",
            Self::Department => "department",
            Self::Unit => "unit",
        }
    }
}

/// What is kept of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Archive {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// The parts that must be there.
    pub contains: Vec<Part>,
    /// How long; `None` = the document names no time.
    pub keep_for: Option<Period>,
    /// Who keeps it.
    pub owner: Option<RoleId>,
}

/// A part of an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
}

/// An event kind that the book forbids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forbidden {
    /// The kind.
    pub kind: EventKindId,
    /// The clause.
    pub clause: Clause,
}

/// A form and its fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// Its fields.
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormField {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// Whether the document demands it.
    pub required: bool,
    /// The type of its value.
    pub kind: FieldKind,
}

/// The type of a form field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// Words.
    Text,
    /// A date with a time of day.
    Instant,
    /// A date.
    Date,
    /// A whole number.
    Count,
    /// An amount of money.
    Money,
    /// Yes or no.
    Bool,
    /// One of these.
    Choice(Vec<String>),
}

impl FieldKind {
    /// The name in documents.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Instant => "instant",
            Self::Date => "date",
            Self::Count => "count",
            Self::Money => "money",
            Self::Bool => "bool",
            Self::Choice(_) => "choice",
        }
    }
}

/// A rule that software cannot compute (tone of voice, confidentiality), kept so that nothing is lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// Id.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The clause.
    pub clause: Clause,
    /// What kind of rule: `prohibition`, `confidentiality`, `routing`, `process`, `archiving`, …
    pub kind: String,
    /// Who has it.
    pub owner: Option<RoleId>,
}

/// A remark on the source: a contradiction, a gap, and what was decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What the remark is about: an id of the policy, or a clause.
    pub about: String,
    /// The remark.
    pub text: Label,
}
