//! Statuses and summaries as text for people, in Chinese or English.
//!
//! A [`Report`] lays out what the stages decided; it decides and computes nothing. Tables line up by the width that
//! characters take on a terminal; words of a complaint that prove something are marked; every rate shows its
//! numerator and denominator.
//!
//! ```
//! use tousu::{Engine, complaint::Complaint, report::{Language, Report}, time::Moment};
//!
//! let engine = Engine::builtin("residential-community")?;
//! let complaint = Complaint {
//!     id: "c1".into(),
//!     received_at: Some(Moment::parse("2026-04-30T16:00:00+08:00")?),
//!     text: "楼道堆满杂物，有消防隐患，幸好没有人受伤。".into(),
//!     ..Complaint::default()
//! };
//! let assessment = engine.assess(&complaint)?;
//! let text = Report::new(&engine, Language::En).explain(&complaint, &assessment);
//! assert!(text.contains("major"));
//! # Ok::<(), tousu::Error>(())
//! ```

mod audience;
mod book_page;
mod case_pages;
mod due;
mod duties;
mod explain;
mod explanation;
mod figures;
mod form;
mod frozen;
mod mark;
mod owed;
pub mod page;
mod page_html;
mod page_text;
#[cfg(feature = "sheets")]
mod page_xlsx;
mod period_lists;
mod period_page;
mod period_tables;
mod redact;
mod request;
mod table;
#[cfg(feature = "sheets")]
mod template;
#[cfg(test)]
mod tests;
mod timeline;
mod words;

pub use audience::Audience;
pub use case_pages::Entry;
pub use due::DueRow;
pub use duties::{DutyDone, DutyRow, DutyState};
pub use form::Given;
pub use frozen::{Frozen, Restated, RestatedCase, Restatement};
pub use mark::Marks;
pub use page::Page;
pub use page_text::{CsvEncoding, kept_as_text};
pub use period_page::PeriodAsk;
pub use redact::redact;
pub use request::answer;
pub use table::{Align, Table, cut, plain};
#[cfg(feature = "sheets")]
pub use template::{Filled, fill_template, fill_template_json};

use std::borrow::Cow;

use crate::complaint::Complaint;
use crate::engine::Engine;
use crate::id::{CategoryId, ObligationId, RoleId, TierId};
use crate::policy::Label;
use crate::time::{Instant, Moment};

/// The language of a report. Ids, clauses and quotes stay as they are.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::Zh, Self::En];

    /// `zh` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language with this code.
    ///
    /// ```
    /// use tousu::report::Language;
    /// assert_eq!(Language::from_code("zh"), Some(Language::Zh));
    /// assert_eq!(Language::from_code("fr"), None);
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.code() == code)
    }

    /// The one of two texts that is in this language.
    #[must_use]
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// How wide paragraphs are, in columns.
const WIDTH: usize = 100;

/// Lays out decisions under one policy in one language.
#[derive(Clone, Copy, Debug)]
pub struct Report<'e> {
    engine: &'e Engine,
    language: Language,
    marks: Marks,
    audience: Audience,
    in_full: bool,
}

impl<'e> Report<'e> {
    /// A report for an auditor that marks evidence with 【】.
    #[must_use]
    pub const fn new(engine: &'e Engine, language: Language) -> Self {
        Self { engine, language, marks: Marks::Brackets, audience: Audience::Auditor, in_full: false }
    }

    /// The same with other marks.
    #[must_use]
    pub const fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    /// The same with the words of complaints as they were sent; otherwise what is personal in them is masked
    /// ([`crate::text::redact`]), for rule books keep complainants confidential.
    #[must_use]
    pub const fn in_full(self) -> Self {
        Self { in_full: true, ..self }
    }

    /// The complaint as it is shown.
    fn shown<'c>(&self, complaint: &'c Complaint) -> Cow<'c, Complaint> {
        if self.in_full { Cow::Borrowed(complaint) } else { Cow::Owned(complaint.redacted()) }
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    const fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.language.pick(zh, en)
    }

    /// A label in the report's language; the id where there is none.
    fn label<'a>(&self, label: &'a Label, id: &'a str) -> &'a str {
        Some(self.pick(&label.zh, &label.en)).filter(|label| !label.is_empty()).unwrap_or(id)
    }

    /// A tier's label; `–` for none.
    #[must_use]
    pub fn tier(&self, tier: Option<TierId>) -> &'e str {
        let found = tier.and_then(|id| self.engine.policy().tiers.get(id.index()));
        match found {
            Some(tier) => {
                let label: &'e Label = &tier.label;
                Some(self.language.pick(&label.zh, &label.en)).filter(|label| !label.is_empty()).unwrap_or(&tier.id)
            }
            None => "–",
        }
    }

    /// A category's label with that of its top level; `unsure` for none.
    #[must_use]
    pub fn category(&self, category: Option<CategoryId>) -> String {
        let categories = &self.engine.policy().lexicon.categories;
        let Some(found) = category.and_then(|id| categories.get(id.index())) else {
            return self.pick("未定", "unsure").to_owned();
        };
        let own = self.label(&found.label, &found.id);
        match found.parent.and_then(|parent| categories.get(parent.index())) {
            Some(parent) if !own.contains('/') => format!("{} / {own}", self.label(&parent.label, &parent.id)),
            _ => own.to_owned(),
        }
    }

    /// An obligation's label.
    #[must_use]
    pub fn obligation(&self, obligation: ObligationId) -> &'e str {
        let found = self.engine.policy().obligations.get(obligation.index());
        found.map_or("", |found| {
            let label: &'e Label = &found.label;
            Some(self.language.pick(&label.zh, &label.en)).filter(|label| !label.is_empty()).unwrap_or(&found.id)
        })
    }

    fn role(&self, role: Option<RoleId>) -> &str {
        let found = role.and_then(|id| self.engine.policy().roles.get(id.index()));
        found.map_or("–", |role| self.label(&role.label, &role.id))
    }

    /// An instant as the calendar's clocks on the wall show it.
    #[must_use]
    pub fn instant(&self, instant: Instant) -> String {
        let text = self.engine.calendar().format(instant);
        text.get(..19).map_or(text.clone(), |local| local.replace('T', " "))
    }

    /// A moment: an instant, a date whose time is not known, or nothing.
    #[must_use]
    pub fn moment(&self, moment: Option<Moment>) -> String {
        match moment {
            Some(Moment::At { instant, .. }) => self.instant(instant),
            Some(Moment::On(date)) => format!("{date} {}", self.pick("（时刻不详）", "(time not known)")),
            None => "–".to_owned(),
        }
    }
}
