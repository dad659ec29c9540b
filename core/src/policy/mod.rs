//! Rule books as checked data.
//!
//! A policy document (TOML or JSON) is read into a spanned tree, checked as a whole, and becomes a [`Policy`]: plain
//! data in which every reference is resolved and every parameter has its value. The later stages read it; nothing
//! here evaluates anything.

mod event_kind;
mod lexicon;
mod model;

pub use event_kind::EventKind;
pub use lexicon::{Category, Lexicon, Signal};
pub(crate) use lexicon::{Compiled, Cue, Feature, Owner, SignalKind, Unit, Weights};
pub use model::*;
