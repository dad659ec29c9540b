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
