//! What a complaint is about: one category, what else it touches, and how sure that is.

mod cases;
mod join;
mod model;
mod scoring;

use crate::complaint::{Evidence, SetBy};
use crate::error::{Code, Error, Result};
use crate::id::CategoryId;
use crate::policy::Lexicon;

pub use join::Opinion;
pub use model::{Model, Prediction, Sample, Training};
pub use scoring::{classify, classify_with};
#[doc(hidden)]
pub use scoring::{shares, unfitted};

/// The category of a complaint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Classification {
    /// The category, second level where the words tell; `None` = unsure.
    pub category: Option<CategoryId>,
    /// Who decided.
    pub set_by: SetBy,
    /// How sure, per mille; 1000 when a person decided.
    pub confidence: u16,
    /// Other top-level categories that the text also complains about, strongest first.
    pub also: Vec<CategoryId>,
    /// Every category with its score, strongest first; second level where there is one.
    pub ranked: Vec<(CategoryId, i32)>,
    /// The words that decided: those of the lexicon, else, where a model decided alone, those that it goes by.
    pub evidence: Vec<Evidence>,
}

/// The category that a person gave.
fn given(id: &str, lexicon: &Lexicon) -> Result<CategoryId> {
    lexicon.category(id).ok_or_else(|| {
        let expected: Vec<_> = lexicon.categories.iter().map(|category| category.id.as_str()).collect();
        Error::new(Code::UnknownCategory, id, expected.join(", ")).at("category")
    })
}
