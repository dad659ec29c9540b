//! The built-in rule books load, and say what their documents say.

use crate::document::Document;
use crate::error::Result;
use crate::policy::{Policy, Severity, render};

#[test]
fn each_loads_without_fault() -> Result<()> {
    for id in Policy::builtin_ids() {
        let source = Policy::builtin_source(id)?;
        let found = Policy::check(&Document::parse(source)?);
        let faults: Vec<_> = found.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
        assert_eq!(faults, [], "{}", render(&faults, id, source));
        assert_eq!(Policy::builtin(id)?.id, id);
    }
    Ok(())
}
