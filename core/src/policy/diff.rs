//! What differs between two rule books, or between two versions of one.

use super::facets::{Facet, Facets, Rule, Section, field_zh};
use super::{Label, Policy};

/// What differs between two policies.
///
/// ```
/// use tousu::policy::{Policy, PolicyDiff};
/// let base = Policy::builtin("residential-community")?;
/// let own = Policy::parse("[overlay]\nid = 'own'\ntitle = 'own'\nversion = '1'\nbase = 'residential-community'\n\
///     [[obligation]]\nid = 'general-reply'\nwithin = '2 working days'\n")?;
/// let diff = PolicyDiff::between(&base, &own);
/// let limit = diff.changes.iter().find(|change| change.id == "general-reply").map(|change| change.in_words().en);
/// let expected = "obligation `general-reply` (general: reply within 3 working days): \
///                 limit 3 working days → 2 working days (stricter)";
/// assert_eq!(limit.as_deref(), Some(expected));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyDiff {
    /// What changed, in the order of the sections, then of the books.
    pub changes: Vec<PolicyChange>,
}

/// One thing that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyChange {
    /// The section.
    pub section: Section,
    /// The id of the rule.
    pub id: String,
    /// Its label, in the newer policy where both have it.
    pub label: Label,
    /// How it differs.
    pub kind: ChangeKind,
}

/// How a rule differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeKind {
    /// Only the second policy has it.
    Added,
    /// Only the first policy has it.
    Removed,
    /// A field says something else.
    Changed {
        /// The field: `limit`, `condition`, `owner`.
        field: &'static str,
        /// What the first policy says, in words.
        from: Label,
        /// What the second policy says, in words.
        to: Label,
        /// Whether it asks for more or for less.
        effect: Effect,
    },
}

impl ChangeKind {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed { .. } => "changed",
        }
    }
}

/// Whether a change asks for more or for less.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Effect {
    /// More is asked: a shorter limit, must in the place of should.
    Stricter,
    /// Less is asked.
    Looser,
    /// It is different; no order is known.
    Other,
}

impl Effect {
    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Other => "other",
        }
    }
}

impl PolicyDiff {
    /// What differs from the first policy to the second: rules by their ids, fields by what they say, values of
    /// parameters in force included.
    #[must_use]
    pub fn between(from: &Policy, to: &Policy) -> Self {
        let (old, new) = (Facets::of(from), Facets::of(to));
        let same = |one: &Rule, other: &Rule| (one.section, &one.id) == (other.section, &other.id);
        let mut changes = Vec::new();
        for rule in &old {
            match new.iter().find(|other| same(rule, other)) {
                Some(other) => changed(rule, other, &mut changes),
                None => changes.push(whole(rule, ChangeKind::Removed)),
            }
        }
        let added = new.iter().filter(|rule| !old.iter().any(|other| same(rule, other)));
        changes.extend(added.map(|rule| whole(rule, ChangeKind::Added)));
        changes.sort_by_key(|change| change.section);
        Self { changes }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

fn whole(rule: &Rule, kind: ChangeKind) -> PolicyChange {
    PolicyChange { section: rule.section, id: rule.id.clone(), label: rule.label.clone(), kind }
}

fn changed(old: &Rule, new: &Rule, changes: &mut Vec<PolicyChange>) {
    let count = old.fields.len().max(new.fields.len());
    let absent = Label { zh: "无".to_owned(), en: "none".to_owned() };
    for index in 0..count {
        let (from, to) = (old.fields.get(index), new.fields.get(index));
        let Some(field) = from.or(to).map(|facet| facet.field) else { continue };
        let words = |facet: Option<&Facet>| facet.map_or_else(|| absent.clone(), |facet| facet.words.clone());
        if from.map(|facet| &facet.key) == to.map(|facet| &facet.key) {
            continue;
        }
        let (was, is) = (words(from), words(to));
        let ranks = from.and_then(|facet| facet.rank).zip(to.and_then(|facet| facet.rank));
        let effect = match ranks {
            Some((was, is)) if is < was => Effect::Stricter,
            Some((was, is)) if is > was => Effect::Looser,
            _ => Effect::Other,
        };
        changes.push(whole(new, ChangeKind::Changed { field, from: was, to: is, effect }));
    }
}

impl PolicyChange {
    /// The change in a sentence of each language.
    #[must_use]
    pub fn in_words(&self) -> Label {
        let zh_head = format!("{}「{}」（{}）", self.section.zh(), self.label.zh, self.id);
        let en_head = format!("{} `{}` ({})", self.section.slug().replace('_', " "), self.id, self.label.en);
        match &self.kind {
            ChangeKind::Added => Label { zh: format!("{zh_head}：新增"), en: format!("{en_head}: added") },
            ChangeKind::Removed => Label { zh: format!("{zh_head}：删除"), en: format!("{en_head}: removed") },
            ChangeKind::Changed { field, from, to, effect } => {
                let (zh, en) = match effect {
                    Effect::Stricter => ("（更严）", " (stricter)"),
                    Effect::Looser => ("（更宽）", " (looser)"),
                    Effect::Other => ("", ""),
                };
                Label {
                    zh: format!("{zh_head}：{}由 {} 改为 {}{zh}", field_zh(field), from.zh, to.zh),
                    en: format!("{en_head}: {field} {} → {}{en}", from.en, to.en),
                }
            }
        }
    }
}
