//! What is accumulated in one cell of a table: a tally for each figure.

use std::collections::BTreeMap;

use super::count::{Contribution, Part, What};
use super::{Exclusion, Kpi, Lengths, Name, Options, Rate};

/// A figure, of one obligation where it is told for each.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Measure {
    /// Which figure.
    pub kpi: Kpi,
    /// The obligation; `None` = all that bind together, or a figure that is of none.
    pub obligation: Option<Name>,
}

impl From<Kpi> for Measure {
    fn from(kpi: Kpi) -> Self {
        Self { kpi, obligation: None }
    }
}

/// What is counted of a figure.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// In the numerator.
    pub numerator: u64,
    /// In the denominator.
    pub denominator: u64,
    /// In neither, by reason.
    pub excluded: BTreeMap<Exclusion, u64>,
    /// The lengths, of a figure that is one.
    pub lengths: Option<Box<Lengths>>,
    /// Who is counted, where the plan keeps it.
    pub items: Option<Box<Items>>,
}

/// Who is counted in a figure; each list is as long as its number.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Items {
    /// In the numerator; of lengths, those that have one.
    pub numerator: Vec<Item>,
    /// In the denominator.
    pub denominator: Vec<Item>,
    /// In neither, with the reason.
    pub excluded: Vec<(Exclusion, Item)>,
}

/// A complaint, or something of it, that is counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Item {
    /// The complaint.
    pub id: Name,
    /// The obligation, where one is counted.
    pub obligation: Option<Name>,
    /// Its cycle; 0 where no obligation is counted.
    pub cycle: u32,
    /// The round of the obligation, or the number of the visit; 0 where neither is counted.
    pub round: u32,
}

/// Tallies of one cell of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Cell {
    tallies: BTreeMap<Measure, Tally>,
}

impl Tally {
    /// The rate that it makes; `None` of lengths.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate { numerator: self.numerator, denominator: self.denominator }
    }

    fn add(&mut self, id: &Name, contribution: &Contribution<'_>, options: &Options) {
        let more = |count: &mut u64| *count = count.saturating_add(1);
        let (mut numerator, mut denominator, mut excluded) = (false, false, None);
        match contribution.part {
            Part::Both => (numerator, denominator) = (true, true),
            Part::Denominator => denominator = true,
            Part::Numerator => numerator = true,
            Part::Excluded(why) => excluded = Some(why),
            Part::Length(seconds) => {
                self.lengths.get_or_insert_default().add(seconds, options.exact_up_to);
                (numerator, denominator) = (true, true);
            }
        }
        if numerator {
            more(&mut self.numerator);
        }
        if denominator {
            more(&mut self.denominator);
        }
        if let Some(why) = excluded {
            more(self.excluded.entry(why).or_default());
        }
        if options.keep_ids {
            let item = Item::of(id, contribution.what);
            let items = self.items.get_or_insert_default();
            if let Some(why) = excluded {
                insert(&mut items.excluded, (why, item));
            } else {
                if numerator {
                    insert(&mut items.numerator, item.clone());
                }
                if denominator {
                    insert(&mut items.denominator, item);
                }
            }
        }
    }

    fn merge(&mut self, other: &Self, options: &Options) {
        self.numerator = self.numerator.saturating_add(other.numerator);
        self.denominator = self.denominator.saturating_add(other.denominator);
        for (why, more) in &other.excluded {
            let count = self.excluded.entry(*why).or_default();
            *count = count.saturating_add(*more);
        }
        if let Some(lengths) = &other.lengths {
            self.lengths.get_or_insert_default().merge(lengths, options.exact_up_to);
        }
        if let Some(items) = &other.items {
            let own = self.items.get_or_insert_default();
            merge_sorted(&mut own.numerator, &items.numerator);
            merge_sorted(&mut own.denominator, &items.denominator);
            merge_sorted(&mut own.excluded, &items.excluded);
        }
    }
}

/// Lists are kept in order, so that the way in which they came leaves no trace. Most come in order.
fn insert<T: Ord>(list: &mut Vec<T>, item: T) {
    if list.last().is_none_or(|last| *last <= item) {
        list.push(item);
    } else {
        let at = list.partition_point(|other| *other <= item);
        list.insert(at, item);
    }
}

fn merge_sorted<T: Ord + Clone>(list: &mut Vec<T>, other: &[T]) {
    let in_order = list.last().zip(other.first()).is_none_or(|(last, first)| last <= first);
    list.extend_from_slice(other);
    if !in_order {
        // Two sorted runs: the sort merges them in linear time.
        list.sort();
    }
}

impl Item {
    fn of(id: &Name, what: What<'_>) -> Self {
        let id = id.clone();
        match what {
            What::Complaint => Self { id, obligation: None, cycle: 0, round: 0 },
            What::Visit(round) => Self { id, obligation: None, cycle: 0, round },
            What::Obligation { obligation, cycle, round } => {
                Self { id, obligation: Some(obligation.clone()), cycle, round }
            }
        }
    }
}

impl Cell {
    pub(super) fn add(&mut self, id: &Name, contribution: &Contribution<'_>, options: &Options) {
        let measure = Measure { kpi: contribution.kpi, obligation: contribution.obligation.cloned() };
        self.tallies.entry(measure).or_default().add(id, contribution, options);
    }

    /// Adds what another cell counts, of other complaints; `options` are those of the plan of both.
    pub fn merge(&mut self, other: &Self, options: &Options) {
        for (measure, tally) in &other.tallies {
            self.tallies.entry(measure.clone()).or_default().merge(tally, options);
        }
    }

    /// The tally that stood there before.
    pub(super) fn set(&mut self, measure: Measure, tally: Tally) -> Option<Tally> {
        self.tallies.insert(measure, tally)
    }

    /// The tally of a figure; `None` when nothing was told of it.
    #[must_use]
    pub fn tally(&self, measure: &Measure) -> Option<&Tally> {
        self.tallies.get(measure)
    }

    /// The rate of a figure that is of no obligation, or of all together.
    #[must_use]
    pub fn rate(&self, kpi: Kpi) -> Rate {
        self.tally(&kpi.into()).map(Tally::rate).unwrap_or_default()
    }

    /// The lengths of a figure.
    #[must_use]
    pub fn lengths(&self, kpi: Kpi) -> Option<&Lengths> {
        self.tally(&kpi.into())?.lengths.as_deref()
    }

    /// 投诉量.
    #[must_use]
    pub fn volume(&self) -> u64 {
        self.rate(Kpi::Volume).numerator
    }

    /// Every tally, in the order of the figures, then of the obligations' ids.
    pub fn tallies(&self) -> impl Iterator<Item = (&Measure, &Tally)> {
        self.tallies.iter()
    }

    /// What became of each obligation that has a due time, in the order of their ids.
    pub fn obligations(&self) -> impl Iterator<Item = (&Name, &Tally)> {
        let due =
            |tally: &Tally| tally.denominator > 0 || tally.excluded.keys().any(|why| *why != Exclusion::NoDueTime);
        let all = self.tallies.iter().filter_map(|(measure, tally)| Some((measure.obligation.as_ref()?, tally)));
        all.filter(move |(_, tally)| due(tally))
    }
}
