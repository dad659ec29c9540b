//! The JSON Schema of rule books, from the same table of fields as the reader.

use super::EventKind;
use super::fields::{Field, Kind, Of, ROOT, Section};
use crate::document::JsonWriter;

/// The JSON Schema (draft 2020-12) of rule books, for editors.
///
/// ```
/// let schema = tousu::document::Document::parse_json(&tousu::policy::schema())?;
/// assert!(schema.root().get("properties").and_then(|fields| fields.get("obligation")).is_some());
/// # Ok::<(), tousu::Error>(())
/// ```
#[must_use]
pub fn schema() -> String {
    let mut sections: Vec<&'static Section> = Vec::new();
    collect(&ROOT, &mut sections);
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.field("$schema").string("https://json-schema.org/draft/2020-12/schema");
        json.field("title").string("tousu rule book");
        section_fields(json, &ROOT);
        json.field("$defs").object(|json| {
            for section in sections.iter().filter(|section| section.name != ROOT.name) {
                json.field(section.name).object(|json| section_fields(json, section));
            }
            json.field("event-kind").object(event_kind);
            json.field("from-parameter").object(|json| {
                json.field("description").string("the value of a declared parameter");
                json.field("type").string("object");
                json.field("properties").object(|json| {
                    json.field("parameter").object(|json| json.field("type").string("string"));
                });
                json.field("required").array(|json| json.string("parameter"));
                json.field("additionalProperties").boolean(false);
            });
        });
    });
    indent(&json.finish())
}

/// Every section below one, each once.
fn collect(section: &'static Section, out: &mut Vec<&'static Section>) {
    if out.iter().any(|known| known.name == section.name) {
        return;
    }
    out.push(section);
    for field in section.fields {
        if let Some(below) = below(field.kind) {
            collect(below, out);
        }
    }
}

fn below(kind: Kind) -> Option<&'static Section> {
    match kind {
        Kind::Condition(section)
        | Kind::Conditions(section)
        | Kind::Event(section)
        | Kind::Events(section)
        | Kind::Table(section)
        | Kind::Tables(section) => Some(section),
        _ => None,
    }
}

fn section_fields(json: &mut JsonWriter, section: &Section) {
    json.field("description").string(section.meaning);
    json.field("type").string("object");
    json.field("properties").object(|json| {
        for field in section.fields {
            json.field(field.name).object(|json| field_schema(json, field));
        }
    });
    if section.fields.iter().any(|field| field.required) {
        json.field("required").array(|json| {
            let required = section.fields.iter().filter(|field| field.required);
            required.for_each(|field| json.string(field.name));
        });
    }
    json.field("additionalProperties").boolean(false);
}

fn field_schema(json: &mut JsonWriter, field: &Field) {
    json.field("description").string(field.meaning);
    if field.kind.open() {
        json.field("anyOf").array(|json| {
            json.object(|json| value_schema(json, field.kind));
            json.object(|json| reference(json, "from-parameter"));
        });
    } else {
        value_schema(json, field.kind);
    }
}

fn value_schema(json: &mut JsonWriter, kind: Kind) {
    match kind {
        Kind::Id => {
            json.field("type").string("string");
            json.field("pattern").string("^[a-z0-9][a-z0-9_-]*$");
        }
        Kind::Ref(Of::Event) => reference(json, "event-kind"),
        Kind::Text | Kind::Ref(_) => {
            json.field("type").string("string");
            json.field("pattern").string("\\S");
        }
        Kind::Period | Kind::Range | Kind::Hours => json.field("type").string("string"),
        Kind::Date => {
            json.field("type").string("string");
            json.field("format").string("date");
        }
        Kind::Texts => list_of(json, text),
        Kind::Refs(_) => json.field("anyOf").array(|json| {
            json.object(text);
            json.object(|json| list_of(json, text));
        }),
        Kind::Label => json.field("anyOf").array(|json| {
            json.object(text);
            json.object(|json| {
                json.field("type").string("object");
                json.field("properties").object(|json| {
                    json.field("zh").object(text);
                    json.field("en").object(text);
                });
                json.field("additionalProperties").boolean(false);
            });
        }),
        Kind::Flag | Kind::Bool => json.field("type").string("boolean"),
        Kind::Count => json.field("type").string("integer"),
        Kind::Keyword(words) | Kind::Word(words) => {
            json.field("enum").array(|json| words.iter().for_each(|word| json.string(word)));
        }
        Kind::Value => json.field("type").array(|json| {
            ["string", "number", "boolean"].iter().for_each(|name| json.string(name));
        }),
        Kind::Threshold => json.field("type").array(|json| {
            ["string", "number"].iter().for_each(|name| json.string(name));
        }),
        Kind::Condition(section) => text_or(json, section, text),
        Kind::Conditions(section) => list_of(json, |json| text_or(json, section, text)),
        Kind::Event(section) => text_or(json, section, |json| reference(json, "event-kind")),
        Kind::Events(section) => list_of(json, |json| {
            text_or(json, section, |json| reference(json, "event-kind"));
        }),
        Kind::Table(section) => reference(json, section.name),
        Kind::Tables(section) => list_of(json, |json| reference(json, section.name)),
    }
}

fn text(json: &mut JsonWriter) {
    json.field("type").string("string");
}

fn reference(json: &mut JsonWriter, name: &str) {
    json.field("$ref").string(&format!("#/$defs/{name}"));
}

fn list_of(json: &mut JsonWriter, item: impl FnOnce(&mut JsonWriter)) {
    json.field("type").string("array");
    json.field("items").object(item);
}

fn text_or(json: &mut JsonWriter, section: &Section, text: impl FnOnce(&mut JsonWriter)) {
    json.field("anyOf").array(|json| {
        json.object(text);
        json.object(|json| reference(json, section.name));
    });
}

/// The built-in kinds for completion; a book may declare more.
fn event_kind(json: &mut JsonWriter) {
    json.field("description").string("an event kind, built-in or declared under [[event]]");
    json.field("anyOf").array(|json| {
        json.object(|json| {
            let kinds = EventKind::ALL.iter();
            json.field("enum").array(|json| kinds.for_each(|kind| json.string(kind.slug())));
        });
        json.object(text);
    });
}

/// Compact JSON with line breaks and two spaces a level; lists without tables stay on one line.
fn indent(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    let mut flat = 0_usize;
    let mut rest = compact.chars();
    while let Some(c) = rest.next() {
        if in_text {
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            out.push(c);
            continue;
        }
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str("  "));
        };
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '[' if !rest.as_str().starts_with('{') => {
                flat += 1;
                out.push(c);
            }
            ']' if flat > 0 => {
                flat -= 1;
                out.push(c);
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' if flat > 0 => out.push_str(", "),
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => out.push(c),
        }
    }
    out.push('\n');
    out
}
