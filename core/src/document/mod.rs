//! One spanned tree for TOML and JSON.
//!
//! Policies, lexicons, calendars, complaints and events come as TOML or JSON. Both are read into the same [`Node`]s,
//! each with its byte span, so that every reader reports the line and column of what it refuses. Derived
//! deserialisers stop at the first fault and lose positions; here a reader collects all of them.

mod cursor;
mod joined;
mod json;
mod nearest;
mod plain;
mod toml;
mod writer;

use std::sync::Arc;

pub use cursor::Cursor;
pub(crate) use nearest::nearest;
pub use writer::JsonWriter;

use crate::error::{Code, Error, Place, Result};

/// Nesting deeper than this is refused.
pub const MAX_DEPTH: usize = 64;

/// Documents larger than this are refused (bytes).
pub const MAX_LENGTH: usize = 64 << 20;

/// Byte range in the source.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value with its place in the source.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A value of either format.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// JSON `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or exponent, as written: nothing of it is lost.
    Decimal(String),
    /// A text. TOML dates and times are texts too, as written.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// A table, in the order of the source.
    Table(Vec<(Key, Node)>),
}

impl Value {
    /// What it is, for messages.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "a whole number",
            Self::Decimal(_) => "a decimal number",
            Self::String(_) => "a text",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A key of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A parsed document: its source text and its tree.
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<str>,
    root: Node,
    /// Where the sources begin that others were joined to this one from; empty for a document by itself.
    parts: Arc<[joined::Part]>,
}

impl Document {
    /// Reads TOML.
    ///
    /// # Errors
    /// `syntax` with line and column, `too-deep`, `too-large`.
    pub fn parse_toml(source: &str) -> Result<Self> {
        check_length(source)?;
        let root = toml::parse(source).map_err(|fault| fault.placed_in(source))?;
        Ok(Self { source: source.into(), root, parts: Arc::default() })
    }

    /// Reads JSON (RFC 8259); a key given twice is refused.
    ///
    /// # Errors
    /// `syntax` or `duplicate-key` with line and column, `too-deep`, `too-large`.
    pub fn parse_json(source: &str) -> Result<Self> {
        check_length(source)?;
        let root = json::parse(source).map_err(|fault| fault.placed_in(source))?;
        Ok(Self { source: source.into(), root, parts: Arc::default() })
    }

    /// Reads either format: what begins with `{` is JSON.
    ///
    /// # Errors
    /// As [`Self::parse_toml`] and [`Self::parse_json`].
    pub fn parse(source: &str) -> Result<Self> {
        if source.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
            Self::parse_json(source)
        } else {
            Self::parse_toml(source)
        }
    }

    /// Reads either format from bytes.
    ///
    /// # Errors
    /// `invalid-utf8` with the offset of the first bad byte; else as [`Self::parse`].
    pub fn parse_bytes(source: &[u8]) -> Result<Self> {
        Self::parse(utf8(source, "document")?)
    }

    /// The source text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// A cursor on the whole document.
    #[must_use]
    pub fn root(&self) -> Cursor<'_> {
        Cursor::new(self, &self.root)
    }

    /// Line and column of a span; inside a joined source, the path begins with its name.
    #[must_use]
    pub fn place(&self, span: Span, path: &str) -> Place {
        match self.locate(span) {
            (None, text, span) => place_of(text, span.start, path),
            (Some(name), text, span) => place_of(text, span.start, &format!("{name}:{path}")),
        }
    }
}

/// A JSON list of texts, as hosts hand over several documents at once.
///
/// ```
/// use tousu::document::list_of_texts;
/// assert_eq!(list_of_texts("[\"a = 1\", \"b = 2\"]", "documents")?, ["a = 1", "b = 2"]);
/// let error = list_of_texts("[1]", "documents").unwrap_err();
/// assert_eq!((error.slug(), error.place().path.as_deref()), ("wrong-type", Some("documents[0]")));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `syntax` and the like, `wrong-type`, under the name of the argument.
pub fn list_of_texts(json: &str, argument: &str) -> Result<Vec<String>> {
    let read = || -> Result<Vec<String>> {
        let document = Document::parse_json(json)?;
        let root = document.root();
        root.items()?.map(|item| item.text().map(str::to_owned)).collect()
    };
    read().map_err(|error| error.at(argument))
}

/// Bytes as text.
///
/// # Errors
/// `invalid-utf8` with the offset of the first bad byte.
pub fn utf8<'a>(bytes: &'a [u8], argument: &str) -> Result<&'a str> {
    std::str::from_utf8(bytes).map_err(|fault| {
        let offset = u64::try_from(fault.valid_up_to()).unwrap_or(u64::MAX);
        Error::new(Code::InvalidUtf8, format_args!("`{argument}`"), "UTF-8").at(argument).at_offset(offset)
    })
}

fn check_length(source: &str) -> Result<()> {
    if source.len() > MAX_LENGTH {
        return Err(Error::new(Code::TooLarge, "the document", format_args!("{MAX_LENGTH} bytes")));
    }
    Ok(())
}

/// 1-based line and column (in characters) of a byte offset.
fn place_of(source: &str, offset: usize, path: &str) -> Place {
    let before = source.get(..offset).unwrap_or(source);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
    Place {
        path: (!path.is_empty()).then(|| path.to_owned()),
        line: u32::try_from(line).ok(),
        column: u32::try_from(column).ok(),
        offset: u64::try_from(offset).ok(),
    }
}

/// A fault of a parser, before its line and column are known.
#[derive(Debug)]
struct Fault {
    code: Code,
    subject: String,
    expected: String,
    offset: usize,
}

impl Fault {
    fn new(code: Code, subject: impl Into<String>, expected: impl Into<String>, offset: usize) -> Self {
        Self { code, subject: subject.into(), expected: expected.into(), offset }
    }

    fn syntax(message: impl Into<String>, offset: usize) -> Self {
        Self::new(Code::Syntax, message, "", offset)
    }

    fn too_deep(offset: usize) -> Self {
        Self::new(Code::TooDeep, "", MAX_DEPTH.to_string(), offset)
    }

    fn placed_in(self, source: &str) -> Error {
        Error::new(self.code, self.subject, self.expected).placed(place_of(source, self.offset, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_give_one_tree() -> Result<()> {
        let toml = Document::parse_toml("a = 1\n[b]\nc = ['x', true]\nd = 1.5\n")?;
        let json = Document::parse_json(r#"{"a": 1, "b": {"c": ["x", true], "d": 1.5}}"#)?;
        let plain = |document: &Document| document.root().to_string();
        assert_eq!(plain(&toml), plain(&json));
        assert_eq!(plain(&json), r#"{"a":1,"b":{"c":["x",true],"d":1.5}}"#);
        Ok(())
    }

    #[test]
    fn faults_have_line_and_column() {
        let place = |result: Result<Document>| {
            let error = result.err();
            error.map(|error| (error.slug(), error.place().line.unwrap_or(0), error.place().column.unwrap_or(0)))
        };
        assert_eq!(place(Document::parse_toml("a = 1\nb = = 2\n")), Some(("syntax", 2, 5)));
        assert_eq!(place(Document::parse_json("{\"投诉\": 1,\n \"x\": tru}")), Some(("syntax", 2, 7)));
        assert_eq!(place(Document::parse_json("{\"a\": 1, \"a\": 2}")), Some(("duplicate-key", 1, 10)));
        assert_eq!(place(Document::parse_json("")), Some(("syntax", 1, 1)));
        let deep = "[".repeat(10_000);
        assert_eq!(place(Document::parse_json(&deep)).map(|found| found.0), Some("too-deep"));
        let deep = format!("a = {}", "[".repeat(10_000));
        assert!(Document::parse_toml(&deep).is_err());
        let deep = "[a".to_owned() + &".a".repeat(10_000) + "]\n";
        assert_eq!(place(Document::parse_toml(&deep)).map(|found| found.0), Some("too-deep"));
        let bytes = Document::parse_bytes(b"a = '\xff'");
        assert_eq!(bytes.err().and_then(|error| error.place().offset), Some(5));
    }
}
