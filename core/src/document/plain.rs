//! The everyday part of TOML, read from the parser's events straight into nodes.
//!
//! Rule books are written in it: each table given once, each key by itself. It takes half the time of building the
//! parser's own tables first and then ours. Whatever is beyond it, faults included, is left to the whole reader, so
//! that one place decides what is an error and how it is told.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span as Range};

use super::{Key, MAX_DEPTH, Node, Span, Value};

/// Keys are looked for one by one; a table of more is left to the whole reader, which keeps them in a tree.
const MOST_KEYS: usize = 256;

type Entries = Vec<(Key, Node)>;

/// The document's root, or `None` for what the whole reader must read.
pub(super) fn parse(source: &str) -> Option<Node> {
    let tokens = Source::new(source).lex().into_vec();
    let mut builder = Builder { source, ..Builder::default() };
    let mut fault: Option<ParseError> = None;
    parse_document(&tokens, &mut ValidateWhitespace::new(&mut builder, Source::new(source)), &mut fault);
    builder.finish_table();
    let is_whole = fault.is_none() && !builder.is_beyond && builder.open.is_empty();
    is_whole.then_some(Node { value: Value::Table(builder.root), span: Span::default() })
}

/// Receives the parser's events.
#[derive(Default)]
struct Builder<'s> {
    source: &'s str,
    /// The tables that are finished.
    root: Entries,
    /// The table that lines are read into.
    current: Entries,
    /// Its header; `None` for the lines before the first.
    header: Option<Header>,
    /// Whether the keys that come are a header's.
    in_header: bool,
    /// The lists and inline tables that are open.
    open: Vec<Open>,
    /// The key of the value that comes next, in the current table.
    key: Option<Key>,
    /// Something that this reader does not read.
    is_beyond: bool,
}

/// `[a.b]` or `[[a.b]]`.
struct Header {
    path: Vec<Key>,
    span: Span,
    is_list: bool,
}

/// What is open around a value.
enum Open {
    List { start: usize, items: Vec<Node> },
    Table { start: usize, entries: Entries, key: Option<Key> },
}

impl Builder<'_> {
    fn open_header(&mut self, span: Range, is_list: bool) {
        self.finish_table();
        self.header = Some(Header { path: Vec::new(), span: node_span(span), is_list });
        self.in_header = true;
    }

    /// The header is read: its table must be a new one.
    fn close_header(&mut self, close: Range) {
        self.in_header = false;
        let Some(header) = &mut self.header else { return };
        header.span.end = close.end();
        let Some((last, path)) = header.path.split_last() else { return };
        let is_new =
            parent(&mut self.root, path, self.source).is_some_and(|parent| match position(parent, &last.name) {
                None => parent.len() < MOST_KEYS,
                Some(known) => header.is_list && parent.get(known).is_some_and(|(_, node)| is_table_list(node)),
            });
        self.is_beyond |= !is_new;
    }

    fn finish_table(&mut self) {
        let table = Value::Table(std::mem::take(&mut self.current));
        let Some(Header { mut path, span, is_list }) = self.header.take() else {
            if let Value::Table(entries) = table {
                self.root = entries;
            }
            return;
        };
        let table = Node { value: table, span };
        let last = path.pop();
        let (Some(last), Some(parent)) = (last, parent(&mut self.root, &path, self.source)) else {
            self.is_beyond = true;
            return;
        };
        if !is_list {
            parent.push((last, table));
            return;
        }
        let known = position(parent, &last.name).and_then(|known| parent.get_mut(known));
        match known {
            Some((_, Node { value: Value::Array(tables), .. })) => tables.push(table),
            Some(_) => self.is_beyond = true,
            None => parent.push((last, Node { value: Value::Array(vec![table]), span })),
        }
    }

    /// A value stands where a key or an open list waits for it.
    fn put(&mut self, value: Value, span: Span) {
        let node = Node { value, span };
        let (entries, key) = match self.open.last_mut() {
            Some(Open::List { items, .. }) => return items.push(node),
            Some(Open::Table { entries, key, .. }) => (entries, key.take()),
            None => (&mut self.current, self.key.take()),
        };
        match key {
            Some(key) if entries.len() < MOST_KEYS && position(entries, &key.name).is_none() => {
                entries.push((key, node));
            }
            _ => self.is_beyond = true,
        }
    }

    fn raw(&self, span: Range, encoding: Option<Encoding>) -> Option<Raw<'_>> {
        let text = self.source.get(span.start()..span.end())?;
        Some(Raw::new_unchecked(text, encoding, span))
    }

    fn value(&self, span: Range, encoding: Option<Encoding>, error: &mut dyn ErrorSink) -> Option<Value> {
        let mut text = Cow::Borrowed("");
        Some(match self.raw(span, encoding)?.decode_scalar(&mut text, error) {
            ScalarKind::String => Value::String(text.into_owned()),
            ScalarKind::Boolean(flag) => Value::Bool(flag),
            ScalarKind::Integer(radix) => Value::Integer(i64::from_str_radix(&text, radix.value()).ok()?),
            ScalarKind::Float => Value::Decimal(text.into_owned()),
            // A date without quotation marks is written anew by the whole reader.
            ScalarKind::DateTime => return None,
        })
    }
}

/// The table that a header's path leads to: through tables, and through the last of a list of tables. What is written
/// inline is closed, and a table that is nowhere else is not made here.
fn parent<'t>(root: &'t mut Entries, path: &[Key], source: &str) -> Option<&'t mut Entries> {
    let mut entries = root;
    for key in path {
        let known = position(entries, &key.name)?;
        let (_, node) = entries.get_mut(known)?;
        let node = if is_table_list(node) {
            let Value::Array(tables) = &mut node.value else { return None };
            tables.last_mut()?
        } else {
            node
        };
        let is_inline = source.as_bytes().get(node.span.start) != Some(&b'[');
        match &mut node.value {
            Value::Table(below) if !is_inline => entries = below,
            _ => return None,
        }
    }
    Some(entries)
}

/// Whether a list was made by headers: it stands where its first table does.
fn is_table_list(node: &Node) -> bool {
    matches!(&node.value, Value::Array(tables) if tables.first().is_some_and(|first| first.span == node.span))
}

fn position(entries: &Entries, name: &str) -> Option<usize> {
    entries.iter().position(|(key, _)| key.name == name)
}

fn node_span(span: Range) -> Span {
    Span { start: span.start(), end: span.end() }
}

impl EventReceiver for Builder<'_> {
    fn std_table_open(&mut self, span: Range, _: &mut dyn ErrorSink) {
        self.open_header(span, false);
    }

    fn std_table_close(&mut self, span: Range, _: &mut dyn ErrorSink) {
        self.close_header(span);
    }

    fn array_table_open(&mut self, span: Range, _: &mut dyn ErrorSink) {
        self.open_header(span, true);
    }

    fn array_table_close(&mut self, span: Range, _: &mut dyn ErrorSink) {
        self.close_header(span);
    }

    fn inline_table_open(&mut self, span: Range, _: &mut dyn ErrorSink) -> bool {
        self.open.push(Open::Table { start: span.start(), entries: Vec::new(), key: None });
        self.is_beyond |= self.open.len() + 2 >= MAX_DEPTH;
        !self.is_beyond
    }

    fn inline_table_close(&mut self, span: Range, _: &mut dyn ErrorSink) {
        match self.open.pop() {
            Some(Open::Table { start, entries, key: None }) => {
                self.put(Value::Table(entries), Span { start, end: span.end() });
            }
            _ => self.is_beyond = true,
        }
    }

    fn array_open(&mut self, span: Range, _: &mut dyn ErrorSink) -> bool {
        self.open.push(Open::List { start: span.start(), items: Vec::new() });
        self.is_beyond |= self.open.len() + 2 >= MAX_DEPTH;
        !self.is_beyond
    }

    fn array_close(&mut self, span: Range, _: &mut dyn ErrorSink) {
        match self.open.pop() {
            Some(Open::List { start, items }) => self.put(Value::Array(items), Span { start, end: span.end() }),
            _ => self.is_beyond = true,
        }
    }

    fn simple_key(&mut self, span: Range, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut name = Cow::Borrowed("");
        if let Some(raw) = self.raw(span, encoding) {
            raw.decode_key(&mut name, error);
        }
        let key = Key { name: name.into_owned(), span: node_span(span) };
        if self.in_header {
            if let Some(header) = &mut self.header {
                header.path.push(key);
                self.is_beyond |= header.path.len() + 2 >= MAX_DEPTH;
            }
            return;
        }
        let waiting = match self.open.last_mut() {
            Some(Open::Table { key, .. }) => key,
            Some(Open::List { .. }) => return self.is_beyond = true,
            None => &mut self.key,
        };
        // A key behind a key: a dotted one.
        self.is_beyond |= waiting.replace(key).is_some();
    }

    fn scalar(&mut self, span: Range, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        match self.value(span, encoding, error) {
            Some(value) => self.put(value, node_span(span)),
            None => self.is_beyond = true,
        }
    }

    fn error(&mut self, _: Range, _: &mut dyn ErrorSink) {
        self.is_beyond = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::toml::whole;
    use crate::policy::{Lexicon, Policy};

    /// Where this reader answers, the whole reader gives the same nodes at the same places.
    fn agree(source: &str) -> bool {
        match (super::parse(source), whole(source)) {
            (Some(plain), Ok(whole)) => plain == whole,
            (Some(_), Err(_)) => false,
            (None, _) => true,
        }
    }

    #[test]
    fn rule_books_are_read_whole() {
        for id in Policy::builtin_ids() {
            let source = Policy::builtin_source(id).unwrap_or_default();
            assert!(super::parse(source).is_some(), "{id} is beyond the everyday part");
            assert!(agree(source), "{id}");
        }
        for source in Lexicon::BUILTIN.iter().flat_map(|id| Lexicon::builtin_sources(id).unwrap_or_default()) {
            assert!(agree(source));
        }
    }

    #[test]
    fn what_is_beyond_is_left_to_the_whole_reader() {
        let cases = [
            ("a = 1\n[b]\nc = [{ d = 0x1F }, []]\n[[e]]\nf = 'x'\n[[e]]\n[e.g]\nh = 'x'\n", true),
            ("a.b = 1\n", false),
            ("[a.b]\nc = 1\n[a]\n", false),
            ("a = 1\na = 2\n", false),
            ("[a]\n[a]\n", false),
            ("a = {}\n[a.b]\n", false),
            ("a = [{}]\n[[a]]\n", false),
            ("a = [[1]]\n[[a]]\n", false),
            ("[[a]]\n[a]\n", false),
            ("[a]\n[[a]]\n", false),
            ("a = { b = 1, b = 2 }\n", false),
            ("a = 99999999999999999999\n", false),
            ("a = 1979-05-27\n", false),
            ("a = [1,\n", false),
            ("a = \"\\u{1}\"\n", false),
            ("a = 1 # \u{1}\n", false),
            ("a =\n", false),
            ("= 1\n", false),
        ];
        for (source, answers) in cases {
            assert_eq!((super::parse(source).is_some(), agree(source)), (answers, true), "{source:?}");
        }
    }

    proptest! {
        #[test]
        fn both_readers_agree(lines in prop::collection::vec(prop_oneof![
            2 => r"\[[ab](\.[abc])?\]|\[\[[ab](\.[abc])?\]\]",
            6 => r#"([a-d]|[ab]\.[ab]|"a") = ([0-9]{1,3}|'x'|"\\"y"|\[[12],? ?\]|\{ ?[ab] = [12] ?\}|[0-9]\.5|true)( #.)?"#,
            1 => r#"([a-d]|"a" )?=? ?([0-9]{1,3}|2026-0[1-9]-1[0-9]|\[|\{)?"#,
        ], 0..8)) {
            prop_assert!(agree(&lines.join("\n")));
        }

        #[test]
        fn damaged_rule_books_are_read_alike(at in 0_usize..20_000, with in "[\\[\\]{}=\"'.,#\na ]{0,2}", gone in 0_usize..3) {
            let source = Policy::builtin_source("residential-community").unwrap_or_default();
            let at = source.char_indices().map(|(at, _)| at).nth(at % source.chars().count().max(1)).unwrap_or(0);
            let (head, tail) = source.split_at_checked(at).unwrap_or_default();
            let damaged = format!("{head}{with}{}", tail.chars().skip(gone).collect::<String>());
            prop_assert!(agree(&damaged));
        }
    }
}
