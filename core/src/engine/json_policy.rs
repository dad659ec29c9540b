//! Rule books as JSON: which there are, what one says, and what is wrong with a text.

use super::Engine;
use super::json::Render;
use crate::deadline::write_counting;
use crate::document::{Document, JsonWriter, Span};
use crate::error::Result;
use crate::id::{RoleId, TierId};
use crate::period::Period;
use crate::policy::{
    Clause, Condition, Cycles, Diagnostic, Ends, EventKind, EventMatch, FactKind, Frequency, Label, Obligation,
    Parameter, ParameterKind, ParameterValue, Parameters, Policy, Severity, Strength,
};

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
                        out.field("source").string(&policy.source);
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
    /// assert!(json.contains(r#""slug":"syntax","path":null,"line":2,"column":6,"#));
    /// ```
    #[must_use]
    pub fn check_json(source: &str) -> String {
        let (id, found) = match Document::parse(source) {
            Ok(document) => {
                let head = document.root().get_some("policy");
                let id = head.and_then(|head| head.get_some("id")?.text().ok().map(str::to_owned));
                (id, Self::check(&document))
            }
            Err(error) => {
                let start = error.place().offset.and_then(|offset| usize::try_from(offset).ok());
                let span = start.map(|start| Span { start, end: start });
                (None, vec![Diagnostic { severity: Severity::Error, error, span }])
            }
        };
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

fn diagnostic(out: &mut JsonWriter, found: &Diagnostic) {
    let Diagnostic { severity, error, span } = found;
    let place = error.place();
    out.object(|out| {
        out.field("severity").string(severity.slug());
        out.field("code").integer(error.code().number());
        out.field("slug").string(error.slug());
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
            out.field("source").string(&policy.source);
            let date = |date: Option<crate::time::Date>| date.map(|date| date.to_string());
            out.field("effective_from").string_or_null(date(policy.effective_from).as_deref());
            out.field("effective_to").string_or_null(date(policy.effective_to).as_deref());
            out.field("calendar").string(&policy.calendar);
            out.field("lexicon").string(&policy.lexicon.id);
            Described { policy }.write(out);
        });
        out.finish()
    }
}

fn label(out: &mut JsonWriter, label: &Label) {
    out.object(|out| {
        out.field("zh").string(&label.zh);
        out.field("en").string(&label.en);
    });
}

fn clause(out: &mut JsonWriter, clause: &Clause) {
    out.field("clause").string(&clause.number);
    out.field("quote").string_or_null((!clause.quote.is_empty()).then_some(clause.quote.as_str()));
}

/// What every declared thing begins with.
fn head(out: &mut JsonWriter, id: &str, name: &Label) {
    out.field("id").string(id);
    out.key("label");
    label(out, name);
}

struct Described<'p> {
    policy: &'p Policy,
}

impl Described<'_> {
    fn write(&self, out: &mut JsonWriter) {
        let policy = self.policy;
        out.field("default_tier").string_or_null(policy.default_tier.map(|tier| policy.tier_name(tier)));
        self.list(out, "tiers", &policy.tiers, |out, tier| {
            head(out, &tier.id, &tier.label);
            clause(out, &tier.clause);
            out.field("when").array(|out| {
                for reason in &tier.when {
                    out.object(|out| {
                        clause(out, &reason.clause);
                        out.key("condition");
                        self.condition(out, &reason.condition);
                    });
                }
            });
        });
        self.list(out, "obligations", &policy.obligations, |out, obligation| self.obligation(out, obligation));
        self.list(out, "parameters", &policy.parameters, parameter);
        self.list(out, "roles", &policy.roles, |out, role| {
            head(out, &role.id, &role.label);
            out.field("aliases").array(|out| role.aliases.iter().for_each(|alias| out.string(alias)));
            clause(out, &role.clause);
        });
        self.list(out, "facts", &policy.facts, |out, fact| {
            head(out, &fact.id, &fact.label);
            out.field("type").string(match fact.kind {
                FactKind::Bool => "bool",
                FactKind::Count => "count",
                FactKind::Money => "money",
                FactKind::Duration => "duration",
            });
            clause(out, &fact.clause);
        });
        out.field("events").array(|out| {
            EventKind::ALL.iter().for_each(|kind| out.string(kind.slug()));
            policy.own_events.iter().for_each(|event| out.string(&event.id));
        });
        self.list(out, "forbids", &policy.forbids, |out, forbidden| {
            out.field("event").string(policy.event_kind_name(forbidden.kind));
            clause(out, &forbidden.clause);
        });
        self.list(out, "pauses", &policy.pauses, |out, pause| {
            out.field("reason").string(&pause.reason);
            out.key("label");
            label(out, &pause.label);
            clause(out, &pause.clause);
            out.field("enabled").boolean(pause.enabled);
            out.field("stops").array(|out| {
                let stopped = pause.stops.iter().filter_map(|id| policy.obligations.get(id.index()));
                stopped.for_each(|obligation| out.string(&obligation.id));
            });
        });
        self.list(out, "groups", &policy.groups, |out, group| {
            head(out, &group.id, &group.label);
            clause(out, &group.clause);
            out.field("includes").array(|out| {
                group.includes.iter().for_each(|id| out.string(policy.lexicon.category_name(*id)));
            });
            self.role(out, "route_to", group.route_to);
        });
        self.list(out, "reports", &policy.reports, |out, report| {
            head(out, &report.id, &report.label);
            clause(out, &report.clause);
            out.field("frequency").string(match report.frequency {
                Frequency::Daily => "daily",
                Frequency::Monthly => "monthly",
                Frequency::Quarterly => "quarterly",
                Frequency::HalfYearly => "half-yearly",
                Frequency::Yearly => "yearly",
                Frequency::Unstated => "unstated",
            });
            out.field("due").string_or_null(report.due.map(|due| due.to_string()).as_deref());
            self.role(out, "prepared_by", report.prepared_by);
            self.role(out, "submitted_to", report.submitted_to);
        });
        self.list(out, "forms", &policy.forms, |out, form| {
            head(out, &form.id, &form.label);
            clause(out, &form.clause);
            self.list(out, "fields", &form.fields, |out, field| {
                head(out, &field.id, &field.label);
                out.field("required").boolean(field.required);
            });
        });
        self.list(out, "duties", &policy.duties, |out, duty| {
            head(out, &duty.id, &duty.label);
            clause(out, &duty.clause);
            out.field("kind").string(&duty.kind);
            self.role(out, "owner", duty.owner);
        });
        self.list(out, "categories", &policy.lexicon.categories, |out, category| {
            head(out, &category.id, &category.label);
        });
        self.list(out, "signals", &policy.lexicon.signals, |out, signal| head(out, &signal.id, &signal.label));
        self.list(out, "notes", &policy.notes, |out, note| {
            out.field("about").string(&note.about);
            out.key("text");
            label(out, &note.text);
        });
        out.field("diagnostics").array(|out| policy.diagnostics.iter().for_each(|found| diagnostic(out, found)));
    }

    fn list<T>(&self, out: &mut JsonWriter, name: &str, items: &[T], write: impl Fn(&mut JsonWriter, &T)) {
        out.field(name).array(|out| items.iter().for_each(|item| out.object(|out| write(out, item))));
    }

    fn role(&self, out: &mut JsonWriter, name: &str, role: Option<RoleId>) {
        out.field(name).string_or_null(role.map(|role| self.policy.role_name(role)));
    }

    fn tiers(&self, out: &mut JsonWriter, tiers: &[TierId]) {
        out.array(|out| tiers.iter().for_each(|tier| out.string(self.policy.tier_name(*tier))));
    }

    fn obligation(&self, out: &mut JsonWriter, obligation: &Obligation) {
        head(out, &obligation.id, &obligation.label);
        clause(out, &obligation.clause);
        out.key("tiers");
        self.tiers(out, &obligation.tiers);
        out.key("when");
        match &obligation.when {
            Some(condition) => self.condition(out, condition),
            None => out.null(),
        }
        out.field("starts").object(|out| {
            out.key("first");
            self.events(out, &obligation.starts);
        });
        out.field("ends").object(|out| match &obligation.ends {
            Ends::Any(events) => {
                out.key("any");
                self.events(out, events);
            }
            Ends::All(events) => {
                out.key("all");
                self.events(out, events);
            }
        });
        out.key("within");
        match obligation.within {
            Some(limit) => out.object(|out| {
                out.field("period").string(&limit.period.to_string());
                out.field("period_zh").string(&limit.period.to_zh());
                write_counting(out, limit.counting);
                let parameter = limit.parameter.and_then(|id| self.policy.parameters.get(id.index()));
                out.field("parameter").string_or_null(parameter.map(|parameter| parameter.id.as_str()));
            }),
            None => out.null(),
        }
        out.field("strength").string(match obligation.strength {
            Strength::Must => "must",
            Strength::Should => "should",
        });
        self.role(out, "owner", obligation.owner);
        out.key("extension");
        match &obligation.extension {
            Some(extension) => out.object(|out| {
                out.field("approved_by").string(self.policy.role_name(extension.approved_by));
                clause(out, &extension.clause);
            }),
            None => out.null(),
        }
        out.field("customer_may_set").boolean(obligation.customer_may_set);
        out.field("delay_promise").boolean(obligation.delay_promise);
        out.field("cycles").string(match obligation.cycles {
            Cycles::First => "first",
            Cycles::Each => "each",
            Cycles::Throughout => "throughout",
        });
        out.field("owed_out_of_scope").boolean(obligation.owed_out_of_scope);
    }

    fn events(&self, out: &mut JsonWriter, events: &[EventMatch]) {
        out.array(|out| {
            for event in events {
                out.object(|out| {
                    out.field("event").string(self.policy.event_kind_name(event.kind));
                    out.field("to").array(|out| {
                        event.to.iter().for_each(|role| out.string(self.policy.role_name(*role)));
                    });
                });
            }
        });
    }

    /// A condition in the notation of rule books.
    fn condition(&self, out: &mut JsonWriter, condition: &Condition) {
        let (policy, lexicon) = (self.policy, &self.policy.lexicon);
        let parts = |out: &mut JsonWriter, parts: &[Condition]| {
            out.array(|out| parts.iter().for_each(|part| self.condition(out, part)));
        };
        let fact = |id: crate::id::FactId| policy.facts.get(id.index());
        out.object(|out| match condition {
            Condition::All(all) => parts(out.field("all"), all),
            Condition::Any(any) => parts(out.field("any"), any),
            Condition::Not(part) => self.condition(out.field("not"), part),
            Condition::Signal(id) => out.field("signal").string(lexicon.signal_name(*id)),
            Condition::Fact(id) => out.field("fact").string_or_null(fact(*id).map(|fact| fact.id.as_str())),
            Condition::FactAtLeast(id, number) => {
                let fact = fact(*id);
                out.field("fact").string_or_null(fact.map(|fact| fact.id.as_str()));
                out.key("at_least");
                match fact.map(|fact| fact.kind) {
                    Some(FactKind::Money) => out.string(&ParameterValue::Money(*number).to_string()),
                    Some(FactKind::Duration) => out.string(&Period::Elapsed { seconds: *number }.to_string()),
                    _ => out.integer(*number),
                }
            }
            Condition::Category(id) => out.field("category").string(lexicon.category_name(*id)),
            Condition::Complainants { at_least } => {
                out.field("complainants").object(|out| out.field("at_least").integer(*at_least));
            }
            Condition::UnresolvedFor(period) => out.field("unresolved_for").string(&period.to_string()),
            Condition::InScope => out.field("in_scope").boolean(true),
            Condition::Complete => out.field("complete").boolean(true),
            Condition::Substantiated => out.field("substantiated").boolean(true),
            Condition::Happened(kind) => out.field("happened").string(policy.event_kind_name(*kind)),
        });
    }
}

fn parameter(out: &mut JsonWriter, parameter: &Parameter) {
    let text = |value: &Option<ParameterValue>| value.as_ref().map(ToString::to_string);
    head(out, &parameter.id, &parameter.label);
    clause(out, &parameter.clause);
    out.field("type").string(match parameter.kind {
        ParameterKind::Period => "period",
        ParameterKind::Count => "count",
        ParameterKind::Money => "money",
        ParameterKind::Bool => "bool",
        ParameterKind::DayOfMonth => "day-of-month",
        ParameterKind::OneOf(_) => "enum",
    });
    out.key("values");
    match &parameter.kind {
        ParameterKind::OneOf(words) => out.array(|out| words.iter().for_each(|word| out.string(word))),
        _ => out.null(),
    }
    out.field("suggested").string_or_null(text(&parameter.suggested).as_deref());
    out.field("value").string_or_null(text(&parameter.value).as_deref());
    out.field("assumed").boolean(parameter.assumed);
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
