//! Rule books as checked data.
//!
//! A policy document (TOML or JSON) is read into a spanned tree, checked as a whole, and becomes a [`Policy`]: plain
//! data in which every reference is resolved and every parameter has its value. The later stages read it; nothing
//! here evaluates anything.

mod builtin;
mod condition;
mod demands;
mod diagnostic;
mod diff;
mod event_kind;
mod facets;
mod fields;
mod keywords;
mod layers;
mod lexicon;
mod library;
mod load;
mod model;
mod names;
mod obligations;
mod overlays;
mod parameters;
mod proof;
mod provenance;
mod read;
mod remarks;
mod resolve;
mod schema;
mod sections;
mod shape;
mod spans;
#[cfg(test)]
mod tests;
mod values;
mod vocabulary;
mod words;

pub use demands::*;
pub use diagnostic::{BookSource, Diagnostic, Severity, render};
pub use diff::{ChangeKind, Effect, PolicyChange, PolicyDiff};
pub use event_kind::EventKind;
pub use facets::Section;
pub use lexicon::{Category, Lexicon, Signal};
pub(crate) use lexicon::{Compiled, Concept, Cue, Feature, Owner, Subject, Target, Unit, Use, Weights};
pub use library::Library;
use load::Source;
pub use model::*;
pub use overlays::{Impact, OverlayReport};
pub use parameters::Parameters;
pub use provenance::*;
pub use schema::{overlay_schema, schema};
#[cfg(test)]
pub(crate) use vocabulary::STATUSES;
pub use vocabulary::{Domain, Vocabulary};
