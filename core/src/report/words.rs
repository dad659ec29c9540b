//! The words of a report: what states, reasons and kinds are called in Chinese and English.

use super::{Language, Report};
use crate::case::{ClockState, Standing};
use crate::complaint::SetBy;
use crate::complaint::{Complainants, Modality};
use crate::engine::Review;
use crate::id::EventKindId;
use crate::period::Period;
use crate::policy::{EventKind, Strength};

impl Report<'_> {
    /// What a clock's state is called.
    #[must_use]
    pub const fn state(&self, state: ClockState) -> &'static str {
        match state {
            ClockState::Pending => self.say("未开始", "pending"),
            ClockState::Running => self.say("进行中", "running"),
            ClockState::Paused => self.say("暂停", "paused"),
            ClockState::Met => self.say("按期完成", "met"),
            ClockState::Breached => self.say("超期", "missed"),
            ClockState::Waived => self.say("免除", "waived"),
            ClockState::Undetermined => self.say("无法判定", "undetermined"),
        }
    }

    /// What a case's standing is called.
    #[must_use]
    pub const fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Open => self.say("处理中", "open"),
            Standing::Paused => self.say("暂停", "paused"),
            Standing::Resolved => self.say("已解决", "resolved"),
            Standing::Closed => self.say("已关闭", "closed"),
            Standing::Withdrawn => self.say("已撤诉", "withdrawn"),
            Standing::Refused => self.say("不予受理", "refused"),
        }
    }

    /// Why a person should look at a decision.
    #[must_use]
    pub const fn review(&self, review: Review) -> &'static str {
        match review {
            Review::ExtremeSignal => self.say("文中提到轻生或伤人", "the text speaks of suicide or of killing"),
            Review::Unsure => self.say("类别证据不足", "the evidence for any category is thin"),
            Review::NearHeavierTier => self.say(
                "若按过去、转述、询问的话语或所提风险计算，级别会更重",
                "the tier would be heavier if past, quoted or asked words or the danger hinted at counted",
            ),
            Review::DebatableCount => self.say(
                "若文中所提人数均为共同投诉，级别会更重",
                "the tier would be heavier if all whom the text names complained together",
            ),
        }
    }

    pub(super) const fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.language.pick(zh, en)
    }

    pub(super) const fn set_by(&self, set_by: SetBy) -> &'static str {
        match set_by {
            SetBy::Computed => self.say("计算所得", "computed"),
            SetBy::Person => self.say("人工认定", "set by a person"),
        }
    }

    pub(super) const fn modality(&self, modality: Modality) -> &'static str {
        match modality {
            Modality::Asserted => self.say("陈述", "asserted"),
            Modality::Threatened => self.say("扬言", "threatened"),
            Modality::Negated => self.say("否定，不计", "negated, does not count"),
            Modality::Past => self.say("已过去，不计", "past, does not count"),
            Modality::Elsewhere => self.say("别处，不计", "elsewhere, does not count"),
            Modality::Quoted => self.say("转述，不计", "quoted, does not count"),
            Modality::Inquired => self.say("询问或表扬，不计", "asked or praised, does not count"),
            Modality::Supposed => self.say("假设，不计", "supposed, does not count"),
            Modality::Idiom => self.say("习语，不计", "a manner of speaking, does not count"),
        }
    }

    pub(super) const fn strength(&self, strength: Strength) -> &'static str {
        match strength {
            Strength::Must => self.say("必须", "must"),
            Strength::Should => self.say("一般应", "should"),
        }
    }

    /// `16 people, 13 households`; lower bounds.
    pub(super) fn heads(&self, complainants: Complainants) -> String {
        let people = complainants.people.map(|count| match self.language {
            Language::Zh => format!("{count} 人"),
            Language::En => format!("{count} {}", if count == 1 { "person" } else { "people" }),
        });
        let households = complainants.households.map(|count| match self.language {
            Language::Zh => format!("{count} 户"),
            Language::En => format!("{count} {}", if count == 1 { "household" } else { "households" }),
        });
        let parts: Vec<String> = [people, households].into_iter().flatten().collect();
        parts.join(self.pick("、", ", "))
    }

    /// A period as the rule book's readers say it.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        match self.language {
            Language::Zh => period.to_zh(),
            Language::En => period.to_string(),
        }
    }

    /// What an event kind is called.
    #[must_use]
    pub fn event(&self, id: EventKindId) -> String {
        let policy = self.engine.policy();
        if let Some(kind) = EventKind::from_id(id) {
            return self.pick(kind.zh(), &kind.en()).to_owned();
        }
        let own = policy.own_events.iter().find(|own| policy.event_kind(&own.id) == Some(id));
        own.map_or_else(String::new, |own| self.label(&own.label, &own.id).to_owned())
    }
}
