//! TOML into nodes, by the `toml` crate's spanned parser.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Fault, Key, MAX_DEPTH, Node, Span, Value, plain};

/// Dotted keys nest without the parser's own recursion, and dropping a deep tree recurses: bound them first.
fn check_dots(source: &str) -> Result<(), Fault> {
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        let head = line.trim_start_matches([' ', '\t', '[']);
        let key = head.find(['=', ']', '#', '"', '\'']).and_then(|end| head.get(..end)).unwrap_or(head);
        if key.bytes().filter(|byte| *byte == b'.').count() >= MAX_DEPTH {
            return Err(Fault::too_deep(offset));
        }
        offset += line.len();
    }
    Ok(())
}

pub(super) fn parse(source: &str) -> Result<Node, Fault> {
    plain::parse(source).map_or_else(|| whole(source), Ok)
}

/// All of TOML.
pub(super) fn whole(source: &str) -> Result<Node, Fault> {
    check_dots(source)?;
    let table = DeTable::parse(source).map_err(|fault| {
        let offset = fault.span().map_or(0, |span| span.start);
        let message = fault.message().trim().replace('\n', "; ");
        if message.starts_with("duplicate key") {
            return Fault::new(
                super::Code::DuplicateKey,
                source.get(fault.span().unwrap_or(0..0)).unwrap_or(""),
                "",
                offset,
            );
        }
        Fault::syntax(message, offset)
    })?;
    let span = span(table.span());
    Ok(Node { value: table_value(table.into_inner(), 1, span.start)?, span })
}

fn span(range: Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}

fn table_value(table: DeTable<'_>, depth: usize, offset: usize) -> Result<Value, Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::too_deep(offset));
    }
    let mut entries = Vec::with_capacity(table.len());
    for (key, value) in table {
        let key = Key { span: span(key.span()), name: key.into_inner().into_owned() };
        entries.push((key, node(value, depth)?));
    }
    // The parser sorts by name; readers report faults in the order of the source.
    entries.sort_by_key(|(key, _)| key.span.start);
    Ok(Value::Table(entries))
}

fn node(value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
    let span = span(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => return Err(Fault::syntax("a whole number beyond 64 bits", span.start)),
        },
        DeValue::Float(number) => Value::Decimal(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(items) => {
            if depth >= MAX_DEPTH {
                return Err(Fault::too_deep(span.start));
            }
            Value::Array(items.into_iter().map(|item| node(item, depth + 1)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => table_value(table, depth + 1, span.start)?,
    };
    Ok(Node { value, span })
}
