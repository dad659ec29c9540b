//! Rule books by id and version: those that come with the library, and those of the caller.

use std::sync::Arc;

use super::parameters::Parameters;
use super::{Lexicon, Policy};
use crate::document::{Cursor, Document};
use crate::error::{Code, Error, Result};
use crate::time::Date;

/// The rule books that one may extend or lay an overlay over: the built-in ones, and documents of the caller's, which
/// come first.
///
/// ```
/// use tousu::{document::Document, policy::{Library, Parameters}};
/// let house = "[overlay]\nid = 'tower-7'\ntitle = 'Tower 7'\nversion = '1'\nbase = 'residential-community'\n\
///     [[obligation]]\nid = 'general-reply'\nwithin = '2 working days'\n";
/// let library = Library::new().with(Document::parse(house)?)?;
/// let policy = library.policy("tower-7", &Parameters::new())?;
/// assert_eq!(policy.over.first().map(|base| base.id.as_str()), Some("residential-community"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, Default, Debug)]
pub struct Library {
    books: Vec<Book>,
    /// In the place of built-in ones, or under ids of their own.
    pub(super) lexicons: Vec<Arc<Lexicon>>,
}

/// A document of the caller's.
#[derive(Clone, Debug)]
struct Book {
    id: String,
    version: String,
    effective_from: Option<Date>,
    effective_to: Option<Date>,
    document: Arc<Document>,
}

impl Book {
    fn in_force(&self, on: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= on) && self.effective_to.is_none_or(|to| on <= to)
    }
}

impl Library {
    /// The built-in rule books.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more document: a rule book, an overlay, or another version of one.
    ///
    /// # Errors
    /// `missing-field` when it has no id or version; `duplicate-id` for a version that is there already;
    /// `unreadable-time`.
    pub fn with(mut self, document: Document) -> Result<Self> {
        let root = document.root();
        let head = head(&root).ok_or_else(|| root.error(Code::MissingField, "policy", "what the rule book is"))?;
        let id_at = head.require("id", "the id of the book")?;
        let version_at = head.require("version", "the version of the book")?;
        let date = |name: &str| head.get_some(name).map(|at| Date::parse(at.text()?).map_err(|error| at.locate(error)));
        let book = Book {
            id: id_at.text()?.to_owned(),
            version: version_at.text()?.to_owned(),
            effective_from: date("effective_from").transpose()?,
            effective_to: date("effective_to").transpose()?,
            document: Arc::new(document.clone()),
        };
        if self.books.iter().any(|known| (&known.id, &known.version) == (&book.id, &book.version)) {
            return Err(version_at.error(Code::DuplicateId, format_args!("{} {}", book.id, book.version), ""));
        }
        self.books.push(book);
        Ok(self)
    }

    /// The same with a lexicon in the place of the one that has its id: an older one, to go on deciding by the words of
    /// then, or one of the caller's own.
    ///
    /// ```
    /// use tousu::{Engine, policy::{Lexicon, Library, Parameters}};
    /// // What was kept when the library was older: here, today's documents with one more word.
    /// let kept = "[[concept]]\nid = 'bees'\ncategory = 'environment/pest'\npatterns = ['(养|放)蜂']\n";
    /// let lexicon = Lexicon::compile(&[Lexicon::builtin_sources("property")?, &[kept]].concat())?;
    /// let digest = lexicon.digest;
    /// let library = Library::new().with_lexicon(lexicon);
    /// let engine = Engine::new(library.policy("residential-community", &Parameters::new())?)?;
    /// assert_eq!(engine.policy().lexicon.digest, digest);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicons.retain(|known| known.id != lexicon.id);
        self.lexicons.push(Arc::new(lexicon));
        self
    }

    /// The same with this document in the place of every version of its book.
    pub(super) fn replacing(&self, document: &Document) -> Result<Self> {
        let root = document.root();
        let id = head(&root).and_then(|head| head.get_some("id")?.text().ok());
        let mut library = self.clone();
        library.books.retain(|book| Some(book.id.as_str()) != id);
        library.with(document.clone())
    }

    /// The newest version of a rule book or overlay.
    ///
    /// # Errors
    /// `unknown-policy`, listing those there are; as [`Policy::from_document`].
    pub fn policy(&self, id: &str, parameters: &Parameters) -> Result<Policy> {
        Policy::from_library(&self.find(id)?, self, parameters)
    }

    /// The version of a rule book that is in force on a day: of several, the one that came into force last.
    ///
    /// ```
    /// use tousu::{document::Document, policy::{Library, Parameters}, time::Date};
    /// let book = |version: &str, from: &str| {
    ///     let text = format!("[policy]\nid = 'x'\ntitle = 'x'\nversion = '{version}'\neffective_from = '{from}'\n\
    ///         lexicon = 'property'\nuntiered = 'allowed'\n");
    ///     Document::parse(&text)
    /// };
    /// let library = Library::new().with(book("1", "2025-01-01")?)?.with(book("2", "2026-03-01")?)?;
    /// let on = |day: &str| library.in_force("x", Date::parse(day)?, &Parameters::new());
    /// assert_eq!(on("2026-02-28")?.version, "1");
    /// assert_eq!(on("2026-03-01")?.version, "2");
    /// assert_eq!(on("2024-12-31").unwrap_err().slug(), "policy-not-in-force");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `policy-not-in-force`, naming the versions there are; `unknown-policy`; as [`Policy::from_document`].
    pub fn in_force(&self, id: &str, on: Date, parameters: &Parameters) -> Result<Policy> {
        let versions = || self.books.iter().filter(|book| book.id == id);
        let newest = versions().filter(|book| book.in_force(on)).max_by_key(|book| book.effective_from);
        if let Some(book) = newest {
            return Policy::from_library(&book.document, self, parameters);
        }
        if versions().next().is_some() {
            let spans: Vec<_> = versions().map(span).collect();
            return Err(Error::new(Code::PolicyNotInForce, id, format_args!("{on}; it has {}", spans.join(", "))));
        }
        let policy = self.policy(id, parameters)?;
        policy.check_in_force(on)?;
        Ok(policy)
    }

    /// A version of a rule book by its name, in force or not.
    ///
    /// # Errors
    /// `policy-not-in-force` when there is no such version; `unknown-policy`; as [`Policy::from_document`].
    pub fn version(&self, id: &str, version: &str, parameters: &Parameters) -> Result<Policy> {
        let versions = || self.books.iter().filter(|book| book.id == id);
        if let Some(book) = versions().find(|book| book.version == version) {
            return Policy::from_library(&book.document, self, parameters);
        }
        let newest = self.policy(id, parameters)?;
        if newest.version == version {
            return Ok(newest);
        }
        let known: Vec<_> = versions().map(|book| book.version.as_str()).collect();
        let known = if known.is_empty() { newest.version } else { known.join(", ") };
        Err(Error::new(Code::PolicyNotInForce, id, format_args!("there is no version {version}; it has {known}")))
    }

    /// Reads and checks a document that may extend, or change, a book of the library.
    ///
    /// # Errors
    /// As [`Policy::from_document`].
    pub fn load(&self, document: &Document, parameters: &Parameters) -> Result<Policy> {
        Policy::from_library(&Arc::new(document.clone()), self, parameters)
    }

    /// The documents of the caller's: id, version, first and last day in force.
    pub fn own(&self) -> impl Iterator<Item = (&str, &str, Option<Date>, Option<Date>)> {
        self.books.iter().map(|book| (book.id.as_str(), book.version.as_str(), book.effective_from, book.effective_to))
    }

    /// The ids of its books: the caller's, then the built-in ones.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for id in self.books.iter().map(|book| book.id.as_str()).chain(Policy::builtin_ids().map(|id| id as &str)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The document of the newest version of a book.
    pub(super) fn find(&self, id: &str) -> Result<Arc<Document>> {
        let versions = self.books.iter().filter(|book| book.id == id);
        if let Some(book) = versions.max_by_key(|book| book.effective_from) {
            return Ok(Arc::clone(&book.document));
        }
        let source = Policy::builtin_source(id).map_err(|_| Error::unknown_policy(id, &self.ids()))?;
        Document::parse_toml(source).map(Arc::new)
    }
}

/// The head of a rule book or overlay.
pub(super) fn head<'d>(root: &Cursor<'d>) -> Option<Cursor<'d>> {
    root.get_some("policy").or_else(|| root.get_some("overlay"))
}

/// `2 from 2026-03-01`
fn span(book: &Book) -> String {
    let mut out = book.version.clone();
    for (word, date) in [("from", book.effective_from), ("to", book.effective_to)] {
        if let Some(date) = date {
            out.push_str(&format!(" {word} {date}"));
        }
    }
    out
}

impl Policy {
    /// Whether it is in force on a day.
    ///
    /// # Errors
    /// `policy-not-in-force`.
    ///
    /// ```
    /// use tousu::{policy::Policy, time::Date};
    /// let policy = Policy::builtin("residential-community")?;
    /// // Its document names no day from which it holds: it always does.
    /// assert!(policy.check_in_force(Date::parse("1999-01-01")?).is_ok());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn check_in_force(&self, on: Date) -> Result<()> {
        let begun = self.effective_from.is_none_or(|from| from <= on);
        if begun && self.effective_to.is_none_or(|to| on <= to) {
            return Ok(());
        }
        let date = |date: Option<Date>, open: &str| date.map_or_else(|| open.to_owned(), |date| date.to_string());
        let span = format!("{} to {}", date(self.effective_from, "…"), date(self.effective_to, "…"));
        let expected = format_args!("{on}; version {} holds {span}", self.version);
        Err(Error::new(Code::PolicyNotInForce, &self.id, expected))
    }
}
