//! One decision in full: whoever reads it can check it without the software.

use super::mark::{all_words, evidence_in, marked};
use super::table::wrap;
use super::{Report, WIDTH, plain};
use crate::case::{Case, Clock, Intake, NextDue, Status, View};
use crate::complaint::{Complainants, Complaint, Field};
use crate::engine::{Assessment, Review};
use crate::id::SignalId;
use crate::policy::{Clause, ParameterValue};
use crate::tier::{Ground, Tiering};

/// What is explained: a first decision, or the status of a case.
struct Decision<'a> {
    complaint: &'a Complaint,
    intake: &'a Intake,
    tiering: &'a Tiering,
    complainants: Complainants,
    clocks: &'a [Clock],
    next_due: Option<NextDue>,
    review: &'a [Review],
    status: Option<&'a Status>,
}

impl Report<'_> {
    /// The first decision on a complaint in full: its words with the evidence marked, category, tier with clause,
    /// quote and grounds, every obligation with how its due time came about, what was assumed, and the digests of
    /// everything that decided.
    ///
    /// The complaint is the one that was assessed.
    #[must_use]
    pub fn explain(&self, complaint: &Complaint, assessment: &Assessment) -> String {
        self.decision(&Decision {
            complaint: &self.shown(complaint),
            intake: &assessment.intake,
            tiering: &assessment.tiering,
            complainants: assessment.intake.facts.complainants,
            clocks: &assessment.obligations,
            next_due: assessment.next_due,
            review: &assessment.review,
            status: None,
        })
    }

    /// How a case stands, in full; as [`Report::explain`], with what happened to it.
    #[must_use]
    pub fn explain_case(&self, complaint: &Complaint, case: &Case, status: &Status) -> String {
        let decided = self.decision(&Decision {
            complaint: &self.shown(complaint),
            intake: case.intake(),
            tiering: &status.tiering,
            complainants: status.complainants,
            clocks: &status.clocks,
            next_due: status.next_due,
            review: &[],
            status: Some(status),
        });
        let mut out = decided;
        let view = View { known_at: status.known_at, ..View::at(status.as_of) };
        if let Ok(timeline) = case.timeline(view) {
            self.heading(&mut out, self.say("经过", "what happened"));
            out.push_str(&self.timeline(case, &timeline));
        }
        out
    }

    fn decision(&self, decision: &Decision<'_>) -> String {
        let mut out = String::new();
        self.head(&mut out, decision);
        self.words(&mut out, decision);
        self.classification(&mut out, decision);
        let inside = self.audience.is_inside();
        if inside {
            self.facts(&mut out, decision);
        }
        self.tiering(&mut out, decision);
        self.heading(&mut out, self.say("应办事项与期限", "owed, and by when"));
        self.owed(&mut out, decision.clocks);
        if let Some(next) = decision.next_due.filter(|next| self.shows(next.obligation)) {
            let next = format!("{}: {}", self.obligation(next.obligation), self.instant(next.due));
            self.line(&mut out, &format!("{} {next}", self.pick("下一期限", "due next:")));
        }
        if inside {
            self.doubts(&mut out, decision);
        }
        self.provenance(&mut out);
        out
    }

    pub(super) fn heading(&self, out: &mut String, title: &str) {
        out.push_str(&format!("\n  {title}\n"));
    }

    pub(super) fn line(&self, out: &mut String, text: &str) {
        out.push_str(&wrap(text, "    ", WIDTH));
    }

    pub(super) fn detail(&self, out: &mut String, text: &str) {
        out.push_str(&wrap(text, "      ", WIDTH));
    }

    /// `第九条 「……」`
    pub(super) fn clause(&self, clause: &Clause) -> String {
        match clause.quote.as_str() {
            "" => clause.number.clone(),
            quote => format!("{} 「{}」", clause.number, plain(quote)),
        }
    }

    fn head(&self, out: &mut String, decision: &Decision<'_>) {
        let Decision { complaint, intake, status, .. } = decision;
        let stated = &complaint.stated;
        let mut parts = vec![
            format!("{} {}", self.pick("受理", "received"), self.moment(intake.received_at)),
            complaint.channel.clone().unwrap_or_default(),
        ];
        parts.extend([&stated.unit, &stated.building, &stated.department].into_iter().flatten().cloned());
        if let Some(status) = status {
            let mut standing = self.standing(status.standing).to_owned();
            if status.cycle > 1 {
                standing.push_str(&self.cycle(status.cycle));
            }
            parts.push(format!("{} {}: {standing}", self.pick("截至", "as of"), self.instant(status.as_of)));
        }
        parts.retain(|part| !part.is_empty());
        out.push_str(&format!("  {}\n", plain(&intake.id)));
        self.line(out, &plain(&parts.join(" · ")));
    }

    fn words(&self, out: &mut String, decision: &Decision<'_>) {
        let Decision { complaint, intake, .. } = decision;
        self.heading(out, self.say("投诉原文（依据已标出）", "in the customer's words (evidence marked)"));
        for (field, text) in [(Field::Title, &complaint.title), (Field::Text, &complaint.text)] {
            if !text.trim().is_empty() {
                self.line(out, &marked(text, &evidence_in(intake, field), self.marks));
            }
        }
    }

    fn classification(&self, out: &mut String, decision: &Decision<'_>) {
        let classification = &decision.intake.classification;
        self.heading(out, self.say("类别", "category"));
        let id = classification.category.map(|id| self.engine.policy().lexicon.category_name(id));
        let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
        let confidence = classification.confidence;
        let sure = format!("{} {}.{} %", self.pick("置信度", "confidence"), confidence / 10, confidence % 10);
        let category = self.category(classification.category);
        self.line(out, &format!("{category}{id}, {sure}, {}", self.set_by(classification.set_by)));
        let words = all_words(decision.complaint, &classification.evidence);
        if !words.is_empty() {
            self.detail(out, &format!("{} {words}", self.pick("依据", "by")));
        }
        if !classification.also.is_empty() {
            let also: Vec<String> = classification.also.iter().map(|id| self.category(Some(*id))).collect();
            self.detail(out, &format!("{} {}", self.pick("另涉及", "also about"), also.join(self.pick("、", ", "))));
        }
    }

    /// Signals and numbers read from the text or stated, each with its words.
    fn facts(&self, out: &mut String, decision: &Decision<'_>) {
        let facts = &decision.intake.facts;
        let mut lines: Vec<String> = Vec::new();
        for finding in &facts.findings {
            let words = all_words(decision.complaint, [&finding.evidence]);
            lines.push(format!("{} ({}) {words}", self.signal(finding.signal), self.modality(finding.modality)));
        }
        let found =
            |signal| facts.findings.iter().any(|finding| finding.signal == signal && finding.modality.decides());
        for signal in facts.signals.iter().filter(|signal| !found(*signal)) {
            lines.push(format!("{} ({})", self.signal(signal), self.pick("由人提供", "stated")));
        }
        let heads = self.heads(decision.complainants);
        if !heads.is_empty() {
            let words = all_words(decision.complaint, &facts.complainants_evidence);
            lines.push(format!("{} {heads} {words}", self.pick("投诉人数至少", "complainants, at least:")));
        }
        if let Some((period, evidence)) = &facts.asserted_unresolved {
            let words = all_words(decision.complaint, [evidence]);
            lines.push(format!(
                "{} {} {words}",
                self.pick("称未解决已", "said to be unresolved for"),
                self.period(*period)
            ));
        }
        if let Some((fen, evidence)) = &facts.money {
            let words = all_words(decision.complaint, [evidence]);
            let amount = format!("{}.{:02}", fen / 100, (fen % 100).abs());
            lines.push(format!("{} {amount} {} {words}", self.pick("金额", "money"), self.pick("元", "yuan")));
        }
        if lines.is_empty() {
            return;
        }
        self.heading(out, self.say("事实", "facts"));
        lines.sort_unstable();
        lines.dedup();
        lines.iter().for_each(|line| self.line(out, line.trim_end()));
    }

    fn signal(&self, id: SignalId) -> String {
        let lexicon = &self.engine.policy().lexicon;
        lexicon
            .signals
            .get(id.index())
            .map_or_else(String::new, |signal| self.label(&signal.label, &signal.id).to_owned())
    }

    fn tiering(&self, out: &mut String, decision: &Decision<'_>) {
        let tiering = decision.tiering;
        self.heading(out, self.say("级别", "tier"));
        let tier = tiering.tier.and_then(|id| self.engine.policy().tiers.get(id.index()));
        let tier = tier.filter(|tier| self.audience.sees_tier(tier));
        let Some(tier) = tier else {
            if !self.audience.is_inside() {
                self.line(out, self.pick("已定级", "decided"));
                return;
            }
            self.line(out, self.pick("规则未给出级别", "none: the rule book gives this complaint no tier"));
            return;
        };
        let label = self.label(&tier.label, &tier.id);
        let set_by = self.set_by(tiering.set_by);
        self.line(out, &format!("{label} ({}), {set_by}; {}", tier.id, self.clause(&tier.clause)));
        for reason in &tiering.reasons {
            let Some(written) = tier.when.get(reason.alternative) else { continue };
            let grounds = self.grounds(decision.complaint, decision.intake, decision.complainants, &reason.grounds);
            let clause = self.clause(&written.clause);
            self.detail(out, &format!("{} {clause}: {grounds}", self.pick("理由", "because of")));
        }
        if let Some(changes_at) = tiering.changes_at {
            let text = self.pick("若届时仍未解决，级别将于此时改变：", "changes by itself if unresolved at");
            self.detail(out, &format!("{text} {}", self.instant(changes_at)));
        }
        for change in decision.status.map_or(&[][..], |status| &status.tier_history).iter().skip(1) {
            let from = change.from.map(|from| self.instant(from)).unwrap_or_default();
            let (tier, set_by) = (self.tier(change.tier), self.set_by(change.set_by));
            self.detail(out, &format!("{} {from}: {tier} ({set_by})", self.pick("自", "since")));
        }
    }

    /// The grounds on which a condition holds, each once.
    pub(super) fn grounds(
        &self,
        complaint: &Complaint,
        intake: &Intake,
        heads: Complainants,
        grounds: &[Ground],
    ) -> String {
        let mut out: Vec<String> = Vec::new();
        for ground in grounds {
            let ground = self.ground(complaint, intake, heads, *ground);
            if !out.contains(&ground) {
                out.push(ground);
            }
        }
        out.join(self.pick("；", "; "))
    }

    fn ground(&self, complaint: &Complaint, intake: &Intake, heads: Complainants, ground: Ground) -> String {
        let (policy, facts) = (self.engine.policy(), &intake.facts);
        let join = |name: String, words: String| if words.is_empty() { name } else { format!("{name} {words}") };
        match ground {
            Ground::Signal(id) => {
                let deciding =
                    facts.findings.iter().filter(|finding| finding.signal == id && finding.modality.decides());
                let words = all_words(complaint, deciding.map(|finding| &finding.evidence));
                join(self.signal(id), words)
            }
            Ground::Fact(id) => {
                let fact = policy.facts.get(id.index());
                fact.map_or_else(String::new, |fact| self.label(&fact.label, &fact.id).to_owned())
            }
            Ground::Category(id) => self.category(Some(id)),
            Ground::Complainants => {
                let words = all_words(complaint, &facts.complainants_evidence);
                join(self.heads(heads), words)
            }
            Ground::AssertedUnresolved => {
                let asserted = facts.asserted_unresolved.as_ref();
                let words = asserted.map(|(_, evidence)| all_words(complaint, [evidence]));
                join(self.pick("自称长期未解决", "said to be long unresolved").to_owned(), words.unwrap_or_default())
            }
            Ground::UnresolvedFor(period) => {
                format!("{} {}", self.period(period), self.pick("未解决", "without a solution"))
            }
            Ground::InScope => self.pick("在受理范围内", "in scope").to_owned(),
            Ground::Complete => self.pick("资料齐全", "complete").to_owned(),
            Ground::Substantiated => self.pick("属实", "substantiated").to_owned(),
            Ground::Event(kind) => self.event(kind),
            Ground::Absent => self.pick("没有相反情况", "nothing to the contrary").to_owned(),
        }
    }

    fn doubts(&self, out: &mut String, decision: &Decision<'_>) {
        let faults = decision.status.map_or(&[][..], |status| &status.faults);
        if decision.review.is_empty() && faults.is_empty() {
            return;
        }
        self.heading(out, self.say("须由人核对", "for a person to check"));
        decision.review.iter().for_each(|reason| self.line(out, self.review(*reason)));
        for fault in faults {
            let message = if self.language == super::Language::Zh { fault.message_zh() } else { fault.message_en() };
            self.line(out, &plain(&message));
        }
    }

    /// What was assumed, and the digests of what decided.
    fn provenance(&self, out: &mut String) {
        let (policy, calendar) = (self.engine.policy(), self.engine.calendar());
        let assumed: Vec<String> = policy
            .assumed()
            .map(|parameter| {
                let value = match &parameter.value {
                    Some(ParameterValue::Period(period)) => self.period(*period),
                    Some(value) => value.to_string(),
                    None => "–".to_owned(),
                };
                let label = self.label(&parameter.label, &parameter.id);
                format!("{label} = {value} ({})", parameter.clause.number)
            })
            .collect();
        if !assumed.is_empty() && self.audience.is_inside() {
            self.heading(out, self.say("文件留白，按建议值计", "left open by the document, assumed"));
            assumed.iter().for_each(|line| self.line(out, line));
        }
        self.heading(out, self.say("由此判定", "decided by"));
        let title = self.label(&policy.title, &policy.id);
        self.line(out, &format!("{title} ({} {}), {}", policy.id, policy.version, plain(&policy.origin.document)));
        if self.audience != super::Audience::Auditor {
            return;
        }
        let mut digests = vec![
            (self.say("规则", "policy"), policy.digest.to_string()),
            (self.say("参数", "parameters"), policy.parameters_digest.to_string()),
            (self.say("词库", "lexicon"), policy.lexicon.digest.to_string()),
            (self.say("日历", "calendar"), calendar.digest().to_string()),
        ];
        digests.extend(self.engine.model().map(|model| (self.say("模型", "model"), model.digest().to_string())));
        let mut table = super::Table::new();
        table.column(self.pick("摘要", "digest"), super::Align::Left).column("SHA-256", super::Align::Left);
        digests.iter().for_each(|(name, digest)| {
            table.row([*name, digest.as_str()]);
        });
        out.push_str(&table.render("    "));
    }
}
