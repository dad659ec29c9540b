//! Due times: a start, a period, a counting rule and a calendar give the last instant that is in time.
//!
//! ```
//! use tousu::calendar::Calendar;
//! use tousu::deadline::due;
//! use tousu::period::Period;
//! use tousu::policy::Counting;
//! use tousu::time::Instant;
//!
//! let china = Calendar::builtin("china")?;
//! let start = Instant::parse("2026-09-30T10:00:00+08:00")?;
//! let due = due(&china, Period::parse("3个工作日")?, Counting::default(), start)?;
//! assert_eq!(china.format(due.at), "2026-10-10T23:59:59+08:00");
//! # Ok::<(), tousu::Error>(())
//! ```

mod before;
mod due;
mod explain;
mod json;
mod moving;
mod rows;
mod sentence;

pub use before::{before, passed};
pub use due::{Due, due, due_batch, due_excluding, due_from_date};
pub use explain::{CountedDay, Explanation, Reason, Step, explain, explain_excluding};
pub(crate) use json::write_counting;
pub use moving::MovingDue;
pub use rows::due_rows;
