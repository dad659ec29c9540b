//! Rule books as JSON: which there are, what one says, and what is wrong with a text.

use super::Engine;
use super::json::Render;
use super::json_book::{Described, label, origin};
use crate::document::{Document, JsonWriter, Span};
use crate::error::Result;
use crate::policy::{Diagnostic, Library, Parameters, Policy, Severity, render};

impl Parameters {
    /// Reads a table of values from JSON: texts, numbers and booleans; null is not given.
    ///
    /// ```
    /// use tousu::policy::Parameters;
    /// let given = Parameters::from_json(r#"{"group_threshold": 5}"#)?;
    /// assert_eq!(given, Parameters::new().with("group_threshold", 5));
    /// let error = Parameters::from_json(r#"{"group_threshold": []}"#).unwrap_err();
    /// assert_eq!((error.slug(), error.place().path.as_deref()), ("wrong-type", Some("parameters.group_threshold")));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like, `wrong-type`, with path, line and column.
    pub fn from_json(source: &str) -> Result<Self> {
        let read = Document::parse_json(source).and_then(|document| Self::from_cursor(&document.root()));
        read.map_err(|error| error.at("parameters"))
    }
}

impl Policy {
    /// The built-in rule books as JSON: id, version, title, source document, calendar and lexicon.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// assert!(Policy::list_json()?.contains(r#"{"id":"residential-community","version":""#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// None that a test would not have found.
    pub fn list_json() -> Result<String> {
        let policies = Self::builtin_ids().map(Self::builtin).collect::<Result<Vec<_>>>()?;
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/policies/1");
            out.field("policies").array(|out| {
                for policy in &policies {
                    out.object(|out| {
                        out.field("id").string(&policy.id);
                        out.field("version").string(&policy.version);
                        out.key("title");
                        label(out, &policy.title);
                        out.field("source").string(&policy.origin.document);
                        out.field("calendar").string(&policy.calendar);
                        out.field("lexicon").string(&policy.lexicon.id);
                        out.field("digest").string(&policy.digest.to_string());
                    });
                }
            });
        });
        Ok(out.finish())
    }

    /// Everything found in a text, TOML or JSON, as JSON: what makes it be refused and what is odd, each with its
    /// code, path, line, column and bytes. A text that is no document at all has that as its only fault.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let json = Policy::check_json("[policy]\nid = = 1\n");
    /// assert!(json.starts_with(r#"{"schema":"tousu/diagnostics/1","policy":null,"accepted":false,"errors":1,"notes":0,"#));
    /// assert!(json.contains(r#""slug":"syntax","book":null,"path":null,"line":2,"column":6,"#));
    /// ```
    #[must_use]
    pub fn check_json(source: &str) -> String {
        Library::new().check_json(source)
    }

    /// The same as a compiler shows it, under the name of the source: each line with its caret, then the counts.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let report = Policy::check_report("own.toml", "[policy]\nid = = 1\n");
    /// assert!(report.contains("--> own.toml:2:6\n"));
    /// assert!(report.ends_with("1 errors, 0 notes\n"));
    /// ```
    #[must_use]
    pub fn check_report(source_name: &str, source: &str) -> String {
        Library::new().check_report(source_name, source)
    }
}

/// The id that a text gives itself, and everything found in it; a text that is no document has that as its only fault.
fn checked(library: &Library, source: &str) -> (Option<String>, Vec<Diagnostic>) {
    match Document::parse(source) {
        Ok(document) => {
            let root = document.root();
            let head = root.get_some("policy").or_else(|| root.get_some("overlay"));
            let id = head.and_then(|head| head.get_some("id")?.text().ok().map(str::to_owned));
            (id, library.check(&document))
        }
        Err(error) => {
            let start = error.place().offset.and_then(|offset| usize::try_from(offset).ok());
            let span = start.map(|start| Span { start, end: start });
            (None, vec![Diagnostic { severity: Severity::Error, error, span, book: None }])
        }
    }
}

impl Library {
    /// As [`Policy::check_report`], over the books of this library.
    #[must_use]
    pub fn check_report(&self, source_name: &str, source: &str) -> String {
        render(&checked(self, source).1, source_name, source)
    }

    /// As [`Policy::check_json`], over the books of this library.
    #[must_use]
    pub fn check_json(&self, source: &str) -> String {
        let (id, found) = checked(self, source);
        let count = |severity| found.iter().filter(|found| found.severity == severity).count();
        let number = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
        let errors = count(Severity::Error);
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/diagnostics/1");
            out.field("policy").string_or_null(id.as_deref());
            out.field("accepted").boolean(errors == 0);
            out.field("errors").integer(number(errors));
            out.field("notes").integer(number(count(Severity::Note)));
            out.field("diagnostics").array(|out| found.iter().for_each(|found| diagnostic(out, found)));
        });
        out.finish()
    }
}

pub(super) fn diagnostic(out: &mut JsonWriter, found: &Diagnostic) {
    let Diagnostic { severity, error, span, book } = found;
    let place = error.place();
    out.object(|out| {
        out.field("severity").string(severity.slug());
        out.field("code").integer(error.code().number());
        out.field("slug").string(error.slug());
        out.field("book").string_or_null(book.as_ref().map(|book| &*book.id));
        out.field("path").string_or_null(place.path.as_deref());
        out.field("line").integer_or_null(place.line);
        out.field("column").integer_or_null(place.column);
        out.key("bytes");
        match span {
            Some(span) => out.array(|out| {
                for end in [span.start, span.end] {
                    out.integer(i128::try_from(end).unwrap_or(i128::MAX));
                }
            }),
            None => out.null(),
        }
        out.field("message").string(&error.message_en());
        out.field("message_zh").string(&error.message_zh());
        out.field("help").string_or_null(error.help());
    });
}

impl Engine {
    /// The engine of a rule book's text, TOML or JSON, with the caller's parameters and the built-in calendar that
    /// it names.
    ///
    /// ```
    /// use tousu::{Engine, policy::{Parameters, Policy}};
    /// let source = Policy::builtin_source("residential-community")?;
    /// let engine = Engine::from_source(source, &Parameters::from_json(r#"{"group_threshold": 5}"#)?)?;
    /// assert_eq!(engine.policy().id, "residential-community");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `syntax` and the like with line and column; as [`Policy::from_document`]; `unknown-calendar`.
    pub fn from_source(source: &str, parameters: &Parameters) -> Result<Self> {
        Self::new(Policy::from_document(&Document::parse(source)?, parameters)?)
    }

    /// What its policy says, as JSON: tiers, obligations, roles, facts, events, parameters with their values in force
    /// and whether they are assumed, categories and signals, reports, notes. Conditions are written as in rule books.
    ///
    /// ```
    /// use tousu::Engine;
    /// let engine = Engine::builtin("residential-community")?;
    /// let json = engine.policy_json();
    /// assert!(json.starts_with(r#"{"schema":"tousu/policy/1","policy":{"id":"residential-community","#));
    /// assert!(json.contains(r#""within":{"period":"7 working days","period_zh":"7个工作日""#));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn policy_json(&self) -> String {
        let mut out = JsonWriter::new();
        let policy = &*self.policy;
        out.object(|out| {
            out.field("schema").string("tousu/policy/1");
            Render { engine: self }.decided_by(out);
            out.key("title");
            label(out, &policy.title);
            origin(out, &policy.origin);
            let date = |date: Option<crate::time::Date>| date.map(|date| date.to_string());
            out.field("effective_from").string_or_null(date(policy.effective_from).as_deref());
            out.field("effective_to").string_or_null(date(policy.effective_to).as_deref());
            out.field("calendar").string(&policy.calendar);
            out.field("hours").string_or_null(policy.hours.as_ref().map(ToString::to_string).as_deref());
            out.field("lexicon").string(&policy.lexicon.id);
            Described { policy }.write(out);
            out.field("vocabulary").array(|out| {
                for (domain, code, id) in policy.vocabulary.iter() {
                    out.object(|out| {
                        out.field("of").string(domain.slug());
                        out.field("code").string(code);
                        out.field("id").string(id);
                    });
                }
            });
        });
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_book_is_described_as_json() -> Result<()> {
        for id in Policy::builtin_ids() {
            let json = Engine::builtin(id)?.policy_json();
            assert_eq!(Document::parse_json(&json)?.root().to_string(), json, "{id}");
            let check = Policy::check_json(Policy::builtin_source(id)?);
            assert_eq!(Document::parse_json(&check)?.root().to_string(), check, "{id}");
            assert!(check.contains(r#""accepted":true,"errors":0,"#), "{id}");
        }
        let list = Policy::list_json()?;
        assert_eq!(Document::parse_json(&list)?.root().to_string(), list);
        Ok(())
    }

    #[test]
    fn given_parameters_are_in_force_and_not_assumed() -> Result<()> {
        let given = Parameters::from_json(r#"{"registration_hours": "1 hour"}"#)?;
        let json = Engine::builtin_with("residential-community", &given)?.policy_json();
        let document = Document::parse_json(&json)?;
        let parameters = document.root().require("parameters", "a list")?;
        let mut parameters = parameters.items()?;
        let found =
            parameters.find(|parameter| parameter.get("id").is_some_and(|id| id.text() == Ok("registration_hours")));
        let field = |name: &str| found.as_ref().and_then(|found| found.get(name)).map(|field| field.to_string());
        assert_eq!(field("value").as_deref(), Some("\"1 hour\""));
        assert_eq!(field("assumed").as_deref(), Some("false"));
        Ok(())
    }

    #[test]
    fn a_text_that_is_no_document_is_a_diagnostic() -> Result<()> {
        for source in ["{", "a = ", "\u{0}", &"[".repeat(1000)] {
            let check = Policy::check_json(source);
            assert_eq!(Document::parse_json(&check)?.root().to_string(), check);
            assert!(check.contains(r#""accepted":false"#), "{source:.20}");
        }
        Ok(())
    }
}
