//! Words of a book's own over its lexicon.

use std::sync::Arc;

use super::Lexicon;
use super::diagnostic::Faults;
use super::names::Names;
use super::values::list;
use crate::document::{Cursor, JsonWriter};
use crate::error::Code;
use crate::id::is_id;

/// The lexicon with the words that a book lays over it; the shared one when there are none.
pub(super) fn lay_over(lexicon: Arc<Lexicon>, root: &Cursor<'_>, faults: &mut Faults) -> Arc<Lexicon> {
    let items = list(root, "keyword");
    let before = faults.list.len();
    let words: Vec<Words<'_>> = items.iter().filter_map(|item| read(item, &lexicon, faults)).collect();
    if words.is_empty() || faults.list.len() > before {
        return lexicon;
    }
    match lexicon.with(&document(&words)) {
        Ok(extended) => Arc::new(extended),
        // Too many signals, say: it is about all of them.
        Err(error) => {
            if let Some(first) = items.first() {
                faults.locate(first, error);
            }
            lexicon
        }
    }
}

/// For what the words of one table speak.
struct Words<'d> {
    category: bool,
    id: &'d str,
    label: Option<Cursor<'d>>,
    patterns: Vec<&'d str>,
}

fn read<'d>(item: &Cursor<'d>, lexicon: &Lexicon, faults: &mut Faults) -> Option<Words<'d>> {
    let (category, at) = match (item.get_some("signal"), item.get_some("category")) {
        (Some(at), None) => (false, at),
        (None, Some(at)) => (true, at),
        (found, _) => {
            let found = if found.is_some() { "both of them" } else { "none of them" };
            faults.error(item, Code::WrongType, found, "one of signal, category");
            return None;
        }
    };
    let id = at.text().ok().filter(|id| !id.trim().is_empty())?;
    let known: Vec<&str> = match category {
        true => lexicon.categories.iter().map(|category| category.id.as_str()).collect(),
        false => lexicon.signals.iter().map(|signal| signal.id.as_str()).collect(),
    };
    let label = item.get_some("label");
    if label.is_none() && !known.contains(&id) {
        let noun = if category { "a category" } else { "a signal" };
        Names::unknown(faults, &at, id, &format!("{noun}, or a label for a new one"), &known);
        return None;
    }
    let parent_known = |id: &str| id.split_once('/').is_none_or(|(parent, _)| known.contains(&parent));
    if !is_id(id) || (!category && id.contains('/')) || !parent_known(id) {
        faults.error(&at, Code::InvalidId, id, "lower-case letters, digits, `-` and `_`; a category below a known one");
        return None;
    }
    let mut patterns = Vec::new();
    for pattern in list(item, "patterns") {
        let Ok(text) = pattern.text() else { continue };
        match Lexicon::check_pattern(text) {
            Ok(()) => patterns.push(text),
            Err(error) => faults.locate(&pattern, error),
        }
    }
    Some(Words { category, id, label, patterns })
}

/// The words as a document of the lexicon.
fn document(words: &[Words<'_>]) -> String {
    let mut out = JsonWriter::new();
    let named = |out: &mut JsonWriter, words: &Words<'_>| {
        out.field("id").string(words.id);
        if let Some(label) = &words.label {
            let label = super::values::label_of(label, words.id);
            out.field("label").object(|out| {
                out.field("zh").string(&label.zh);
                out.field("en").string(&label.en);
            });
        }
    };
    let patterns = |out: &mut JsonWriter, words: &Words<'_>| {
        out.field("patterns").array(|out| words.patterns.iter().for_each(|pattern| out.string(pattern)));
    };
    out.object(|out| {
        out.field("category").array(|out| {
            let new = words.iter().filter(|words| words.category && words.label.is_some());
            new.for_each(|words| out.object(|out| named(out, words)));
        });
        out.field("signal").array(|out| {
            for words in words.iter().filter(|words| !words.category) {
                out.object(|out| {
                    named(out, words);
                    patterns(out, words);
                });
            }
        });
        out.field("concept").array(|out| {
            for (index, words) in words.iter().enumerate().filter(|(_, words)| words.category) {
                out.object(|out| {
                    out.field("id").string(&format!("keyword-{index}"));
                    out.field("category").string(words.id);
                    patterns(out, words);
                });
            }
        });
    });
    out.finish()
}
