//! tousu (投诉, "complaint") turns a complaint and the rule book it falls under into decisions that can be defended.
#![doc(test(attr(deny(warnings))))]

pub mod batch;
pub mod calendar;
pub mod case;
pub mod classify;
pub mod cluster;
pub mod compare;
pub mod complaint;
pub mod deadline;
pub mod document;
pub mod engine;
pub mod error;
pub mod id;
#[cfg(feature = "ledger")]
pub mod ledger;
pub mod numeral;
pub mod period;
pub mod policy;
pub mod queue;
pub mod report;
pub mod statistics;
pub mod text;
pub mod tier;
pub mod time;

pub use engine::Engine;
pub use error::{Code, Error, Result};
