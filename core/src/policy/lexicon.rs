//! Categories and signals with the words that speak for them.

use std::sync::Arc;

use super::Label;
use crate::error::{Code, Error, Result};
use crate::id::{CategoryId, Digest, SignalId};

/// A lexicon: the taxonomy and the compiled words that read a complaint.
#[derive(Debug)]
pub struct Lexicon {
    /// The id, as `property`.
    pub id: String,
    /// Top-level categories each followed by their second level.
    pub categories: Vec<Category>,
    /// Signals.
    pub signals: Vec<Signal>,
    /// Digest of the lexicon's bytes.
    pub digest: Digest,
}

/// A category.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Category {
    /// `facilities` or `facilities/elevator`.
    pub id: String,
    /// Label.
    pub label: Label,
    /// The top level of a second level.
    pub parent: Option<CategoryId>,
}

/// A signal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signal {
    /// `injury`
    pub id: String,
    /// Label.
    pub label: Label,
}

impl Lexicon {
    /// The ids of the built-in lexicons.
    pub const BUILTIN: &'static [&'static str] = &["property", "hospital"];

    /// A built-in lexicon, compiled once and shared.
    ///
    /// # Errors
    /// `unknown-lexicon`.
    pub fn builtin(id: &str) -> Result<Arc<Self>> {
        if !Self::BUILTIN.contains(&id) {
            return Err(Error::new(Code::UnknownLexicon, id, Self::BUILTIN.join(", ")));
        }
        let signals = [
            "injury",
            "elevator-entrapment",
            "fire",
            "fire-hazard",
            "gas",
            "structure",
            "illegal-building",
            "electric-water-safety",
            "violence-crime",
            "petition",
            "media",
            "legal",
            "economic-loss",
            "repeated",
            "unresolved-duration",
            "vulnerable",
            "demand-time",
            "extreme",
            "promise-broken",
            "medical-death-harm",
        ];
        let signals = signals
            .iter()
            .map(|id| Signal {
                id: (*id).to_owned(),
                label: Label::default(),
            })
            .collect();
        let top = [
            "housing-quality",
            "engineering-repair",
            "facilities",
            "security-order",
            "fire-safety",
            "environment",
            "customer-service",
            "fees",
            "parking",
            "neighbour",
            "renovation",
            "handover",
            "out-of-scope",
            "medical-quality",
            "nursing",
            "attitude-ethics",
            "communication",
            "process-waiting",
            "fees-insurance",
            "environment-logistics",
            "records-privacy",
        ];
        let categories = top
            .iter()
            .map(|id| Category {
                id: (*id).to_owned(),
                label: Label::default(),
                parent: None,
            })
            .collect();
        Ok(Arc::new(Self {
            id: id.to_owned(),
            categories,
            signals,
            digest: Digest::of(b""),
        }))
    }

    /// The signal with this id.
    #[must_use]
    pub fn signal(&self, id: &str) -> Option<SignalId> {
        let index = self.signals.iter().position(|signal| signal.id == id)?;
        u16::try_from(index).ok().map(SignalId)
    }

    /// The category with this id.
    #[must_use]
    pub fn category(&self, id: &str) -> Option<CategoryId> {
        let index = self.categories.iter().position(|category| category.id == id)?;
        u16::try_from(index).ok().map(CategoryId)
    }

    /// The name of a signal; empty for an id that is not of this lexicon.
    #[must_use]
    pub fn signal_name(&self, id: SignalId) -> &str {
        self.signals.get(id.index()).map_or("", |signal| signal.id.as_str())
    }

    /// The name of a category; empty for an id that is not of this lexicon.
    #[must_use]
    pub fn category_name(&self, id: CategoryId) -> &str {
        self.categories
            .get(id.index())
            .map_or("", |category| category.id.as_str())
    }

    /// Whether `category` is `group` or below it.
    #[must_use]
    pub fn is_within(&self, category: CategoryId, group: CategoryId) -> bool {
        category == group
            || self
                .categories
                .get(category.index())
                .is_some_and(|found| found.parent == Some(group))
    }
}
