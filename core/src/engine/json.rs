//! The JSON of assessments and statuses: fixed field order, nulls written, no floats.

use super::host::Coded;
use super::json_book::given;
use std::sync::Arc;

use super::{Assessment, Engine, Routing};
use crate::case::{Clock, Earlier, Intake, NextDue, Status};
use crate::complaint::{Complainants, Complaint, Evidence, Field, Finding};
use crate::document::JsonWriter;
use crate::error::Error;
use crate::id::{CategoryId, RoleId};
use crate::policy::{Clause, Confidence, Label, Strength};
use crate::tier::{Ground, Tiering};
use crate::time::{Instant, Moment};

impl Assessment {
    /// The assessment as JSON; the complaint is the one that was assessed. What is personal in the words of evidence is
    /// masked ([`crate::text::redact`]).
    #[must_use]
    pub fn to_json(&self, engine: &Engine, complaint: &Complaint) -> String {
        self.to_json_in_full(engine, &complaint.redacted())
    }

    /// As [`Self::to_json`], with the words as they were sent.
    #[must_use]
    pub fn to_json_in_full(&self, engine: &Engine, complaint: &Complaint) -> String {
        let render = Render { engine };
        let (intake, facts) = (&self.intake, &self.intake.facts);
        let quote = |out: &mut JsonWriter, evidence: &[Evidence]| {
            out.array(|out| evidence.iter().for_each(|found| render.evidence(out, complaint, found)));
        };
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/assessment/1");
            render.head(out, &intake.id);
            out.field("received_at");
            render.moment(out, intake.received_at);
            out.key("category");
            out.object(|out| {
                let classification = &intake.classification;
                out.key("id");
                render.category(out, classification.category);
                out.key("label");
                let lexicon = &engine.policy.lexicon;
                let category = classification.category.and_then(|id| lexicon.categories.get(id.index()));
                render.label(out, category.map(|category| &category.label));
                out.field("set_by").string(classification.set_by.slug());
                out.field("confidence").integer(classification.confidence);
                out.key("also");
                out.array(|out| classification.also.iter().for_each(|id| render.category(out, Some(*id))));
                out.key("evidence");
                quote(out, &classification.evidence);
            });
            out.key("signals");
            out.array(|out| render.signals(out, complaint, facts));
            out.key("complainants");
            render.complainants(out, facts.complainants);
            out.key("complainants_evidence");
            quote(out, &facts.complainants_evidence);
            out.key("affected");
            render.complainants(out, facts.affected);
            out.key("unresolved_for");
            match &facts.asserted_unresolved {
                Some((period, evidence)) => out.object(|out| {
                    out.field("period").string(&period.to_string());
                    out.key("evidence");
                    render.evidence(out, complaint, evidence);
                }),
                None => out.null(),
            }
            out.key("money");
            match &facts.money {
                Some((fen, evidence)) => out.object(|out| {
                    out.field("fen").integer(*fen);
                    out.key("evidence");
                    render.evidence(out, complaint, evidence);
                }),
                None => out.null(),
            }
            out.key("scope");
            out.object(|out| {
                out.field("in_scope").boolean_or_null(facts.in_scope);
                let proposed = facts.proposed_in_scope.as_ref();
                out.field("proposed").boolean_or_null(proposed.map(|(in_scope, _)| *in_scope));
                out.key("evidence");
                quote(out, proposed.map_or(&[], |(_, evidence)| evidence));
            });
            out.key("tier");
            render.tier(out, &self.tiering);
            out.key("routes");
            let routes = engine.routes(intake);
            out.array(|out| routes.iter().for_each(|route| render.route(out, route)));
            out.key("obligations");
            out.array(|out| self.obligations.iter().for_each(|clock| render.clock(out, clock, &self.obligations)));
            out.key("next_due");
            render.next_due(out, self.next_due);
            out.field("needs_review").boolean(!self.review.is_empty());
            out.key("review");
            out.array(|out| self.review.iter().for_each(|reason| out.string(reason.slug())));
            out.key("assumed");
            render.assumed(out);
            out.key("codes");
            render.codes(
                out,
                &Coded {
                    status: None,
                    category: intake.classification.category,
                    tier: self.tiering.tier,
                    clocks: &self.obligations,
                    roles: routes.iter().filter_map(|route| route.to).collect(),
                },
            );
        });
        out.finish()
    }
}

impl Engine {
    /// A status as JSON.
    #[must_use]
    pub fn render_status(&self, intake: &Intake, status: &Status) -> String {
        let render = Render { engine: self };
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/status/1");
            render.head(out, &intake.id);
            out.field("as_of").string(&render.instant(status.as_of));
            let known_at = status.known_at.map(|at| render.instant(at));
            out.field("known_at").string_or_null(known_at.as_deref());
            out.field("status").string(status.standing.slug());
            out.field("cycle").integer(status.cycle);
            out.key("tier");
            render.tier(out, &status.tiering);
            out.key("tier_history");
            out.array(|out| {
                for change in &status.tier_history {
                    out.object(|out| {
                        out.field("from").string_or_null(change.from.map(|from| render.instant(from)).as_deref());
                        let tier = change.tier.map(|tier| self.policy.tier_name(tier));
                        out.field("tier").string_or_null(tier);
                        out.field("set_by").string(change.set_by.slug());
                    });
                }
            });
            out.key("complainants");
            render.complainants(out, status.complainants);
            out.field("in_scope").boolean_or_null(status.in_scope);
            out.field("substantiated").boolean_or_null(status.substantiated);
            let settled = status.settled_at.map(|at| render.instant(at));
            out.field("settled_at").string_or_null(settled.as_deref());
            out.field("merged_into").string_or_null(status.merged_into.as_deref());
            out.key("obligations");
            out.array(|out| status.clocks.iter().for_each(|clock| render.clock(out, clock, &status.clocks)));
            out.key("next_due");
            render.next_due(out, status.next_due);
            let change = status.next_change_at.map(|at| render.instant(at));
            out.field("next_change_at").string_or_null(change.as_deref());
            for (name, count) in [
                ("undetermined", status.undetermined),
                ("voided", status.voided),
                ("late_entries", status.late_entries),
                ("not_yet_known", status.not_yet_known),
            ] {
                out.field(name).integer(i128::try_from(count).unwrap_or(i128::MAX));
            }
            out.key("earlier");
            match &status.earlier {
                Some(earlier) => self.earlier(out, earlier),
                None => out.null(),
            }
            out.key("assumed");
            render.assumed(out);
            out.key("faults");
            out.array(|out| status.faults.iter().for_each(|fault| render.fault(out, fault)));
            out.key("codes");
            render.codes(
                out,
                &Coded {
                    status: Some(status.standing),
                    category: intake.classification.category,
                    tier: status.tiering.tier,
                    clocks: &status.clocks,
                    roles: Vec::new(),
                },
            );
        });
        out.finish()
    }
}

impl Engine {
    /// What the policy that a case left had decided.
    fn earlier(&self, out: &mut JsonWriter, earlier: &Earlier) {
        let left = Self::of(Arc::clone(&earlier.rules));
        let render = Render { engine: &left };
        out.object(|out| {
            out.field("moved_at").string(&self.calendar.format(earlier.moved_at));
            render.decided_by(out);
            out.key("tier");
            render.tier(out, &earlier.status.tiering);
            out.key("obligations");
            out.array(|out| {
                earlier.status.clocks.iter().for_each(|clock| render.clock(out, clock, &earlier.status.clocks))
            });
        });
    }

    /// Writes what stands at the head of every document that it decides: the policy, the digests of everything that
    /// decides, and the zone of the times that follow, as fields of the table that is being written.
    pub fn write_decided_by(&self, out: &mut JsonWriter) {
        Render { engine: self }.decided_by(out);
    }
}

pub(super) struct Render<'e> {
    pub(super) engine: &'e Engine,
}

impl Render<'_> {
    pub(super) fn instant(&self, instant: Instant) -> String {
        self.engine.calendar.format(instant)
    }

    pub(super) fn head(&self, out: &mut JsonWriter, complaint: &str) {
        out.field("complaint").string(complaint);
        self.decided_by(out);
    }

    /// The policy, the digests of everything that decides, and the zone of the times that follow.
    pub(super) fn decided_by(&self, out: &mut JsonWriter) {
        let (policy, calendar) = (&self.engine.policy, &self.engine.calendar);
        out.key("policy");
        out.object(|out| {
            out.field("id").string(&policy.id);
            out.field("version").string(&policy.version);
            out.field("over").array(|out| {
                for basis in &policy.over {
                    out.object(|out| {
                        out.field("kind").string(basis.kind.slug());
                        out.field("id").string(&basis.id);
                        out.field("version").string(&basis.version);
                        out.field("digest").string(&basis.digest.to_string());
                    });
                }
            });
        });
        out.key("digests");
        out.object(|out| {
            out.field("policy").string(&policy.digest.to_string());
            out.field("parameters").string(&policy.parameters_digest.to_string());
            out.field("lexicon").string(&policy.lexicon.digest.to_string());
            let model = self.engine.model().map(|model| model.digest().to_string());
            out.field("model").string_or_null(model.as_deref());
            out.field("calendar").string(&calendar.digest().to_string());
        });
        out.field("time_zone").string(calendar.zone());
    }

    pub(super) fn moment(&self, out: &mut JsonWriter, moment: Option<Moment>) {
        match moment {
            Some(Moment::At { instant, .. }) => out.string(&self.instant(instant)),
            Some(Moment::On(date)) => out.string(&date.to_string()),
            None => out.null(),
        }
    }

    pub(super) fn label(&self, out: &mut JsonWriter, label: Option<&Label>) {
        match label {
            Some(label) => out.object(|out| {
                out.field("zh").string(&label.zh);
                out.field("en").string(&label.en);
            }),
            None => out.null(),
        }
    }

    /// The clause with what stands behind it.
    pub(super) fn clause(&self, out: &mut JsonWriter, clause: &Clause) {
        out.field("clause").string(&clause.number);
        out.field("quote").string_or_null(given(&clause.quote));
        out.field("article").string_or_null(given(&clause.article));
        out.field("document").string_or_null(given(&clause.document));
        let confidence = self.engine.policy.confidence(clause);
        out.field("confidence").string_or_null(confidence.map(Confidence::slug));
    }

    fn route(&self, out: &mut JsonWriter, route: &Routing<'_>) {
        out.object(|out| {
            out.field("id").string(route.id);
            out.key("label");
            self.label(out, Some(route.label));
            self.clause(out, route.clause);
            out.field("by").string(route.by);
            out.key("to");
            self.role(out, route.to);
        });
    }

    pub(super) fn category(&self, out: &mut JsonWriter, id: Option<CategoryId>) {
        out.string_or_null(id.map(|id| self.engine.policy.lexicon.category_name(id)));
    }

    pub(super) fn role(&self, out: &mut JsonWriter, id: Option<RoleId>) {
        out.string_or_null(id.map(|id| self.engine.policy.role_name(id)));
    }

    fn evidence(&self, out: &mut JsonWriter, complaint: &Complaint, evidence: &Evidence) {
        let text = match evidence.field {
            Field::Title => &complaint.title,
            Field::Text => &complaint.text,
        };
        let range = |out: &mut JsonWriter, range: &std::ops::Range<usize>| {
            out.array(|out| {
                for end in [range.start, range.end] {
                    out.integer(i128::try_from(end).unwrap_or(i128::MAX));
                }
            });
        };
        out.object(|out| {
            out.field("field").string(match evidence.field {
                Field::Title => "title",
                Field::Text => "text",
            });
            out.key("bytes");
            range(out, &evidence.bytes);
            out.key("chars");
            range(out, &evidence.chars);
            out.field("words").string(text.get(evidence.bytes.clone()).unwrap_or_default());
        });
    }

    /// Signals found, in the order of the text, then those that the caller stated.
    fn signals(&self, out: &mut JsonWriter, complaint: &Complaint, facts: &crate::complaint::Facts) {
        let lexicon = &self.engine.policy.lexicon;
        let decides = |finding: &Finding| finding.modality.decides();
        for finding in &facts.findings {
            out.object(|out| {
                out.field("id").string(lexicon.signal_name(finding.signal));
                out.field("modality").string(finding.modality.slug());
                out.field("counts").boolean(decides(finding) && facts.signals.contains(finding.signal));
                out.key("evidence");
                self.evidence(out, complaint, &finding.evidence);
            });
        }
        let found = |signal| facts.findings.iter().any(|finding| finding.signal == signal && decides(finding));
        for signal in facts.signals.iter().filter(|signal| !found(*signal)) {
            out.object(|out| {
                out.field("id").string(lexicon.signal_name(signal));
                out.field("modality").string("stated");
                out.field("counts").boolean(true);
                out.field("evidence").null();
            });
        }
    }

    fn complainants(&self, out: &mut JsonWriter, complainants: Complainants) {
        out.object(|out| {
            out.field("people").integer_or_null(complainants.people);
            out.field("households").integer_or_null(complainants.households);
        });
    }

    fn tier(&self, out: &mut JsonWriter, tiering: &Tiering) {
        let policy = &self.engine.policy;
        let tier = tiering.tier.and_then(|id| policy.tiers.get(id.index()));
        out.object(|out| {
            out.field("id").string_or_null(tier.map(|tier| tier.id.as_str()));
            out.key("label");
            self.label(out, tier.map(|tier| &tier.label));
            out.field("set_by").string(tiering.set_by.slug());
            out.field("clause").string_or_null(tier.map(|tier| tier.clause.number.as_str()));
            out.key("reasons");
            out.array(|out| {
                for reason in &tiering.reasons {
                    let Some(written) = tier.and_then(|tier| tier.when.get(reason.alternative)) else { continue };
                    out.object(|out| {
                        self.clause(out, &written.clause);
                        out.key("grounds");
                        out.array(|out| reason.grounds.iter().for_each(|ground| self.ground(out, *ground)));
                    });
                }
            });
            let changes = tiering.changes_at.map(|at| self.instant(at));
            out.field("changes_at").string_or_null(changes.as_deref());
        });
    }

    fn ground(&self, out: &mut JsonWriter, ground: Ground) {
        let policy = &self.engine.policy;
        let (kind, value) = match ground {
            Ground::Signal(id) => ("signal", Some(policy.lexicon.signal_name(id).to_owned())),
            Ground::Fact(id) => ("fact", policy.facts.get(id.index()).map(|fact| fact.id.clone())),
            Ground::Category(id) => ("category", Some(policy.lexicon.category_name(id).to_owned())),
            Ground::Complainants => ("complainants", None),
            Ground::AssertedUnresolved => ("asserted-unresolved", None),
            Ground::UnresolvedFor(period) => ("unresolved-for", Some(period.to_string())),
            Ground::InScope => ("in-scope", None),
            Ground::Complete => ("complete", None),
            Ground::Substantiated => ("substantiated", None),
            Ground::Event(kind) => ("event", Some(policy.event_kind_name(kind).to_owned())),
            Ground::Absent => ("absent", None),
        };
        out.object(|out| {
            out.field("kind").string(kind);
            out.field("value").string_or_null(value.as_deref());
        });
    }

    fn clock(&self, out: &mut JsonWriter, clock: &Clock, all: &[Clock]) {
        let Some(obligation) = self.engine.policy.obligations.get(clock.obligation.index()) else { return };
        let instant = |at: Option<Instant>| at.map(|at| self.instant(at));
        out.object(|out| {
            out.field("id").string(&obligation.id);
            out.key("label");
            self.label(out, Some(&obligation.label));
            self.clause(out, &obligation.clause);
            out.field("strength").string(match obligation.strength {
                Strength::Must => "must",
                Strength::Should => "should",
            });
            out.key("owner");
            self.role(out, obligation.owner);
            out.field("owed_by").string_or_null(clock.owed_by.as_deref());
            let within = obligation.within.map(|limit| limit.period.to_string());
            out.field("within").string_or_null(within.as_deref());
            out.field("cycle").integer(clock.cycle);
            out.field("round").integer(clock.round);
            out.field("state").string(clock.state.slug());
            out.key("started_at");
            self.moment(out, clock.started);
            out.field("due").string_or_null(instant(clock.due).as_deref());
            out.field("original_due").string_or_null(instant(clock.original_due).as_deref());
            out.field("warn_at").string_or_null(instant(clock.warn_at).as_deref());
            out.key("ended_at");
            self.moment(out, clock.ended);
            out.key("extension_asked_at");
            self.moment(out, clock.extension_asked);
            out.field("provisional").boolean(clock.provisional);
            out.field("breached_at_retier").boolean(clock.breached_at_retier);
            out.field("late_extension").boolean(clock.late_extension);
            let stricter = self.engine.stricter(clock, all);
            let stricter = stricter.and_then(|id| self.engine.policy.obligations.get(id.index()));
            out.field("stricter").string_or_null(stricter.map(|obligation| obligation.id.as_str()));
        });
    }

    fn next_due(&self, out: &mut JsonWriter, next: Option<NextDue>) {
        let obligations = &self.engine.policy.obligations;
        match next.and_then(|next| Some((obligations.get(next.obligation.index())?, next.due))) {
            Some((obligation, due)) => out.object(|out| {
                out.field("obligation").string(&obligation.id);
                out.field("due").string(&self.instant(due));
            }),
            None => out.null(),
        }
    }

    fn assumed(&self, out: &mut JsonWriter) {
        out.array(|out| {
            for parameter in self.engine.policy.assumed() {
                out.object(|out| {
                    out.field("parameter").string(&parameter.id);
                    let value = parameter.value.as_ref().map(ToString::to_string);
                    out.field("value").string_or_null(value.as_deref());
                });
            }
        });
    }

    pub(super) fn fault(&self, out: &mut JsonWriter, fault: &Error) {
        out.object(|out| {
            out.field("code").integer(fault.code().number());
            out.field("slug").string(fault.slug());
            out.field("path").string_or_null(fault.place().path.as_deref());
            out.field("message").string(&fault.message_en());
            out.field("message_zh").string(&fault.message_zh());
        });
    }
}
