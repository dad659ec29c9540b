//! What differs between rule books, as JSON: between two of them, between an overlay and its base, and for those who
//! rest on a base that changes.

use super::json_book::label;
use super::json_policy::diagnostic;
use crate::document::{Document, JsonWriter};
use crate::error::Result;
use crate::policy::{
    ChangeKind, Diagnostic, Effect, Impact, Lexicon, Library, OverlayReport, Policy, PolicyChange, PolicyDiff, Severity,
};

impl Policy {
    /// What differs from one policy to another as JSON: each change as data and in words.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let base = Policy::builtin("residential-community")?;
    /// let json = base.diff_json(&base);
    /// assert!(json.ends_with(r#""changes":[]}"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn diff_json(&self, to: &Self) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/policy-diff/1");
            out.key("from");
            book(out, self);
            out.key("to");
            book(out, to);
            out.key("changes");
            changes(out, &PolicyDiff::between(self, to));
        });
        out.finish()
    }
}

impl Lexicon {
    /// The documents of a built-in lexicon as a JSON list of texts.
    ///
    /// # Errors
    /// As [`Self::builtin_sources`].
    pub fn source_json(id: &str) -> Result<String> {
        let sources = Self::builtin_sources(id)?;
        let mut out = JsonWriter::new();
        out.array(|out| sources.iter().for_each(|source| out.string(source)));
        Ok(out.finish())
    }
}

impl Library {
    /// The built-in rule books and documents of the caller's: texts, TOML or JSON.
    ///
    /// ```
    /// use tousu::policy::Library;
    /// let house = "[overlay]\nid = 'tower-7'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n";
    /// let library = Library::from_texts(&[house])?;
    /// assert_eq!(library.ids().first(), Some(&"tower-7"));
    /// let error = Library::from_texts(&[house, "["]).unwrap_err();
    /// assert_eq!(error.place().path.as_deref(), Some("documents[1]"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like for a text that is no document; as [`Library::with`]; each under its place in the list.
    pub fn from_texts(texts: &[&str]) -> Result<Self> {
        let mut library = Self::new();
        for (index, text) in texts.iter().enumerate() {
            let with = Document::parse(text).and_then(|document| library.with(document));
            library = with.map_err(|error| error.at(format_args!("documents[{index}]")))?;
        }
        Ok(library)
    }

    /// Which documents of the caller's it has, and the ids of all its books, as JSON.
    ///
    /// ```
    /// use tousu::policy::Library;
    /// let house = "[overlay]\nid = 'tower-7'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n";
    /// let json = Library::from_texts(&[house])?.list_json();
    /// assert!(json.contains(r#""own":[{"id":"tower-7","version":"1","effective_from":null,"effective_to":null}]"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn list_json(&self) -> String {
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/library/1");
            out.field("own").array(|out| {
                for (id, version, from, to) in self.own() {
                    out.object(|out| {
                        out.field("id").string(id);
                        out.field("version").string(version);
                        out.field("effective_from").string_or_null(from.map(|date| date.to_string()).as_deref());
                        out.field("effective_to").string_or_null(to.map(|date| date.to_string()).as_deref());
                    });
                }
            });
            out.field("ids").array(|out| self.ids().into_iter().for_each(|id| out.string(id)));
        });
        out.finish()
    }

    /// Checks many overlays and says what each changes, as JSON.
    ///
    /// ```
    /// use tousu::policy::Library;
    /// let overlay = "[overlay]\nid = 'x'\ntitle = 'x'\nversion = '1'\nbase = 'residential-community'\n";
    /// let json = Library::new().check_overlays_json(&[overlay])?;
    /// assert!(json.contains(r#"{"id":"x","version":"1","base":"residential-community","accepted":true"#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like for a text that is no document, under its place in the list.
    pub fn check_overlays_json(&self, overlays: &[&str]) -> Result<String> {
        let reports = self.check_overlays(&documents(overlays)?);
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/overlays/1");
            out.field("overlays").array(|out| reports.iter().for_each(|one| report(out, one)));
        });
        Ok(out.finish())
    }

    /// Whom a new version of a book affects, as JSON.
    ///
    /// # Errors
    /// `syntax` and the like; as [`Library::affected_by`].
    pub fn affected_by_json(&self, changed: &str, resting: &[&str]) -> Result<String> {
        let changed = Document::parse(changed).map_err(|error| error.at("changed"))?;
        let affected = self.affected_by(&changed, &documents(resting)?)?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/affected/1");
            out.field("affected").array(|out| affected.iter().for_each(|one| impact(out, one)));
        });
        Ok(out.finish())
    }
}

fn documents(texts: &[&str]) -> Result<Vec<Document>> {
    let read = |(index, text): (usize, &&str)| {
        Document::parse(text).map_err(|error| error.at(format_args!("overlays[{index}]")))
    };
    texts.iter().enumerate().map(read).collect()
}

fn book(out: &mut JsonWriter, policy: &Policy) {
    out.object(|out| {
        out.field("id").string(&policy.id);
        out.field("version").string(&policy.version);
        out.field("digest").string(&policy.digest.to_string());
        out.field("parameters").string(&policy.parameters_digest.to_string());
    });
}

fn changes(out: &mut JsonWriter, diff: &PolicyDiff) {
    out.array(|out| diff.changes.iter().for_each(|one| change(out, one)));
}

fn change(out: &mut JsonWriter, change: &PolicyChange) {
    out.object(|out| {
        out.field("section").string(change.section.slug());
        out.field("id").string(&change.id);
        out.key("label");
        label(out, &change.label);
        out.field("kind").string(change.kind.slug());
        let (field, from, to, effect) = match &change.kind {
            ChangeKind::Changed { field, from, to, effect } => (Some(*field), Some(from), Some(to), Some(*effect)),
            ChangeKind::Added | ChangeKind::Removed => (None, None, None, None),
        };
        out.field("field").string_or_null(field);
        for (name, words) in [("from", from), ("to", to)] {
            out.key(name);
            match words {
                Some(words) => label(out, words),
                None => out.null(),
            }
        }
        out.field("effect").string_or_null(effect.map(Effect::slug));
        out.key("words");
        label(out, &change.in_words());
    });
}

fn found(out: &mut JsonWriter, found: &[Diagnostic]) {
    out.field("accepted").boolean(found.iter().all(|found| found.severity != Severity::Error));
    out.field("diagnostics").array(|out| found.iter().for_each(|one| diagnostic(out, one)));
}

fn diff_or_null(out: &mut JsonWriter, diff: Option<&PolicyDiff>) {
    out.key("changes");
    match diff {
        Some(diff) => changes(out, diff),
        None => out.null(),
    }
}

fn report(out: &mut JsonWriter, report: &OverlayReport) {
    out.object(|out| {
        out.field("id").string(&report.id);
        out.field("version").string(&report.version);
        out.field("base").string(&report.base);
        found(out, &report.found);
        diff_or_null(out, report.diff.as_ref());
    });
}

fn impact(out: &mut JsonWriter, impact: &Impact) {
    out.object(|out| {
        out.field("id").string(&impact.id);
        out.field("version").string(&impact.version);
        found(out, &impact.found);
        diff_or_null(out, impact.diff.as_ref());
    });
}
