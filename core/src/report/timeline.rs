//! The course of a case as a page: what happened, what it started and ended, and what was missed.

use super::{Align, Language, Report, Table, plain};
use crate::case::{Case, Clock, ClockState, Event, Item, Timeline};

impl Report<'_> {
    /// The course of a case, one line for each thing that happened.
    #[must_use]
    pub fn timeline(&self, case: &Case, timeline: &Timeline) -> String {
        let mut table = Table::new();
        table
            .column(self.pick("时间", "at"), Align::Left)
            .column(self.pick("事项", "what"), Align::Left)
            .column(self.pick("由", "by"), Align::Left)
            .column_up_to(self.pick("说明", "note"), Align::Left, 60);
        for item in timeline.items.iter().filter(|item| self.shows_item(case, timeline, item)) {
            let (what, by, note) = self.item(case, timeline, item);
            table.row([self.moment(item.at()), what, by, note]);
        }
        let mut out = table.render("    ");
        let late = timeline.status.late_entries;
        if late > 0 && self.audience.is_inside() {
            self.line(
                &mut out,
                &match self.language {
                    Language::Zh => format!("补录 {late} 条"),
                    Language::En => format!("{late} entered on a later day"),
                },
            );
        }
        out
    }

    /// Whether the audience is shown what happened.
    fn shows_item(&self, case: &Case, timeline: &Timeline, item: &Item) -> bool {
        let policy = self.engine.policy();
        match *item {
            Item::Received { .. } => true,
            Item::Event { event, counts, .. } => {
                let kind = case.events().get(event).and_then(|event| policy.event_kind(&event.kind));
                self.audience.sees_event(kind) && (counts || self.audience.is_inside())
            }
            Item::Tier(change) => {
                let tier = change.tier.and_then(|id| policy.tiers.get(id.index()));
                tier.is_none_or(|tier| self.audience.sees_tier(tier))
            }
            Item::Started { .. } | Item::Missed { .. } | Item::Ended { .. } => {
                let clock = item.clock().and_then(|clock| timeline.status.clocks.get(clock));
                clock.is_some_and(|clock| self.shows(clock.obligation))
            }
        }
    }

    pub(super) fn item(&self, case: &Case, timeline: &Timeline, item: &Item) -> (String, String, String) {
        let clock = item.clock().and_then(|clock| timeline.status.clocks.get(clock));
        let name = clock.map_or_else(String::new, |clock| self.clock_name(clock));
        let (what, note) = match *item {
            Item::Received { .. } => (self.say("收到投诉", "received").to_owned(), String::new()),
            Item::Event { event, counts, late, .. } => {
                let Some(event) = case.events().get(event) else { return Default::default() };
                return self.event_item(event, counts, late);
            }
            Item::Tier(change) => {
                let tier = format!("{}: {}", self.say("级别", "tier"), self.tier(change.tier));
                (tier, self.set_by(change.set_by).to_owned())
            }
            Item::Started { .. } => {
                let due = clock.and_then(|clock| clock.due);
                let note = due.map(|due| format!("{} {}", self.say("期限", "due"), self.instant(due)));
                (format!("{}: {name}", self.say("起算", "runs")), note.unwrap_or_default())
            }
            Item::Missed { .. } => (format!("{}: {name}", self.say("超期", "missed")), String::new()),
            Item::Ended { state, .. } => {
                let what = match state {
                    ClockState::Met => self.say("按期完成", "done in time"),
                    ClockState::Breached => self.say("超期完成", "done late"),
                    _ => self.say("完成，是否按期无法判定", "done, in time or not"),
                };
                (format!("{what}: {name}"), String::new())
            }
        };
        (what, String::new(), note)
    }

    fn event_item(&self, event: &Event, counts: bool, late: bool) -> (String, String, String) {
        let kind = self.engine.policy().event_kind(&event.kind);
        let kind = kind.map_or_else(|| plain(&event.kind), |kind| self.event(kind));
        if !self.audience.is_inside() {
            let until = event.until.map(|until| format!("{} {}", self.say("至", "until"), self.moment(Some(until))));
            return (kind, String::new(), until.unwrap_or_default());
        }
        let role = event.by.as_deref().map(|name| self.named_role(name));
        let person = event.person.as_deref().map(plain);
        let by: Vec<String> = role.into_iter().chain(person).collect();
        let named = |what: &str, value: String| format!("{what} {value}");
        let notes = [
            (!counts).then(|| self.say("不计", "does not count").to_owned()),
            event.to.as_deref().map(|name| named(self.say("致", "to"), self.named_role(name))),
            event.obligation.as_deref().map(|id| {
                let known = self.engine.policy().obligation(id);
                named(self.say("针对", "for"), known.map_or_else(|| plain(id), |id| self.obligation(id).to_owned()))
            }),
            event.until.map(|until| named(self.say("至", "until"), self.moment(Some(until)))),
            event.reason.as_deref().map(plain),
            event.recorded_at.filter(|_| late).map(|at| named(self.say("补录于", "entered"), self.moment(Some(at)))),
        ];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        (kind, by.join(" "), notes.join("; "))
    }

    /// What is owed, by whom and for which time.
    pub(super) fn clock_name(&self, clock: &Clock) -> String {
        let mut name = self.obligation(clock.obligation).to_owned();
        if let Some(owed_by) = clock.owed_by.as_ref().filter(|_| self.audience.is_inside()) {
            name.push_str(&format!("{}{}", self.pick("：", ": "), self.named_role(owed_by)));
        }
        if clock.cycle > 1 {
            name.push_str(&self.cycle(clock.cycle));
        }
        if clock.round > 1 {
            name.push_str(&match self.language {
                Language::Zh => format!("（第{}次）", clock.round),
                Language::En => format!(" (no. {})", clock.round),
            });
        }
        name
    }
}
