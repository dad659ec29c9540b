//! The accumulator: one cell for each combination of the plan's dimensions.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::count::{self, Contribution};
use super::{CalendarPeriod, Dimension, Grain, Name, Observation, Plan, Repeats, Units, Value};
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// Mergeable figures by the dimensions of a [`Plan`].
///
/// ```
/// use tousu::{calendar::Calendar, statistics::{Kpi, Observation, Plan, Summary}, time::{Date, Instant}};
///
/// let calendar = Calendar::builtin("china")?;
/// let plan = Plan::new(&calendar, Instant::parse("2026-04-01T00:00:00+08:00")?);
/// let received_on = Some(Date::parse("2026-03-02")?);
/// let mut left = Summary::new(plan.clone());
/// left.add(&Observation { id: "c1".into(), received_on, closed: true, handled: true, ..Observation::default() });
/// let mut right = Summary::new(plan);
/// right.add(&Observation { id: "c2".into(), received_on, ..Observation::default() });
/// left.merge(&right)?;
/// assert_eq!(left.total().volume(), 2);
/// assert_eq!(left.total().rate(Kpi::ClosureRate).to_string(), "1/2 (50.0 %)");
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    plan: Plan,
    cells: BTreeMap<Key, Cell>,
    unknown_units: BTreeMap<Name, u64>,
}

/// The values of a plan's dimensions, in their order.
pub type Key = Vec<Value>;

impl Summary {
    /// Nothing yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { plan, cells: BTreeMap::new(), unknown_units: BTreeMap::new() }
    }

    /// The figures of all these cases; which of them repeats another is told here.
    #[must_use]
    pub fn of(plan: Plan, observations: Vec<Observation>) -> Self {
        let mut summary = Self::new(plan);
        summary.add_all(observations);
        summary
    }

    /// Adds cases among which repeats are told here. Who has customers on several shards tells them before, by merged
    /// [`Repeats`], and adds the cases one by one.
    pub fn add_all(&mut self, mut observations: Vec<Observation>) {
        let mut repeats = Repeats::new(self.plan.options.repeat);
        observations.iter().for_each(|observation| repeats.add(observation));
        for observation in &mut observations {
            observation.repeat = repeats.tell(observation);
            self.add(observation);
        }
    }

    pub(super) fn from_parts(plan: Plan, cells: BTreeMap<Key, Cell>, unknown_units: BTreeMap<Name, u64>) -> Self {
        Self { plan, cells, unknown_units }
    }

    /// What it accumulates.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Adds one case. A unit that the master table does not have counts as unknown, and is named.
    pub fn add(&mut self, observation: &Observation) {
        let Self { plan, cells, unknown_units } = self;
        let mut unit = observation.unit.clone();
        if let (Some(units), Some(name)) = (&plan.units, &observation.unit) {
            unit = units.resolve(name).ok().map(|unit| unit.code.clone());
            if unit.is_none() {
                let count = unknown_units.entry(name.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        let place = Place { observation, unit, plan };
        // Nearly all that one case adds goes into the cell of its receipt.
        let own_date = observation.received_on;
        let mut own = Vec::new();
        count::contributions(observation, &plan.options, |contribution| {
            if contribution.date == own_date {
                own.push(contribution);
            } else {
                let cell = cells.entry(place.key(contribution.date)).or_default();
                cell.add(&observation.id, &contribution, &plan.options);
            }
        });
        let cell = cells.entry(place.key(own_date)).or_default();
        own.iter().for_each(|contribution: &Contribution<'_>| cell.add(&observation.id, contribution, &plan.options));
    }

    /// Adds another summary, of other cases by the same plan.
    ///
    /// # Errors
    /// `other-plan`; this summary is unchanged then.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.plan != other.plan {
            let differs = if self.plan.as_of == other.plan.as_of && self.plan.known_at == other.plan.known_at {
                "the same dimensions, options and units"
            } else {
                "the same cut-off"
            };
            return Err(Error::new(Code::OtherPlan, "the other summary", differs));
        }
        for (key, cell) in &other.cells {
            self.cells.entry(key.clone()).or_default().merge(cell, &self.plan.options);
        }
        for (name, more) in &other.unknown_units {
            let count = self.unknown_units.entry(name.clone()).or_default();
            *count = count.saturating_add(*more);
        }
        Ok(())
    }

    /// Every cell, in ascending order of its key.
    pub fn cells(&self) -> impl Iterator<Item = (&Key, &Cell)> {
        self.cells.iter()
    }

    /// Names of units that the master table does not have, each with the number of its complaints.
    pub fn unknown_units(&self) -> impl Iterator<Item = (&Name, u64)> {
        self.unknown_units.iter().map(|(name, count)| (name, *count))
    }

    /// The same as faults, with the nearest names.
    #[must_use]
    pub fn faults(&self) -> Vec<Error> {
        let units = self.plan.units.as_deref();
        self.unknown_units.keys().filter_map(|name| units?.resolve(name).err()).collect()
    }

    /// Everything together.
    #[must_use]
    pub fn total(&self) -> Cell {
        self.sum(|_| true)
    }

    /// The sum of the cells that fit.
    #[must_use]
    pub fn sum(&self, fits: impl Fn(&Key) -> bool) -> Cell {
        let mut total = Cell::default();
        let cells = self.cells.iter().filter(|(key, _)| fits(key));
        cells.for_each(|(_, cell)| total.merge(cell, &self.plan.options));
        total
    }

    /// The sums by some of the plan's dimensions, or by coarser ones, of what lies in the window. The cells add up to
    /// the total of the window.
    ///
    /// # Errors
    /// `not-accumulated` for a dimension that the plan's do not tell, and for a window that cuts their periods.
    pub fn by(&self, dimensions: &[Dimension], window: Option<CalendarPeriod>) -> Result<BTreeMap<Key, Cell>> {
        let lenses = dimensions.iter().map(|wanted| self.lens(*wanted)).collect::<Result<Vec<_>>>()?;
        let within = window.map(|window| self.windowing(window)).transpose()?;
        let units = self.plan.units.as_deref();
        let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let date_fits = within.is_none_or(|(at, window)| match key.get(at) {
                Some(Value::Period(period)) => window.contains(period.first()),
                _ => false,
            });
            if date_fits {
                let key = lenses.iter().map(|(at, wanted)| coarser(key.get(*at), *wanted, units)).collect();
                cells.entry(key).or_default().merge(cell, &self.plan.options);
            }
        }
        Ok(cells)
    }

    /// Where the plan has what tells a dimension.
    fn lens(&self, wanted: Dimension) -> Result<(usize, Dimension)> {
        let exact = self.plan.dimensions.iter().position(|own| *own == wanted);
        let found = exact.or_else(|| self.plan.dimensions.iter().position(|own| own.tells(wanted)));
        found.map(|at| (at, wanted)).ok_or_else(|| {
            let known: Vec<String> = self.plan.dimensions.iter().map(|own| own.slug()).collect();
            Error::new(Code::NotAccumulated, wanted.slug(), known.join(", "))
        })
    }

    /// Where the plan has periods that a window does not cut.
    fn windowing(&self, window: CalendarPeriod) -> Result<(usize, CalendarPeriod)> {
        let whole = |grain: Grain| {
            CalendarPeriod::of(grain, window.first()).first() == window.first()
                && CalendarPeriod::of(grain, window.last()).last() == window.last()
        };
        let mut own = self.plan.dimensions.iter().enumerate();
        let found = own.find(|(_, own)| matches!(own, Dimension::Period(grain) if whole(*grain)));
        found.map(|(at, _)| (at, window)).ok_or_else(|| {
            let known: Vec<String> = self.plan.dimensions.iter().map(|own| own.slug()).collect();
            Error::new(Code::NotAccumulated, window, format_args!("whole periods of {}", known.join(", ")))
        })
    }
}

/// Where an observation belongs.
struct Place<'a> {
    observation: &'a Observation,
    unit: Option<Name>,
    plan: &'a Plan,
}

impl Place<'_> {
    fn key(&self, date: Option<Date>) -> Key {
        let Self { observation, unit, plan } = self;
        let name = |name: &Option<Name>| name.clone().map_or(Value::Unknown, Value::Name);
        let value = |dimension: &Dimension| match dimension {
            Dimension::Period(grain) => {
                date.map_or(Value::Unknown, |date| Value::Period(CalendarPeriod::of(*grain, date)))
            }
            Dimension::CategoryTop => {
                coarser(Some(&name(&observation.category)), Dimension::CategoryTop, plan.units.as_deref())
            }
            Dimension::UnitLevel(_) => coarser(Some(&name(unit)), *dimension, plan.units.as_deref()),
            Dimension::Category => name(&observation.category),
            Dimension::Tier => name(&observation.tier),
            Dimension::Unit => name(unit),
            Dimension::Building => name(&observation.building),
            Dimension::Department => name(&observation.department),
            Dimension::Handler => name(&observation.handler),
            Dimension::Channel => name(&observation.channel),
        };
        plan.dimensions.iter().map(value).collect()
    }
}

/// A value of a dimension that tells the wanted one, as a value of the wanted one.
fn coarser(value: Option<&Value>, wanted: Dimension, units: Option<&Units>) -> Value {
    match (value, wanted) {
        (Some(Value::Period(period)), Dimension::Period(grain)) => {
            Value::Period(CalendarPeriod::of(grain, period.first()))
        }
        (Some(Value::Name(name)), Dimension::CategoryTop) => match name.split_once('/') {
            Some((top, _)) => Value::Name(top.into()),
            None => Value::Name(name.clone()),
        },
        (Some(Value::Name(name)), Dimension::UnitLevel(level)) => {
            let above = units.and_then(|units| units.at_depth(name, usize::from(level)));
            above.map_or(Value::Unknown, |above| Value::Name(above.code.clone()))
        }
        (Some(value), _) => value.clone(),
        (None, _) => Value::Unknown,
    }
}
