//! Counts, timely rates and exact medians over whole columns, at the speed of memory.
//!
//! What a register has as columns need not become one [`Observation`](super::Observation) for each row: categories and
//! tiers are codes, dates are days since 1970-01-01, and one pass counts into a dense grid of months × categories ×
//! tiers. The figures are those that a [`Summary`](super::Summary) of the same rows has.

use std::thread;

use super::{CalendarPeriod, Grain, Outcome, Rate};
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// The code of a length that is not known.
pub const NO_LENGTH: u32 = u32::MAX;

/// More cells than this are refused.
const CELLS: usize = 1 << 24;

/// Rows between two emptyings of the packed counters: fewer than one of their fields can hold.
const ROWS: usize = 1 << 20;

/// How many bits one packed count has.
const BITS: u32 = 21;

/// Columns of equal length, one row for each complaint.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// The local date of receipt, in days since 1970-01-01.
    pub received_on: &'a [i32],
    /// The category, below `categories`.
    pub category: &'a [u16],
    /// How many categories there are.
    pub categories: u16,
    /// The tier, below `tiers`.
    pub tier: &'a [u8],
    /// How many tiers there are.
    pub tiers: u8,
    /// What became of the obligation: its position in [`Outcome::ALL`]. It counts in the month of the receipt.
    pub outcome: &'a [u8],
    /// How many seconds it took; [`NO_LENGTH`] where that is not known. Empty = no medians.
    pub seconds: &'a [u32],
}

/// Figures by month, category and tier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    first_month: CalendarPeriod,
    categories: usize,
    tiers: usize,
    cells: Vec<GridCell>,
}

/// Figures of one cell.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct GridCell {
    /// Complaints received.
    pub volume: u64,
    /// Obligations met out of those due.
    pub timely: Rate,
    /// How many lengths are known.
    pub lengths: u64,
    /// The exact median of the lengths; of an even number the mean of the middle two, rounded down.
    pub median: Option<u32>,
}

impl<'a> Columns<'a> {
    /// Counts on so many threads.
    ///
    /// ```
    /// use tousu::statistics::{Columns, GridCell, Rate};
    /// let columns = Columns {
    ///     received_on: &[20_514, 20_515, 20_544], // 2 and 3 March, 1 April 2026
    ///     category: &[0, 0, 1], categories: 2,
    ///     tier: &[0, 0, 0], tiers: 1,
    ///     outcome: &[0, 1, 0], // met, missed, met
    ///     seconds: &[60, 120, 30],
    /// };
    /// let grid = columns.count(2)?;
    /// let march = grid.cells().next().map(|(month, _, _, cell)| (month.to_string(), *cell));
    /// let timely = Rate { numerator: 1, denominator: 2 };
    /// let cell = GridCell { volume: 2, timely, lengths: 2, median: Some(90) };
    /// assert_eq!(march, Some(("2026-03".to_owned(), cell)));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid-argument` for columns of unequal length and for codes beyond their number; `time-out-of-range` for a day
    /// outside the years 1 to 9999; `too-large` for more cells than 2^24.
    pub fn count(&self, threads: usize) -> Result<Grid> {
        let rows = self.received_on.len();
        let timed = !self.seconds.is_empty();
        for (name, length) in [
            ("category", self.category.len()),
            ("tier", self.tier.len()),
            ("outcome", self.outcome.len()),
            ("seconds", if timed { self.seconds.len() } else { rows }),
        ] {
            if length != rows {
                return Err(Error::new(Code::InvalidArgument, length, format_args!("{rows} rows")).at(name));
            }
        }
        let threads = threads.clamp(1, 64);
        let size = rows.div_ceil(threads).max(1);
        let shards: Vec<Columns<'a>> =
            (0..threads).map(|number| self.slice(number * size, (number + 1) * size)).collect();
        let ends = each(&shards, |shard| {
            let ends = |(least, most): (i32, i32), day: &i32| (least.min(*day), most.max(*day));
            shard.received_on.iter().fold((i32::MAX, i32::MIN), ends)
        });
        let (least, most) =
            ends.iter().fold((i32::MAX, i32::MIN), |(least, most), end| (least.min(end.0), most.max(end.1)));
        let (least, most) = if rows == 0 { (0, 0) } else { (least, most) };
        let layout = Layout::new(Date::from_days(least)?, Date::from_days(most)?, self.categories, self.tiers)?;
        let counted = each(&shards, |shard| shard.counted(&layout));
        let wrong = counted.iter().map(|counted| counted.wrong).sum::<u64>();
        if wrong > 0 {
            return Err(self.first_wrong());
        }
        let mut cells = vec![GridCell::default(); layout.cells];
        for counted in &counted {
            for (cell, counts) in cells.iter_mut().zip(&counted.cells) {
                cell.volume += counts.volume;
                cell.timely.numerator += counts.met;
                cell.timely.denominator += counts.due;
                cell.lengths += counts.lengths;
            }
        }
        if timed {
            let sorted: Vec<Sorted<'_>> =
                counted.iter().map(|counted| Sorted::new(&counted.cells, &counted.lengths)).collect();
            let size = layout.cells.div_ceil(threads).max(1);
            let parts: Vec<(usize, &mut [GridCell])> =
                cells.chunks_mut(size).zip(0..).map(|(part, number)| (number * size, part)).collect();
            let sorted = &sorted;
            thread::scope(|scope| {
                for (from, part) in parts {
                    scope.spawn(move || medians(sorted, from, part));
                }
            });
        }
        let Layout { first_month, .. } = layout;
        Ok(Grid { first_month, categories: usize::from(self.categories), tiers: usize::from(self.tiers), cells })
    }

    fn slice(&self, from: usize, to: usize) -> Self {
        fn part<T>(column: &[T], from: usize, to: usize) -> &[T] {
            column.get(from.min(column.len())..to.min(column.len())).unwrap_or_default()
        }
        Self {
            received_on: part(self.received_on, from, to),
            category: part(self.category, from, to),
            tier: part(self.tier, from, to),
            outcome: part(self.outcome, from, to),
            seconds: part(self.seconds, from, to),
            ..*self
        }
    }

    /// One pass of counting, and one that brings the lengths together by their cells.
    fn counted(&self, layout: &Layout) -> Counted {
        let mut cells = vec![Counts::default(); layout.cells];
        let mut packed = vec![0_u64; layout.cells];
        let mut numbers: Vec<u32> =
            Vec::with_capacity(if self.seconds.is_empty() { 0 } else { self.received_on.len() });
        let mut wrong = 0_u64;
        let mut from = 0;
        while from < self.received_on.len() {
            let shard = self.slice(from, from + ROWS);
            from += ROWS;
            let rows = shard.received_on.iter().zip(shard.category).zip(shard.tier).zip(shard.outcome);
            for (((day, category), tier), outcome) in rows {
                let cell = layout.cell(*day, *category, *tier);
                match (packed.get_mut(cell), ADDS.get(usize::from(*outcome))) {
                    (Some(packed), Some(add)) => *packed += *add,
                    _ => wrong += 1,
                }
            }
            for (cell, packed) in cells.iter_mut().zip(&mut packed) {
                let mask = (1 << BITS) - 1;
                cell.volume += *packed & mask;
                cell.due += *packed >> BITS & mask;
                cell.met += *packed >> (2 * BITS);
                *packed = 0;
            }
        }
        if self.seconds.is_empty() || wrong > 0 {
            return Counted { cells, lengths: Vec::new(), wrong };
        }
        // Where the lengths of each cell begin: as many places as it has rows.
        let mut places: Vec<usize> = Vec::with_capacity(layout.cells);
        let mut start = 0_usize;
        for cell in &cells {
            places.push(start);
            start += usize::try_from(cell.volume).unwrap_or(0);
        }
        numbers.resize(start, NO_LENGTH);
        let rows = self.received_on.iter().zip(self.category).zip(self.tier).zip(self.seconds);
        for (((day, category), tier), seconds) in rows {
            let Some(place) = places.get_mut(layout.cell(*day, *category, *tier)) else { continue };
            if let Some(number) = numbers.get_mut(*place) {
                *number = *seconds;
                *place += usize::from(*seconds != NO_LENGTH);
            }
        }
        let mut start = 0_usize;
        for (cell, place) in cells.iter_mut().zip(&places) {
            cell.lengths = u64::try_from(place - start).unwrap_or(0);
            // A length that is not known was written over, or stands behind the others.
            start += usize::try_from(cell.volume).unwrap_or(0);
        }
        Counted { cells, lengths: numbers, wrong }
    }

    /// What is wrong with the first row that cannot be counted.
    fn first_wrong(&self) -> Error {
        let fault = |found: &dyn std::fmt::Display, count: usize, column: &str, row: usize| {
            let expected = format!("a code below {count}");
            Error::new(Code::InvalidArgument, found, expected).at(format_args!("{column}[{row}]"))
        };
        let rows = self.category.iter().zip(self.tier).zip(self.outcome).enumerate();
        for (row, ((category, tier), outcome)) in rows {
            if *category >= self.categories {
                return fault(category, usize::from(self.categories), "category", row);
            }
            if *tier >= self.tiers {
                return fault(tier, usize::from(self.tiers), "tier", row);
            }
            if usize::from(*outcome) >= ADDS.len() {
                return fault(outcome, ADDS.len(), "outcome", row);
            }
        }
        Error::new(Code::Internal, "a row that could not be counted", "")
    }
}

/// What a row adds to the packed counts of its cell: received, due, met.
const ADDS: [u64; Outcome::ALL.len()] = [1 | 1 << BITS | 1 << (2 * BITS), 1 | 1 << BITS, 1, 1, 1];

/// What stands where.
struct Layout {
    first_day: i32,
    first_month: CalendarPeriod,
    /// For each day the first cell of its month.
    bases: Vec<u32>,
    categories: u16,
    tiers: u8,
    cells: usize,
}

impl Layout {
    fn new(least: Date, most: Date, categories: u16, tiers: u8) -> Result<Self> {
        let first_month = CalendarPeriod::of(Grain::Month, least);
        let month = |date: Date| {
            let (year, month, _) = date.ymd();
            i64::from(year) * 12 + i64::from(month)
        };
        let per_month = usize::from(categories) * usize::from(tiers);
        let months = usize::try_from(month(most) - month(least) + 1).unwrap_or(usize::MAX);
        let cells = months.saturating_mul(per_month);
        if cells > CELLS {
            return Err(Error::new(Code::TooLarge, format_args!("{months} months"), format_args!("{CELLS} cells")));
        }
        let days = least.days()..=most.days();
        let bases = days.map(|day| {
            let number = Date::from_days(day).map_or(0, |date| month(date) - month(least));
            u32::try_from(number).unwrap_or(0) * u32::try_from(per_month).unwrap_or(0)
        });
        Ok(Self { first_day: least.days(), first_month, bases: bases.collect(), categories, tiers, cells })
    }

    /// The cell of a row; beyond all cells for codes that are none.
    #[inline]
    fn cell(&self, day: i32, category: u16, tier: u8) -> usize {
        let base = self.bases.get((day - self.first_day) as usize).copied().unwrap_or(u32::MAX);
        let known = category < self.categories && tier < self.tiers;
        let within = u32::from(category) * u32::from(self.tiers) + u32::from(tier);
        if known { base as usize + within as usize } else { usize::MAX }
    }
}

#[derive(Clone, Copy, Default)]
struct Counts {
    volume: u64,
    met: u64,
    due: u64,
    lengths: u64,
}

/// What one thread has counted.
struct Counted {
    cells: Vec<Counts>,
    /// The lengths of its rows, cell after cell; each cell has as many places as rows.
    lengths: Vec<u32>,
    wrong: u64,
}

/// The lengths of one thread's rows by cell.
struct Sorted<'c> {
    lengths: &'c [u32],
    /// Where those of each cell begin, and how many are known.
    places: Vec<(usize, usize)>,
}

impl<'c> Sorted<'c> {
    fn new(cells: &[Counts], lengths: &'c [u32]) -> Self {
        let mut start = 0_usize;
        let places = cells.iter().map(|cell| {
            let place = (start, usize::try_from(cell.lengths).unwrap_or(0));
            start += usize::try_from(cell.volume).unwrap_or(0);
            place
        });
        Self { lengths, places: places.collect() }
    }

    fn of(&self, cell: usize) -> &'c [u32] {
        let (start, count) = self.places.get(cell).copied().unwrap_or_default();
        self.lengths.get(start..start + count).unwrap_or_default()
    }
}

/// The medians of some cells that follow each other.
fn medians(sorted: &[Sorted<'_>], from: usize, cells: &mut [GridCell]) {
    let mut scratch: Vec<u32> = Vec::new();
    for (cell, number) in cells.iter_mut().zip(from..) {
        scratch.clear();
        sorted.iter().for_each(|sorted| scratch.extend_from_slice(sorted.of(number)));
        cell.median = median(&mut scratch);
    }
}

fn median(lengths: &mut [u32]) -> Option<u32> {
    let upper = lengths.len() / 2;
    if lengths.is_empty() {
        return None;
    }
    let even = lengths.len().is_multiple_of(2);
    let (below, middle, _) = lengths.select_nth_unstable(upper);
    let middle = *middle;
    match below.iter().max() {
        Some(lower) if even => Some(u32::midpoint(*lower, middle)),
        _ => Some(middle),
    }
}

/// The same of every shard, each on a thread of its own.
fn each<S: Sync, T: Send>(shards: &[S], of: impl Fn(&S) -> T + Sync) -> Vec<T> {
    let of = &of;
    thread::scope(|scope| {
        let others: Vec<_> = shards.iter().skip(1).map(|shard| scope.spawn(move || of(shard))).collect();
        let mut all: Vec<T> = shards.first().map(of).into_iter().collect();
        for other in others {
            match other.join() {
                Ok(result) => all.push(result),
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
        all
    })
}

impl Grid {
    /// Every cell with a row in it: its month, category and tier, in ascending order.
    pub fn cells(&self) -> impl Iterator<Item = (CalendarPeriod, u16, u8, &GridCell)> {
        let per_month = (self.categories * self.tiers).max(1);
        let months = std::iter::successors(Some(self.first_month), |month| month.next());
        let by_month = months.zip(self.cells.chunks(per_month));
        by_month.flat_map(move |(month, cells)| {
            let numbered = cells.iter().enumerate().filter(|(_, cell)| cell.volume > 0);
            numbered.map(move |(number, cell)| {
                let (category, tier) = (number / self.tiers.max(1), number % self.tiers.max(1));
                (month, u16::try_from(category).unwrap_or(u16::MAX), u8::try_from(tier).unwrap_or(u8::MAX), cell)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::statistics::{Kpi, Lasted, Measured, Observation, Plan, Summary, Value};
    use crate::time::Instant;
    use proptest::prelude::*;

    /// Day, category, tier, outcome, seconds.
    type Row = (i32, u16, u8, u8, Option<u32>);

    proptest! {
        #[test]
        fn columns_count_as_observations_do(
            rows in proptest::collection::vec(
                (20_400_i32..20_500, 0_u16..3, 0_u8..2, 0_u8..5, proptest::option::of(0_u32..50)), 0..60),
            threads in 1_usize..4,
        ) {
            let calendar = Calendar::builtin("china")?;
            let mut summary = Summary::new(Plan::new(&calendar, Instant::parse("2027-01-01T00:00:00+08:00")?));
            for (day, category, tier, outcome, seconds) in &rows {
                let date = Date::from_days(*day).ok();
                let outcome = Outcome::ALL.get(usize::from(*outcome)).copied().unwrap_or(Outcome::Met);
                summary.add(&Observation {
                    received_on: date,
                    category: Some(format!("{category}").into()),
                    tier: Some(format!("{tier}").into()),
                    resolution: seconds.map_or(Lasted::NotYet, |elapsed| Lasted::For { elapsed: elapsed.into(), working: None }),
                    measured: vec![Measured { obligation: "o".into(), cycle: 1, round: 1, due_on: date, outcome, guiding: false }],
                    ..Observation::default()
                });
            }
            let column = |of: &dyn Fn(&Row) -> u32| rows.iter().map(of).collect::<Vec<_>>();
            let days: Vec<i32> = rows.iter().map(|row| row.0).collect();
            let categories: Vec<u16> = rows.iter().map(|row| row.1).collect();
            let tiers: Vec<u8> = rows.iter().map(|row| row.2).collect();
            let outcomes: Vec<u8> = rows.iter().map(|row| row.3).collect();
            let seconds = column(&|row| row.4.unwrap_or(NO_LENGTH));
            let columns = Columns {
                received_on: &days, category: &categories, categories: 3, tier: &tiers, tiers: 2, outcome: &outcomes, seconds: &seconds,
            };
            let grid = columns.count(threads)?;
            prop_assert_eq!(grid.cells().count(), summary.cells().count());
            for (month, category, tier, cell) in grid.cells() {
                let key = vec![Value::Period(month), Value::Name(format!("{category}").into()), Value::Name(format!("{tier}").into())];
                let found = summary.sum(|other| *other == key);
                prop_assert_eq!((cell.volume, cell.timely), (found.volume(), found.rate(Kpi::TimelyRate)));
                let median = found.lengths(Kpi::ResolutionTime).and_then(|lengths| Some(lengths.figures()?.median.value));
                prop_assert_eq!(cell.median.map(i64::from), median);
            }
        }
    }

    #[test]
    fn what_cannot_be_counted_is_named() {
        let columns = Columns {
            received_on: &[20_000, 20_001],
            category: &[0, 7],
            categories: 2,
            tier: &[0, 0],
            tiers: 1,
            outcome: &[0, 0],
            seconds: &[],
        };
        let fault =
            |columns: Columns<'_>| columns.count(2).err().map(|error| (error.slug(), error.place().path.clone()));
        assert_eq!(fault(columns), Some(("invalid-argument", Some("category[1]".to_owned()))));
        assert_eq!(
            fault(Columns { category: &[0, 0], outcome: &[0, 9], ..columns }),
            Some(("invalid-argument", Some("outcome[1]".to_owned())))
        );
        assert_eq!(
            fault(Columns { category: &[0], ..columns }),
            Some(("invalid-argument", Some("category".to_owned())))
        );
        assert_eq!(fault(Columns { received_on: &[i32::MAX, 0], ..columns }), Some(("time-out-of-range", None)));
        let none = Columns { received_on: &[], category: &[], tier: &[], outcome: &[], ..columns };
        assert_eq!(none.count(3).map(|grid| grid.cells().count()).ok(), Some(0));
    }
}
