//! From the spanned tree to the checked policy: resolves every reference and puts every parameter's value in place.

use std::sync::Arc;

use super::condition::{self, Formula};
use super::diagnostic::{Diagnostic, Faults, Severity};
use super::fields::ROOT;
use super::names::Names;
use super::parameters::{self, Parameters};
use super::proof;
use super::values::{clause, clause_or, confidence, date, flag, label, label_at, one_or_more, text, texts};
use super::{
    CategoryGroup, Clause, Counting, Fact, Lexicon, Origin, OwnEvent, Parameter, Policy, Role, Source, Tier, TierReason,
};
use super::{keywords, obligations, remarks, shape};
use crate::document::{Cursor, nearest};
use crate::error::{Code, Error};
use crate::id::{CategoryId, Digest, TierId};

/// What the readers of the single sections share.
pub(super) struct Reader<'d> {
    pub names: Names<'d>,
    pub faults: Faults,
    /// `None` when the document names no lexicon that there is: then signals and categories go unchecked.
    pub lexicon: Option<Arc<Lexicon>>,
    pub parameters: Vec<Parameter>,
    /// The table `[policy]`.
    pub head: Option<Cursor<'d>>,
    /// What each group of the book includes, by its position.
    pub groups: Vec<Vec<CategoryId>>,
    /// How many more steps the proofs may take.
    pub proof_steps: usize,
}

/// A tier as read: the condition with its parameters, for the proofs.
#[derive(Debug)]
pub(super) struct TierDraft {
    /// Whether only a person sets it.
    pub by_person: bool,
    /// Its condition; `None` without one.
    pub formula: Option<Formula>,
    /// Whether it was read without a fault.
    pub sound: bool,
}

/// What loading gave: the policy unless something is an error, everything found, and faults of the caller's values.
pub(super) struct Loaded {
    pub policy: Option<Policy>,
    pub found: Vec<Diagnostic>,
    pub misgiven: Vec<Error>,
}

/// Reads and checks a whole document.
pub(super) fn load(source: &Source, given: &Parameters) -> Loaded {
    let root = source.document.root();
    let mut faults = Faults::default();
    shape::check(&ROOT, &root, &mut faults);
    let head = root.get_some("policy");
    let lexicon = head.as_ref().and_then(|head| lexicon(head, &source.lexicons, &mut faults));
    let lexicon = lexicon.map(|lexicon| keywords::lay_over(lexicon, &root, &mut faults));
    let names = Names::new(&root, &mut faults);
    let (parameters, misgiven) = parameters::read(names.parameters.items(), given, &mut faults);
    let mut reader = Reader {
        names,
        faults,
        lexicon,
        parameters,
        head: head.clone(),
        groups: Vec::new(),
        proof_steps: proof::MAX_STEPS,
    };
    let policy = reader.policy(source, &root, head.as_ref());
    let mut found = source.noted.clone();
    let layered = found.iter().any(|found| found.severity == Severity::Error);
    found.extend(reader.faults.finish(&source.document));
    // Those of the document itself first, in its order.
    found.sort_by_key(|found| (found.book.is_some(), found.span.map(|span| span.start)));
    Loaded { found, policy: policy.filter(|_| !layered), misgiven }
}

fn lexicon(head: &Cursor<'_>, own: &[Arc<Lexicon>], faults: &mut Faults) -> Option<Arc<Lexicon>> {
    let Some(field) = head.get_some("lexicon") else {
        faults.error(head, Code::MissingField, "lexicon", "the lexicon that reads its complaints");
        return None;
    };
    let name = field.text().ok().filter(|name| !name.trim().is_empty())?;
    if let Some(lexicon) = own.iter().find(|lexicon| lexicon.id == name) {
        return Some(Arc::clone(lexicon));
    }
    Lexicon::builtin(name)
        .map_err(|error| {
            let error = field.locate(error);
            let known = own.iter().map(|lexicon| lexicon.id.as_str()).chain(Lexicon::BUILTIN.iter().copied());
            let error = match nearest(name, known) {
                Some(near) => error.with_help(format!("did you mean `{near}`?")),
                None => error,
            };
            faults.error_at(field.span(), error);
        })
        .ok()
}

impl<'d> Reader<'d> {
    fn policy(&mut self, source: &Source, root: &Cursor<'d>, head: Option<&Cursor<'d>>) -> Option<Policy> {
        let roles = self.roles();
        let facts = self.facts();
        let own_events = self.own_events();
        let groups = self.category_groups();
        let (tiers, drafts) = self.tiers();
        let forbids = self.forbids(root);
        let channels = self.channels(root);
        let routes = self.routes(root);
        let default_tier = self.default_tier();
        let untiered = head.is_some_and(|head| head.get_some("untiered").is_some());
        let counting = head.map_or_else(Counting::default, |head| self.counting(head, Counting::default()));
        let reached = proof::check_tiers(self, &drafts, default_tier, untiered);
        let obligations = obligations::read(self, counting, &forbids, &reached);
        let pauses = self.pauses(root);
        let reports = self.reports(root, counting);
        let unit_duties = self.unit_duties(root, counting);
        let thresholds = self.thresholds();
        let sanctions = self.sanctions(root);
        let archives = self.archives(root);
        let hours = head.and_then(|head| self.hours(&head.get_some("hours")?));
        let forms = self.forms(root);
        let duties = self.duties(root);
        let notes = self.notes(root);
        let vocabulary = self.vocabulary(root);
        let effective_from = head.and_then(|head| date(head, "effective_from"));
        let effective_to = head.and_then(|head| date(head, "effective_to"));
        if let (Some(from), Some(to)) = (effective_from, effective_to)
            && to < from
            && let Some(at) = head.and_then(|head| head.get_some("effective_to"))
        {
            let expected = "`effective_from` and later";
            self.faults.error(&at, Code::TimeOutOfRange, "`effective_to`", expected);
        }
        let head = head.filter(|_| !self.faults.has_errors())?;
        // A faulty reference would make its target look unused: remarks are for accepted books.
        remarks::note(self, &obligations, &tiers);
        self.names.note_unused(&mut self.faults);
        let id = text(head, "id").to_owned();
        Some(Policy {
            version: text(head, "version").to_owned(),
            title: label_at(head, "title", &id),
            origin: origin(head),
            effective_from,
            effective_to,
            calendar: head
                .get_some("calendar")
                .map_or_else(|| "china".to_owned(), |_| text(head, "calendar").to_owned()),
            lexicon: self.lexicon.clone()?,
            hours,
            roles,
            facts,
            own_events,
            tiers,
            default_tier: default_tier.and_then(|index| u16::try_from(index).ok().map(TierId)),
            groups,
            channels,
            routes,
            obligations,
            pauses,
            reports,
            unit_duties,
            thresholds,
            sanctions,
            archives,
            forbids,
            forms,
            duties,
            notes,
            vocabulary,
            digest: Digest::of(root.to_string().as_bytes()),
            parameters_digest: parameters::digest(&self.parameters),
            parameters: self.parameters.clone(),
            diagnostics: Vec::new(),
            over: source.over.clone(),
            document: source.clone(),
            id,
        })
    }

    fn roles(&self) -> Vec<Role> {
        let read = |item: &Cursor<'_>| Role {
            id: text(item, "id").to_owned(),
            label: label(item, text(item, "id")),
            aliases: texts(item, "aliases"),
            charge: item.get_some("charge").map(|_| label_at(item, "charge", "")),
            clause: clause(item),
        };
        self.names.roles.items().iter().map(read).collect()
    }

    fn facts(&mut self) -> Vec<Fact> {
        for item in self.names.facts.items() {
            let id = text(item, "id");
            let signal = self.lexicon.as_ref().and_then(|lexicon| lexicon.signal(id));
            if (signal.is_some() || AXES.contains(&id))
                && let Some(at) = item.get_some("id")
            {
                // A name must not mean a signal and a fact at once.
                self.faults.error(&at, Code::DuplicateId, id, "");
            }
        }
        let read = |item: &Cursor<'_>| Fact {
            id: text(item, "id").to_owned(),
            label: label(item, text(item, "id")),
            kind: super::names::fact_kind(item),
            clause: clause(item),
        };
        self.names.facts.items().iter().map(read).collect()
    }

    fn own_events(&self) -> Vec<OwnEvent> {
        let read =
            |item: &Cursor<'_>| OwnEvent { id: text(item, "id").to_owned(), label: label(item, text(item, "id")) };
        self.names.events.items().iter().map(read).collect()
    }

    fn category_groups(&mut self) -> Vec<CategoryGroup> {
        let mut out = Vec::new();
        for item in self.names.groups.items().to_vec() {
            let mut includes = Vec::new();
            if let Some(list) = item.get_some("includes") {
                for name in one_or_more(&list) {
                    includes.extend(self.category(&name));
                }
            }
            self.groups.push(includes.clone());
            out.push(CategoryGroup {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                includes,
                route_to: item.get_some("route_to").and_then(|role| self.role(&role)),
                tier_hint: item.get_some("tier_hint").and_then(|tier| self.tier(&tier)),
            });
        }
        out
    }

    fn tiers(&mut self) -> (Vec<Tier>, Vec<TierDraft>) {
        let mut tiers = Vec::new();
        let mut drafts = Vec::new();
        for item in self.names.tiers.items().to_vec() {
            let by_person = item.get_some("set_by").is_some();
            let is_default = flag(&item, "default");
            let when = item.get_some("when");
            let own = clause(&item);
            let mut sound = true;
            let mut alternatives = Vec::new();
            match &when {
                Some(when) => {
                    if by_person {
                        let why = "a tier that a person sets is never computed; remove `when` or `set_by`";
                        self.faults.error(when, Code::UnreachableTier, text(&item, "id"), why);
                    }
                    for (at, number) in alternatives_of(when, &own) {
                        match condition::read(self, &at) {
                            Some(formula) => alternatives.push((formula, number)),
                            None => sound = false,
                        }
                    }
                }
                None if !by_person && !is_default => {
                    sound = false;
                    let meaning = "what must hold, or `default = true`, or `set_by = \"person\"`";
                    self.faults.error(&item, Code::MissingField, "when", meaning);
                }
                None => {}
            }
            let reason = |(formula, clause): &(Formula, Clause)| TierReason {
                condition: formula.condition(),
                clause: clause.clone(),
            };
            tiers.push(Tier {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: own,
                when: alternatives.iter().map(reason).collect(),
                internal: flag(&item, "internal"),
            });
            let formula = Formula::Any(alternatives.into_iter().map(|(formula, _)| formula).collect());
            drafts.push(TierDraft { by_person, formula: when.map(|_| formula), sound });
        }
        (tiers, drafts)
    }

    /// The position of the default tier; a second one is reported.
    fn default_tier(&mut self) -> Option<usize> {
        let mut found: Option<usize> = None;
        for (index, item) in self.names.tiers.items().iter().enumerate() {
            let Some(at) = item.get_some("default").filter(|_| flag(item, "default")) else {
                continue;
            };
            if item.get_some("set_by").is_some() {
                let why = "a tier that a person sets cannot be the default";
                self.faults.error(&at, Code::TierOrder, text(item, "id"), why);
            } else if let Some(first) = found {
                let first = self.names.tiers.ids().nth(first).unwrap_or_default();
                let why = format!("`{first}` is the default already");
                self.faults.error(&at, Code::TierOrder, text(item, "id"), why);
            } else {
                found = Some(index);
            }
        }
        found
    }
}

/// What the book was written from.
fn origin(head: &Cursor<'_>) -> Origin {
    let Some(source) = head.get_some("source") else { return Origin::default() };
    let field = |name| text(&source, name).to_owned();
    Origin {
        document: field("document"),
        jurisdiction: field("jurisdiction"),
        legal_basis: field("legal_basis"),
        superseded_by: field("superseded_by"),
        confidence: confidence(&source),
    }
}

/// Names of conditions that no fact may take.
const AXES: &[&str] = &["in_scope", "complete", "substantiated"];

/// The alternatives of a tier's condition, each with the clause that says so.
fn alternatives_of<'d>(when: &Cursor<'d>, own: &Clause) -> Vec<(Cursor<'d>, Clause)> {
    let over = clause_or(when, own);
    match when.get_some("any").and_then(|any| any.items().ok()) {
        Some(items) if sole_head(when) => items.map(|item| (item.clone(), clause_or(&item, &over))).collect(),
        _ => vec![(when.clone(), over)],
    }
}

/// Whether a table has nothing but `any` and a clause.
fn sole_head(when: &Cursor<'_>) -> bool {
    let entries = when.entries().into_iter().flatten();
    entries.into_iter().all(|(key, _)| ["any", "clause", "quote"].contains(&key.name.as_str()))
}
