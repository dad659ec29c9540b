//! Tables of figures as plain data: what every report renders.
//!
//! A [`FigureTable`] has rows (one for each combination of the dimensions asked for), subtotals and a total, and one
//! [`Figure`] in each row for each [`Column`]. A figure keeps its numerator, its denominator and what is in neither; its
//! [`Definition`](super::Definition) tells the words. Where the plan keeps ids ([`Options::keep_ids`](super::Options)),
//! a figure also lists who is counted, and the lists are as long as the numbers. Nothing here is formatted but by
//! [`Figure::shown`], which every report uses, so that one figure reads alike everywhere.

use std::cmp::Ordering;
use std::fmt;

use super::{CalendarPeriod, Dimension, Exclusion, Items, Kind, Kpi, LengthFigures, Measure, Options, Quantile, Value};
use crate::error::Error;
use crate::time::{Date, Instant};

/// What is asked of a [`Summary`](super::Summary).
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query {
    /// What the rows are; empty = the total alone.
    pub by: Vec<Dimension>,
    /// The figures; empty = all.
    pub kpis: Vec<Kpi>,
    /// Only what lies in it; `None` = everything.
    pub window: Option<CalendarPeriod>,
    /// Rows for units and periods without a complaint, where the master table or the window tells them.
    pub fill: bool,
    /// Numbers from 1 to below this are not shown, nor what would tell them; `None` = all are.
    pub suppress_below: Option<u64>,
    /// Complaints per households as if the period lasted a year.
    pub annualise: bool,
}

/// Figures by rows and columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureTable {
    /// The cut-off: how every case stood at this instant.
    pub as_of: Instant,
    /// By what had been entered at this instant; `None` = by everything.
    pub known_at: Option<Instant>,
    /// The local date of the cut-off.
    pub as_of_on: Date,
    /// The offset in which instants are written.
    pub offset: i32,
    /// What is in it; `None` = everything.
    pub window: Option<CalendarPeriod>,
    /// What the keys of the rows mean.
    pub dimensions: Vec<Dimension>,
    /// What the figures of a row mean.
    pub columns: Vec<Column>,
    /// In ascending order of the keys.
    pub rows: Vec<FigureRow>,
    /// For each beginning of a key, the longest first, then ascending; they add up to the total.
    pub subtotals: Vec<FigureRow>,
    /// All rows together.
    pub total: FigureRow,
    /// How the open points of the definitions were settled.
    pub options: Options,
    /// Units that the master table does not have; their complaints stand in the rows of unknown units.
    pub faults: Vec<Error>,
    /// From how many on numbers are shown.
    pub suppress_below: Option<u64>,
}

/// A column of figures: one figure, of one obligation where it is told for each.
pub type Column = Measure;

/// A row of figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureRow {
    /// A value for each dimension; a subtotal has fewer, the total none.
    pub key: Vec<Value>,
    /// Its period was over at the cut-off.
    pub complete: bool,
    /// One for each column.
    pub figures: Vec<Figure>,
}

/// A figure with what it is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// Which.
    pub kpi: Kpi,
    /// Counted; of lengths, seconds in all. `None` = not known, or not shown.
    pub numerator: Option<i128>,
    /// Out of how many; `None` for a count, and where it is not known or not shown.
    pub denominator: Option<i128>,
    /// The quotient is to be multiplied by this: (1000, 1) for what is told per 1000.
    pub scale: (i128, i128),
    /// Of a share: in thousandths, so that the rows of a whole add up to 1000.
    pub share: Option<u32>,
    /// Of lengths, when there are some.
    pub lengths: Option<LengthFigures>,
    /// In neither part, by reason.
    pub excluded: Vec<(Exclusion, u64)>,
    /// It is not shown because it is too small, or because it would tell one that is.
    pub suppressed: bool,
    /// Who is counted, where the plan keeps it.
    pub items: Option<Box<Items>>,
}

impl Figure {
    /// The quotient in thousandths, rounded half away from zero; `None` without a denominator, or with 0. Of a count the
    /// number itself in thousandths, of lengths the mean of the seconds, of a change the growth.
    #[must_use]
    pub fn per_mille(&self) -> Option<i128> {
        let numerator = self.numerator?;
        let (numerator, denominator) = match self.kpi.definition().kind {
            Kind::Count => (numerator, 1),
            Kind::Change => (numerator.checked_sub(self.denominator?)?, self.denominator?),
            Kind::Rate | Kind::Ratio | Kind::Length => (numerator, self.denominator?),
        };
        if let Some(share) = self.share {
            return Some(i128::from(share));
        }
        let (up, down) = self.scale;
        let numerator = numerator.checked_mul(up)?.checked_mul(2000)?;
        let denominator = denominator.checked_mul(down).filter(|denominator| *denominator > 0)?;
        let half = if numerator < 0 { -denominator } else { denominator };
        numerator.checked_add(half)?.checked_div(denominator.checked_mul(2)?)
    }

    /// The figure as reports show it: `12`, `80.0 %`, `+5.3 %`, `1.25`, `1d 02:03:04`; `–` where there is none, `*`
    /// where it is not shown. Of lengths it is the mean.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.suppressed {
            return "*".to_owned();
        }
        let text = match self.kpi.definition().kind {
            Kind::Count => self.numerator.map(|count| count.to_string()),
            Kind::Rate => self.per_mille().map(|rate| format!("{} %", Tenths(rate))),
            Kind::Change => self.per_mille().map(|rate| {
                let sign = if rate > 0 { "+" } else { "" };
                format!("{sign}{} %", Tenths(rate))
            }),
            Kind::Ratio => self.per_mille().map(|ratio| format!("{}.{:03}", ratio / 1000, ratio % 1000)),
            Kind::Length => self.lengths.map(|lengths| shown_length(lengths.mean)),
        };
        text.unwrap_or_else(|| "–".to_owned())
    }
}

/// A length of time as reports show it: `02:03:04`, `1d 02:03:04`.
///
/// ```
/// assert_eq!(tousu::statistics::shown_length(93_784), "1d 02:03:04");
/// ```
#[must_use]
pub fn shown_length(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let days = if days > 0 { format!("{days}d ") } else { String::new() };
    format!("{sign}{days}{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

/// A quantile as reports show it, with how far it may be off.
impl fmt::Display for Quantile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown_length(self.value))?;
        if self.within > 0 { write!(f, " ±{}", shown_length(self.within)) } else { Ok(()) }
    }
}

/// Thousandths as per cent.
struct Tenths(i128);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

impl FigureTable {
    /// The row with this key.
    #[must_use]
    pub fn row(&self, key: &[Value]) -> Option<&FigureRow> {
        let rows = self.rows.iter().chain(&self.subtotals).chain([&self.total]);
        rows.into_iter().find(|row| row.key == key)
    }

    /// The position of a figure in every row.
    #[must_use]
    pub fn column(&self, column: &Column) -> Option<usize> {
        self.columns.iter().position(|own| own == column)
    }

    /// A figure of a row.
    #[must_use]
    pub fn figure<'t>(&self, row: &'t FigureRow, column: impl Into<Column>) -> Option<&'t Figure> {
        row.figures.get(self.column(&column.into())?)
    }

    /// Brings the rows into the order of the names of some dimensions, as of a policy's tiers from the heaviest; names
    /// that are not among them follow, and what is not known comes last.
    pub fn order_by(&mut self, orders: &[(Dimension, Vec<&str>)]) {
        let Self { dimensions, rows, subtotals, .. } = self;
        let rank = |at: usize, value: &Value| {
            let order = orders.iter().find(|(dimension, _)| dimensions.get(at) == Some(dimension));
            order.zip(value.name()).map_or(usize::MAX, |((_, names), name)| {
                names.iter().position(|known| **known == **name).unwrap_or(usize::MAX)
            })
        };
        for rows in [rows, subtotals] {
            rows.sort_by(|one, other| {
                let values = one.key.iter().zip(&other.key).enumerate();
                let mut by_value =
                    values.map(|(at, (one, other))| rank(at, one).cmp(&rank(at, other)).then_with(|| one.cmp(other)));
                let longest_first = other.key.len().cmp(&one.key.len());
                longest_first.then_with(|| by_value.find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
            });
        }
    }
}
