//! The ways to a checked policy.

use std::fmt;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, Severity};
use super::layers::{self, Layered};
use super::library::Library;
use super::parameters::Parameters;
use super::read::{Loaded, load};
use super::{Basis, Lexicon, Policy};
use crate::document::Document;
use crate::error::{Code, Error, Result};

/// The document that a policy was read from with everything that it rests on, kept so that other parameters can be
/// put in force.
#[derive(Clone)]
pub(super) struct Source {
    pub document: Arc<Document>,
    pub over: Vec<Basis>,
    pub noted: Vec<Diagnostic>,
    /// Lexicons in the place of built-in ones.
    pub lexicons: Vec<Arc<Lexicon>>,
}

/// The text would drown everything else.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({} bytes)", self.document.source().len())
    }
}

impl Policy {
    /// Reads and checks a document with the caller's parameters.
    ///
    /// # Errors
    /// `policy-rejected` with every fault as a cause, each at its place. Faults of the caller's values are reported
    /// as themselves: `unknown-parameter`, `unreadable-parameter`, and in strict mode `parameter-not-given`; when
    /// there are several, the first carries them all as causes.
    ///
    /// ```
    /// use tousu::{document::Document, policy::{Parameters, Policy}};
    /// let document = Document::parse(Policy::builtin_source("residential-community")?)?;
    /// let policy = Policy::from_document(&document, &Parameters::new().with("group_threshold", 5))?;
    /// assert_eq!(policy.id, "residential-community");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn from_document(document: &Document, parameters: &Parameters) -> Result<Self> {
        Self::from_library(&Arc::new(document.clone()), &Library::new(), parameters)
    }

    /// Reads and checks a text, TOML or JSON, with the suggested parameters.
    ///
    /// # Errors
    /// `syntax` and the like with line and column; else as [`Self::from_document`].
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let error = Policy::parse("[policy]\nid = 'x'\nversio = '1'\n").unwrap_err();
    /// let slugs: Vec<_> = error.causes().iter().map(|cause| cause.slug()).collect();
    /// assert_eq!(slugs, ["missing-field", "missing-field", "missing-field", "unknown-field"]);
    /// ```
    pub fn parse(source: &str) -> Result<Self> {
        Self::from_library(&Arc::new(Document::parse(source)?), &Library::new(), &Parameters::new())
    }

    /// The same rule book with the caller's values in force, checked anew; values given before are forgotten.
    ///
    /// # Errors
    /// As [`Self::from_document`].
    ///
    /// ```
    /// use tousu::policy::{Parameters, Policy};
    /// let policy = Policy::builtin("residential-community")?;
    /// let error = policy.with_parameters(&Parameters::new().with("registration_hours", "soon")).unwrap_err();
    /// assert_eq!(error.slug(), "unreadable-parameter");
    /// let strict = policy.with_parameters(&Parameters::new().strict(true)).unwrap_err();
    /// assert_eq!(strict.slug(), "parameter-not-given");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn with_parameters(&self, parameters: &Parameters) -> Result<Self> {
        Self::from_layers(&self.document, parameters)
    }

    /// Everything found in a document, and in the built-in books that it rests on: what makes it be refused, and
    /// notes on what is odd.
    ///
    /// ```
    /// use tousu::{document::Document, policy::{Policy, Severity}};
    /// let document = Document::parse(Policy::builtin_source("complaint-process-training")?)?;
    /// let found = Policy::check(&document);
    /// assert!(found.iter().all(|found| found.severity == Severity::Note));
    /// assert!(found.iter().any(|found| found.error.slug() == "odd-tier-order"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn check(document: &Document) -> Vec<Diagnostic> {
        Library::new().check(document)
    }

    pub(super) fn from_library(document: &Arc<Document>, library: &Library, parameters: &Parameters) -> Result<Self> {
        let Layered { document: whole, over, found, broken } = layers::resolve(document, library);
        if broken || found.iter().any(|found| found.severity == Severity::Error) {
            return Err(rejected(document, library.check(document)));
        }
        let lexicons = library.lexicons.clone();
        Self::from_layers(&Source { document: whole, over, noted: found, lexicons }, parameters)
    }

    fn from_layers(source: &Source, parameters: &Parameters) -> Result<Self> {
        let Loaded { policy, found, mut misgiven } = load(source, parameters);
        if !misgiven.is_empty() {
            let first = misgiven.remove(0);
            return Err(if misgiven.is_empty() {
                first
            } else {
                misgiven.insert(0, first.clone());
                first.with_causes(misgiven)
            });
        }
        match policy {
            Some(mut policy) => {
                policy.diagnostics = found;
                Ok(policy)
            }
            None => Err(rejected(&source.document, found)),
        }
    }
}

impl Library {
    /// Everything found in a document, and in the books that it rests on.
    ///
    /// ```
    /// use tousu::{document::Document, policy::Library};
    /// let overlay = "[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n\
    ///     [[obligation]]\nid = 'general-repply'\nwithin = '2 days'\n";
    /// let found = Library::new().check(&Document::parse(overlay)?);
    /// let faults: Vec<_> = found.iter().map(|found| (found.error.slug(), found.error.help())).collect();
    /// assert_eq!(faults.first(), Some(&("unknown-reference", Some("did you mean `general-reply`?"))));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn check(&self, document: &Document) -> Vec<Diagnostic> {
        let Layered { document, over, found, broken } = layers::resolve(&Arc::new(document.clone()), self);
        if broken {
            return found;
        }
        let lexicons = self.lexicons.clone();
        load(&Source { document, over, noted: found, lexicons }, &Parameters::new()).found
    }
}

/// One error that carries every fault and stands at the first.
fn rejected(document: &Document, found: Vec<Diagnostic>) -> Error {
    let faults = found.into_iter().filter(|found| found.severity == Severity::Error);
    let causes: Vec<Error> = faults.map(|found| found.error).collect();
    let root = document.root();
    let head = super::library::head(&root);
    let id = head.and_then(|head| head.get_some("id")?.text().ok().map(str::to_owned));
    let error = Error::new(Code::PolicyRejected, id.unwrap_or_default(), causes.len());
    match causes.first() {
        Some(first) => error.placed(first.place().clone()).with_causes(causes),
        None => error,
    }
}
