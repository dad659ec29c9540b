//! From accumulated cells to a table: what follows from several cells, and what is not shown.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::Cell;
use super::{
    CalendarPeriod, Column, Dimension, Exclusion, Figure, FigureRow, FigureTable, Item, Items, Key, Kind, Kpi, Measure,
    Name, Query, Summary, Tally, Unit, Units, Value, suppress,
};
use crate::error::Result;

impl Summary {
    /// The table that is asked for.
    ///
    /// ```
    /// use tousu::{calendar::Calendar, time::{Date, Instant}};
    /// use tousu::statistics::{Dimension, Grain, Kpi, Observation, Plan, Query, Summary};
    ///
    /// let calendar = Calendar::builtin("china")?;
    /// let mut summary = Summary::new(Plan::new(&calendar, Instant::parse("2026-04-01T00:00:00+08:00")?));
    /// for (id, day) in [("c1", "2026-02-27"), ("c2", "2026-03-02"), ("c3", "2026-03-09")] {
    ///     summary.add(&Observation { id: id.into(), received_on: Some(Date::parse(day)?), ..Observation::default() });
    /// }
    /// let by = vec![Dimension::Period(Grain::Month)];
    /// let table = summary.table(&Query { by, kpis: vec![Kpi::Volume, Kpi::GrowthOnPrevious], ..Query::default() })?;
    /// let shown: Vec<String> = table.rows.iter().flat_map(|row| &row.figures).map(|figure| figure.shown()).collect();
    /// assert_eq!(shown, ["1", "–", "2", "+100.0 %"]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `not-accumulated` for a dimension that the plan's do not tell, and for a window that cuts their periods.
    pub fn table(&self, query: &Query) -> Result<FigureTable> {
        let mut cells = self.by(&query.by, query.window)?;
        let seen = self.sum(|_| true);
        let columns = columns(query, &seen);
        let reader = Reader::new(self, query)?;
        if query.fill {
            reader.fill(&mut cells);
        }
        let mut subtotals: BTreeMap<Key, Cell> = BTreeMap::new();
        let mut total = Cell::default();
        for (key, cell) in &cells {
            total.merge(cell, &self.plan().options);
            for length in 1..key.len() {
                let key = key.get(..length).unwrap_or_default().to_vec();
                subtotals.entry(key).or_default().merge(cell, &self.plan().options);
            }
        }
        let mut totals: Vec<(Key, Cell)> = subtotals.into_iter().collect();
        totals.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        let row = |key: &Key, cell: &Cell| FigureRow {
            key: key.clone(),
            complete: reader.period(key).is_none_or(|period| period.last() < self.plan().as_of_on),
            figures: columns.iter().map(|column| reader.figure(key, cell, column)).collect(),
        };
        let mut table = FigureTable {
            as_of: self.plan().as_of,
            known_at: self.plan().known_at,
            as_of_on: self.plan().as_of_on,
            offset: self.plan().offset,
            window: query.window,
            dimensions: query.by.clone(),
            rows: cells.iter().map(|(key, cell)| row(key, cell)).collect(),
            subtotals: totals.iter().map(|(key, cell)| row(key, cell)).collect(),
            total: row(&Vec::new(), &total),
            columns,
            options: self.plan().options.clone(),
            faults: self.faults(),
            suppress_below: query.suppress_below,
        };
        share(&mut table);
        if let Some(least) = query.suppress_below {
            suppress::suppress(&mut table, least);
        }
        Ok(table)
    }
}

/// A column for each figure, and one for each obligation of a figure that is told for each.
fn columns(query: &Query, seen: &Cell) -> Vec<Column> {
    let kpis = if query.kpis.is_empty() { Kpi::ALL } else { &query.kpis };
    let mut columns: Vec<Column> = Vec::new();
    for kpi in kpis {
        columns.push((*kpi).into());
        let of = seen.tallies().map(|(measure, _)| measure);
        columns.extend(of.filter(|measure| measure.kpi == *kpi && measure.obligation.is_some()).cloned());
    }
    let mut known = BTreeSet::new();
    columns.retain(|column| known.insert(column.clone()));
    columns
}

/// What the figures of one table are read from.
struct Reader<'s> {
    summary: &'s Summary,
    query: &'s Query,
    /// Without the window, for what is compared with earlier periods.
    ever: BTreeMap<Key, Cell>,
    /// The window before, and the same a year before, when the rows have no period.
    before: [Option<BTreeMap<Key, Cell>>; 2],
    /// By the rows' dimensions and the unit.
    by_unit: Option<BTreeMap<Key, Cell>>,
    /// Where the period and the unit stand in a key.
    period_at: Option<usize>,
    unit_at: Option<usize>,
}

impl<'s> Reader<'s> {
    fn new(summary: &'s Summary, query: &'s Query) -> Result<Self> {
        let asked = |kpis: &[Kpi]| query.kpis.is_empty() || query.kpis.iter().any(|kpi| kpis.contains(kpi));
        let period_at = query.by.iter().position(|dimension| matches!(dimension, Dimension::Period(_)));
        let is_unit = |dimension: &Dimension| matches!(dimension, Dimension::Unit | Dimension::UnitLevel(_));
        // The finest of them tells the most.
        let unit_at =
            (0..query.by.len()).filter(|at| query.by.get(*at).is_some_and(is_unit)).max_by_key(|at| query.by.get(*at));
        let grows = asked(&[Kpi::GrowthOnPrevious, Kpi::GrowthOnYear]);
        let ever = if grows && period_at.is_some() { summary.by(&query.by, None)? } else { BTreeMap::new() };
        let before = match (query.window, period_at) {
            // Periods that the accumulated ones do not make up are compared with nothing.
            (Some(window), None) if grows => [window.previous(), window.year_before()]
                .map(|window| window.and_then(|window| summary.by(&query.by, Some(window)).ok())),
            _ => [None, None],
        };
        let wants_units = asked(&[Kpi::ZeroUnits]) && unit_at.is_none() && summary.plan().units.is_some();
        let finer: Vec<Dimension> = query.by.iter().copied().chain([Dimension::Unit]).collect();
        let by_unit = if wants_units { summary.by(&finer, query.window).ok() } else { None };
        Ok(Self { summary, query, ever, before, by_unit, period_at, unit_at })
    }

    fn units(&self) -> Option<&Units> {
        self.summary.plan().units.as_deref()
    }

    /// The period of a row: its own, else the window.
    fn period(&self, key: &Key) -> Option<CalendarPeriod> {
        match self.period_at.and_then(|at| key.get(at)) {
            Some(value) => value.period(),
            None => self.query.window,
        }
    }

    /// Rows for what is known to exist: units of the master table, and periods of the window.
    fn fill(&self, cells: &mut BTreeMap<Key, Cell>) {
        let wanted = |at: usize| self.query.by.get(at).copied();
        let periods: Vec<Value> = match (self.period_at.and_then(wanted), self.query.window) {
            (Some(Dimension::Period(grain)), window) => {
                let seen = cells.keys().filter_map(|key| key.get(self.period_at?)?.period());
                let ends = window.map(|window| (window.first(), window.last()));
                let ends = ends.or_else(|| {
                    let (least, most) = (seen.clone().min()?, seen.clone().max()?);
                    Some((least.first(), most.last()))
                });
                let Some((first, last)) = ends else { return };
                let first = CalendarPeriod::of(grain, first);
                let periods = std::iter::successors(Some(first), |period| period.next());
                periods.take_while(|period| period.first() <= last).take(100_000).map(Value::Period).collect()
            }
            _ => vec![Value::Unknown],
        };
        let mut own = BTreeSet::new();
        for period in &periods {
            let span = period.period().or(self.query.window);
            let key = |unit: Option<&Unit>| -> Key {
                let value = |dimension: &Dimension| match (dimension, unit, self.units()) {
                    (Dimension::Period(_), ..) => period.clone(),
                    (Dimension::Unit, Some(unit), _) => Value::Name(unit.code.clone()),
                    (Dimension::UnitLevel(level), Some(unit), Some(units)) => units
                        .at_depth(&unit.code, usize::from(*level))
                        .map_or(Value::Unknown, |above| Value::Name(above.code.clone())),
                    _ => Value::Unknown,
                };
                self.query.by.iter().map(value).collect()
            };
            match (self.unit_at, self.units()) {
                (Some(_), Some(units)) => {
                    let open = units.leaves().filter(|unit| span.is_none_or(|span| unit.is_open_in(span)));
                    own.extend(open.map(|unit| key(Some(unit))));
                }
                (Some(_), None) => {}
                (None, _) => own.extend(self.period_at.map(|_| key(None))),
            }
        }
        // Only where period and unit are all that is asked for is a row without a complaint a true zero.
        let all_known = self
            .query
            .by
            .iter()
            .all(|dimension| matches!(dimension, Dimension::Period(_) | Dimension::Unit | Dimension::UnitLevel(_)));
        if all_known {
            own.into_iter().filter(|key| !key.is_empty()).for_each(|key| {
                cells.entry(key).or_default();
            });
        }
    }

    fn figure(&self, key: &Key, cell: &Cell, column: &Column) -> Figure {
        let kpi = column.kpi;
        let volume = cell.tally(&Kpi::Volume.into());
        match kpi {
            Kpi::PerThousandHouseholds | Kpi::PerTenThousandHouseholds => self.per_household(key, kpi, volume),
            Kpi::ValidPerThousandHouseholds => self.per_household(key, kpi, cell.tally(&Kpi::ValidRate.into())),
            Kpi::Share => counted(kpi, volume, None),
            Kpi::GrowthOnPrevious | Kpi::GrowthOnYear => self.growth(key, kpi, volume),
            Kpi::ZeroUnits => self.zero_units(key),
            _ => tallied(kpi, cell.tally(column)),
        }
    }

    fn per_household(&self, key: &Key, kpi: Kpi, tally: Option<&Tally>) -> Figure {
        let mut figure = counted(kpi, tally, None);
        let period = self.period(key);
        let households = match self.unit_at.and_then(|at| key.get(at)) {
            Some(Value::Name(code)) => self.units().and_then(|units| units.households(Some(code), period)),
            Some(_) => None,
            None => self.units().and_then(|units| units.households(None, period)),
        };
        figure.denominator = households.map(i128::from);
        figure.scale = (i128::from(kpi.definition().per), 1);
        if let (true, Some(months)) = (self.query.annualise, period.and_then(CalendarPeriod::months)) {
            figure.scale = (figure.scale.0.saturating_mul(12), i128::from(months));
        }
        figure
    }

    /// The same key in an earlier period.
    fn growth(&self, key: &Key, kpi: Kpi, volume: Option<&Tally>) -> Figure {
        let back = |period: CalendarPeriod| match kpi {
            Kpi::GrowthOnPrevious => period.previous(),
            _ => period.year_before(),
        };
        let earlier: Option<Option<&Cell>> = match self.period_at {
            Some(at) => key.get(at).and_then(Value::period).and_then(back).and_then(|period| {
                let mut earlier = key.clone();
                *earlier.get_mut(at)? = Value::Period(period);
                Some(self.ever.get(&earlier))
            }),
            None => match kpi {
                Kpi::GrowthOnPrevious => self.before[0].as_ref().map(|cells| cells.get(key)),
                _ => self.before[1].as_ref().map(|cells| cells.get(key)),
            },
        };
        let Some(earlier) = earlier else { return counted(kpi, volume, None) };
        let earlier = earlier.and_then(|cell| cell.tally(&Kpi::Volume.into()));
        counted(kpi, volume, Some(earlier))
    }

    fn zero_units(&self, key: &Key) -> Figure {
        let mut figure = counted(Kpi::ZeroUnits, None, None);
        (figure.numerator, figure.denominator) = (None, None);
        let (Some(units), Some(by_unit)) = (self.units(), &self.by_unit) else { return figure };
        let busy: BTreeSet<&Name> = by_unit
            .iter()
            .filter(|(finer, cell)| finer.starts_with(key) && cell.volume() > 0)
            .filter_map(|(finer, _)| finer.last()?.name())
            .collect();
        let period = self.period(key);
        let open: Vec<&Name> = units
            .leaves()
            .filter(|unit| period.is_none_or(|period| unit.is_open_in(period)))
            .map(|unit| &unit.code)
            .collect();
        let zero: Vec<&Name> = open.iter().copied().filter(|code| !busy.contains(code)).collect();
        (figure.numerator, figure.denominator) = (count(zero.len()), count(open.len()));
        if self.summary.plan().options.keep_ids {
            let items = |codes: &[&Name]| {
                codes.iter().map(|code| Item { id: (*code).clone(), obligation: None, cycle: 0, round: 0 }).collect()
            };
            let (numerator, denominator) = (items(&zero), items(&open));
            figure.items = Some(Box::new(Items { numerator, denominator, excluded: Vec::new() }));
        }
        figure
    }
}

fn count(count: usize) -> Option<i128> {
    i128::try_from(count).ok()
}

fn empty(kpi: Kpi) -> Figure {
    Figure {
        kpi,
        numerator: Some(0),
        denominator: None,
        scale: (1, 1),
        share: None,
        lengths: None,
        excluded: Vec::new(),
        suppressed: false,
        items: None,
    }
}

/// The figure of a tally.
fn tallied(kpi: Kpi, tally: Option<&Tally>) -> Figure {
    let none = Tally::default();
    let tally = tally.unwrap_or(&none);
    let (numerator, denominator) = match kpi.definition().kind {
        Kind::Count => (i128::from(tally.numerator), None),
        Kind::Length => {
            let sum = tally.lengths.as_ref().map_or(0, |lengths| lengths.sum());
            (sum, Some(i128::from(tally.denominator)))
        }
        Kind::Rate | Kind::Ratio | Kind::Change => (i128::from(tally.numerator), Some(i128::from(tally.denominator))),
    };
    Figure {
        numerator: Some(numerator),
        denominator,
        lengths: tally.lengths.as_ref().and_then(|lengths| lengths.figures()),
        excluded: tally.excluded.iter().map(|(why, count)| (*why, *count)).collect::<Vec<(Exclusion, u64)>>(),
        items: tally.items.clone(),
        ..empty(kpi)
    }
}

/// The numerator of one tally in relation to that of another, where there is one.
fn counted(kpi: Kpi, numerator: Option<&Tally>, denominator: Option<Option<&Tally>>) -> Figure {
    let number = |tally: Option<&Tally>| i128::from(tally.map_or(0, |tally| tally.numerator));
    let list =
        |tally: Option<&Tally>| tally.and_then(|tally| tally.items.as_ref()).map(|items| items.numerator.clone());
    let keeps = [numerator, denominator.flatten()].into_iter().flatten().any(|tally| tally.items.is_some());
    let items = keeps.then(|| {
        Box::new(Items {
            numerator: list(numerator).unwrap_or_default(),
            denominator: list(denominator.flatten()).unwrap_or_default(),
            excluded: Vec::new(),
        })
    });
    Figure { numerator: Some(number(numerator)), denominator: denominator.map(number), items, ..empty(kpi) }
}

/// Shares of a whole by the largest remainder: the rows of one period, or all rows; subtotals among those of their kind.
fn share(table: &mut FigureTable) {
    let Some(column) = table.column(&Measure::from(Kpi::Share)) else { return };
    let period_at = table.dimensions.iter().position(|dimension| matches!(dimension, Dimension::Period(_)));
    let mut rows: Vec<&mut FigureRow> =
        table.rows.iter_mut().chain(&mut table.subtotals).chain([&mut table.total]).collect();
    let mut wholes: BTreeMap<(usize, Option<Value>), Vec<usize>> = BTreeMap::new();
    for (row, number) in rows.iter().zip(0..) {
        let period = period_at.and_then(|at| row.key.get(at)).cloned();
        wholes.entry((row.key.len(), period)).or_default().push(number);
    }
    for numbers in wholes.values() {
        let figure = |rows: &[&mut FigureRow], number: usize| {
            rows.get(number).and_then(|row| row.figures.get(column)).and_then(|figure| figure.numerator).unwrap_or(0)
        };
        let counts: Vec<i128> = numbers.iter().map(|number| figure(&rows, *number)).collect();
        let whole: i128 = counts.iter().sum();
        let shares = largest_remainder(&counts);
        for ((number, _), place) in numbers.iter().zip(&counts).zip(0..) {
            if let Some(figure) = rows.get_mut(*number).and_then(|row| row.figures.get_mut(column)) {
                figure.denominator = Some(whole);
                figure.share = shares.as_ref().and_then(|shares| shares.get(place)).copied();
                // Whose parts these are the other rows tell.
                figure.items = None;
            }
        }
    }
}

/// Parts of a whole in thousandths that add up to 1000: each rounded down, and one more for the largest remainders, of
/// equal ones for the first; `None` of nothing.
fn largest_remainder(counts: &[i128]) -> Option<Vec<u32>> {
    let whole: i128 = counts.iter().sum();
    if whole <= 0 {
        return None;
    }
    let mut shares: Vec<(i128, i128)> =
        counts.iter().map(|count| (count * 1000 / whole, count * 1000 % whole)).collect();
    let given: i128 = shares.iter().map(|(share, _)| share).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|number| shares.get(*number).map(|(_, remainder)| -remainder));
    let missing = usize::try_from(1000 - given).unwrap_or(0);
    for number in order.into_iter().take(missing) {
        if let Some((share, _)) = shares.get_mut(number) {
            *share += 1;
        }
    }
    Some(shares.iter().map(|(share, _)| u32::try_from(*share).unwrap_or(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_by_the_largest_remainder() {
        // 1/3 each: 333.33, the first of equal remainders gets the missing one.
        assert_eq!(largest_remainder(&[1, 1, 1]), Some(vec![334, 333, 333]));
        // 47/121 = 388.43, 16/121 = 132.23, 15.8/... as in the classical example of Hamilton's method.
        assert_eq!(largest_remainder(&[47, 16, 58]), Some(vec![389, 132, 479]));
        assert_eq!(largest_remainder(&[0, 5]), Some(vec![0, 1000]));
        assert_eq!(largest_remainder(&[0, 0]), None);
        assert_eq!(largest_remainder(&[]), None);
    }
}
