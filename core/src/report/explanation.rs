//! A decision explained as data: evidence, condition, tier; clause, parameter and steps of every due time; and the
//! text of it in both languages.

use super::{Audience, Language, Report};
use crate::case::{Case, Clock, Event, Intake, Mode, Status};
use crate::complaint::{Complaint, Evidence, Field};
use crate::document::{Document, JsonWriter};
use crate::engine::{Assessment, Engine};
use crate::error::Result;
use crate::id::TierId;
use crate::policy::{Clause, Confidence, Label, Obligation, Parameter};
use crate::tier::Tiering;
use crate::time::{Instant, Moment};

/// What is explained.
struct Decided<'a> {
    complaint: &'a Complaint,
    intake: &'a Intake,
    tiering: &'a Tiering,
    clocks: &'a [Clock],
    /// `None` for a first decision.
    case: Option<(&'a Case, &'a Status)>,
    /// The text in a language.
    text: &'a dyn Fn(&Report<'_>) -> String,
}

impl Engine {
    /// Reads a complaint object and explains the first decision on it, as JSON.
    ///
    /// A customer is told of no role, no name of staff, nothing that the book keeps inside, and no digest.
    ///
    /// ```
    /// use tousu::{Engine, report::Audience};
    /// let engine = Engine::builtin("residential-community")?;
    /// let complaint = r#"{"id": "c1", "received_at": "2026-03-02T09:00:00+08:00", "text": "楼道堆满杂物，有消防隐患"}"#;
    /// let inside = engine.explain_json(complaint, Audience::Internal)?;
    /// assert!(inside.contains(r#""owner":"business-unit""#) && inside.contains(r#""id":"risk-report""#));
    /// let customer = engine.explain_json(complaint, Audience::Customer)?;
    /// assert!(!customer.contains("business-unit") && !customer.contains("risk-report"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::assess`]; faults of the JSON with path, line and column.
    pub fn explain_json(&self, complaint: &str, audience: Audience) -> Result<String> {
        let document = Document::parse_json(complaint)?;
        let complaint = Complaint::from_cursor(&document.root())?;
        let assessment = self.assess(&complaint)?;
        Ok(self.explanation(&complaint, &assessment, audience))
    }

    /// A first decision explained, as JSON; the complaint is the one that was assessed.
    #[must_use]
    pub fn explanation(&self, complaint: &Complaint, assessment: &Assessment, audience: Audience) -> String {
        let text = |report: &Report<'_>| report.explain(complaint, assessment);
        let complaint = &complaint.redacted();
        let decided = Decided {
            complaint,
            intake: &assessment.intake,
            tiering: &assessment.tiering,
            clocks: &assessment.obligations,
            case: None,
            text: &text,
        };
        self.explained(&decided, audience)
    }

    /// Reads a complaint object and a list of events, and explains how the case stands at an instant, as JSON;
    /// `known_at` as [`Case::status_known_at`] takes it.
    ///
    /// # Errors
    /// As [`Engine::replay`] and [`Case::status_known_at`]; faults of the JSON with path, line and column.
    pub fn explain_status_json(
        &self,
        complaint: &str,
        events: &str,
        as_of: Instant,
        known_at: Option<Instant>,
        mode: Mode,
        audience: Audience,
    ) -> Result<String> {
        let document = Document::parse_json(complaint).map_err(|error| error.at("complaint"))?;
        let complaint = Complaint::from_cursor(&document.root())?;
        let case = self.replay(&complaint, Event::list_from_json(events)?, mode)?;
        let status = case.status_known_at(as_of, known_at)?;
        let text = |report: &Report<'_>| report.explain_case(&complaint, &case, &status);
        let shown = complaint.redacted();
        let decided = Decided {
            complaint: &shown,
            intake: case.intake(),
            tiering: &status.tiering,
            clocks: &status.clocks,
            case: Some((&case, &status)),
            text: &text,
        };
        Ok(self.explained(&decided, audience))
    }

    fn explained(&self, decided: &Decided<'_>, audience: Audience) -> String {
        let in_language = |language| Report::new(self, language).for_audience(audience);
        let write = Write { engine: self, audience, zh: in_language(Language::Zh), en: in_language(Language::En) };
        let mut out = JsonWriter::new();
        out.object(|out| {
            out.field("schema").string("tousu/explanation/1");
            out.field("audience").string(audience.slug());
            out.field("complaint").string(&decided.intake.id);
            write.decided_by(out);
            let as_of = decided.case.map(|(_, status)| self.calendar().format(status.as_of));
            out.field("as_of").string_or_null(as_of.as_deref());
            let standing = decided.case.map(|(_, status)| status.standing.slug());
            out.field("status").string_or_null(standing);
            out.key("category");
            write.category(out, decided);
            out.key("tier");
            write.tier(out, decided);
            out.key("why_not");
            write.why_not(out, decided);
            out.key("obligations");
            let shown = |clock: &&Clock| write.obligation(clock).is_some();
            out.array(|out| {
                for clock in decided.clocks.iter().filter(shown) {
                    write.clock(out, clock, decided.clocks);
                }
            });
            out.key("parameters");
            write.parameters(out, decided);
            out.field("text").object(|out| {
                out.field("zh").string(&(decided.text)(&write.zh));
                out.field("en").string(&(decided.text)(&write.en));
            });
        });
        out.finish()
    }
}

struct Write<'e> {
    engine: &'e Engine,
    audience: Audience,
    zh: Report<'e>,
    en: Report<'e>,
}

impl Write<'_> {
    fn decided_by(&self, out: &mut JsonWriter) {
        if self.audience == Audience::Auditor {
            self.engine.write_decided_by(out);
            return;
        }
        let policy = self.engine.policy();
        out.field("policy").object(|out| {
            out.field("id").string(&policy.id);
            out.field("version").string(&policy.version);
        });
        out.field("digests").null();
        out.field("time_zone").string(self.engine.calendar().zone());
    }

    /// The same words in both languages.
    fn words(&self, out: &mut JsonWriter, say: impl Fn(&Report<'_>) -> String) {
        out.object(|out| {
            out.field("zh").string(&say(&self.zh));
            out.field("en").string(&say(&self.en));
        });
    }

    fn clause(&self, out: &mut JsonWriter, clause: &Clause) {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        out.field("clause").string(&clause.number);
        out.field("quote").string_or_null(given(&clause.quote).as_deref());
        out.field("article").string_or_null(given(&clause.article).as_deref());
        out.field("document").string_or_null(given(&clause.document).as_deref());
        let confidence = self.engine.policy().confidence(clause);
        out.field("confidence").string_or_null(confidence.map(Confidence::slug));
    }

    fn category(&self, out: &mut JsonWriter, decided: &Decided<'_>) {
        let classification = &decided.intake.classification;
        let lexicon = &self.engine.policy().lexicon;
        out.object(|out| {
            let id = classification.category.map(|id| lexicon.category_name(id));
            out.field("id").string_or_null(id);
            out.key("label");
            self.words(out, |report| report.category(classification.category));
            out.field("set_by").string(classification.set_by.slug());
            out.field("evidence").array(|out| {
                classification.evidence.iter().for_each(|found| evidence(out, decided.complaint, found));
            });
        });
    }

    fn tier(&self, out: &mut JsonWriter, decided: &Decided<'_>) {
        let policy = self.engine.policy();
        let tier = decided.tiering.tier.and_then(|id| policy.tiers.get(id.index()));
        let Some(tier) = tier.filter(|tier| self.audience.sees_tier(tier)) else {
            out.null();
            return;
        };
        out.object(|out| {
            out.field("id").string(&tier.id);
            out.key("label");
            label(out, &tier.label);
            self.clause(out, &tier.clause);
            out.field("set_by").string(decided.tiering.set_by.slug());
            out.field("because").array(|out| {
                for reason in &decided.tiering.reasons {
                    let Some(written) = tier.when.get(reason.alternative) else { continue };
                    out.object(|out| {
                        self.clause(out, &written.clause);
                        out.key("condition");
                        self.engine.write_condition(out, &written.condition);
                        out.key("condition_words");
                        label(out, &policy.condition_in_words(&written.condition));
                        out.key("grounds");
                        let heads = decided.case.map(|(_, status)| status.complainants);
                        let heads = heads.unwrap_or(decided.intake.facts.complainants);
                        let grounds = &reason.grounds;
                        self.words(out, |report| report.grounds(decided.complaint, decided.intake, heads, grounds));
                    });
                }
            });
            let changes = decided.tiering.changes_at.map(|at| self.engine.calendar().format(at));
            out.field("changes_at").string_or_null(changes.as_deref());
        });
    }

    /// Why it got none of the other tiers.
    fn why_not(&self, out: &mut JsonWriter, decided: &Decided<'_>) {
        // What happened since may have changed what is known: a first decision only.
        if decided.case.is_some() {
            out.null();
            return;
        }
        let tiers = self.engine.policy().tiers.iter().zip(0..).map(|(tier, id)| (tier, TierId(id)));
        let others = tiers.filter(|(tier, id)| decided.tiering.tier != Some(*id) && self.audience.sees_tier(tier));
        out.array(|out| others.for_each(|(_, id)| self.engine.write_why_not(out, decided.intake, id)));
    }

    /// The obligation of a clock, if the audience is shown it.
    fn obligation(&self, clock: &Clock) -> Option<&Obligation> {
        let obligation = self.engine.policy().obligations.get(clock.obligation.index())?;
        self.audience.sees(obligation).then_some(obligation)
    }

    fn clock(&self, out: &mut JsonWriter, clock: &Clock, all: &[Clock]) {
        let Some(obligation) = self.obligation(clock) else { return };
        let (policy, calendar) = (self.engine.policy(), self.engine.calendar());
        let instant = |at: Option<Instant>| at.map(|at| calendar.format(at));
        out.object(|out| {
            out.field("id").string(&obligation.id);
            out.key("label");
            label(out, &obligation.label);
            self.clause(out, &obligation.clause);
            let owner = obligation.owner.filter(|_| self.audience.is_inside()).map(|role| policy.role_name(role));
            out.field("owner").string_or_null(owner);
            out.field("cycle").integer(clock.cycle);
            out.field("state").string(clock.state.slug());
            out.key("within");
            match obligation.within {
                Some(limit) => self.words(out, |report| report.period(limit.period)),
                None => out.null(),
            }
            let parameter = obligation.within.and_then(|limit| policy.parameters.get(limit.parameter?.index()));
            out.field("parameter").string_or_null(parameter.map(|parameter| parameter.id.as_str()));
            out.key("started_at");
            match clock.started {
                Some(Moment::At { instant, .. }) => out.string(&calendar.format(instant)),
                Some(Moment::On(date)) => out.string(&date.to_string()),
                None => out.null(),
            }
            out.field("original_due").string_or_null(instant(clock.original_due).as_deref());
            out.field("due").string_or_null(instant(clock.due).as_deref());
            out.key("counted");
            match self.zh.counted(obligation, clock).is_some() {
                true => self.words(out, |report| report.counted(obligation, clock).unwrap_or_default()),
                false => out.null(),
            }
            out.key("steps");
            self.steps(out, obligation, clock);
            let stricter = self.engine.stricter(clock, all).and_then(|id| policy.obligations.get(id.index()));
            let stricter = stricter.filter(|other| self.audience.sees(other));
            out.field("stricter").string_or_null(stricter.map(|other| other.id.as_str()));
        });
    }

    /// How the first due time was counted, step by step; customers are told in a sentence.
    fn steps(&self, out: &mut JsonWriter, obligation: &Obligation, clock: &Clock) {
        let start = clock.started.and_then(|moment| moment.instant());
        let counted = obligation
            .within
            .zip(start)
            .filter(|_| self.audience.is_inside())
            .and_then(|(limit, start)| self.engine.due_json(&limit.period.to_string(), start, limit.counting).ok());
        match counted {
            Some(json) => out.raw(&json),
            None => out.null(),
        }
    }

    /// The parameters that gave a limit shown; inside, all of them.
    fn parameters(&self, out: &mut JsonWriter, decided: &Decided<'_>) {
        let policy = self.engine.policy();
        let shown = decided.clocks.iter().filter_map(|clock| self.obligation(clock)?.within?.parameter);
        let shown: Vec<_> = shown.map(crate::id::ParameterId::index).collect();
        let all = policy.parameters.iter().enumerate();
        let seen = all.filter(|(index, _)| self.audience.is_inside() || shown.contains(index));
        out.array(|out| seen.for_each(|(_, parameter)| self.parameter(out, parameter)));
    }

    fn parameter(&self, out: &mut JsonWriter, parameter: &Parameter) {
        out.object(|out| {
            out.field("id").string(&parameter.id);
            out.key("label");
            label(out, &parameter.label);
            self.clause(out, &parameter.clause);
            let value = parameter.value.as_ref().map(ToString::to_string);
            out.field("value").string_or_null(value.as_deref());
            out.field("assumed").boolean(parameter.assumed);
        });
    }
}

fn label(out: &mut JsonWriter, label: &Label) {
    out.object(|out| {
        out.field("zh").string(&label.zh);
        out.field("en").string(&label.en);
    });
}

fn evidence(out: &mut JsonWriter, complaint: &Complaint, evidence: &Evidence) {
    let (name, text) = match evidence.field {
        Field::Title => ("title", &complaint.title),
        Field::Text => ("text", &complaint.text),
    };
    out.object(|out| {
        out.field("field").string(name);
        out.field("words").string(text.get(evidence.bytes.clone()).unwrap_or_default());
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    const COMPLAINT: &str = r#"{"id": "c1", "received_at": "2026-04-30T16:00:00+08:00", "channel": "phone",
        "text": "楼道堆满杂物，有消防隐患，反映过一次没人管。"}"#;
    const EVENTS: &str = r#"[
        {"id": "e1", "kind": "registered", "at": "2026-04-30T17:00:00+08:00", "by": "front-line", "person": "王小明"},
        {"id": "e2", "kind": "escalated", "at": "2026-04-30T17:05:00+08:00", "to": "safety", "reason": "怕上新闻"},
        {"id": "e3", "kind": "plan-issued", "at": "2026-05-01T09:00:00+08:00", "by": "operations", "person": "李四"}]"#;

    fn explained(audience: Audience) -> Result<(String, String)> {
        let engine = Engine::builtin("residential-community")?;
        let as_of = Instant::parse("2026-05-02T09:00:00+08:00")?;
        let status = engine.explain_status_json(COMPLAINT, EVENTS, as_of, None, Mode::Strict, audience)?;
        Ok((engine.explain_json(COMPLAINT, audience)?, status))
    }

    #[test]
    fn a_customer_is_told_of_no_staff_and_nothing_internal() -> Result<()> {
        let (first, status) = explained(Audience::Customer)?;
        for json in [&first, &status] {
            for hidden in [
                "王小明",
                "李四",
                "怕上新闻",
                "front-line",
                "客服专员、物业管家",
                "safety department",
                "business unit",
                "risk-report",
                "sha",
                "SHA-256",
            ] {
                assert!(!json.contains(hidden), "{hidden} in {json}");
            }
            // What they may claim is there, with its clause and how the due time came about.
            for shown in [
                "\"major-close\"",
                "第十二条(二)",
                "2026-05-13T23:59:59+08:00",
                "05-09 (make-up for Labour Day)",
                "消防隐患",
            ] {
                assert!(json.contains(shown), "{shown} not in {json}");
            }
        }
        assert!(status.contains("出具方案") && !status.contains("上报"), "an internal event is not told: {status}");
        Ok(())
    }

    #[test]
    fn the_house_sees_who_owes_and_the_auditor_by_what_it_was_decided() -> Result<()> {
        let (_, inside) = explained(Audience::Internal)?;
        assert!(inside.contains("\"risk-report\"") && inside.contains("\"owner\":\"business-unit\""), "{inside}");
        assert!(inside.contains("怕上新闻") && inside.contains("\"digests\":null"), "{inside}");
        let digest = Engine::builtin("residential-community")?.policy().digest.to_string();
        assert!(!inside.contains(&digest));
        let (first, _) = explained(Audience::Auditor)?;
        assert!(first.contains(&digest));
        Ok(())
    }

    #[test]
    fn evidence_condition_and_tier_are_data() -> Result<()> {
        let (json, status) = explained(Audience::Auditor)?;
        let document = Document::parse_json(&json)?;
        assert_eq!(document.root().to_string(), json);
        let absent = || Error::new(crate::Code::NotFound, "", "a field");
        let root = document.root();
        let tier = root.get("tier").ok_or_else(absent)?;
        assert_eq!(tier.get("id").map(|id| id.to_string()).as_deref(), Some("\"major\""));
        let because = tier.get("because").ok_or_else(absent)?.items()?.next().ok_or_else(absent)?;
        let text = |name: &str| because.get(name).map(|field| field.to_string()).unwrap_or_default();
        assert_eq!(text("clause"), "\"第十条(二)\"");
        assert_eq!(text("condition"), r#"{"any":[{"signal":"fire-hazard"},{"signal":"illegal-building"}]}"#);
        assert!(text("condition_words").contains("消防隐患或违"), "{}", text("condition_words"));
        assert!(text("grounds").contains("「消防隐患」"), "{}", text("grounds"));
        let why: Vec<String> = root.get("why_not").ok_or_else(absent)?.items()?.map(|why| why.to_string()).collect();
        let [group, general] = why.as_slice() else { return Err(absent()) };
        assert!(group.starts_with(r#"{"tier":"group","because":"conditions-fail","instead":null"#), "{group}");
        assert!(group.contains(r#""missing":{"complainants":{"at_least":10}}"#), "{group}");
        assert!(general.starts_with(r#"{"tier":"general","because":"other-tier","instead":"major""#), "{general}");
        assert!(status.contains("\"why_not\":null"));
        let parameters: Vec<_> = root.get("parameters").ok_or_else(absent)?.items()?.collect();
        assert_eq!(parameters.len(), 4);
        assert!(parameters.iter().all(|one| one.get("assumed").is_some_and(|assumed| assumed.boolean() == Ok(true))));
        Ok(())
    }
}
