//! Due times: start event + period + calendar + counting rule.
mod due;
mod moving;
pub use due::{Due, due};
pub use moving::MovingDue;
use due::{day_end, rolled};
