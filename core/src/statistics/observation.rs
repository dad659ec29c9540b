//! What statistics know of a case at an instant; never its text.

use std::sync::Arc;

use crate::time::{Date, Instant};

/// A name in a figure: a category, a unit, a person. Shared, because few names stand in many places.
pub type Name = Arc<str>;

/// What statistics know of a case at an instant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Observation {
    /// The complaint's id.
    pub id: Name,
    /// When it was received; `None` when that is not known to the second.
    pub received_at: Option<Instant>,
    /// The local date of receipt; `None` when it is not known.
    pub received_on: Option<Date>,
    /// The local date on which it was last closed; `None` while it is not.
    pub closed_on: Option<Date>,
    /// Primary category, as `facilities/elevator`.
    pub category: Option<Name>,
    /// Tier.
    pub tier: Option<Name>,
    /// The estate, project or ward, as it was given.
    pub unit: Option<Name>,
    /// The building.
    pub building: Option<Name>,
    /// The department complained of, else the one that leads.
    pub department: Option<Name>,
    /// The person who handled it last.
    pub handler: Option<Name>,
    /// How it came in.
    pub channel: Option<Name>,
    /// Who complains.
    pub customer: Option<Name>,
    /// Persons or households that complain together, whichever are more.
    pub heads: u32,
    /// 有效 as judged or stated; unknown counts as valid.
    pub in_scope: Option<bool>,
    /// 属实 as judged or stated.
    pub substantiated: Option<bool>,
    /// Answered orally on the spot.
    pub oral: bool,
    /// Resolved, explained, closed, withdrawn or refused.
    pub handled: bool,
    /// Resolved or explained at least once, in whichever cycle.
    pub resolved: bool,
    /// Closed, archived, explained as out of scope, or merged.
    pub closed: bool,
    /// Reopened at least once.
    pub reopened: bool,
    /// Its tier was raised.
    pub escalated: bool,
    /// From receipt to the first response.
    pub response: Lasted,
    /// From receipt to settlement.
    pub resolution: Lasted,
    /// From receipt to closing.
    pub closing: Lasted,
    /// A visit is owed or was made.
    pub to_visit: bool,
    /// Its visits in order.
    pub visits: Vec<Visit>,
    /// What was owed, and what became of it.
    pub measured: Vec<Measured>,
    /// Whether it repeats an earlier one; told by [`Repeats`](super::Repeats).
    pub repeat: Repeat,
}

/// How long something took.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Lasted {
    /// It has not happened yet.
    #[default]
    NotYet,
    /// A time is missing, or only its date is known.
    NoTime,
    /// Both times are known.
    For {
        /// Elapsed seconds, pauses included.
        elapsed: i64,
        /// Working seconds; `None` when the calendar does not know these days.
        working: Option<i64>,
    },
}

/// What a visit (回访) yielded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Visit {
    /// Answered: very satisfied.
    VerySatisfied,
    /// Answered: satisfied.
    Satisfied,
    /// Answered: neither (一般).
    Neutral,
    /// Answered: not satisfied.
    Dissatisfied,
    /// Answered without a rating.
    Unrated,
    /// Nobody answered.
    NoAnswer,
    /// The customer refused it.
    Refused,
}

impl Visit {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[
        Self::VerySatisfied,
        Self::Satisfied,
        Self::Neutral,
        Self::Dissatisfied,
        Self::Unrated,
        Self::NoAnswer,
        Self::Refused,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::VerySatisfied => "very-satisfied",
            Self::Satisfied => "satisfied",
            Self::Neutral => "neutral",
            Self::Dissatisfied => "dissatisfied",
            Self::Unrated => "unrated",
            Self::NoAnswer => "no-answer",
            Self::Refused => "refused",
        }
    }

    /// The outcome that a register's rating stands for: words (非常满意 … 非常不满意, 无人接听, 拒访) or 1 to 5, five the
    /// best.
    ///
    /// ```
    /// use tousu::statistics::Visit;
    /// assert_eq!(Visit::from_rating("非常满意"), Some(Visit::VerySatisfied));
    /// assert_eq!(Visit::from_rating("2"), Some(Visit::Dissatisfied));
    /// assert_eq!(Visit::from_rating("?"), None);
    /// ```
    #[must_use]
    pub fn from_rating(rating: &str) -> Option<Self> {
        match rating.trim() {
            "非常满意" | "很满意" | "十分满意" | "very satisfied" | "very-satisfied" | "5" => {
                Some(Self::VerySatisfied)
            }
            "满意" | "比较满意" | "基本满意" | "較滿意" | "滿意" | "satisfied" | "4" => {
                Some(Self::Satisfied)
            }
            "一般" | "普通" | "neutral" | "3" => Some(Self::Neutral),
            "不满意" | "很不满意" | "非常不满意" | "不滿意" | "非常不滿意" | "dissatisfied" | "very dissatisfied"
            | "2" | "1" => Some(Self::Dissatisfied),
            "无人接听" | "無人接聽" | "no answer" | "no-answer" => Some(Self::NoAnswer),
            "拒访" | "拒訪" | "refused" => Some(Self::Refused),
            _ => None,
        }
    }
}

/// An obligation of one cycle, as statistics see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measured {
    /// Which: the id in the policy.
    pub obligation: Name,
    /// In which cycle, from 1.
    pub cycle: u32,
    /// For which time in its cycle, from 1.
    pub round: u32,
    /// The local date of its due time.
    pub due_on: Option<Date>,
    /// What became of it.
    pub outcome: Outcome,
    /// It guides (一般, 不宜超过) and does not bind.
    pub guiding: bool,
}

/// What became of something owed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// Ended in time.
    Met,
    /// Not ended by its due time, whether it ended later or not.
    Missed,
    /// Its due time has not passed.
    NotYetDue,
    /// No longer owed.
    Waived,
    /// A missing time of day decides it.
    Undetermined,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[Self::Met, Self::Missed, Self::NotYetDue, Self::Waived, Self::Undetermined];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotYetDue => "not-yet-due",
            Self::Waived => "waived",
            Self::Undetermined => "undetermined",
        }
    }
}

/// Whether a complaint repeats another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub enum Repeat {
    /// Its customer is not known.
    #[default]
    NoCustomer,
    /// It has no time of receipt.
    NoTime,
    /// It repeats none.
    No {
        /// The first of its customer.
        first: bool,
        /// Its customer repeats some complaint.
        customer_repeats: bool,
    },
    /// The same customer complained of the same within the window.
    Yes,
}
