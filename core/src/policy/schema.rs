//! The JSON Schema of rule books, from the same table of fields as the reader.

use super::EventKind;
use super::fields::{Field, Kind, OVERLAY_ROOT, Of, ROOT, Section};
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
    document("tousu rule book", &ROOT)
}

/// The JSON Schema (draft 2020-12) of overlays, for editors.
///
/// ```
/// let schema = tousu::document::Document::parse_json(&tousu::policy::overlay_schema())?;
/// assert!(schema.root().get("properties").and_then(|fields| fields.get("overlay")).is_some());
/// # Ok::<(), tousu::Error>(())
/// ```
#[must_use]
pub fn overlay_schema() -> String {
    document("tousu overlay", &OVERLAY_ROOT)
}

fn document(title: &str, root: &'static Section) -> String {
    let mut sections: Vec<(&'static Section, bool)> = Vec::new();
    collect(root, false, &mut sections);
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.field("$schema").string("https://json-schema.org/draft/2020-12/schema");
        json.field("title").string(title);
        section_fields(json, root, false);
        json.field("$defs").object(|json| {
            for (section, change) in sections.iter().filter(|(section, _)| section.name != root.name) {
                json.field(&definition(section, *change)).object(|json| section_fields(json, section, *change));
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

/// Every section below one, each once; the flag tells the tables that only change others.
fn collect(section: &'static Section, change: bool, out: &mut Vec<(&'static Section, bool)>) {
    if out.iter().any(|(known, known_change)| (known.name, *known_change) == (section.name, change)) {
        return;
    }
    out.push((section, change));
    for field in section.fields {
        if let Some(below) = below(field.kind) {
            collect(below, matches!(field.kind, Kind::Changes(_)), out);
        }
    }
}

/// The name of a table in the definitions.
fn definition(section: &Section, change: bool) -> String {
    if change { format!("{}-change", section.name) } else { section.name.to_owned() }
}

fn below(kind: Kind) -> Option<&'static Section> {
    match kind {
        Kind::Condition(section)
        | Kind::Conditions(section)
        | Kind::Event(section)
        | Kind::Events(section)
        | Kind::Table(section)
        | Kind::Tables(section)
        | Kind::Changes(section) => Some(section),
        _ => None,
    }
}

/// Of a table that changes another one, only what tells it apart must be there.
fn section_fields(json: &mut JsonWriter, section: &Section, change: bool) {
    let required = |field: &&Field| field.required && (!change || ["id", "reason", "event"].contains(&field.name));
    json.field("description").string(section.meaning);
    json.field("type").string("object");
    json.field("properties").object(|json| {
        for field in section.fields {
            json.field(field.name).object(|json| field_schema(json, field));
        }
        if change && section.name == "tier" {
            for (name, meaning) in [("before", "the tier that it outweighs"), ("after", "the tier that outweighs it")] {
                json.field(name).object(|json| {
                    json.field("description").string(meaning);
                    text(json);
                });
            }
        }
    });
    if section.fields.iter().any(|field| required(&field)) {
        json.field("required").array(|json| {
            section.fields.iter().filter(required).for_each(|field| json.string(field.name));
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
        Kind::Keywords(words) => list_of(json, |json| value_schema(json, Kind::Keyword(words))),
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
        Kind::Codes => codes(json),
        Kind::Changes(section) => list_of(json, |json| reference(json, &definition(section, true))),
        Kind::Table(section) => reference(json, section.name),
        Kind::Tables(section) => list_of(json, |json| reference(json, section.name)),
    }
}

/// A table from ids to codes.
fn codes(json: &mut JsonWriter) {
    let code = |json: &mut JsonWriter| {
        json.field("type").array(|json| ["string", "integer"].iter().for_each(|name| json.string(name)));
    };
    json.field("type").string("object");
    json.field("additionalProperties").object(|json| {
        json.field("anyOf").array(|json| {
            json.object(code);
            json.object(|json| list_of(json, code));
        });
    });
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
