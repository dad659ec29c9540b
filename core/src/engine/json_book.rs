//! What a rule book says, as JSON: tiers, obligations, parameters and conditions, in the notation of rule books.

use super::Engine;
use super::json_policy::diagnostic;
use crate::deadline::write_counting;
use crate::document::JsonWriter;
use crate::id::{RoleId, TierId};
use crate::period::Period;
use crate::policy::{
    Clause, Condition, Confidence, Cycles, Ends, EventKind, EventMatch, FactKind, Label, Limit, Obligation, Origin,
    Parameter, ParameterKind, ParameterValue, Policy, Repeats, Strength,
};

pub(super) fn label(out: &mut JsonWriter, label: &Label) {
    out.object(|out| {
        out.field("zh").string(&label.zh);
        out.field("en").string(&label.en);
    });
}

pub(super) fn clause(out: &mut JsonWriter, clause: &Clause) {
    out.field("clause").string(&clause.number);
    out.field("quote").string_or_null(given(&clause.quote));
    out.field("article").string_or_null(given(&clause.article));
    out.field("document").string_or_null(given(&clause.document));
    out.field("confidence").string_or_null(clause.confidence.map(Confidence::slug));
}

/// A text that is there.
pub(super) fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// What a book was written from.
pub(super) fn origin(out: &mut JsonWriter, origin: &Origin) {
    out.field("source").object(|out| {
        out.field("document").string(&origin.document);
        out.field("jurisdiction").string_or_null(given(&origin.jurisdiction));
        out.field("legal_basis").string_or_null(given(&origin.legal_basis));
        out.field("superseded_by").string_or_null(given(&origin.superseded_by));
        out.field("confidence").string_or_null(origin.confidence.map(Confidence::slug));
    });
}

impl Engine {
    /// Writes a condition in the notation of rule books.
    pub(crate) fn write_condition(&self, out: &mut JsonWriter, condition: &Condition) {
        Described { policy: &self.policy }.condition(out, condition);
    }
}

/// What every declared thing begins with.
pub(super) fn head(out: &mut JsonWriter, id: &str, name: &Label) {
    out.field("id").string(id);
    out.key("label");
    label(out, name);
}

/// A policy that is written out.
pub(super) struct Described<'p> {
    pub(super) policy: &'p Policy,
}

impl Described<'_> {
    pub(super) fn write(&self, out: &mut JsonWriter) {
        let policy = self.policy;
        out.field("default_tier").string_or_null(policy.default_tier.map(|tier| policy.tier_name(tier)));
        self.list(out, "tiers", &policy.tiers, |out, tier| {
            head(out, &tier.id, &tier.label);
            clause(out, &tier.clause);
            out.field("internal").boolean(tier.internal);
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
            out.key("charge");
            match &role.charge {
                Some(charge) => label(out, charge),
                None => out.null(),
            }
            clause(out, &role.clause);
        });
        self.list(out, "facts", &policy.facts, |out, fact| {
            head(out, &fact.id, &fact.label);
            out.field("type").string(fact.kind.slug());
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
            out.field("tier_hint").string_or_null(group.tier_hint.map(|tier| policy.tier_name(tier)));
        });
        self.demands(out);
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

    pub(super) fn list<T>(&self, out: &mut JsonWriter, name: &str, items: &[T], write: impl Fn(&mut JsonWriter, &T)) {
        out.field(name).array(|out| items.iter().for_each(|item| out.object(|out| write(out, item))));
    }

    pub(super) fn role(&self, out: &mut JsonWriter, name: &str, role: Option<RoleId>) {
        out.field(name).string_or_null(role.map(|role| self.policy.role_name(role)));
    }

    pub(super) fn tiers(&self, out: &mut JsonWriter, tiers: &[TierId]) {
        out.array(|out| tiers.iter().for_each(|tier| out.string(self.policy.tier_name(*tier))));
    }

    fn obligation(&self, out: &mut JsonWriter, obligation: &Obligation) {
        head(out, &obligation.id, &obligation.label);
        clause(out, &obligation.clause);
        out.key("tiers");
        self.tiers(out, &obligation.tiers);
        out.key("when");
        self.condition_or_null(out, obligation.when.as_ref());
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
        self.limit(out, obligation.within);
        out.field("warn").string_or_null(obligation.warn.map(|warn| warn.to_string()).as_deref());
        out.field("every").string_or_null(obligation.every.map(|every| every.to_string()).as_deref());
        out.field("strength").string(match obligation.strength {
            Strength::Must => "must",
            Strength::Should => "should",
        });
        self.role(out, "owner", obligation.owner);
        out.key("extension");
        match &obligation.extension {
            Some(extension) => out.object(|out| {
                out.field("approved_by").string(self.policy.role_name(extension.approved_by));
                let at_most = extension.at_most.map(|most| most.to_string());
                out.field("at_most").string_or_null(at_most.as_deref());
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
        out.field("repeats").string(match obligation.repeats {
            Repeats::Once => "once",
            Repeats::EachStart => "each-start",
            Repeats::EachRecipient => "each-recipient",
        });
        out.field("owed_out_of_scope").boolean(obligation.owed_out_of_scope);
        out.field("internal").boolean(obligation.internal);
    }

    /// A limit with its counting rule, or null.
    pub(super) fn limit(&self, out: &mut JsonWriter, limit: Option<Limit>) {
        let Some(limit) = limit else {
            out.null();
            return;
        };
        out.object(|out| {
            out.field("period").string(&limit.period.to_string());
            out.field("period_zh").string(&limit.period.to_zh());
            write_counting(out, limit.counting);
            let parameter = limit.parameter.and_then(|id| self.policy.parameters.get(id.index()));
            out.field("parameter").string_or_null(parameter.map(|parameter| parameter.id.as_str()));
        });
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

    pub(super) fn condition_or_null(&self, out: &mut JsonWriter, condition: Option<&Condition>) {
        match condition {
            Some(condition) => self.condition(out, condition),
            None => out.null(),
        }
    }

    /// A condition in the notation of rule books.
    pub(super) fn condition(&self, out: &mut JsonWriter, condition: &Condition) {
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
    out.field("type").string(parameter.kind.slug());
    out.key("values");
    match &parameter.kind {
        ParameterKind::OneOf(words) => out.array(|out| words.iter().for_each(|word| out.string(word))),
        _ => out.null(),
    }
    out.field("suggested").string_or_null(text(&parameter.suggested).as_deref());
    out.field("value").string_or_null(text(&parameter.value).as_deref());
    out.field("assumed").boolean(parameter.assumed);
}
