//! Where the words of a book come from: labels, clauses, the document, the books below.

use crate::id::Digest;

/// A label in Chinese and English. Labels are data: renaming one changes no decision.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Where in the source document a rule stands.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Clause {
    /// The number as the document prints it: `七 4.7.1`, `第十二条(一)`.
    pub number: String,
    /// Some words of the clause; empty when the document has none of its own.
    pub quote: String,
    /// The article of the law behind it: `50`, `民法典 203`; empty when there is none.
    pub article: String,
    /// The document it is of; empty = the book's own.
    pub document: String,
    /// Whether the primary text was read; `None` = as the whole book.
    pub confidence: Option<Confidence>,
}

/// Whether the primary text of a norm was read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Confidence {
    /// Its primary text was read.
    Verified,
    /// From other sources: check it before you rely on it.
    NeedsVerification,
}

impl Confidence {
    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NeedsVerification => "needs-verification",
        }
    }
}

/// A book on which another one rests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// How it rests on it.
    pub kind: BasisKind,
    /// The id of the book below.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Digest of its canonical bytes.
    pub digest: Digest,
}

/// How a book rests on another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BasisKind {
    /// It extends it: the rules of both hold.
    Extended,
    /// It is an overlay: it changes it.
    Overlaid,
}

impl BasisKind {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Extended => "extends",
            Self::Overlaid => "overlay-of",
        }
    }
}

/// What a book was written from.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Origin {
    /// The title of the document; empty when the book names none.
    pub document: String,
    /// Where it is the law.
    pub jurisdiction: String,
    /// The norm that it was made under.
    pub legal_basis: String,
    /// What has replaced it or its basis.
    pub superseded_by: String,
    /// Whether its primary text was read, where a clause does not say otherwise.
    pub confidence: Option<Confidence>,
}
