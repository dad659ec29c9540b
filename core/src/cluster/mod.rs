//! Which complaints belong together: repeats, hot spots, and months that are out of control.
//!
//! Three questions that a register is asked every month, each answered without comparing everything with everything:
//!
//! * [`repeats`]: who complained again about the same matter within a window of time;
//! * [`hot_spots`]: which messages, whoever wrote them, are about one place and event, and how hot that is;
//! * [`chart`]: which month has more complaints, or a greater share of them, than chance explains.
//!
//! All three are pure functions: the order of the input changes nothing, and the same input gives the same answer to
//! the last bit on every machine (whole numbers only, no random seed).

pub mod chart;
mod group;
mod index;
mod json;
mod repeat;
mod shingle;
mod spot;

pub use json::{chart_json, find_json, hot_spots_json, repeats_json};
pub use repeat::{Chain, Repeat, RepeatRule, Repeats, repeats};
pub use spot::{HeatRule, HotSpot, Likeness, Member, hot_spots};

use crate::time::Instant;

/// A complaint as this module sees it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Message<'a> {
    /// Its id; no two messages have the same.
    pub id: &'a str,
    /// When it came.
    pub at: Option<Instant>,
    /// Who wrote it, in whatever form tells persons apart.
    pub complainant: Option<&'a str>,
    /// What it is about, as far as somebody has said so: a category, or a number given to the matter.
    pub matter: Option<&'a str>,
    /// Where, as far as the register says so: messages about two places are never one hot spot.
    pub place: Option<&'a str>,
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub text: &'a str,
    /// How many others supported it.
    pub votes: u64,
}

/// The order that everything is worked through in: by time, then by id, so that the input's order says nothing.
fn in_order(messages: &[Message<'_>]) -> crate::Result<Vec<usize>> {
    let key = |at: &usize| messages.get(*at).map(|message| (message.at, message.id));
    let mut order: Vec<usize> = (0..messages.len()).collect();
    order.sort_unstable_by_key(key);
    let mut ids: Vec<&str> = messages.iter().map(|message| message.id).collect();
    ids.sort_unstable();
    match ids.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied())).flatten() {
        Some(twice) => Err(crate::Error::new(crate::Code::DuplicateId, twice, "every message once").at("id")),
        None => Ok(order),
    }
}
