//! Does a document have the shape of the field table? Every fault of shape is reported here, so that the readers
//! behind may take what has the right shape and leave the rest.

use super::diagnostic::Faults;
use super::fields::{Kind, Section};
use crate::document::{Cursor, Value, nearest};
use crate::error::Code;
use crate::id::is_id;
use crate::time::Date;

/// Reports every unknown and missing field and every value of a wrong type below `cursor`.
pub(super) fn check(section: &'static Section, cursor: &Cursor<'_>, faults: &mut Faults) {
    let Ok(entries) = cursor.entries() else {
        faults.wrong_type(cursor, "a table");
        return;
    };
    for (key, value) in entries {
        match section.fields.iter().find(|field| field.name == key.name) {
            Some(field) if *value.value() != Value::Null => check_value(field.kind, &value, faults),
            Some(_) => {}
            None => {
                let names = || section.fields.iter().map(|field| field.name);
                let known: Vec<_> = names().collect();
                let error = cursor.error_at_key(key, Code::UnknownField, &key.name, known.join(", "));
                let error = match nearest(&key.name, names()) {
                    Some(name) => error.with_help(format!("did you mean `{name}`?")),
                    None => error,
                };
                faults.error_at(key.span, error);
            }
        }
    }
    for field in section.fields {
        if field.required && cursor.get_some(field.name).is_none() {
            faults.error(cursor, Code::MissingField, field.name, field.meaning);
        }
    }
}

fn check_value(kind: Kind, cursor: &Cursor<'_>, faults: &mut Faults) {
    let value = cursor.value();
    if kind.open()
        && let Value::Table(entries) = value
    {
        check_parameter(entries.len(), cursor, faults);
        return;
    }
    match (kind, value) {
        (Kind::Text | Kind::Ref(_) | Kind::Refs(_), Value::String(text)) => {
            if text.trim().is_empty() {
                faults.error(cursor, Code::WrongType, "an empty text", expected(kind));
            }
        }
        (Kind::Id, Value::String(text)) => {
            if !is_id(text) || text.contains('/') {
                let expected = "lower-case letters, digits, `-` and `_`";
                faults.error(cursor, Code::InvalidId, text, expected);
            }
        }
        (Kind::Date, Value::String(text)) => {
            if let Err(error) = Date::parse(text) {
                faults.locate(cursor, error);
            }
        }
        (Kind::Keyword(words) | Kind::Word(words), Value::String(text)) => {
            if !words.contains(&text.as_str()) {
                let error = cursor.error(Code::UnknownValue, text, words.join(", "));
                faults.error_at(cursor.span(), suggest(error, text, words));
            }
        }
        (Kind::Label, Value::Table(entries)) => {
            for (key, node) in entries {
                if key.name != "zh" && key.name != "en" {
                    let error = cursor.error_at_key(key, Code::UnknownField, &key.name, "zh, en");
                    faults.error_at(key.span, error);
                } else if !matches!(node.value, Value::String(_))
                    && let Some(part) = cursor.get(&key.name)
                {
                    faults.wrong_type(&part, "a text");
                }
            }
        }
        (
            Kind::Label
            | Kind::Period
            | Kind::Range
            | Kind::Hours
            | Kind::Value
            | Kind::Threshold
            | Kind::Condition(_)
            | Kind::Event(_),
            Value::String(_),
        )
        | (Kind::Flag | Kind::Bool | Kind::Value, Value::Bool(_))
        | (Kind::Count | Kind::Value | Kind::Threshold, Value::Integer(_))
        | (Kind::Value | Kind::Threshold, Value::Decimal(_)) => {}
        (Kind::Texts | Kind::Refs(_), Value::Array(_)) => {
            for item in cursor.items().into_iter().flatten() {
                if !matches!(item.value(), Value::String(_)) {
                    faults.wrong_type(&item, "a text");
                }
            }
        }
        (Kind::Keywords(words), Value::Array(_)) => {
            for item in cursor.items().into_iter().flatten() {
                check_value(Kind::Keyword(words), &item, faults);
            }
        }
        (Kind::Codes, Value::Table(_)) => {
            for (_, code) in cursor.entries().into_iter().flatten() {
                for one in super::values::one_or_more(&code) {
                    if !matches!(one.value(), Value::String(_) | Value::Integer(_)) {
                        faults.wrong_type(&one, "a code: a text or a whole number, or a list of them");
                    }
                }
            }
        }
        (Kind::Condition(section) | Kind::Event(section) | Kind::Table(section), Value::Table(_)) => {
            check(section, cursor, faults);
        }
        (Kind::Conditions(section), Value::Array(_)) => {
            for item in cursor.items().into_iter().flatten() {
                check_value(Kind::Condition(section), &item, faults);
            }
        }
        (Kind::Events(section), Value::Array(_)) => {
            for item in cursor.items().into_iter().flatten() {
                check_value(Kind::Event(section), &item, faults);
            }
        }
        (Kind::Tables(section) | Kind::Changes(section), Value::Array(_)) => {
            for item in cursor.items().into_iter().flatten() {
                check(section, &item, faults);
            }
        }
        _ => faults.wrong_type(cursor, expected(kind)),
    }
}

/// `{ parameter = "…" }` and nothing else.
fn check_parameter(fields: usize, cursor: &Cursor<'_>, faults: &mut Faults) {
    match cursor.get_some("parameter") {
        Some(name) if fields == 1 => {
            if !matches!(name.value(), Value::String(_)) {
                faults.wrong_type(&name, "the id of a parameter");
            }
        }
        _ => faults.wrong_type(cursor, "a value or `{ parameter = \"…\" }`"),
    }
}

fn suggest(error: crate::error::Error, name: &str, words: &[&str]) -> crate::error::Error {
    match nearest(name, words.iter().copied()) {
        Some(word) => error.with_help(format!("did you mean `{word}`?")),
        None => error,
    }
}

/// The type in words.
fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "an id",
        Kind::Text => "a text",
        Kind::Texts => "a list of texts",
        Kind::Label => "`{ zh = \"…\", en = \"…\" }` or a text",
        Kind::Date => "a date, as \"2026-03-02\"",
        Kind::Flag | Kind::Bool => "true or false",
        Kind::Count => "a whole number",
        Kind::Period => "a period, as \"3 working days\"",
        Kind::Range => "a period or a range of them, as \"3-6 months\"",
        Kind::Hours => "hours, as \"08:00-12:00, 14:00-17:30\"",
        Kind::Keyword(_) | Kind::Word(_) => "a word",
        Kind::Keywords(_) => "a list of words",
        Kind::Value => "a text, a number or a boolean",
        Kind::Threshold => "a number, an amount or a length of time",
        Kind::Ref(of) | Kind::Refs(of) => of.noun(),
        Kind::Condition(_) => "a condition: an id or a table",
        Kind::Conditions(_) => "a list of conditions",
        Kind::Event(_) => "an event kind or a table",
        Kind::Events(_) => "a list of events",
        Kind::Table(_) => "a table",
        Kind::Codes => "a table from ids to codes",
        Kind::Tables(_) | Kind::Changes(_) => "a list of tables",
    }
}
