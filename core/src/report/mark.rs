//! The complaint's words with what proves something marked.

use std::ops::Range;

use super::table::is_control;
use crate::case::Intake;
use crate::complaint::{Complaint, Evidence, Field};

/// How evidence is marked in a text.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub enum Marks {
    /// `【消防隐患】`
    #[default]
    Brackets,
    /// Bold and yellow on a terminal.
    Ansi,
}

impl Marks {
    const fn pair(self) -> (&'static str, &'static str) {
        match self {
            Self::Brackets => ("【", "】"),
            Self::Ansi => ("\u{1b}[1;33m", "\u{1b}[0m"),
        }
    }
}

/// The text of a field with the ranges marked. Control characters but line breaks become blanks.
pub(super) fn marked(text: &str, ranges: &[Range<usize>], marks: Marks) -> String {
    let (open, close) = marks.pair();
    let ranges = merged(ranges);
    let mut out = String::with_capacity(text.len() + ranges.len() * (open.len() + close.len()));
    let mut at = 0;
    for range in &ranges {
        let (Some(before), Some(words)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        visible(&mut out, before);
        out.push_str(open);
        visible(&mut out, words);
        out.push_str(close);
        at = range.end;
    }
    visible(&mut out, text.get(at..).unwrap_or_default());
    out
}

fn visible(out: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push('\n'),
            c if is_control(c) => out.push(' '),
            c => out.push(c),
        }
    }
}

/// The ranges in order, those that overlap made one.
fn merged(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sorted: Vec<Range<usize>> = ranges.iter().filter(|range| range.start < range.end).cloned().collect();
    sorted.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Every word of a field that proves something, in either direction.
pub(super) fn evidence_in(intake: &Intake, field: Field) -> Vec<Range<usize>> {
    let facts = &intake.facts;
    let found = facts.findings.iter().map(|finding| &finding.evidence);
    let proposed = facts.proposed_in_scope.iter().flat_map(|(_, evidence)| evidence);
    let all = found
        .chain(&intake.classification.evidence)
        .chain(&facts.complainants_evidence)
        .chain(facts.asserted_unresolved.as_ref().map(|(_, evidence)| evidence))
        .chain(facts.money.as_ref().map(|(_, evidence)| evidence))
        .chain(proposed);
    all.filter(|evidence| evidence.field == field).map(|evidence| evidence.bytes.clone()).collect()
}

/// The words of evidence, quoted: `「消防隐患」`.
pub(super) fn words(complaint: &Complaint, evidence: &Evidence) -> String {
    let text = match evidence.field {
        Field::Title => &complaint.title,
        Field::Text => &complaint.text,
    };
    format!("「{}」", super::plain(text.get(evidence.bytes.clone()).unwrap_or_default()))
}

/// The words of several pieces of evidence, each once, in order; without those that others contain.
pub(super) fn all_words<'a>(complaint: &Complaint, evidence: impl IntoIterator<Item = &'a Evidence>) -> String {
    let evidence: Vec<&Evidence> = evidence.into_iter().collect();
    let contained = |found: &Evidence| {
        evidence.iter().any(|other| {
            let (inner, outer) = (&found.bytes, &other.bytes);
            found.field == other.field && inner != outer && outer.start <= inner.start && inner.end <= outer.end
        })
    };
    let mut seen: Vec<String> = Vec::new();
    for found in evidence.iter().filter(|found| !contained(found)) {
        let words = words(complaint, found);
        if !seen.contains(&words) {
            seen.push(words);
        }
    }
    seen.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_evidence_is_marked_once() {
        let text = "楼道堆满杂物";
        assert_eq!(marked(text, &[6..12, 0..9], Marks::Brackets), "【楼道堆满】杂物");
        assert_eq!(marked(text, &[12..18, 0..6], Marks::Brackets), "【楼道】堆满【杂物】");
        assert_eq!(marked(text, &[], Marks::Ansi), text);
        // A range that is none of this text marks nothing and loses nothing.
        assert_eq!(marked(text, &[1..2, 300..400], Marks::Brackets), text);
    }

    #[test]
    fn a_strangers_text_commands_no_terminal() {
        assert_eq!(marked("a\u{1b}[31m\r\nb\tc", &[], Marks::Ansi), "a [31m\nb c");
    }
}
