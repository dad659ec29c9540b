//! The names that a document declares: duplicates, references with the nearest suggestion, and what is never used.

use super::diagnostic::Faults;
use super::{EventKind, FactKind};
use crate::document::{Cursor, nearest};
use crate::error::Code;
use crate::id::{EventKindId, FactId, ObligationId, ParameterId, RoleId, ThresholdId, TierId};

/// More declarations of one kind than this are refused.
pub(super) const MAX_DECLARED: usize = 4_096;

/// How many names a message lists.
const MAX_LISTED: usize = 12;

/// The ids of one list of tables, in order.
#[derive(Debug, Default)]
pub(super) struct Declared<'d> {
    items: Vec<Cursor<'d>>,
    ids: Vec<&'d str>,
    used: Vec<bool>,
}

impl<'d> Declared<'d> {
    fn new(root: &Cursor<'d>, section: &str, key: &str, faults: &mut Faults) -> Self {
        let mut out = Self::default();
        let Some(list) = root.get_some(section) else {
            return out;
        };
        for item in list.items().into_iter().flatten() {
            if out.items.len() == MAX_DECLARED {
                let expected = format!("{MAX_DECLARED} of a kind");
                faults.error(&item, Code::PolicyTooLarge, format_args!("`{section}`"), expected);
                break;
            }
            let id_at = item.get_some(key);
            let id = id_at.as_ref().and_then(|id| id.text().ok()).unwrap_or_default();
            if let Some(at) = id_at
                && !id.is_empty()
                && out.ids.contains(&id)
            {
                faults.error(&at, Code::DuplicateId, id, "");
            }
            out.items.push(item);
            out.ids.push(id);
            out.used.push(false);
        }
        out
    }

    /// The tables, in order.
    pub(super) fn items(&self) -> &[Cursor<'d>] {
        &self.items
    }

    /// The ids, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &'d str> {
        self.ids.iter().copied().filter(|id| !id.is_empty())
    }

    /// The index of a name, which is thereby used.
    fn find(&mut self, name: &str) -> Option<u16> {
        let index = self.ids.iter().position(|id| *id == name && !id.is_empty())?;
        self.mark(index);
        u16::try_from(index).ok()
    }

    fn mark(&mut self, index: usize) {
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
    }

    /// What no reference named.
    fn unused(&self) -> impl Iterator<Item = (&Cursor<'d>, &'d str)> {
        let all = self.items.iter().zip(&self.ids).zip(&self.used);
        all.filter(|(_, used)| !**used).map(|((item, id), _)| (item, *id))
    }
}

/// Every name that a document declares.
#[derive(Debug)]
pub(super) struct Names<'d> {
    pub roles: Declared<'d>,
    pub facts: Declared<'d>,
    pub events: Declared<'d>,
    pub tiers: Declared<'d>,
    pub groups: Declared<'d>,
    pub obligations: Declared<'d>,
    pub parameters: Declared<'d>,
    pub thresholds: Declared<'d>,
    fact_kinds: Vec<FactKind>,
    aliases: Vec<(&'d str, usize)>,
}

impl<'d> Names<'d> {
    /// Collects the names; duplicates are reported.
    pub(super) fn new(root: &Cursor<'d>, faults: &mut Faults) -> Self {
        let mut declared = |section| Declared::new(root, section, "id", faults);
        let mut names = Self {
            roles: declared("role"),
            facts: declared("fact"),
            events: declared("event"),
            tiers: declared("tier"),
            groups: declared("category"),
            obligations: declared("obligation"),
            parameters: declared("parameter"),
            thresholds: declared("threshold"),
            fact_kinds: Vec::new(),
            aliases: Vec::new(),
        };
        for section in ["channel", "route", "report", "unit_duty", "sanction", "archive", "form", "duty"] {
            drop(declared(section));
        }
        drop(Declared::new(root, "pause", "reason", faults));
        names.fact_kinds = names.facts.items.iter().map(fact_kind).collect();
        for (event, id) in names.events.items.iter().zip(&names.events.ids) {
            if EventKind::from_slug(id).is_some() {
                let at = event.get_some("id").unwrap_or_else(|| event.clone());
                faults.error(&at, Code::DuplicateId, id, "");
            }
        }
        names.read_aliases(faults);
        names
    }

    fn read_aliases(&mut self, faults: &mut Faults) {
        for (index, role) in self.roles.items.iter().enumerate() {
            let Some(list) = role.get_some("aliases") else { continue };
            for at in list.items().into_iter().flatten() {
                let Ok(alias) = at.text() else { continue };
                if self.roles.ids.contains(&alias) || self.aliases.iter().any(|(known, _)| *known == alias) {
                    faults.error(&at, Code::DuplicateId, alias, "");
                }
                self.aliases.push((alias, index));
            }
        }
    }

    /// The stated fact of this name.
    pub(super) fn fact(&mut self, name: &str) -> Option<(FactId, FactKind)> {
        let index = self.facts.find(name)?;
        let kind = self.fact_kinds.get(usize::from(index)).copied()?;
        Some((FactId(index), kind))
    }

    /// The names of the yes/no facts.
    pub(super) fn bool_facts(&self) -> impl Iterator<Item = &'d str> {
        let all = self.facts.ids.iter().zip(&self.fact_kinds);
        all.filter(|(_, kind)| **kind == FactKind::Bool).map(|(id, _)| *id)
    }

    /// The role of this name or alias.
    pub(super) fn role(&mut self, name: &str) -> Option<RoleId> {
        if let Some(index) = self.roles.find(name) {
            return Some(RoleId(index));
        }
        let index = self.aliases.iter().find(|(alias, _)| *alias == name)?.1;
        self.roles.mark(index);
        u16::try_from(index).ok().map(RoleId)
    }

    /// The tier of this name.
    pub(super) fn tier(&mut self, name: &str) -> Option<TierId> {
        self.tiers.find(name).map(TierId)
    }

    /// The obligation of this name.
    pub(super) fn obligation(&mut self, name: &str) -> Option<ObligationId> {
        self.obligations.find(name).map(ObligationId)
    }

    /// The threshold of this name.
    pub(super) fn threshold(&mut self, name: &str) -> Option<ThresholdId> {
        self.thresholds.find(name).map(ThresholdId)
    }

    /// The parameter of this name.
    pub(super) fn parameter(&mut self, name: &str) -> Option<ParameterId> {
        self.parameters.find(name).map(ParameterId)
    }

    /// The position of the group of this name.
    pub(super) fn group(&mut self, name: &str) -> Option<usize> {
        self.groups.find(name).map(usize::from)
    }

    /// The event kind of this name, built-in or the book's own.
    pub(super) fn event(&mut self, name: &str) -> Option<EventKindId> {
        if let Some(kind) = EventKind::from_slug(name) {
            return Some(kind.id());
        }
        let built_in = u16::try_from(EventKind::ALL.len()).ok()?;
        self.events.find(name)?.checked_add(built_in).map(EventKindId)
    }

    /// Every event kind.
    pub(super) fn event_names(&self) -> Vec<&'d str> {
        let built_in = EventKind::ALL.iter().map(|kind| kind.slug());
        built_in.chain(self.events.ids()).collect()
    }

    /// Reports a name that nothing declares, with the nearest one that is.
    pub(super) fn unknown(faults: &mut Faults, cursor: &Cursor<'_>, name: &str, noun: &str, known: &[&str]) {
        let near = nearest(name, known.iter().copied().take(MAX_DECLARED));
        let mut listed: Vec<&str> = Vec::new();
        for name in known.iter().take(MAX_LISTED) {
            if !listed.contains(name) {
                listed.push(name);
            }
        }
        let expected = match known.len() {
            0 => format!("{noun}, but none is declared"),
            many if many <= MAX_LISTED => format!("{noun}: {}", listed.join(", ")),
            // The name that was meant says more than a long list.
            _ if near.is_some() => noun.to_owned(),
            _ => format!("{noun}: {}, …", listed.join(", ")),
        };
        let error = cursor.error(Code::UnknownReference, name, expected);
        let error = match near {
            Some(name) => error.with_help(format!("did you mean `{name}`?")),
            None => error,
        };
        faults.error_at(cursor.span(), error);
    }

    /// Notes what is declared and never used.
    pub(super) fn note_unused(&self, faults: &mut Faults) {
        for (declared, what) in [
            (&self.roles, "no rule names this role"),
            (&self.facts, "no condition asks for this fact"),
            (&self.events, "nothing starts, ends or depends on this event"),
            (&self.parameters, "no rule takes its value from this parameter"),
        ] {
            for (item, id) in declared.unused() {
                let at = item.get_some("id").unwrap_or_else(|| item.clone());
                faults.note(&at, Code::UnusedDeclaration, id, what);
            }
        }
    }
}

/// The type of a declared fact.
pub(super) fn fact_kind(item: &Cursor<'_>) -> FactKind {
    match item.get_some("type").and_then(|field| field.text().ok()) {
        Some("count") => FactKind::Count,
        Some("money") => FactKind::Money,
        Some("duration") => FactKind::Duration,
        _ => FactKind::Bool,
    }
}
