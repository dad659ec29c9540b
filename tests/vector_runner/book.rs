//! What a rule book says besides decisions: `expect.book.<list>.<id>.<field>`.
//!
//! The lists are those of the JSON by which every surface describes a rule book (`duties`, `forms`, `notes`, …). An item
//! is found by its `id`, a pause by its `reason`, what is forbidden by its `event`, a note by what it is `about`. A list
//! of texts is compared with the ids of a list of tables; `required` is the ids of the fields that a form demands.

use tousu::document::{Cursor, Document, Value};
use tousu::{Engine, Result};

use crate::Mismatch;

/// The fields by which an item of a list may be named.
const NAMES: &[&str] = &["id", "reason", "event", "about"];

pub(crate) fn compare(engine: &Engine, wanted: &Cursor<'_>, out: &mut Vec<Mismatch>) -> Result<()> {
    let json = Document::parse_json(&engine.policy_json())?;
    for (list, items) in wanted.entries()? {
        let Some(found) = json.root().get(&list.name) else {
            out.push(Mismatch::new(format!("book.{}", list.name), items.to_string(), "rule books have no such list"));
            continue;
        };
        for (id, fields) in items.entries()? {
            let what = format!("book.{}.{}", list.name, id.name);
            let Some(item) = item(&found, &id.name)? else {
                out.push(Mismatch::new(what, fields.to_string(), "the book has no such item"));
                continue;
            };
            for (field, wanted) in fields.entries()? {
                let actual = actual(&item, &field.name)?;
                let expected = plain(&wanted);
                if expected != actual {
                    out.push(Mismatch::new(format!("{what}.{}", field.name), expected, actual));
                }
            }
        }
    }
    Ok(())
}

fn item<'d>(list: &Cursor<'d>, id: &str) -> Result<Option<Cursor<'d>>> {
    let named = |item: &Cursor<'_>| NAMES.iter().any(|name| item.get(name).is_some_and(|at| at.text() == Ok(id)));
    Ok(list.items()?.find(named))
}

fn actual(item: &Cursor<'_>, field: &str) -> Result<String> {
    let Some(value) = item.get(field) else {
        return match (field, item.get("fields")) {
            ("required", Some(fields)) => {
                let demanded = |field: &Cursor<'_>| field.get("required").is_some_and(|at| at.boolean() == Ok(true));
                Ok(ids(fields.items()?.filter(demanded)))
            }
            _ => Ok("no such field".to_owned()),
        };
    };
    Ok(match value.value() {
        Value::Array(_) => ids(value.items()?),
        _ => plain(&value),
    })
}

/// Tables by their ids, all else as it is written.
fn ids<'d>(items: impl Iterator<Item = Cursor<'d>>) -> String {
    let names: Vec<String> = items.map(|item| item.get("id").map_or_else(|| plain(&item), |id| plain(&id))).collect();
    names.join(", ")
}

fn plain(value: &Cursor<'_>) -> String {
    match (value.value(), value.items()) {
        (Value::String(text), _) => text.to_string(),
        (Value::Array(_), Ok(items)) => ids(items),
        _ => value.to_string(),
    }
}
