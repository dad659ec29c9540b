//! Every obligation of a decision: what the clause says, when it began, and how its due time came about.

use super::{Language, Report, plain};
use crate::case::{Clock, ClockState};
use crate::deadline;
use crate::period::Period;
use crate::policy::Obligation;

impl Report<'_> {
    pub(super) fn owed(&self, out: &mut String, clocks: &[Clock]) {
        if clocks.is_empty() {
            self.line(out, self.pick("无", "nothing"));
        }
        for clock in clocks {
            let Some(obligation) = self.engine.policy().obligations.get(clock.obligation.index()) else { continue };
            if self.audience.sees(obligation) {
                self.clock(out, obligation, clock);
            }
        }
    }

    fn clock(&self, out: &mut String, obligation: &Obligation, clock: &Clock) {
        let head = format!("{}: {}", self.clock_name(clock), self.state(clock.state));
        self.line(out, &head);
        if clock.state == ClockState::Waived {
            return;
        }
        let mut said = format!("{}; {}", self.clause(&obligation.clause), self.strength(obligation.strength));
        if self.audience.is_inside() {
            let owner = clock.owed_by.as_deref().map(|name| self.named_role(name));
            let owner = owner.unwrap_or_else(|| self.role(obligation.owner).to_owned());
            said.push_str(&format!("; {} {owner}", self.pick("责任", "owed by")));
        }
        self.detail(out, &said);
        self.detail(out, &self.times(obligation, clock));
        self.movements(out, obligation, clock);
    }

    /// Limit, start, due and end on one line.
    fn times(&self, obligation: &Obligation, clock: &Clock) -> String {
        let mut parts: Vec<String> = Vec::new();
        match obligation.within {
            Some(limit) => parts.push(format!("{} {}", self.pick("限", "within"), self.period(limit.period))),
            None => parts.push(self.pick("文件未定期限", "no limit in the document").to_owned()),
        }
        match clock.started {
            Some(_) => parts.push(format!("{} {}", self.pick("起", "from"), self.moment(clock.started))),
            None => {
                let starts: Vec<String> = obligation.starts.iter().map(|start| self.event(start.kind)).collect();
                let starts = starts.join(self.pick("或", " or "));
                parts.push(match clock.state {
                    ClockState::Undetermined => {
                        self.pick("受理时间不详", "the time of receipt is not known").to_owned()
                    }
                    _ => format!("{}{starts}", self.pick("自此起算：", "counted from: ")),
                });
            }
        }
        if let Some(due) = clock.due {
            parts.push(format!("{} {}", self.pick("期限", "due"), self.instant(due)));
        } else if clock.started.is_some() && obligation.within.is_some() {
            parts.push(self.pick("时刻不详，期限无法确定", "no due time: the time of day is not known").to_owned());
        }
        if clock.ended.is_some() {
            parts.push(format!("{} {}", self.pick("完成", "ended"), self.moment(clock.ended)));
        }
        parts.join(self.pick("，", ", "))
    }

    /// How the due time was counted, and what moved it.
    fn movements(&self, out: &mut String, obligation: &Obligation, clock: &Clock) {
        if let Some(how) = self.counted(obligation, clock) {
            self.detail(out, &how);
        }
        if let (Some(due), Some(original)) = (clock.due, clock.original_due)
            && due != original
        {
            let text = self.pick("原期限", "first due");
            let moved =
                self.pick("因暂停、延期、约定或再次起算改至", "moved by a pause, extension, agreement or new start to");
            self.detail(out, &format!("{text} {}, {moved} {}", self.instant(original), self.instant(due)));
        }
        let notes = [
            (
                clock.provisional,
                self.pick("所涉年份的放假安排尚未公布，期限为暂定", "provisional: a year's holidays are not announced"),
            ),
            (clock.breached_at_retier, self.pick("改级时已过期限", "already past when the tier came")),
            (clock.late_extension, self.pick("延期批准过迟，期限未变", "an extension came too late and moved nothing")),
        ];
        notes.iter().filter(|(holds, _)| *holds).for_each(|(_, note)| self.detail(out, note));
    }

    /// Whether the audience is shown an obligation.
    pub(super) fn shows(&self, id: crate::id::ObligationId) -> bool {
        self.engine.policy().obligations.get(id.index()).is_some_and(|obligation| self.audience.sees(obligation))
    }

    /// A role by its label; another name as it stands.
    pub(super) fn named_role(&self, name: &str) -> String {
        match self.engine.policy().role(name) {
            Some(role) => self.role(Some(role)).to_owned(),
            None => plain(name),
        }
    }

    /// How the first due time was counted; elapsed time needs no words.
    pub(super) fn counted(&self, obligation: &Obligation, clock: &Clock) -> Option<String> {
        let limit = obligation.within.filter(|limit| !matches!(limit.period, Period::Elapsed { .. }))?;
        let start = clock.started?.instant()?;
        let why = deadline::explain(self.engine.calendar(), limit.period, limit.counting, start).ok()?;
        Some(match self.language {
            Language::Zh => why.to_zh(),
            Language::En => why.to_en(),
        })
    }
}
