//! A rule book with many faults: all are told at once, each at its place.

use crate::document::Document;
use crate::error::Result;
use crate::policy::{Policy, Severity, render};

const BROKEN: &str = include_str!("broken.toml");
const REPORT: &str = include_str!("broken.txt");

#[test]
fn every_fault_is_reported_at_its_place() -> Result<()> {
    let found = Policy::check(&Document::parse(BROKEN)?);
    assert_eq!(render(&found, "broken.toml", BROKEN), REPORT);
    for one in &found {
        assert!(one.error.place().line.is_some() && one.error.place().column.is_some(), "{one:?}");
        assert!(one.error.place().path.is_some(), "{one:?}");
    }
    Ok(())
}

const TWENTY: &str = include_str!("twenty.toml");
const TWENTY_REPORT: &str = include_str!("twenty.txt");

/// The faults that the comments of a book announce: line, column and slug, in the order of the places.
fn announced(source: &str) -> Vec<(u32, u32, String)> {
    let mut out = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        let Some((code, fault)) = text.split_once(" # ") else { continue };
        let Some((slug, words)) = fault.split_once(" at ") else { continue };
        let column = code.find(words).map_or(0, |at| code.get(..at).map_or(0, |before| before.chars().count()) + 1);
        out.push((line, u32::try_from(column).unwrap_or(0), slug.to_owned()));
    }
    out
}

#[test]
fn twenty_faults_are_twenty_reports_each_at_its_place() -> Result<()> {
    let document = Document::parse(TWENTY)?;
    let faults = Policy::check(&document);
    let mut expected = announced(TWENTY);
    // What a whole book lacks stands at its head.
    expected.push((2, 1, "uncovered-complaint".to_owned()));
    expected.sort();
    let place = |found: &crate::policy::Diagnostic| {
        let place = found.error.place();
        (place.line.unwrap_or(0), place.column.unwrap_or(0), found.error.slug().to_owned())
    };
    let mut found: Vec<_> = faults.iter().map(place).collect();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(expected.len(), 20);
    let report = render(&faults, "twenty.toml", TWENTY);
    assert_eq!(report, TWENTY_REPORT, "{report}");
    Ok(())
}

#[test]
fn chinese_messages_are_chinese() -> Result<()> {
    let english = |message: &str| {
        // What is in back-ticks or Chinese quotes is quoted, and names stand behind a colon.
        let parts = message.split(['`', '“', '”', '"']).step_by(2).collect::<String>();
        let words = parts.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
        words
            .filter(|word| ["is", "are", "the", "of", "an", "found", "where", "its", "expected"].contains(word))
            .count()
    };
    for source in [BROKEN, TWENTY] {
        for found in Policy::check(&Document::parse(source)?) {
            let message = found.error.message_zh();
            assert_eq!(english(&message), 0, "{message}");
        }
    }
    Ok(())
}

#[test]
fn the_error_carries_every_fault() -> Result<()> {
    let found = Policy::check(&Document::parse(BROKEN)?);
    let faults = found.iter().filter(|found| found.severity == Severity::Error);
    let error = Policy::parse(BROKEN).err();
    let causes = error.as_ref().map(|error| error.causes().to_vec());
    assert_eq!(causes, Some(faults.map(|found| found.error.clone()).collect()));
    assert_eq!(error.map(|error| error.slug()), Some("policy-rejected"));
    Ok(())
}

#[test]
fn a_caret_counts_wide_characters() -> Result<()> {
    let source = "[policy]\nid = \"x\"\ntitle = { zh = \"物业投诉\", enn = \"x\" }\nversion = \"1\"\nlexicon = \"property\"\nuntiered = \"allowed\"\n";
    let report = render(&Policy::check(&Document::parse(source)?), "x.toml", source);
    let expected = "\
error[unknown-field]: unknown field `enn`; expected zh, en
 --> x.toml:3:24 (policy.title.enn)
  |
3 | title = { zh = \"物业投诉\", enn = \"x\" }
  |                            ^^^
";
    assert!(report.starts_with(expected), "{report}");
    Ok(())
}
