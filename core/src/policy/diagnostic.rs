//! What a check found, each at its place, and how a terminal shows it.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use crate::document::{Cursor, Document, Span};
use crate::error::{Code, Error, Place};

/// Whether a rule book is refused for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The rule book is refused.
    Error,
    /// The rule book is accepted; the source is odd here, or something is of no use.
    Note,
}

impl Severity {
    /// The name in reports.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
        }
    }
}

/// Something that a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Whether the rule book is refused for it.
    pub severity: Severity,
    /// What, with its code, path, line, column and help.
    pub error: Error,
    /// The bytes of the source that it is about, where it has a place in the source.
    pub span: Option<Span>,
    /// The book in whose source that is, when it is one below the document checked.
    pub book: Option<BookSource>,
}

/// The source of a book below the one that was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookSource {
    /// The id of the book.
    pub id: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

impl Diagnostic {
    pub(super) fn error(span: Span, error: Error) -> Self {
        Self { severity: Severity::Error, error, span: Some(span), book: None }
    }

    /// Of a span in a joined document, the source in which it lies and the place there.
    pub(super) fn localise(&mut self, document: &Document) {
        let Some(span) = self.span.filter(|_| self.book.is_none()) else { return };
        let (name, text, span) = document.locate(span);
        self.span = Some(span);
        self.book = name.map(|id| BookSource { id: id.into(), text: text.into() });
    }

    /// The same, found in a book below.
    pub(super) fn inside(mut self, id: &str, document: &Document) -> Self {
        if self.book.is_none() {
            let (_, text, _) = document.locate(Span::default());
            self.book = Some(BookSource { id: id.into(), text: text.into() });
            let place = self.error.place().clone();
            let path = place.path.as_deref().map(|path| format!("{id}:{path}"));
            self.error = self.error.placed(Place { path, ..place });
        }
        self
    }
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub list: Vec<Diagnostic>,
}

impl Faults {
    pub(super) fn error(
        &mut self,
        cursor: &Cursor<'_>,
        code: Code,
        subject: impl fmt::Display,
        expected: impl fmt::Display,
    ) {
        self.error_at(cursor.span(), cursor.error(code, subject, expected));
    }

    pub(super) fn wrong_type(&mut self, cursor: &Cursor<'_>, expected: &str) {
        self.error_at(cursor.span(), cursor.wrong_type(expected));
    }

    /// A fault of some inner reader, at this value.
    pub(super) fn locate(&mut self, cursor: &Cursor<'_>, error: Error) {
        self.error_at(cursor.span(), cursor.locate(error));
    }

    pub(super) fn error_at(&mut self, span: Span, error: Error) {
        self.list.push(Diagnostic::error(span, error));
    }

    pub(super) fn note(
        &mut self,
        cursor: &Cursor<'_>,
        code: Code,
        subject: impl fmt::Display,
        expected: impl fmt::Display,
    ) {
        self.list.push(Diagnostic {
            severity: Severity::Note,
            error: cursor.error(code, subject, expected),
            span: Some(cursor.span()),
            book: None,
        });
    }

    pub(super) fn has_errors(&self) -> bool {
        self.list.iter().any(|found| found.severity == Severity::Error)
    }

    /// The diagnostics in the order of the source, those of the books below last.
    pub(super) fn finish(mut self, document: &Document) -> Vec<Diagnostic> {
        self.list.sort_by_key(|found| found.span.map(|span| span.start));
        self.list.iter_mut().for_each(|found| found.localise(document));
        self.list
    }
}

/// The diagnostics as a compiler shows them: the line of the source, a caret under the span, the help.
///
/// Wide characters count two columns, so that the caret stands under the right one.
///
/// ```
/// use tousu::policy::{Policy, render};
/// use tousu::document::Document;
/// let source = "[policy]\nid = \"x\"\ntitle = \"例\"\nversion = \"1\"\nlexicon = \"propertie\"\n";
/// let report = render(&Policy::check(&Document::parse(source)?), "x.toml", source);
/// assert!(report.starts_with("error[unknown-lexicon]: there is no lexicon `propertie`"));
/// assert!(report.contains("5 | lexicon = \"propertie\"\n  |           ^^^^^^^^^^^\n"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[must_use]
pub fn render(found: &[Diagnostic], source_name: &str, source: &str) -> String {
    let mut out = String::new();
    for diagnostic in found {
        // Writing to a String cannot fail.
        let _ = render_one(&mut out, diagnostic, source_name, source);
    }
    let count = |severity| found.iter().filter(|found| found.severity == severity).count();
    let _ = writeln!(out, "{} errors, {} notes", count(Severity::Error), count(Severity::Note));
    out
}

fn render_one(out: &mut String, found: &Diagnostic, source_name: &str, source: &str) -> fmt::Result {
    let error = &found.error;
    writeln!(out, "{}[{}]: {}", found.severity.slug(), error.slug(), error.message_en())?;
    let place = error.place();
    let line = place.line.unwrap_or(0);
    let digits = line.to_string().len();
    let margin = " ".repeat(digits);
    let (source_name, source) = match &found.book {
        Some(book) => (&*book.id, &*book.text),
        None => (source_name, source),
    };
    if let (Some(number), Some(column)) = (place.line, place.column) {
        write!(out, "{margin}--> {source_name}:{number}:{column}")?;
        if let Some(path) = &place.path {
            write!(out, " ({path})")?;
        }
        let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let text = source.split('\n').nth(index).unwrap_or_default();
        let before = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
        let wanted = found.span.map_or(1, |span| {
            source
                .get(span.start..span.end)
                .map_or(1, |part| part.split('\n').next().unwrap_or_default().chars().count())
        });
        let shown: Vec<char> = text.trim_end_matches('\r').chars().map(printable).collect();
        let width = |chars: &[char]| -> usize { chars.iter().map(|c| c.width().unwrap_or(0)).sum() };
        let (head, tail) = shown.split_at(before.min(shown.len()));
        let marked = tail.get(..wanted.min(tail.len())).unwrap_or_default();
        writeln!(out, "\n{margin} |")?;
        writeln!(out, "{number} | {}", shown.iter().collect::<String>())?;
        writeln!(out, "{margin} | {}{}", " ".repeat(width(head)), "^".repeat(width(marked).max(1)))?;
    } else if let Some(path) = &place.path {
        writeln!(out, "{margin}--> {source_name} ({path})")?;
    }
    if let Some(help) = error.help() {
        writeln!(out, "{margin} = help: {help}")?;
    }
    writeln!(out)
}

/// Tabs and control characters take one column.
fn printable(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}
