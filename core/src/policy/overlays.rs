//! Many overlays at once: are they sound, what do they change, and whom does a change of their base affect.

use super::diagnostic::{Diagnostic, Severity};
use super::library::{Library, head};
use super::parameters::Parameters;
use super::{Policy, PolicyDiff};
use crate::document::Document;
use crate::error::Result;

/// What came of checking one overlay, or one book that extends another.
#[derive(Clone, Debug)]
pub struct OverlayReport {
    /// Its id; empty when it has none.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The book that it lies over; empty when it names none.
    pub base: String,
    /// Everything found.
    pub found: Vec<Diagnostic>,
    /// What it changes; `None` when it, or its base, is refused.
    pub diff: Option<PolicyDiff>,
}

/// What a change of a base does to what rests on it.
#[derive(Clone, Debug)]
pub struct Impact {
    /// The id of the overlay or book that rests on it.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Everything found in it over the new base.
    pub found: Vec<Diagnostic>,
    /// What changes for it; `None` when it is refused over the old base or the new one.
    pub diff: Option<PolicyDiff>,
}

impl Impact {
    /// Whether it is refused over the new base.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        refused(&self.found)
    }
}

fn refused(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| found.severity == Severity::Error)
}

impl Library {
    /// Checks many overlays, and says what each changes in its base.
    ///
    /// ```
    /// use tousu::{document::Document, policy::Library};
    /// let overlay = |id: usize| {
    ///     Document::parse(&format!(
    ///         "[overlay]\nid = 'customer-{id}'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n\
    ///          [[parameter]]\nid = 'group_threshold'\nvalue = {}\n", 5 + id % 10))
    /// };
    /// let overlays = (0..20).map(overlay).collect::<tousu::Result<Vec<_>>>()?;
    /// let reports = Library::new().check_overlays(&overlays);
    /// assert!(reports.iter().all(|report| report.diff.is_some()));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn check_overlays(&self, overlays: &[Document]) -> Vec<OverlayReport> {
        overlays.iter().map(|overlay| self.check_overlay(overlay)).collect()
    }

    fn check_overlay(&self, overlay: &Document) -> OverlayReport {
        let (id, version, base) = about(overlay);
        let found = self.check(overlay);
        let nothing = Parameters::new();
        let diff = || {
            let own = self.load(overlay, &nothing).ok()?;
            Some(PolicyDiff::between(&self.policy(&base, &nothing).ok()?, &own))
        };
        let diff = if refused(&found) { None } else { diff() };
        OverlayReport { id, version, base, found, diff }
    }

    /// Whom a new version of a book affects: of the documents that rest on it, directly or not, those for which
    /// something changes, or that are refused over it.
    ///
    /// ```
    /// use tousu::{document::Document, policy::{Library, Policy}};
    /// let text = |id: &str, rest: &str| {
    ///     format!("[overlay]\nid = '{id}'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n{rest}")
    /// };
    /// let own_limit = "[[obligation]]\nid = 'general-reply'\nwithin = '1 working day'\n";
    /// let overlays = [Document::parse(&text("plain", ""))?, Document::parse(&text("quicker", own_limit))?];
    /// // The base gives five working days in the place of three.
    /// let source = Policy::builtin_source("residential-community")?.replace("within = \"3 w", "within = \"5 w");
    /// let affected = Library::new().affected_by(&Document::parse(&source)?, &overlays)?;
    /// let ids: Vec<_> = affected.iter().map(|impact| impact.id.as_str()).collect();
    /// assert_eq!(ids, ["plain"], "the other one has a limit of its own");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Library::with`] for the new version.
    pub fn affected_by(&self, changed: &Document, resting: &[Document]) -> Result<Vec<Impact>> {
        let renewed = self.replacing(changed)?;
        let nothing = Parameters::new();
        let mut out = Vec::new();
        for document in resting {
            let (id, version, _) = about(document);
            let found = renewed.check(document);
            let load = |library: &Self| library.load(document, &nothing).ok();
            let (before, after) = (load(self), if refused(&found) { None } else { load(&renewed) });
            let diff = before.as_ref().zip(after.as_ref()).map(|(before, after)| PolicyDiff::between(before, after));
            let same = |before: &Policy, after: &Policy| before.digest == after.digest;
            let untouched = match (&before, &after, &diff) {
                (Some(before), Some(after), Some(diff)) => same(before, after) || diff.is_empty(),
                // Refused before and after: nothing changes for it.
                (None, None, _) => true,
                _ => false,
            };
            if !untouched {
                out.push(Impact { id, version, found, diff });
            }
        }
        Ok(out)
    }
}

/// Id, version and base of an overlay or a book.
fn about(document: &Document) -> (String, String, String) {
    let root = document.root();
    let head = head(&root);
    let text = |name: &str| head.as_ref().and_then(|head| head.get_some(name)?.text().ok().map(str::to_owned));
    let base = text("base").or_else(|| text("extends"));
    (text("id").unwrap_or_default(), text("version").unwrap_or_default(), base.unwrap_or_default())
}
