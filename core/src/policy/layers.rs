//! Books over books: what a book that extends another says as a whole, and a book with a customer's overlay.
//!
//! Both are made by joining trees before anything is checked, so that the proofs are about the whole and every fault
//! still has its place in the source where it stands.

mod changed;
mod extended;

use std::sync::Arc;

use super::diagnostic::{Diagnostic, Severity};
use super::fields::OVERLAY;
use super::library::Library;
use super::{Basis, BasisKind, shape};
use crate::document::{Cursor, Document, Key, Node, Span, Value};
use crate::error::{Code, Error};
use crate::id::Digest;

/// Books over books over books: more than this are refused.
const MAX_LAYERS: usize = 8;

/// Lists of tables that a base hands on, each with the field by which its tables are told apart.
const DECLARED: &[(&str, &str)] = &[
    ("role", "id"),
    ("fact", "id"),
    ("event", "id"),
    ("tier", "id"),
    ("category", "id"),
    ("channel", "id"),
    ("route", "id"),
    ("obligation", "id"),
    ("pause", "reason"),
    ("parameter", "id"),
    ("report", "id"),
    ("unit_duty", "id"),
    ("threshold", "id"),
    ("sanction", "id"),
    ("archive", "id"),
    ("forbids", "event"),
    ("form", "id"),
    ("duty", "id"),
];

/// A document with everything that it rests on.
pub(super) struct Layered {
    pub document: Arc<Document>,
    /// The books below it, the nearest first.
    pub over: Vec<Basis>,
    /// Faults of the layering itself.
    pub found: Vec<Diagnostic>,
    /// A book below could not be found: the document cannot be read as a whole.
    pub broken: bool,
}

/// The whole that a document and the books below it make.
pub(super) fn resolve(document: &Arc<Document>, library: &Library) -> Layered {
    resolve_below(document, library, &mut Vec::new())
}

fn resolve_below(document: &Arc<Document>, library: &Library, above: &mut Vec<String>) -> Layered {
    let mut layered = Layered { document: Arc::clone(document), over: Vec::new(), found: Vec::new(), broken: false };
    let root = document.root();
    let (kind, base_at) = match (root.get_some("overlay"), root.get_some("policy")) {
        (Some(head), _) => {
            let mut faults = super::diagnostic::Faults::default();
            shape::check(&OVERLAY, &head, &mut faults);
            layered.found = faults.finish(document);
            (BasisKind::Overlaid, head.get_some("base"))
        }
        (None, Some(head)) => (BasisKind::Extended, head.get_some("extends")),
        (None, None) => (BasisKind::Extended, None),
    };
    let Some((at, id)) = base_at.as_ref().and_then(|at| Some((at, at.text().ok().filter(|id| !id.trim().is_empty())?)))
    else {
        // An overlay without a base is nothing; a book that extends none stands by itself.
        layered.broken = kind == BasisKind::Overlaid;
        return layered;
    };
    let below = match base(&root, at, id, library, above) {
        Ok(below) => below,
        Err(error) => {
            layered.found.push(Diagnostic::error(at.span(), error));
            layered.broken = true;
            return layered;
        }
    };
    let mut remarks = Vec::new();
    let joined = document.joined(&[(id, &below.document)], |own, mut others| {
        let base = if others.is_empty() { empty() } else { others.remove(0) };
        match kind {
            BasisKind::Overlaid => changed::over(&own, base, &mut remarks),
            BasisKind::Extended => extended::by(own, base, id, &mut remarks),
        }
    });
    for remark in remarks {
        let mut found = remark.diagnostic(&joined);
        found.localise(&joined);
        layered.found.push(found);
    }
    // What is wrong in a book below stands in that book: the joined document is checked as a whole.
    layered.broken = below.broken;
    layered.found.extend(below.found.into_iter().map(|found| found.inside(id, &below.document)));
    layered.over.push(basis(kind, &below.document));
    layered.over.extend(below.over);
    layered.document = Arc::new(joined);
    layered
}

fn base(
    root: &Cursor<'_>,
    at: &Cursor<'_>,
    id: &str,
    library: &Library,
    above: &mut Vec<String>,
) -> Result<Layered, Error> {
    let own = super::library::head(root).and_then(|head| head.get_some("id")?.text().ok().map(str::to_owned));
    above.push(own.unwrap_or_default());
    if above.iter().any(|known| known == id) {
        return Err(at.error(Code::InvalidArgument, id, "a book that does not rest on this one"));
    }
    if above.len() > MAX_LAYERS {
        return Err(at.error(Code::TooDeep, "", MAX_LAYERS));
    }
    let document = library.find(id).map_err(|error| at.locate(error))?;
    Ok(resolve_below(&document, library, above))
}

fn basis(kind: BasisKind, document: &Document) -> Basis {
    let root = document.root();
    let head = super::library::head(&root);
    let text = |name: &str| {
        head.as_ref().and_then(|head| head.get_some(name)?.text().ok().map(str::to_owned)).unwrap_or_default()
    };
    Basis { kind, id: text("id"), version: text("version"), digest: Digest::of(root.to_string().as_bytes()) }
}

/// Something to say about the joining, before the joined document is there to place it.
struct Remark {
    severity: Severity,
    span: Span,
    path: String,
    error: Error,
}

impl Remark {
    fn fault(span: Span, path: impl Into<String>, error: Error) -> Self {
        Self { severity: Severity::Error, span, path: path.into(), error }
    }

    fn diagnostic(self, document: &Document) -> Diagnostic {
        let error = self.error.placed(document.place(self.span, &self.path));
        Diagnostic { severity: self.severity, error, span: Some(self.span), book: None }
    }
}

fn empty() -> Node {
    Node { value: Value::Table(Vec::new()), span: Span::default() }
}

type Entries = Vec<(Key, Node)>;

/// The entries of a table; none of anything else.
fn entries(node: Node) -> Entries {
    match node.value {
        Value::Table(entries) => entries,
        _ => Vec::new(),
    }
}

fn find<'n>(entries: &'n [(Key, Node)], name: &str) -> Option<&'n Node> {
    entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Table(entries) => find(entries, name).filter(|node| node.value != Value::Null),
        _ => None,
    }
}

fn text_of<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    match &field(node, name)?.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn find_mut<'n>(entries: &'n mut Entries, name: &str) -> Option<&'n mut Node> {
    entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
}

/// Puts a value in the place of another one of the same name, or behind all.
fn set(entries: &mut Entries, key: Key, value: Node) {
    match entries.iter_mut().find(|(known, _)| known.name == key.name) {
        Some(entry) => *entry = (key, value),
        None => entries.push((key, value)),
    }
}

/// A value that no source writes, at the place of one that asks for it.
fn written(value: Value, at: Span) -> Node {
    Node { value, span: at }
}

fn key(name: &str, at: Span) -> Key {
    Key { name: name.to_owned(), span: at }
}
