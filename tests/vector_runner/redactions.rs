//! Personal data in texts: `redactions = [{id, text, expect = ["phone: 139…"]}]`.
//!
//! What is expected is found, in the order of the text, and nothing else; masked, it is as long as before, in bytes and in
//! characters, and everything else is unchanged.

use tousu::Result;
use tousu::document::Cursor;
use tousu::text::{private_spans, redact};

use crate::{Mismatch, Outcome, Tally};

pub(crate) fn run(file: &str, cases: &Cursor<'_>, tally: &mut Tally) -> Result<()> {
    for case in cases.items()? {
        let id = case.require("id", "the case's id")?.text()?;
        let text = case.require("text", "a text")?.text()?;
        let expected = case.require("expect", "a list of `kind: words`")?.items()?;
        let expected: Vec<&str> = expected.map(|words| words.text()).collect::<Result<_>>()?;
        let spans = private_spans(text);
        let words = |span: &tousu::text::PrivateSpan| text.get(span.bytes.clone()).unwrap_or("no characters");
        let found: Vec<String> = spans.iter().map(|span| format!("{}: {}", span.kind.slug(), words(span))).collect();
        let mut mismatches = Vec::new();
        if found != expected {
            mismatches.push(Mismatch::new("found", expected.join(", "), found.join(", ")));
        }
        let masked = redact(text);
        if (masked.len(), masked.chars().count()) != (text.len(), text.chars().count()) {
            mismatches.push(Mismatch::new("length", text, masked.as_ref()));
        }
        for (byte, character) in text.char_indices() {
            let hidden = spans.iter().any(|span| span.bytes.contains(&byte));
            let same = masked.get(byte..).is_some_and(|rest| rest.starts_with(character));
            if same == hidden {
                mismatches.push(Mismatch::new(format!("byte {byte}"), text, masked.as_ref()));
                break;
            }
        }
        let outcome = if mismatches.is_empty() { Outcome::Passed } else { Outcome::Failed(mismatches) };
        tally.count(file, id, outcome);
    }
    Ok(())
}
