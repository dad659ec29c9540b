//! Documents laid over one another: one tree out of several sources, in which each value still knows where it stands.

use std::sync::Arc;

use super::{Document, Key, Node, Span, Value};

/// Where one of the sources of a joined document begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    pub(super) name: Arc<str>,
    pub(super) start: usize,
}

impl Document {
    /// One document out of this one and others, each with the name under which its places are told. `join` gets the
    /// tree of this one, whose places stay as they are, and those of the others.
    pub(crate) fn joined(&self, others: &[(&str, &Self)], join: impl FnOnce(Node, Vec<Node>) -> Node) -> Self {
        let mut source = self.source.to_string();
        let mut parts = self.parts.to_vec();
        let mut roots = Vec::with_capacity(others.len());
        for (name, other) in others {
            // A line of its own, so that no place can reach over the seam.
            source.push('\n');
            let start = source.len();
            source.push_str(&other.source);
            parts.push(Part { name: (*name).into(), start });
            parts.extend(other.parts.iter().map(|part| Part { start: part.start + start, ..part.clone() }));
            roots.push(shifted(&other.root, start));
        }
        Self { source: source.into(), root: join(self.root.clone(), roots), parts: parts.into() }
    }

    /// The tree after an edit, as JSON.
    #[cfg(test)]
    pub(crate) fn edited(&self, edit: impl FnOnce(Node) -> Node) -> String {
        let root = edit(self.root.clone());
        Self { source: Arc::clone(&self.source), root, parts: Arc::default() }.root().to_string()
    }

    /// The source in which a span lies: its name (`None` = the document itself), its text, and the span inside it.
    pub(crate) fn locate(&self, span: Span) -> (Option<&str>, &str, Span) {
        let index = self.parts.partition_point(|part| part.start <= span.start);
        let part = index.checked_sub(1).and_then(|index| self.parts.get(index));
        let start = part.map_or(0, |part| part.start);
        let end = self.parts.get(index).map_or(self.source.len(), |next| next.start.saturating_sub(1));
        let local = |at: usize| at.clamp(start, end).saturating_sub(start);
        let text = self.source.get(start..end).unwrap_or_default();
        (part.map(|part| &*part.name), text, Span { start: local(span.start), end: local(span.end) })
    }
}

/// The same tree at places so much later.
fn shifted(node: &Node, by: usize) -> Node {
    let span = |span: Span| Span { start: span.start + by, end: span.end + by };
    let value = match &node.value {
        Value::Array(items) => Value::Array(items.iter().map(|item| shifted(item, by)).collect()),
        Value::Table(entries) => {
            let entry =
                |(key, value): &(Key, Node)| (Key { name: key.name.clone(), span: span(key.span) }, shifted(value, by));
            Value::Table(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Node { value, span: span(node.span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Result};

    #[test]
    fn each_value_knows_its_source() -> Result<()> {
        let inner = Document::parse_toml("c = 3\n")?;
        let base =
            Document::parse_toml("x = 0\nb = 2\n")?.joined(&[("inner", &inner)], |_, mut others| others.remove(0));
        let own = Document::parse_toml("a = 1\n")?;
        let all = own.joined(&[("base", &base)], |own, others| {
            let entries = [own].into_iter().chain(others).flat_map(|node| match node.value {
                Value::Table(entries) => entries,
                _ => Vec::new(),
            });
            Node { value: Value::Table(entries.collect()), span: Span::default() }
        });
        let place = |name: &str| {
            let field = all.root().get(name);
            let error = field.as_ref().map(|field| field.error(Code::WrongType, "", ""));
            let located = field.as_ref().map(|field| all.locate(field.span()));
            let place = error.map(|error| error.place().clone());
            (place.and_then(|place| Some((place.path?, place.line?))), located)
        };
        let span = Span { start: 4, end: 5 };
        assert_eq!(place("a"), (Some(("a".to_owned(), 1)), Some((None, "a = 1\n", span))));
        assert_eq!(place("c"), (Some(("inner:c".to_owned(), 1)), Some((Some("inner"), "c = 3\n", span))));
        assert_eq!(all.root().to_string(), r#"{"a":1,"c":3}"#);
        Ok(())
    }
}
