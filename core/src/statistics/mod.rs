//! Figures of complaints: what a month's report counts, mergeable, with no number that lies.
//!
//! ```text
//! Observation ──► Summary::add ──► cells by the Plan's dimensions ──► Summary::table(Query) ──► FigureTable
//!                 Summary::merge (any shards, any order)
//! ```
//!
//! A [`Summary`] is a commutative monoid: observations can be added in any order and on any shard, and merging the
//! shards gives what one pass would have given. It sees [`Observation`]s, never texts. What each figure counts is told by
//! its [`Kpi`]; every figure keeps numerator, denominator and what is in neither; a denominator of 0 is no rate at all,
//! neither 0 % nor 100 %. Which complaint repeats another is told by [`Repeats`], a pass of its own, before.
//!
//! Reports render a [`FigureTable`]: rows by [`Dimension`]s, subtotals and a total, a [`Figure`] in each cell.

mod cell;
mod columns;
mod count;
mod kpi;
mod laws;
mod lengths;
mod observation;
mod period;
mod plan;
mod rate;
mod read;
mod records;
mod repeats;
mod request;
mod state;
mod summary;
mod suppress;
mod table;
mod units;
mod write;

pub use cell::{Cell, Item, Items, Measure, Tally};
pub use columns::{Columns, Grid, GridCell, NO_LENGTH};
pub use kpi::{Basis, Definition, Exclusion, Kind, Kpi};
pub use lengths::{LengthFigures, Lengths, Quantile};
pub use observation::{Lasted, Measured, Name, Observation, Outcome, Repeat, Visit};
pub use period::{CalendarPeriod, Grain};
pub use plan::{Dimension, Matter, Neutral, Options, Plan, RepeatRule, Value};
pub use rate::Rate;
pub use records::observations_from_columns;
pub use repeats::Repeats;
pub use request::Request;
pub use summary::{Key, Summary};
pub use table::{Column, Figure, FigureRow, FigureTable, Query, shown_length};
pub use units::{Unit, Units};
pub use write::definitions_json;
