//! A policy laid out in flat facets, so that two can be compared: section, rule, field, value.

use super::words::{Speaker, joined, limit, named, period, plain};
use super::{Clause, Condition, Confidence, Cycles, Ends, EventMatch, Label, Policy, Strength, Window};
use crate::id::{RoleId, TierId};

/// A rule of a policy.
pub(super) struct Rule {
    pub section: Section,
    pub id: String,
    pub label: Label,
    pub fields: Vec<Facet>,
}

/// What a rule says in one field.
pub(super) struct Facet {
    pub field: &'static str,
    pub words: Label,
    /// The same by ids: what another label does not change.
    pub key: Label,
    /// The smaller, the stricter; `None` where no order is known.
    pub rank: Option<i64>,
}

/// A section of a rule book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Section {
    /// What the book is: version, calendar, lexicon.
    Policy,
    /// Tiers.
    Tier,
    /// What is owed of a complaint.
    Obligation,
    /// What the document leaves open.
    Parameter,
    /// What may stop clocks.
    Pause,
    /// Roles.
    Role,
    /// Facts.
    Fact,
    /// Groups of categories.
    Category,
    /// Channels.
    Channel,
    /// Routes.
    Route,
    /// Reports.
    Report,
    /// What a unit owes per period.
    UnitDuty,
    /// Thresholds.
    Threshold,
    /// Sanctions.
    Sanction,
    /// What is kept.
    Archive,
    /// Event kinds that are forbidden.
    Forbids,
    /// Forms.
    Form,
    /// What software cannot compute.
    Duty,
}

impl Section {
    /// The name in documents.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Tier => "tier",
            Self::Obligation => "obligation",
            Self::Parameter => "parameter",
            Self::Pause => "pause",
            Self::Role => "role",
            Self::Fact => "fact",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Route => "route",
            Self::Report => "report",
            Self::UnitDuty => "unit_duty",
            Self::Threshold => "threshold",
            Self::Sanction => "sanction",
            Self::Archive => "archive",
            Self::Forbids => "forbids",
            Self::Form => "form",
            Self::Duty => "duty",
        }
    }

    /// What it is called in Chinese.
    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Policy => "规则",
            Self::Tier => "级别",
            Self::Obligation => "义务",
            Self::Parameter => "参数",
            Self::Pause => "停表",
            Self::Role => "角色",
            Self::Fact => "事实",
            Self::Category => "类别组",
            Self::Channel => "渠道",
            Self::Route => "受理路径",
            Self::Report => "报告",
            Self::UnitDuty => "单位职责",
            Self::Threshold => "阈值",
            Self::Sanction => "奖惩",
            Self::Archive => "归档",
            Self::Forbids => "禁止事项",
            Self::Form => "表单",
            Self::Duty => "职责",
        }
    }
}

/// What a field is called in Chinese.
pub(super) fn field_zh(field: &str) -> &str {
    match field {
        "version" => "版本",
        "calendar" => "日历",
        "hours" => "工作时间",
        "lexicon" => "词库",
        "default tier" => "默认级别",
        "effective" => "生效期间",
        "rank" => "次序",
        "condition" => "条件",
        "clause" => "条款",
        "label" => "名称",
        "tiers" => "适用级别",
        "starts" => "起点",
        "ends" => "终点",
        "limit" => "时限",
        "warning" => "预警",
        "repeats" => "重复",
        "strength" => "强制程度",
        "owner" => "责任方",
        "extension" => "延期",
        "customer may set" => "客户可约定",
        "promise moves it" => "承诺可改期",
        "cycles" => "重开后",
        "out of scope" => "范围外",
        "value" => "取值",
        "type" => "类型",
        "stops" => "停表范围",
        "enabled" => "启用",
        "aliases" => "别名",
        "includes" => "包含",
        "handled by" => "处理方",
        "during" => "时段",
        "taken by" => "接收方",
        "frequency" => "频率",
        "due" => "期限",
        "prepared by" => "编制",
        "submitted to" => "报送",
        "content" => "内容",
        "tables" => "统计表",
        "counts" => "计数",
        "window" => "窗口",
        "number" => "数量",
        "after" => "触发阈值",
        "against" => "对象",
        "lasts" => "期限",
        "kept for" => "保存期",
        "fields" => "字段",
        "kind" => "种类",
        other => other,
    }
}

fn facet(field: &'static str, words: Label) -> Facet {
    ranked(field, words, None)
}

fn ranked(field: &'static str, words: Label, rank: Option<i64>) -> Facet {
    Facet { field, key: words.clone(), words, rank }
}

fn yes(flag: bool) -> Label {
    if flag { label("是", "yes") } else { label("否", "no") }
}

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

fn clause(clause: &Clause) -> Facet {
    let mut words = clause.number.clone();
    let parts = [clause.document.as_str(), clause.article.as_str(), clause.confidence.map_or("", Confidence::slug)];
    parts.iter().filter(|part| !part.is_empty()).for_each(|part| words.push_str(&format!(" {part}")));
    if !clause.quote.is_empty() {
        words.push_str(&format!(" 「{}」", clause.quote));
    }
    facet("clause", plain(words))
}

/// A policy as rules with their facets, in the order of the book.
pub(super) struct Facets<'p> {
    policy: &'p Policy,
    say: Speaker<'p>,
    out: Vec<Rule>,
}

impl<'p> Facets<'p> {
    pub(super) fn of(policy: &'p Policy) -> Vec<Rule> {
        let mut rules = Self::said(policy, false);
        let keys = Self::said(policy, true);
        for (rule, keys) in rules.iter_mut().zip(keys) {
            for (facet, key) in rule.fields.iter_mut().zip(keys.fields).filter(|(facet, _)| facet.field != "label") {
                facet.key = key.words;
            }
        }
        rules
    }

    fn said(policy: &'p Policy, ids: bool) -> Vec<Rule> {
        let mut facets = Self { policy, say: Speaker { policy, ids }, out: Vec::new() };
        facets.head();
        facets.tiers();
        facets.obligations();
        facets.parameters();
        facets.declared();
        facets.demands();
        facets.out
    }

    fn rule(&mut self, section: Section, id: &str, name: &Label, mut fields: Vec<Facet>) {
        let name = named(name, id);
        fields.insert(0, facet("label", name.clone()));
        self.out.push(Rule { section, id: id.to_owned(), label: name, fields });
    }

    fn none() -> Label {
        label("无", "none")
    }

    fn role(&self, role: Option<RoleId>) -> Label {
        role.map_or_else(Self::none, |role| self.say.role(role))
    }

    fn tier_names(&self, tiers: &[TierId]) -> Label {
        let all = self.policy.tiers.as_slice();
        let labels: Vec<_> = tiers
            .iter()
            .filter_map(|id| all.get(id.index()))
            .map(|tier| self.say.named(&tier.label, &tier.id))
            .collect();
        joined(&labels, "、", ", ", &label("全部", "all"))
    }

    fn condition(&self, condition: Option<&Condition>) -> Facet {
        let words = condition.map_or_else(Self::none, |condition| self.say.condition(condition, false));
        facet("condition", words)
    }

    fn head(&mut self) {
        let policy = self.policy;
        let day = |date: Option<crate::time::Date>| date.map_or_else(|| "…".to_owned(), |date| date.to_string());
        let default = policy.default_tier.and_then(|id| policy.tiers.get(id.index()));
        let fields = vec![
            facet("version", plain(&policy.version)),
            facet("effective", plain(format!("{} – {}", day(policy.effective_from), day(policy.effective_to)))),
            facet("calendar", plain(&policy.calendar)),
            facet("hours", policy.hours.as_ref().map_or_else(Self::none, |hours| plain(hours.to_string()))),
            facet("lexicon", plain(format!("{} {}", policy.lexicon.id, policy.lexicon.digest))),
            facet("default tier", default.map_or_else(Self::none, |tier| self.say.named(&tier.label, &tier.id))),
        ];
        // A book is itself, whatever it is called.
        self.rule(Section::Policy, "policy", &policy.title, fields);
    }

    fn tiers(&mut self) {
        let policy = self.policy;
        for (index, tier) in policy.tiers.iter().enumerate() {
            let any: Vec<_> = tier.when.iter().map(|reason| self.say.condition(&reason.condition, false)).collect();
            let own = tier.when.iter().map(|reason| &reason.clause).filter(|clause| **clause != tier.clause);
            let clauses: Vec<_> = [&tier.clause].into_iter().chain(own).map(|one| clause(one).words).collect();
            let fields = vec![
                facet("rank", plain((index + 1).to_string())),
                facet("condition", joined(&any, "；或", "; or ", &Self::none())),
                facet("clause", joined(&clauses, "；", "; ", &Self::none())),
            ];
            self.rule(Section::Tier, &tier.id, &tier.label, fields);
        }
    }

    fn obligations(&mut self) {
        let policy = self.policy;
        for one in &policy.obligations {
            let events = |events: &[EventMatch], zh: &str, en: &str| {
                let events: Vec<_> = events.iter().map(|event| self.say.event_match(event)).collect();
                joined(&events, zh, en, &Self::none())
            };
            let ends = match &one.ends {
                Ends::Any(any) => events(any, "或", " or "),
                Ends::All(all) => events(all, "且", " and "),
            };
            let extension = one.extension.as_ref().map_or_else(Self::none, |extension| {
                let mut words = self.say.role(extension.approved_by);
                if let Some(most) = extension.at_most {
                    words.zh.push_str(&format!("批准，至多{}", most.to_zh()));
                    words.en.push_str(&format!(", at most {most}"));
                }
                words
            });
            let nominal = one.within.and_then(|limit| super::values::nominal_seconds(limit.period));
            let fields = vec![
                facet("tiers", self.tier_names(&one.tiers)),
                self.condition(one.when.as_ref()),
                facet("starts", events(&one.starts, "，否则", ", else ")),
                facet("ends", ends),
                ranked("limit", limit(one.within), Some(nominal.unwrap_or(i64::MAX))),
                facet("warning", one.warn.map_or_else(Self::none, period)),
                facet("repeats", one.every.map_or_else(Self::none, period)),
                match one.strength {
                    Strength::Must => ranked("strength", label("必须", "must"), Some(0)),
                    Strength::Should => ranked("strength", label("一般应", "should"), Some(1)),
                },
                facet("owner", self.role(one.owner)),
                facet("extension", extension),
                facet("customer may set", yes(one.customer_may_set)),
                facet("promise moves it", yes(one.delay_promise)),
                facet(
                    "cycles",
                    match one.cycles {
                        Cycles::First => label("仅首次", "first only"),
                        Cycles::Each => label("每次", "each"),
                        Cycles::Throughout => label("贯穿", "throughout"),
                    },
                ),
                facet("out of scope", yes(one.owed_out_of_scope)),
                clause(&one.clause),
            ];
            self.rule(Section::Obligation, &one.id, &one.label, fields);
        }
    }

    fn parameters(&mut self) {
        for one in &self.policy.parameters {
            let value = match (&one.value, one.assumed) {
                (None, _) => Self::none(),
                (Some(value), true) => label(&format!("{value}（假定）"), &format!("{value} (assumed)")),
                (Some(value), false) => plain(value.to_string()),
            };
            let fields = vec![facet("value", value), facet("type", plain(one.kind.slug())), clause(&one.clause)];
            self.rule(Section::Parameter, &one.id, &one.label, fields);
        }
    }

    fn declared(&mut self) {
        let policy = self.policy;
        for one in &policy.pauses {
            let stops = one.stops.iter().filter_map(|id| policy.obligations.get(id.index()));
            let stops: Vec<_> = stops.map(|obligation| self.say.named(&obligation.label, &obligation.id)).collect();
            let fields = vec![
                facet("stops", joined(&stops, "、", ", ", &label("全部", "all"))),
                facet("enabled", yes(one.enabled)),
                clause(&one.clause),
            ];
            self.rule(Section::Pause, &one.reason, &one.label, fields);
        }
        for one in &policy.roles {
            let fields = vec![facet("aliases", plain(one.aliases.join(", "))), clause(&one.clause)];
            self.rule(Section::Role, &one.id, &one.label, fields);
        }
        for one in &policy.facts {
            let fields = vec![facet("type", plain(one.kind.slug())), clause(&one.clause)];
            self.rule(Section::Fact, &one.id, &one.label, fields);
        }
        for one in &policy.groups {
            let categories = one.includes.iter().filter_map(|id| policy.lexicon.categories.get(id.index()));
            let categories: Vec<_> = categories.map(|category| self.say.named(&category.label, &category.id)).collect();
            let fields = vec![
                facet("includes", joined(&categories, "、", ", ", &Self::none())),
                facet("handled by", self.role(one.route_to)),
                clause(&one.clause),
            ];
            self.rule(Section::Category, &one.id, &one.label, fields);
        }
        for one in &policy.forbids {
            let kind = self.say.event(one.kind);
            self.rule(Section::Forbids, policy.event_kind_name(one.kind), &kind, vec![clause(&one.clause)]);
        }
    }

    fn demands(&mut self) {
        let policy = self.policy;
        for one in &policy.channels {
            let fields = vec![facet("handled by", self.role(one.served_by)), clause(&one.clause)];
            self.rule(Section::Channel, &one.id, &one.label, fields);
        }
        for one in &policy.routes {
            let taker = match one.taker.role() {
                Some(role) => self.say.role(role),
                None => plain(one.taker.slug()),
            };
            let fields = vec![
                facet("during", one.during.map_or_else(Self::none, |during| plain(during.slug()))),
                self.condition(one.when.as_ref()),
                facet("taken by", taker),
                clause(&one.clause),
            ];
            self.rule(Section::Route, &one.id, &one.label, fields);
        }
        for one in &policy.reports {
            let content: Vec<_> = one.content.iter().map(|part| self.say.named(&part.label, &part.id)).collect();
            let tables = one.content.iter().flat_map(|part| &part.tables).map(|table| plain(table.slug()));
            let tables: Vec<_> = tables.collect();
            let fields = vec![
                facet("frequency", plain(one.frequency.slug())),
                facet("due", limit(one.due)),
                facet("tiers", self.tier_names(&one.tiers)),
                facet("prepared by", self.role(one.prepared_by)),
                facet("submitted to", self.role(one.submitted_to)),
                facet("content", joined(&content, "、", ", ", &Self::none())),
                facet("tables", joined(&tables, "、", ", ", &Self::none())),
                clause(&one.clause),
            ];
            self.rule(Section::Report, &one.id, &one.label, fields);
        }
        for one in &policy.unit_duties {
            let fields = vec![
                facet("frequency", plain(one.frequency.slug())),
                facet("due", limit(one.due)),
                facet("owner", self.role(one.owner)),
                clause(&one.clause),
            ];
            self.rule(Section::UnitDuty, &one.id, &one.label, fields);
        }
        for one in &policy.thresholds {
            let number = |number: Option<u32>| number.map_or_else(|| "…".to_owned(), |number| number.to_string());
            let window = match one.window {
                Window::Rolling(length) => period(length),
                other => plain(other.slug().unwrap_or_default()),
            };
            let number = plain(format!("{} – {}", number(one.at_least), number(one.at_most)));
            let fields = vec![
                facet("counts", plain(format!("{} / {}", one.counts.slug(), one.per.slug()))),
                facet("window", window),
                ranked("number", number, one.at_least.map(i64::from)),
                clause(&one.clause),
            ];
            self.rule(Section::Threshold, &one.id, &one.label, fields);
        }
        for one in &policy.sanctions {
            let after = one.after.and_then(|id| policy.thresholds.get(id.index()));
            let lasts = one.lasts.map_or_else(Self::none, |lasts| label(&lasts.to_zh(), &lasts.to_string()));
            let fields = vec![
                self.condition(one.when.as_ref()),
                facet(
                    "after",
                    after.map_or_else(Self::none, |threshold| self.say.named(&threshold.label, &threshold.id)),
                ),
                facet("against", plain(one.against.slug())),
                facet("lasts", lasts),
                clause(&one.clause),
            ];
            self.rule(Section::Sanction, &one.id, &one.label, fields);
        }
        for one in &policy.archives {
            let parts: Vec<_> = one.contains.iter().map(|part| self.say.named(&part.label, &part.id)).collect();
            let fields = vec![
                facet("content", joined(&parts, "、", ", ", &Self::none())),
                facet("kept for", one.keep_for.map_or_else(Self::none, period)),
                facet("owner", self.role(one.owner)),
                clause(&one.clause),
            ];
            self.rule(Section::Archive, &one.id, &one.label, fields);
        }
        for one in &policy.forms {
            let fields: Vec<_> = one.fields.iter().map(|field| self.say.named(&field.label, &field.id)).collect();
            let fields = vec![facet("fields", joined(&fields, "、", ", ", &Self::none())), clause(&one.clause)];
            self.rule(Section::Form, &one.id, &one.label, fields);
        }
        for one in &policy.duties {
            let fields =
                vec![facet("kind", plain(&one.kind)), facet("owner", self.role(one.owner)), clause(&one.clause)];
            self.rule(Section::Duty, &one.id, &one.label, fields);
        }
    }
}
