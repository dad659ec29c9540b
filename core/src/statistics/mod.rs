//! Figures of a period: counts and rates over observations, mergeable.
//!
//! A [`Summary`] is a commutative monoid: observations can be added in any order and on any shard, and merging the
//! shards gives what one pass would have given. It sees [`Observation`]s, never texts. Every rate keeps its
//! numerator and denominator; a denominator of 0 is no rate at all, neither 0 % nor 100 %.

mod summary;

use std::fmt;

use crate::id::{CategoryId, ObligationId, TierId};
use crate::time::Date;

pub use summary::{Cell, Group, Summary, Timely};

/// What statistics know of a case at an instant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Observation {
    /// The local date of receipt; `None` when it is not known.
    pub received_on: Option<Date>,
    /// Primary category.
    pub category: Option<CategoryId>,
    /// Tier.
    pub tier: Option<TierId>,
    /// 有效 as judged or stated; unknown counts as valid.
    pub in_scope: Option<bool>,
    /// Resolved, explained, closed, withdrawn or refused.
    pub handled: bool,
    /// Closed or archived.
    pub closed: bool,
    /// Reopened at least once.
    pub reopened: bool,
    /// Seconds from receipt to settlement.
    pub settled_after: Option<i64>,
    /// What was owed, and what became of it.
    pub measured: Vec<Measured>,
}

/// An obligation of one cycle, as statistics see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measured {
    /// Which.
    pub obligation: ObligationId,
    /// The local date of its due time.
    pub due_on: Option<Date>,
    /// What became of it.
    pub outcome: Outcome,
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

/// A rate that shows what it is made of.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub struct Rate {
    /// How many.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
}

impl Rate {
    /// In thousandths, rounded half up; `None` when the denominator is 0.
    ///
    /// ```
    /// use tousu::statistics::Rate;
    /// assert_eq!(Rate { numerator: 2, denominator: 3 }.per_mille(), Some(667));
    /// assert_eq!(Rate { numerator: 0, denominator: 0 }.per_mille(), None);
    /// ```
    #[must_use]
    pub fn per_mille(self) -> Option<u64> {
        let (numerator, denominator) = (u128::from(self.numerator), u128::from(self.denominator));
        let rounded = (numerator * 2000 + denominator).checked_div(denominator * 2)?;
        u64::try_from(rounded).ok()
    }
}

/// `12/15 (80.0 %)`, or `0/0 (–)`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} (", self.numerator, self.denominator)?;
        match self.per_mille() {
            Some(rate) => write!(f, "{}.{} %)", rate / 10, rate % 10),
            None => f.write_str("–)"),
        }
    }
}

/// A calendar month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let (year, month, _) = date.ymd();
        Self { year, month }
    }
}

/// `2026-03`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
