//! Spans in which a clock stands still.

use std::fmt::Debug;

use crate::error::{Code, Error, Result};

/// Refuses spans that are reversed or not in ascending order.
pub(crate) fn in_order<T: Copy + Ord + Debug>(spans: &[(T, T)], argument: &str) -> Result<()> {
    let mut before = None;
    for (from, to) in spans.iter().copied() {
        if from > to || before.is_some_and(|before| from < before) {
            let subject = format!("{from:?} to {to:?}");
            return Err(Error::new(Code::InvalidArgument, subject, "spans in ascending order, disjoint").at(argument));
        }
        before = Some(to);
    }
    Ok(())
}
