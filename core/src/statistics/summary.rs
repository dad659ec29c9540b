//! The accumulator: one cell for each month × category × tier.

use std::collections::BTreeMap;

use super::{Month, Observation, Outcome, Rate};
use crate::id::{CategoryId, ObligationId, TierId};

/// Mergeable figures by month, category and tier.
///
/// ```
/// use tousu::statistics::{Observation, Summary};
/// use tousu::time::Date;
///
/// let observation = Observation { received_on: Some(Date::parse("2026-03-02")?), closed: true, handled: true, ..Default::default() };
/// let mut left = Summary::default();
/// left.add(&observation);
/// let mut right = Summary::default();
/// right.add(&observation);
/// left.merge(&right);
/// let total = left.total();
/// assert_eq!(total.volume, 2);
/// assert_eq!(total.closure_rate().to_string(), "2/2 (100.0 %)");
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    cells: BTreeMap<Group, Cell>,
}

/// What a cell is about. The month of a complaint is that of its receipt; the month of an obligation that of its due
/// time, so that a rate speaks of what fell due in the month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Group {
    /// The month; `None` when it is not known.
    pub month: Option<Month>,
    /// The category; `None` = unsure.
    pub category: Option<CategoryId>,
    /// The tier; `None` = the policy gives none.
    pub tier: Option<TierId>,
}

/// Counts of one group. Sums are wide enough for any register.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Cell {
    /// Complaints received (投诉量).
    pub volume: u64,
    /// Of these, not judged out of scope (有效).
    pub valid: u64,
    /// Of these, resolved, explained, closed, withdrawn or refused (处理).
    pub handled: u64,
    /// Of these, closed (结案).
    pub closed: u64,
    /// Of these, reopened.
    pub reopened: u64,
    /// Complaints with both times.
    pub settled: u64,
    /// Seconds from receipt to settlement, summed over `settled`.
    pub settled_seconds: i128,
    /// Obligations by outcome.
    pub timely: BTreeMap<ObligationId, Timely>,
}

/// Outcomes of one obligation.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Timely {
    /// Ended in time.
    pub met: u64,
    /// Not ended by the due time: ended late, or still open.
    pub missed: u64,
    /// Not yet due; in no rate.
    pub not_yet_due: u64,
    /// No longer owed; in no rate.
    pub waived: u64,
    /// Decided by a time that is not known; in no rate, and counted apart.
    pub undetermined: u64,
}

impl Timely {
    /// 及时率: met by the limit out of those due; open and overdue ones count as missed, not-yet-due ones not at all.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate { numerator: self.met, denominator: self.met.saturating_add(self.missed) }
    }

    fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Met => &mut self.met,
            Outcome::Missed => &mut self.missed,
            Outcome::NotYetDue => &mut self.not_yet_due,
            Outcome::Waived => &mut self.waived,
            Outcome::Undetermined => &mut self.undetermined,
        };
        *count = count.saturating_add(1);
    }

    fn merge(&mut self, other: &Self) {
        let pairs = [
            (&mut self.met, other.met),
            (&mut self.missed, other.missed),
            (&mut self.not_yet_due, other.not_yet_due),
            (&mut self.waived, other.waived),
            (&mut self.undetermined, other.undetermined),
        ];
        pairs.into_iter().for_each(|(count, more)| *count = count.saturating_add(more));
    }
}

impl Cell {
    /// 有效率: valid out of all received.
    #[must_use]
    pub fn valid_rate(&self) -> Rate {
        Rate { numerator: self.valid, denominator: self.volume }
    }

    /// 处理率: handled out of all received.
    #[must_use]
    pub fn handling_rate(&self) -> Rate {
        Rate { numerator: self.handled, denominator: self.volume }
    }

    /// 结案率: closed out of all received (cohort of the receipt).
    #[must_use]
    pub fn closure_rate(&self) -> Rate {
        Rate { numerator: self.closed, denominator: self.volume }
    }

    /// 重开率: reopened out of all handled.
    #[must_use]
    pub fn reopen_rate(&self) -> Rate {
        Rate { numerator: self.reopened, denominator: self.handled }
    }

    /// Mean seconds from receipt to settlement, rounded down; `None` without any.
    #[must_use]
    pub fn mean_settlement(&self) -> Option<i128> {
        self.settled_seconds.checked_div(i128::from(self.settled))
    }

    /// Every obligation together.
    #[must_use]
    pub fn timely_in_all(&self) -> Timely {
        let mut total = Timely::default();
        self.timely.values().for_each(|timely| total.merge(timely));
        total
    }

    /// The counts of both cells.
    pub fn merge(&mut self, other: &Self) {
        let pairs = [
            (&mut self.volume, other.volume),
            (&mut self.valid, other.valid),
            (&mut self.handled, other.handled),
            (&mut self.closed, other.closed),
            (&mut self.reopened, other.reopened),
            (&mut self.settled, other.settled),
        ];
        pairs.into_iter().for_each(|(count, more)| *count = count.saturating_add(more));
        self.settled_seconds = self.settled_seconds.saturating_add(other.settled_seconds);
        for (obligation, timely) in &other.timely {
            self.timely.entry(*obligation).or_default().merge(timely);
        }
    }
}

impl Summary {
    /// Adds one case.
    pub fn add(&mut self, observation: &Observation) {
        let group = |month| Group { month, category: observation.category, tier: observation.tier };
        let cell = self.cells.entry(group(observation.received_on.map(Month::of))).or_default();
        let mut count = |count: fn(&mut Cell) -> &mut u64, counts: bool| {
            let count = count(cell);
            *count = count.saturating_add(u64::from(counts));
        };
        count(|cell| &mut cell.volume, true);
        count(|cell| &mut cell.valid, observation.in_scope != Some(false));
        count(|cell| &mut cell.handled, observation.handled);
        count(|cell| &mut cell.closed, observation.closed);
        count(|cell| &mut cell.reopened, observation.reopened && observation.handled);
        count(|cell| &mut cell.settled, observation.settled_after.is_some());
        let seconds = i128::from(observation.settled_after.unwrap_or(0));
        cell.settled_seconds = cell.settled_seconds.saturating_add(seconds);
        for measured in &observation.measured {
            // What has no due time is shown in the month of the receipt, outside every rate.
            let month = measured.due_on.or(observation.received_on).map(Month::of);
            let outcome = match (measured.due_on, measured.outcome) {
                (None, Outcome::Met | Outcome::Missed) => continue,
                (_, outcome) => outcome,
            };
            let cell = self.cells.entry(group(month)).or_default();
            cell.timely.entry(measured.obligation).or_default().add(outcome);
        }
    }

    /// Adds another summary, of other cases.
    pub fn merge(&mut self, other: &Self) {
        for (group, cell) in &other.cells {
            self.cells.entry(*group).or_default().merge(cell);
        }
    }

    /// Every group with its cell, in ascending order.
    pub fn cells(&self) -> impl Iterator<Item = (&Group, &Cell)> {
        self.cells.iter()
    }

    /// The part that belongs to one month: what was received in it, and what fell due in it.
    #[must_use]
    pub fn of_month(&self, month: Month) -> Self {
        let cells = self.cells.iter().filter(|(group, _)| group.month == Some(month));
        Self { cells: cells.map(|(group, cell)| (*group, cell.clone())).collect() }
    }

    /// Everything together.
    #[must_use]
    pub fn total(&self) -> Cell {
        self.sum(|_| true)
    }

    /// The sum over the groups that fit.
    #[must_use]
    pub fn sum(&self, fits: impl Fn(&Group) -> bool) -> Cell {
        let mut total = Cell::default();
        self.cells.iter().filter(|(group, _)| fits(group)).for_each(|(_, cell)| total.merge(cell));
        total
    }

    /// One cell for each value of a dimension; the cells add up to [`Summary::total`].
    pub fn by<K: Ord>(&self, dimension: impl Fn(&Group) -> K) -> BTreeMap<K, Cell> {
        let mut cells: BTreeMap<K, Cell> = BTreeMap::new();
        for (group, cell) in &self.cells {
            cells.entry(dimension(group)).or_default().merge(cell);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Measured;
    use crate::time::Date;
    use proptest::prelude::*;

    fn observations() -> impl Strategy<Value = Vec<Observation>> {
        let outcome = prop_oneof![
            Just(Outcome::Met),
            Just(Outcome::Missed),
            Just(Outcome::NotYetDue),
            Just(Outcome::Waived),
            Just(Outcome::Undetermined)
        ];
        let date =
            || proptest::option::of((20_000_i32..20_200).prop_filter_map("a date", |day| Date::from_days(day).ok()));
        let measured = (0_u16..3, date(), outcome).prop_map(|(obligation, due_on, outcome)| Measured {
            obligation: ObligationId(obligation),
            due_on,
            outcome,
        });
        let observation = (
            date(),
            proptest::option::of((0_u16..4).prop_map(CategoryId)),
            proptest::option::of((0_u16..3).prop_map(TierId)),
            any::<(Option<bool>, bool, bool, bool, Option<i64>)>(),
            proptest::collection::vec(measured, 0..4),
        );
        let observation = observation.prop_map(|(received_on, category, tier, flags, measured)| {
            let (in_scope, handled, closed, reopened, settled_after) = flags;
            Observation { received_on, category, tier, in_scope, handled, closed, reopened, settled_after, measured }
        });
        proptest::collection::vec(observation, 0..30)
    }

    fn summary<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Summary {
        let mut summary = Summary::default();
        observations.into_iter().for_each(|observation| summary.add(observation));
        summary
    }

    proptest! {
        #[test]
        fn shards_in_any_order_give_what_one_pass_gives(all in observations(), cut in 0_usize..30, other in 0_usize..30) {
            let whole = summary(&all);
            let (cut, other) = (cut.min(all.len()), other.min(all.len()));
            let (low, high) = (cut.min(other), cut.max(other));
            let shards = [all.get(..low), all.get(low..high), all.get(high..)].map(|shard| summary(shard.unwrap_or(&[])));
            let [first, second, third] = &shards;
            let mut left = first.clone();
            left.merge(second);
            left.merge(third);
            let mut tail = third.clone();
            tail.merge(second);
            let mut right = tail;
            right.merge(first);
            prop_assert_eq!(&left, &whole);
            prop_assert_eq!(&right, &whole);
        }

        #[test]
        fn parts_add_up_and_rates_stay_within_one(all in observations()) {
            let whole = summary(&all);
            let mut total = Cell::default();
            whole.by(|group| group.category).values().for_each(|cell| total.merge(cell));
            prop_assert_eq!(&total, &whole.total());
            prop_assert_eq!(total.volume, all.len() as u64);
            let rates = total.timely.values().map(Timely::rate).chain([
                total.valid_rate(), total.handling_rate(), total.closure_rate(), total.reopen_rate()]);
            for rate in rates {
                prop_assert!(rate.numerator <= rate.denominator);
                prop_assert_eq!(rate.per_mille().is_none(), rate.denominator == 0);
            }
        }
    }
}
