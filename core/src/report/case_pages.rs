//! Pages about single cases: the individual report of a major complaint, why cases were late, and the anonymised
//! library.

use std::collections::BTreeMap;

use super::page::{Block, Column, Field, Page, Sheet, Value};
use super::{Report, plain, redact};
use crate::case::{Case, ClockState, View};
use crate::complaint::Complaint;
use crate::error::Result;
use crate::policy::EventKind;
use crate::time::Instant;

/// A complaint with its case: a row of the register.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What came in.
    pub complaint: Complaint,
    /// What happened.
    pub case: Case,
}

impl Report<'_> {
    /// The report on one complaint (个案报告): what it is about, why it has its tier, what was owed and what became of it,
    /// what happened, why something was late, and room for what only people can write.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn case_page(&self, entry: &Entry, as_of: Instant) -> Result<Page> {
        let (complaint, case) = (self.shown(&entry.complaint), &entry.case);
        let timeline = case.timeline(View::at(as_of))?;
        let (status, intake) = (&timeline.status, case.intake());
        let mut page = Page::new("case", self.language, self.pick("投诉个案报告", "report on one complaint"));
        page.fact(self.pick("编号", "number"), plain(&complaint.id));
        page.fact(self.pick("受理", "received"), self.moment(intake.received_at));
        page.fact(self.pick("类别", "category"), self.category(intake.classification.category));
        page.fact(self.pick("级别", "tier"), self.tier(status.tiering.tier));
        let tier = status.tiering.tier.and_then(|id| self.engine.policy().tiers.get(id.index()));
        page.fact(
            self.pick("定级依据", "clause of the tier"),
            tier.map(|tier| self.clause(&tier.clause)).unwrap_or_default(),
        );
        page.fact(self.pick("状态", "standing"), self.standing(status.standing));
        page.fact(self.pick("截至", "as of"), self.instant(as_of));
        page.blocks.push(Block::Heading(self.pick("投诉原文", "in the customer's words").to_owned()));
        for text in [&complaint.title, &complaint.text] {
            if !text.trim().is_empty() {
                page.blocks.push(Block::Paragraph(text.clone()));
            }
        }
        let rows = status.clocks.iter().map(|clock| {
            let clause =
                self.engine.policy().obligations.get(clock.obligation.index()).map(|own| own.clause.number.clone());
            vec![
                Value::from(self.clock_name(clock)),
                Value::from(clause.unwrap_or_default()),
                Value::from(clock.due.map(|due| self.instant(due)).unwrap_or_default()),
                Value::from(clock.ended.map(|at| self.moment(Some(at))).unwrap_or_default()),
                Value::from(self.clock_state(clock.state)),
            ]
        });
        let titles = [("应办事项", "owed"), ("条款", "clause"), ("期限", "due"), ("完成", "done"), ("结果", "state")];
        page.blocks.push(Block::Sheet(self.sheet(
            "owed",
            ("应办事项与期限", "owed, and by when"),
            &titles,
            rows.collect(),
        )));
        let rows = timeline.items.iter().map(|item| {
            let (what, by, note) = self.item(case, &timeline, item);
            let at = item.at().map(|at| self.moment(Some(at))).unwrap_or_default();
            [at, what, by, note].map(Value::from).to_vec()
        });
        let titles = [("时间", "at"), ("事项", "what"), ("由", "by"), ("说明", "note")];
        page.blocks.push(Block::Sheet(self.sheet("course", ("经过", "what happened"), &titles, rows.collect())));
        page.blocks.push(Block::Sheet(self.late_sheet(&[Late::of(self, entry, as_of)?].concat())));
        let blank = |id: &str, zh, en| Field {
            id: id.to_owned(),
            label: self.pick(zh, en).to_owned(),
            value: Value::Empty,
            required: false,
        };
        page.blocks.push(Block::Fields(vec![
            blank("cause", "原因分析", "analysis of the cause"),
            blank("measures", "整改措施", "measures"),
            blank("prevention", "防止再发生", "so that it does not happen again"),
        ]));
        page.blocks.push(Block::Signatures(vec![
            self.pick("报告人", "written by").to_owned(),
            self.pick("负责人", "person in charge").to_owned(),
        ]));
        Ok(page)
    }

    /// Why cases were late (未能及时处理的原因分析): every binding limit that was missed, by cause and by who owed it.
    ///
    /// The cause is the one that a `late-cause` event gives, else what the history shows: it stood still after the due
    /// time, an extension came too late, the tier was raised when the limit had passed, or nothing that is recorded.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn lateness_page(&self, register: &[Entry], as_of: Instant) -> Result<Page> {
        let late = self.late(register, as_of)?;
        let mut page = Page::new("lateness", self.language, self.pick("未能及时处理的原因分析", "why cases were late"));
        page.fact(self.pick("规则", "rule book"), self.engine.policy().id.clone());
        page.fact(self.pick("截至", "as of"), self.instant(as_of));
        page.fact(self.pick("投诉", "complaints"), register.len().to_string());
        page.fact(self.pick("超期事项", "limits missed"), late.len().to_string());
        let by_cause = self.late_by(&late, "by-cause", ("按原因", "by cause"), |late| &late.cause);
        page.blocks.push(Block::Chart(by_cause.bars(1)));
        page.blocks.push(Block::Sheet(by_cause));
        page.blocks
            .push(Block::Sheet(self.late_by(&late, "by-owner", ("按责任", "by who owed it"), |late| &late.owner)));
        page.blocks.push(Block::Sheet(self.late_by(&late, "by-limit", ("按事项", "by limit"), |late| &late.owed)));
        page.blocks.push(Block::Sheet(self.late_sheet(&late)));
        Ok(page)
    }

    /// The limits that were missed, the longest first.
    pub(super) fn late<'r>(&self, register: impl IntoIterator<Item = &'r Entry>, as_of: Instant) -> Result<Vec<Late>> {
        let mut late = Vec::new();
        for entry in register {
            late.extend(Late::of(self, entry, as_of)?);
        }
        late.sort_by(|one, other| (other.by, &one.complaint, &one.owed).cmp(&(one.by, &other.complaint, &other.owed)));
        Ok(late)
    }

    /// How often limits were missed, by something about them; the most frequent first.
    pub(super) fn late_by(&self, late: &[Late], id: &str, title: (&str, &str), of: fn(&Late) -> &String) -> Sheet {
        let mut counts: BTreeMap<&String, (u64, i64)> = BTreeMap::new();
        for one in late {
            let (count, most) = counts.entry(of(one)).or_default();
            *count += 1;
            *most = (*most).max(one.by);
        }
        let mut rows: Vec<(&String, (u64, i64))> = counts.into_iter().collect();
        rows.sort_by(|(a, (x, _)), (b, (y, _))| y.cmp(x).then_with(|| a.cmp(b)));
        let rows = rows.into_iter();
        let rows = rows
            .map(|(name, (count, most))| vec![Value::from(name.as_str()), Value::from(count), Value::Seconds(most)]);
        self.sheet(id, title, &[title, ("次数", "times"), ("最长超期", "late at most by")], rows.collect())
    }

    pub(super) fn late_sheet(&self, late: &[Late]) -> Sheet {
        let rows = late.iter().map(|late| {
            vec![
                Value::from(late.complaint.as_str()),
                Value::from(late.owed.as_str()),
                Value::from(late.owner.as_str()),
                Value::from(self.instant(late.due)),
                Value::from(late.ended.map(|at| self.instant(at)).unwrap_or_default()),
                Value::Seconds(late.by),
                Value::from(late.cause.as_str()),
            ]
        });
        let titles = [
            ("编号", "number"),
            ("事项", "limit"),
            ("责任", "owed by"),
            ("期限", "due"),
            ("完成", "done"),
            ("超期", "late by"),
            ("原因", "cause"),
        ];
        self.sheet("late", ("超期明细", "limits missed"), &titles, rows.collect())
    }

    /// The anonymised library of cases (案例库): what was complained of and what was done, without whoever it is about.
    /// Cases are numbered anew in their order of receipt; times are told as months and lengths.
    ///
    /// # Errors
    /// As [`Case::view`].
    pub fn library_page(&self, register: &[Entry], as_of: Instant) -> Result<Page> {
        let mut order: Vec<&Entry> = register.iter().collect();
        order.sort_by_key(|entry| {
            (entry.case.intake().received_at.map(|at| self.moment(Some(at))), &entry.complaint.id)
        });
        let mut rows = Vec::new();
        for (number, entry) in (1_u64..).zip(order) {
            let Entry { complaint, case } = entry;
            let status = case.status(as_of)?;
            let mut names: Vec<&str> = complaint.stated.customer.as_deref().into_iter().collect();
            names.extend(case.events().iter().filter_map(|event| event.person.as_deref()));
            let said = [complaint.title.as_str(), complaint.text.as_str()].join("\n");
            let done: Vec<String> = case
                .events()
                .iter()
                .filter_map(|event| {
                    let kind = self.engine.policy().event_kind(&event.kind).and_then(EventKind::from_id)?;
                    let words = event.reason.as_deref()?;
                    let told = matches!(
                        kind,
                        EventKind::Resolved
                            | EventKind::Replied
                            | EventKind::Rectified
                            | EventKind::Explained
                            | EventKind::Decided
                    );
                    told.then(|| redact(words, &names))
                })
                .collect();
            let month: String =
                case.intake().received_at.map(|at| self.moment(Some(at)).chars().take(7).collect()).unwrap_or_default();
            let took = case
                .intake()
                .received_at
                .and_then(|at| at.instant())
                .zip(status.settled_at)
                .map(|(from, to)| to.since(from));
            rows.push(vec![
                Value::from(number),
                Value::from(month),
                Value::from(self.category(case.intake().classification.category)),
                Value::from(self.tier(status.tiering.tier)),
                Value::from(redact(said.trim(), &names)),
                Value::from(done.join("; ")),
                took.map_or(Value::Empty, Value::Seconds),
            ]);
        }
        let titles = [
            ("序号", "no."),
            ("月份", "month"),
            ("类别", "category"),
            ("级别", "tier"),
            ("经过", "what"),
            ("处理", "what was done"),
            ("处理时长", "time to settle"),
        ];
        let mut page =
            Page::new("library", self.language, self.pick("投诉案例库（已匿名）", "library of cases, anonymised"));
        page.fact(self.pick("规则", "rule book"), self.engine.policy().id.clone());
        page.blocks.push(Block::Sheet(self.sheet("cases", ("案例", "cases"), &titles, rows)));
        Ok(page)
    }

    /// A table of texts.
    pub(super) fn sheet(
        &self,
        id: &str,
        title: (&str, &str),
        columns: &[(&str, &str)],
        rows: Vec<Vec<Value>>,
    ) -> Sheet {
        Sheet {
            id: id.to_owned(),
            title: self.pick(title.0, title.1).to_owned(),
            columns: columns.iter().map(|(zh, en)| Column::new(self.pick(zh, en))).collect(),
            rows,
            total: false,
        }
    }

    fn clock_state(&self, state: ClockState) -> &str {
        match state {
            ClockState::Pending => self.pick("未起算", "pending"),
            ClockState::Running => self.pick("进行中", "running"),
            ClockState::Paused => self.pick("暂停", "paused"),
            ClockState::Met => self.pick("按期", "met"),
            ClockState::Breached => self.pick("超期", "missed"),
            ClockState::Waived => self.pick("免除", "waived"),
            ClockState::Undetermined => self.pick("无法判定", "undetermined"),
        }
    }
}

/// A limit that was missed.
#[derive(Clone, Debug)]
pub(super) struct Late {
    complaint: String,
    owed: String,
    owner: String,
    due: Instant,
    ended: Option<Instant>,
    by: i64,
    pub(super) cause: String,
}

impl Late {
    fn of(report: &Report<'_>, entry: &Entry, as_of: Instant) -> Result<Vec<Self>> {
        let Entry { complaint, case } = entry;
        let status = case.status(as_of)?;
        let policy = report.engine.policy();
        let given = case.events().iter().rev().find(|event| {
            let late = policy.event_kind(&event.kind).and_then(EventKind::from_id) == Some(EventKind::LateCause);
            late && event.at.and_then(|at| at.instant()).is_none_or(|at| at <= as_of) && event.reason.is_some()
        });
        let mut out = Vec::new();
        for clock in status.clocks.iter().filter(|clock| clock.state == ClockState::Breached) {
            let Some(due) = clock.due else { continue };
            let ended = clock.ended.and_then(|at| at.instant());
            let shown = match given.and_then(|event| event.reason.as_deref()) {
                Some(words) => plain(words),
                None if clock.breached_at_retier => {
                    report.pick("改级时期限已过", "past when the tier was raised").to_owned()
                }
                None if clock.late_extension => report.pick("延期批准过晚", "an extension came too late").to_owned(),
                None if clock.extension_asked.is_some() => {
                    report.pick("申请延期未获答复", "an extension was asked for, and nobody decided").to_owned()
                }
                None if ended.is_none() => {
                    report.pick("至今未办，未说明原因", "still not done, no cause given").to_owned()
                }
                None => report.pick("未说明原因", "no cause given").to_owned(),
            };
            let owner = policy.obligations.get(clock.obligation.index()).and_then(|own| own.owner);
            out.push(Self {
                complaint: plain(&complaint.id),
                owed: report.clock_name(clock),
                owner: clock
                    .owed_by
                    .as_deref()
                    .map_or_else(|| report.role(owner).to_owned(), |name| report.named_role(name)),
                due,
                ended,
                by: ended.unwrap_or(as_of).since(due),
                cause: shown,
            });
        }
        Ok(out)
    }
}
