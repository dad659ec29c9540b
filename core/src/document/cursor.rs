//! Typed access to a node that knows its path and place.

use std::fmt;

use super::{Document, JsonWriter, Key, Node, Span, Value, nearest};
use crate::error::{Code, Error, Result};

/// A node with its document; what a reader holds. It costs nothing to make: its path is only looked for when a fault
/// needs it.
#[derive(Clone, Debug)]
pub struct Cursor<'d> {
    document: &'d Document,
    node: &'d Node,
}

impl<'d> Cursor<'d> {
    pub(super) const fn new(document: &'d Document, node: &'d Node) -> Self {
        Self { document, node }
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &'d Value {
        &self.node.value
    }

    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// The path from the root: `tier[2].when.any[0]`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut steps = Vec::new();
        find(&self.document.root, self.node, &mut steps);
        let mut path = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Field(name) if path.is_empty() => path.push_str(name),
                Step::Field(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// A fault at this value.
    #[must_use]
    pub fn error(&self, code: Code, subject: impl fmt::Display, expected: impl fmt::Display) -> Error {
        Error::new(code, subject, expected).placed(self.document.place(self.node.span, &self.path()))
    }

    /// A fault at a key of this table.
    #[must_use]
    pub fn error_at_key(
        &self,
        key: &Key,
        code: Code,
        subject: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Error {
        Error::new(code, subject, expected).placed(self.document.place(key.span, &self.child_path(&key.name)))
    }

    /// The same fault (of some inner reader) at this value.
    #[must_use]
    pub fn locate(&self, error: Error) -> Error {
        error.placed(self.document.place(self.node.span, &self.path()))
    }

    /// A `wrong-type` fault at this value.
    #[must_use]
    pub fn wrong_type(&self, expected: &str) -> Error {
        self.error(Code::WrongType, self.value().kind(), expected)
    }

    fn child_path(&self, name: &str) -> String {
        let path = self.path();
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }

    /// The field of a table; `None` when absent, or when this is no table.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cursor<'d>> {
        let Value::Table(entries) = self.value() else {
            return None;
        };
        let (_, node) = entries.iter().find(|(key, _)| key.name == name)?;
        Some(Cursor::new(self.document, node))
    }

    /// The field of a table, absent when it is JSON `null`.
    #[must_use]
    pub fn get_some(&self, name: &str) -> Option<Cursor<'d>> {
        self.get(name).filter(|field| *field.value() != Value::Null)
    }

    /// The field of a table.
    ///
    /// # Errors
    /// `missing-field`, or `wrong-type` when this is no table.
    pub fn require(&self, name: &str, meaning: &str) -> Result<Cursor<'d>> {
        drop(self.entries()?);
        self.get_some(name).ok_or_else(|| self.error(Code::MissingField, name, meaning))
    }

    /// The fields of a table in the order of the source.
    ///
    /// # Errors
    /// `wrong-type` when this is no table.
    pub fn entries(&self) -> Result<impl Iterator<Item = (&'d Key, Cursor<'d>)> + use<'d>> {
        let Value::Table(entries) = self.value() else {
            return Err(self.wrong_type("a table"));
        };
        let document = self.document;
        Ok(entries.iter().map(move |(key, node)| (key, Cursor::new(document, node))))
    }

    /// The items of a list.
    ///
    /// # Errors
    /// `wrong-type` when this is no list.
    pub fn items(&self) -> Result<impl Iterator<Item = Cursor<'d>> + use<'d>> {
        let Value::Array(items) = self.value() else {
            return Err(self.wrong_type("a list"));
        };
        let document = self.document;
        Ok(items.iter().map(move |node| Cursor::new(document, node)))
    }

    /// The fields that are none of `known`, each as an `unknown-field` fault with the nearest known name first.
    #[must_use]
    pub fn unknown_fields(&self, known: &[&str]) -> Vec<Error> {
        let Value::Table(entries) = self.value() else {
            return Vec::new();
        };
        let unknown = entries.iter().filter(|(key, _)| !known.contains(&key.name.as_str()));
        unknown
            .map(|(key, _)| {
                let error = self.error_at_key(key, Code::UnknownField, &key.name, known.join(", "));
                match nearest(&key.name, known.iter().copied()) {
                    Some(name) => error.with_help(format!("did you mean `{name}`?")),
                    None => error,
                }
            })
            .collect()
    }

    /// The text.
    ///
    /// # Errors
    /// `wrong-type`.
    pub fn text(&self) -> Result<&'d str> {
        match self.value() {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong_type("a text")),
        }
    }

    /// The whole number.
    ///
    /// # Errors
    /// `wrong-type`.
    pub fn integer(&self) -> Result<i64> {
        match self.value() {
            Value::Integer(number) => Ok(*number),
            _ => Err(self.wrong_type("a whole number")),
        }
    }

    /// The text, or the digits of a whole number: what people write as either. Neither costs an error that nobody sees,
    /// with a place that is looked for through the whole source.
    ///
    /// # Errors
    /// `wrong-type`.
    pub fn text_or_integer(&self) -> Result<String> {
        match self.value() {
            Value::Integer(number) => Ok(number.to_string()),
            _ => self.text().map(str::to_owned),
        }
    }

    /// The boolean.
    ///
    /// # Errors
    /// `wrong-type`.
    pub fn boolean(&self) -> Result<bool> {
        match self.value() {
            Value::Bool(flag) => Ok(*flag),
            _ => Err(self.wrong_type("true or false")),
        }
    }
}

/// A step from a node to one below it.
enum Step<'d> {
    Field(&'d str),
    Item(usize),
}

/// Notes the steps from a node to one below it, the last one first; whether it is there.
fn find<'d>(from: &'d Node, wanted: &Node, steps: &mut Vec<Step<'d>>) -> bool {
    if std::ptr::eq(from, wanted) {
        return true;
    }
    let step = match &from.value {
        Value::Array(items) => items.iter().position(|item| find(item, wanted, steps)).map(Step::Item),
        Value::Table(entries) => {
            let found = entries.iter().find(|(_, value)| find(value, wanted, steps));
            found.map(|(key, _)| Step::Field(&key.name))
        }
        _ => None,
    };
    let found = step.is_some();
    steps.extend(step);
    found
}

/// Compact JSON with the keys in the order of the source.
impl fmt::Display for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = JsonWriter::new();
        write_node(&mut out, self.node);
        f.write_str(&out.finish())
    }
}

fn write_node(out: &mut JsonWriter, node: &Node) {
    match &node.value {
        Value::Null => out.null(),
        Value::Bool(flag) => out.boolean(*flag),
        Value::Integer(number) => out.integer(*number),
        Value::Decimal(text) => out.raw(text),
        Value::String(text) => out.string(text),
        Value::Array(items) => out.array(|out| items.iter().for_each(|item| write_node(out, item))),
        Value::Table(entries) => out.object(|out| {
            for (key, value) in entries {
                out.key(&key.name);
                write_node(out, value);
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_name_the_nearest() -> Result<()> {
        let document = Document::parse_toml("withn = '2 days'\n")?;
        let faults = document.root().unknown_fields(&["id", "within"]);
        let found: Vec<_> = faults.iter().map(|fault| (fault.slug(), fault.help())).collect();
        assert_eq!(found, [("unknown-field", Some("did you mean `within`?"))]);
        Ok(())
    }

    #[test]
    fn paths_name_fields_and_items() -> Result<()> {
        let document = Document::parse_json(r#"{"tier": [{"id": 1}]}"#)?;
        let tier = document.root().require("tier", "tiers")?;
        let first = tier.items()?.next().and_then(|item| item.get("id"));
        let error = first.map(|id| id.text().err());
        let path = error.flatten().and_then(|error| error.place().path.clone());
        assert_eq!(path.as_deref(), Some("tier[0].id"));
        Ok(())
    }
}
