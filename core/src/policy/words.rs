//! Conditions, events and limits in words, Chinese and English.

use super::{Condition, EventKind, EventMatch, FactKind, Label, Limit, ParameterValue, Policy, Roll};
use crate::id::{EventKindId, RoleId};
use crate::period::Period;

/// The same words in both languages: ids and numbers.
pub(super) fn plain(text: impl Into<String>) -> Label {
    let text = text.into();
    Label { zh: text.clone(), en: text }
}

fn both(zh: impl Into<String>, en: impl Into<String>) -> Label {
    Label { zh: zh.into(), en: en.into() }
}

/// Labels one behind the other; `none` when there are none.
pub(super) fn joined(labels: &[Label], zh: &str, en: &str, none: &Label) -> Label {
    if labels.is_empty() {
        return none.clone();
    }
    let join = |pick: fn(&Label) -> &str, between: &str| labels.iter().map(pick).collect::<Vec<_>>().join(between);
    both(join(|label| &label.zh, zh), join(|label| &label.en, en))
}

/// `3个工作日` / `3 working days`
pub(super) fn period(period: Period) -> Label {
    both(period.to_zh(), period.to_string())
}

/// Says what a policy says, by labels for people, or by ids for comparisons.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'p> {
    pub policy: &'p Policy,
    pub ids: bool,
}

impl Policy {
    /// A condition in words.
    ///
    /// ```
    /// use tousu::policy::Policy;
    /// let policy = Policy::builtin("complaint-process-training")?;
    /// let month = policy.tiers[0].when[2].condition.clone();
    /// let words = policy.condition_in_words(&month);
    /// assert_eq!(words.zh, "有效且1个月未解决");
    /// assert_eq!(words.en, "in scope and 1 month unresolved");
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn condition_in_words(&self, condition: &Condition) -> Label {
        Speaker { policy: self, ids: false }.condition(condition, false)
    }

    /// What an event kind is called.
    #[must_use]
    pub fn event_in_words(&self, id: EventKindId) -> Label {
        Speaker { policy: self, ids: false }.event(id)
    }
}

impl Speaker<'_> {
    pub(super) fn named(self, label: &Label, id: &str) -> Label {
        if self.ids { plain(id) } else { named(label, id) }
    }

    /// A condition; `inner` asks for brackets where it would be read wrongly without.
    pub(super) fn condition(self, condition: &Condition, inner: bool) -> Label {
        let policy = self.policy;
        let part = |part: &Condition| self.condition(part, true);
        let group = |words: Label| match inner {
            true => both(format!("（{}）", words.zh), format!("({})", words.en)),
            false => words,
        };
        match condition {
            Condition::All(parts) => match parts.as_slice() {
                [] => both("总是", "always"),
                [one] => self.condition(one, inner),
                parts => group(joined(&parts.iter().map(part).collect::<Vec<_>>(), "且", " and ", &Label::default())),
            },
            Condition::Any(parts) => match parts.as_slice() {
                [] => both("从不", "never"),
                [one] => self.condition(one, inner),
                parts => group(joined(&parts.iter().map(part).collect::<Vec<_>>(), "或", " or ", &Label::default())),
            },
            Condition::Not(part) => {
                let words = self.condition(part, true);
                both(format!("非{}", words.zh), format!("not {}", words.en))
            }
            Condition::Signal(id) => {
                let signal = policy.lexicon.signals.get(id.index());
                signal.map_or_else(Label::default, |signal| self.named(&signal.label, &signal.id))
            }
            Condition::Fact(id) => {
                let fact = policy.facts.get(id.index());
                fact.map_or_else(Label::default, |fact| self.named(&fact.label, &fact.id))
            }
            Condition::FactAtLeast(id, number) => {
                let Some(fact) = policy.facts.get(id.index()) else { return Label::default() };
                let name = self.named(&fact.label, &fact.id);
                let number = match fact.kind {
                    FactKind::Money => {
                        let yuan = ParameterValue::Money(*number).to_string();
                        both(format!("{yuan}元"), format!("{yuan} yuan"))
                    }
                    FactKind::Duration => period(Period::Elapsed { seconds: *number }),
                    FactKind::Bool | FactKind::Count => plain(number.to_string()),
                };
                both(format!("{}不少于{}", name.zh, number.zh), format!("{} at least {}", name.en, number.en))
            }
            Condition::Category(id) => {
                let category = policy.lexicon.categories.get(id.index());
                let name = category.map_or_else(Label::default, |category| self.named(&category.label, &category.id));
                both(format!("类别属于{}", name.zh), format!("category {}", name.en))
            }
            Condition::Complainants { at_least } => {
                both(format!("{at_least}人或{at_least}户以上投诉"), format!("{at_least} or more people or households"))
            }
            Condition::UnresolvedFor(period) => {
                both(format!("{}未解决", period.to_zh()), format!("{period} unresolved"))
            }
            Condition::InScope => both("有效", "in scope"),
            Condition::Complete => both("资料齐全", "complete"),
            Condition::Substantiated => both("属实", "substantiated"),
            Condition::Happened(kind) => {
                let event = self.event(*kind);
                both(format!("已{}", event.zh), format!("{} has happened", event.en))
            }
        }
    }

    /// What an event kind is called.
    pub(super) fn event(self, id: EventKindId) -> Label {
        match EventKind::from_id(id) {
            Some(kind) => both(kind.zh(), kind.en()),
            None => {
                let own = &self.policy.own_events;
                let own = id.index().checked_sub(EventKind::ALL.len()).and_then(|index| own.get(index));
                own.map_or_else(Label::default, |own| self.named(&own.label, &own.id))
            }
        }
    }

    /// The name of a role.
    pub(super) fn role(self, id: RoleId) -> Label {
        self.policy.roles.get(id.index()).map_or_else(Label::default, |role| self.named(&role.label, &role.id))
    }

    /// An event with its recipients.
    pub(super) fn event_match(self, event: &EventMatch) -> Label {
        let kind = self.event(event.kind);
        if event.to.is_empty() {
            return kind;
        }
        let to: Vec<_> = event.to.iter().map(|role| self.role(*role)).collect();
        let to = joined(&to, "、", ", ", &Label::default());
        both(format!("{}至{}", kind.zh, to.zh), format!("{} to {}", kind.en, to.en))
    }
}

/// A label, with the id in the place of what it lacks.
pub(super) fn named(label: &Label, id: &str) -> Label {
    let or = |text: &str| if text.is_empty() { id.to_owned() } else { text.to_owned() };
    both(or(&label.zh), or(&label.en))
}

/// A limit with the switches that are not the usual ones.
pub(super) fn limit(limit: Option<Limit>) -> Label {
    let Some(limit) = limit else { return both("无时限", "no limit") };
    let mut words = period(limit.period);
    let mut add = |zh: &str, en: &str| {
        words.zh.push_str(zh);
        words.en.push_str(en);
    };
    if limit.counting.count_start_day {
        add("（首日计入）", " (the first day counts)");
    }
    match limit.counting.roll {
        Roll::None => {}
        Roll::Next => add("（遇休息日顺延）", " (rolls to the next working day)"),
        Roll::Previous => add("（遇休息日提前）", " (rolls to the working day before)"),
    }
    if limit.counting.day_end == super::DayEnd::Close {
        add("（至下班）", " (to close of business)");
    }
    words
}
