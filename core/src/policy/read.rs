//! From the spanned tree to the checked policy: resolves every reference and puts every parameter's value in place.

use std::sync::Arc;

use super::condition::{self, Formula};
use super::diagnostic::{Diagnostic, Faults};
use super::fields::ROOT;
use super::names::Names;
use super::nearest::nearest;
use super::parameters::{self, Parameters};
use super::proof;
use super::{
    CategoryGroup, Clause, Counting, DayEnd, Duty, Fact, FactKind, Forbidden, Form, FormField, Frequency, Label,
    Lexicon, Note, OwnEvent, Parameter, ParameterValue, PauseRule, Policy, Report, Role, Roll, Source, Tier,
    TierReason,
};
use super::{obligations, remarks, shape};
use crate::document::{Cursor, Document, Value};
use crate::error::{Code, Error};
use crate::id::{CategoryId, Digest, EventKindId, FactId, ParameterId, RoleId};
use crate::period::Period;
use crate::time::Date;

/// What the readers of the single sections share.
pub(super) struct Reader<'d> {
    pub names: Names<'d>,
    pub faults: Faults,
    /// `None` when the document names no lexicon that there is: then signals and categories go unchecked.
    pub lexicon: Option<Arc<Lexicon>>,
    parameters: Vec<Parameter>,
    /// The table `[policy]`.
    head: Option<Cursor<'d>>,
    /// What each group of the book includes, by its position.
    groups: Vec<Vec<CategoryId>>,
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
pub(super) fn load(document: &Arc<Document>, given: &Parameters) -> Loaded {
    let root = document.root();
    let mut faults = Faults::default();
    shape::check(&ROOT, &root, &mut faults);
    let head = root.get_some("policy");
    let lexicon = head.as_ref().and_then(|head| lexicon(head, &mut faults));
    let names = Names::new(&root, &mut faults);
    let (parameters, misgiven) = parameters::read(names.parameters.items(), given, &mut faults);
    let mut reader = Reader { names, faults, lexicon, parameters, head: head.clone(), groups: Vec::new() };
    let policy = reader.policy(document, &root, head.as_ref());
    Loaded { found: reader.faults.finish(), policy, misgiven }
}

fn lexicon(head: &Cursor<'_>, faults: &mut Faults) -> Option<Arc<Lexicon>> {
    let field = head.get_some("lexicon")?;
    let name = field.text().ok().filter(|name| !name.trim().is_empty())?;
    Lexicon::builtin(name)
        .map_err(|error| {
            let error = field.locate(error);
            let error = match nearest(name, Lexicon::BUILTIN.iter().copied()) {
                Some(near) => error.with_help(format!("did you mean `{near}`?")),
                None => error,
            };
            faults.error_at(field.span(), error);
        })
        .ok()
}

impl<'d> Reader<'d> {
    fn policy(&mut self, document: &Arc<Document>, root: &Cursor<'d>, head: Option<&Cursor<'d>>) -> Option<Policy> {
        let roles = self.roles();
        let facts = self.facts();
        let own_events = self.own_events();
        let groups = self.category_groups();
        let (tiers, drafts) = self.tiers();
        let forbids = self.forbids(root);
        let default_tier = self.default_tier();
        let untiered = head.is_some_and(|head| head.get_some("untiered").is_some());
        let counting = head.map_or_else(Counting::default, |head| self.counting(head, Counting::default()));
        let reached = proof::check_tiers(self, &drafts, default_tier, untiered);
        let obligations = obligations::read(self, counting, &forbids, &reached);
        let pauses = self.pauses(root);
        let reports = self.reports(root);
        let forms = self.forms(root);
        let duties = self.duties(root);
        let notes = self.notes(root);
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
            source: head.get_some("source").map_or_else(String::new, |source| text(&source, "document").to_owned()),
            effective_from,
            effective_to,
            calendar: head
                .get_some("calendar")
                .map_or_else(|| "china".to_owned(), |_| text(head, "calendar").to_owned()),
            lexicon: self.lexicon.clone()?,
            roles,
            facts,
            own_events,
            tiers,
            default_tier: default_tier.and_then(|index| u16::try_from(index).ok().map(crate::id::TierId)),
            groups,
            obligations,
            pauses,
            reports,
            forbids,
            forms,
            duties,
            notes,
            digest: Digest::of(root.to_string().as_bytes()),
            parameters_digest: parameters::digest(&self.parameters),
            parameters: self.parameters.clone(),
            diagnostics: Vec::new(),
            document: Source(Arc::clone(document)),
            id,
        })
    }

    fn roles(&self) -> Vec<Role> {
        let read = |item: &Cursor<'_>| Role {
            id: text(item, "id").to_owned(),
            label: label(item, text(item, "id")),
            aliases: texts(item, "aliases"),
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

    fn forbids(&mut self, root: &Cursor<'d>) -> Vec<Forbidden> {
        let mut out = Vec::new();
        for item in list(root, "forbids") {
            let Some(at) = item.get_some("event") else { continue };
            if let Some(kind) = self.event(&at) {
                out.push(Forbidden { kind, clause: clause(&item) });
            }
        }
        out
    }

    fn pauses(&mut self, root: &Cursor<'d>) -> Vec<PauseRule> {
        let mut out = Vec::new();
        for item in list(root, "pause") {
            let mut stops = Vec::new();
            if let Some(list) = item.get_some("stops") {
                for at in one_or_more(&list) {
                    let name = at.text().unwrap_or_default();
                    match self.names.obligation(name) {
                        Some(id) => stops.push(id),
                        None => self.unknown(&at, "an obligation"),
                    }
                }
            }
            out.push(PauseRule {
                reason: text(&item, "reason").to_owned(),
                label: label(&item, text(&item, "reason")),
                clause: clause(&item),
                stops,
                enabled: self.bool(&item, "enabled", true),
            });
        }
        out
    }

    fn reports(&mut self, root: &Cursor<'d>) -> Vec<Report> {
        let mut out = Vec::new();
        for item in list(root, "report") {
            let frequency = match text(&item, "frequency") {
                "daily" => Frequency::Daily,
                "monthly" => Frequency::Monthly,
                "quarterly" => Frequency::Quarterly,
                "half-yearly" => Frequency::HalfYearly,
                "yearly" => Frequency::Yearly,
                _ => Frequency::Unstated,
            };
            let due = item.get_some("due").and_then(|due| self.period(&due)?.1);
            out.push(Report {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                frequency,
                due,
                prepared_by: item.get_some("prepared_by").and_then(|role| self.role(&role)),
                submitted_to: item.get_some("submitted_to").and_then(|role| self.role(&role)),
            });
        }
        out
    }

    fn forms(&mut self, root: &Cursor<'d>) -> Vec<Form> {
        let mut out = Vec::new();
        for item in list(root, "form") {
            let mut fields: Vec<FormField> = Vec::new();
            for field in list(&item, "fields") {
                let id = text(&field, "id");
                if !id.is_empty()
                    && fields.iter().any(|known| known.id == id)
                    && let Some(at) = field.get_some("id")
                {
                    self.faults.error(&at, Code::DuplicateId, id, "");
                }
                fields.push(FormField {
                    id: id.to_owned(),
                    label: label(&field, id),
                    required: flag(&field, "required"),
                });
            }
            out.push(Form {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                fields,
            });
        }
        out
    }

    fn duties(&mut self, root: &Cursor<'d>) -> Vec<Duty> {
        let mut out = Vec::new();
        for item in list(root, "duty") {
            out.push(Duty {
                id: text(&item, "id").to_owned(),
                label: label(&item, text(&item, "id")),
                clause: clause(&item),
                kind: text(&item, "kind").to_owned(),
                owner: item.get_some("owner").and_then(|role| self.role(&role)),
            });
        }
        out
    }

    fn notes(&self, root: &Cursor<'d>) -> Vec<Note> {
        let read =
            |item: Cursor<'_>| Note { about: text(&item, "about").to_owned(), text: label_at(&item, "text", "") };
        list(root, "note").into_iter().map(read).collect()
    }

    /// The counting switches of a table, over those of the whole book.
    pub(super) fn counting(&mut self, item: &Cursor<'_>, over: Counting) -> Counting {
        Counting {
            count_start_day: self.bool(item, "count_start_day", over.count_start_day),
            roll: match self.word(item, "holiday_roll").as_deref() {
                Some("none") => Roll::None,
                Some("next") => Roll::Next,
                Some("previous") => Roll::Previous,
                _ => over.roll,
            },
            day_end: match self.word(item, "day_end").as_deref() {
                Some("midnight") => DayEnd::Midnight,
                Some("close") => DayEnd::Close,
                _ => over.day_end,
            },
        }
    }

    fn unknown(&mut self, at: &Cursor<'_>, noun: &str) {
        let name = at.text().unwrap_or_default();
        if name.trim().is_empty() {
            return;
        }
        let known: Vec<&str> = match noun {
            "a role" => self.names.roles.ids().collect(),
            "a tier" => self.names.tiers.ids().collect(),
            "a parameter" => self.names.parameters.ids().collect(),
            "a fact" => self.names.facts.ids().collect(),
            "an obligation" => self.names.obligations.ids().collect(),
            _ => self.names.event_names(),
        };
        Names::unknown(&mut self.faults, at, name, noun, &known);
    }

    /// A role; an unknown one is reported.
    pub(super) fn role(&mut self, at: &Cursor<'_>) -> Option<RoleId> {
        let found = self.names.role(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a role");
        }
        found
    }

    /// A tier; an unknown one is reported.
    pub(super) fn tier(&mut self, at: &Cursor<'_>) -> Option<crate::id::TierId> {
        let found = self.names.tier(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a tier");
        }
        found
    }

    /// An event kind; an unknown one is reported.
    pub(super) fn event(&mut self, at: &Cursor<'_>) -> Option<EventKindId> {
        let found = self.names.event(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "an event kind");
        }
        found
    }

    /// A stated fact; an unknown one is reported.
    pub(super) fn fact(&mut self, at: &Cursor<'_>) -> Option<(FactId, FactKind)> {
        let found = self.names.fact(at.text().ok()?);
        if found.is_none() {
            self.unknown(at, "a fact");
        }
        found
    }

    /// A parameter with its value in force; an unknown one is reported.
    pub(super) fn parameter(&mut self, at: &Cursor<'_>) -> Option<(ParameterId, Option<&ParameterValue>)> {
        let Some(id) = self.names.parameter(at.text().ok()?) else {
            self.unknown(at, "a parameter");
            return None;
        };
        Some((id, self.parameters.get(id.index())?.value.as_ref()))
    }

    /// A category of the lexicon; an unknown one is reported.
    fn category(&mut self, at: &Cursor<'_>) -> Option<CategoryId> {
        let name = at.text().ok()?;
        let lexicon = self.lexicon.clone()?;
        let found = lexicon.category(name);
        if found.is_none() {
            let known: Vec<_> = lexicon.categories.iter().map(|category| category.id.as_str()).collect();
            Names::unknown(&mut self.faults, at, name, "a category of the lexicon", &known);
        }
        found
    }

    /// What a name in a condition stands for: a group of the book, else a category of the lexicon.
    pub(super) fn category_or_group(&mut self, at: &Cursor<'_>) -> Option<Vec<CategoryId>> {
        if let Some(index) = self.names.group(at.text().ok()?) {
            return self.groups.get(index).cloned();
        }
        let lexicon = self.lexicon.clone()?;
        let name = at.text().ok()?;
        if let Some(id) = lexicon.category(name) {
            return Some(vec![id]);
        }
        let known = lexicon.categories.iter().map(|category| category.id.as_str());
        let known: Vec<_> = self.names.groups.ids().chain(known).collect();
        Names::unknown(&mut self.faults, at, name, "a category", &known);
        None
    }

    /// The value that stands here, or that of the parameter in its place. `None` for a reported fault.
    fn open(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<ParameterValue>)> {
        let sole = matches!(at.value(), Value::Table(entries) if entries.len() == 1);
        let name = at.get_some("parameter").filter(|_| sole)?;
        let (id, value) = self.parameter(&name)?;
        let value = value.cloned();
        Some((Some(id), value))
    }

    /// Reports a complaint that would get no tier, at the table that says what becomes of it.
    pub(super) fn uncovered(&mut self, complaint: String, expected: &str) {
        if let Some(head) = &self.head {
            self.faults.error(head, Code::UncoveredComplaint, complaint, expected);
        }
    }

    fn wrong_parameter(&mut self, at: &Cursor<'_>, expected: &str) {
        self.faults.error(at, Code::WrongType, "a parameter of another type", expected);
    }

    /// A period, with the parameter that gave it; no period when that parameter has no value.
    pub(super) fn period(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<Period>)> {
        if let Value::String(text) = at.value() {
            return match Period::parse(text) {
                Ok(period) => Some((None, Some(period))),
                Err(error) => {
                    self.faults.locate(at, error);
                    None
                }
            };
        }
        let (id, value) = self.open(at)?;
        let period = match value {
            None => None,
            Some(ParameterValue::Period(period)) => Some(period),
            Some(ParameterValue::DayOfMonth(day)) => Some(Period::ByDayOfMonth { day, next_month: false }),
            Some(_) => {
                self.wrong_parameter(at, "a period or a day of the month");
                return None;
            }
        };
        Some((id, period))
    }

    /// A whole number, with the parameter that gave it.
    pub(super) fn count(&mut self, at: &Cursor<'_>) -> Option<(Option<ParameterId>, Option<i64>)> {
        if let Value::Integer(number) = at.value() {
            return Some((None, Some(*number)));
        }
        let (id, value) = self.open(at)?;
        match value {
            None => Some((id, None)),
            Some(ParameterValue::Count(number)) => Some((id, Some(number))),
            Some(_) => {
                self.wrong_parameter(at, "a count");
                None
            }
        }
    }

    /// A yes/no field, from a parameter or not.
    pub(super) fn bool(&mut self, item: &Cursor<'_>, name: &str, absent: bool) -> bool {
        let Some(at) = item.get_some(name) else { return absent };
        if let Value::Bool(flag) = at.value() {
            return *flag;
        }
        match self.open(&at) {
            Some((_, Some(ParameterValue::Bool(flag)))) => flag,
            Some((_, Some(_))) => {
                self.wrong_parameter(&at, "true or false");
                absent
            }
            Some((_, None)) | None => absent,
        }
    }

    /// One of the field's words, from a parameter or not.
    pub(super) fn word(&mut self, item: &Cursor<'_>, name: &str) -> Option<String> {
        let at = item.get_some(name)?;
        if let Value::String(word) = at.value() {
            return Some(word.clone());
        }
        match self.open(&at)?.1? {
            ParameterValue::Word(word) => {
                let known = super::fields::words_of(name);
                if known.contains(&word.as_str()) {
                    return Some(word);
                }
                self.faults.error(&at, Code::UnknownValue, word, known.join(", "));
                None
            }
            _ => {
                self.wrong_parameter(&at, "a word");
                None
            }
        }
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

/// The clause of a table, or the one above it.
pub(super) fn clause_or(item: &Cursor<'_>, over: &Clause) -> Clause {
    let own = clause(item);
    match (own.number.is_empty(), own.quote.is_empty()) {
        (true, true) => over.clone(),
        (true, false) => Clause { number: over.number.clone(), quote: own.quote },
        (false, _) => own,
    }
}

/// The tables of a list.
fn list<'d>(cursor: &Cursor<'d>, name: &str) -> Vec<Cursor<'d>> {
    let items = cursor.get_some(name).and_then(|list| list.items().ok());
    items.into_iter().flatten().collect()
}

/// A list, or one value in the place of a list of one.
pub(super) fn one_or_more<'d>(cursor: &Cursor<'d>) -> Vec<Cursor<'d>> {
    match cursor.value() {
        Value::Array(_) => cursor.items().into_iter().flatten().collect(),
        _ => vec![cursor.clone()],
    }
}

/// The text of a field; empty when it is absent or no text, which is reported elsewhere.
pub(super) fn text<'d>(item: &Cursor<'d>, name: &str) -> &'d str {
    item.get_some(name).and_then(|field| field.text().ok()).unwrap_or_default()
}

/// The texts of a list.
pub(super) fn texts(item: &Cursor<'_>, name: &str) -> Vec<String> {
    let all = list(item, name);
    all.iter().filter_map(|item| item.text().ok()).map(str::to_owned).collect()
}

fn flag(item: &Cursor<'_>, name: &str) -> bool {
    item.get_some(name).and_then(|field| field.boolean().ok()).unwrap_or(false)
}

fn date(head: &Cursor<'_>, name: &str) -> Option<Date> {
    Date::parse(text(head, name)).ok()
}

/// Clause and quote.
pub(super) fn clause(item: &Cursor<'_>) -> Clause {
    Clause { number: text(item, "clause").to_owned(), quote: text(item, "quote").to_owned() }
}

/// The label, or the id in its place.
pub(super) fn label(item: &Cursor<'_>, id: &str) -> Label {
    label_at(item, "label", id)
}

/// One language stands in for the other.
fn label_at(item: &Cursor<'_>, name: &str, absent: &str) -> Label {
    let Some(field) = item.get_some(name) else {
        return Label { zh: absent.to_owned(), en: absent.to_owned() };
    };
    if let Value::String(both) = field.value() {
        return Label { zh: both.clone(), en: both.clone() };
    }
    let (zh, en) = (text(&field, "zh"), text(&field, "en"));
    let first =
        |one: &str, other: &str| [one, other, absent].into_iter().find(|text| !text.is_empty()).map(str::to_owned);
    Label { zh: first(zh, en).unwrap_or_default(), en: first(en, zh).unwrap_or_default() }
}

/// About how long a period is, for comparisons only; `None` for a day of the month.
pub(super) fn nominal_seconds(period: Period) -> Option<i64> {
    const DAY: i64 = 86_400;
    Some(match period {
        Period::Elapsed { seconds } => seconds,
        Period::WorkingTime { seconds } => seconds.saturating_mul(3),
        Period::CalendarDays { days } => i64::from(days) * DAY,
        Period::WorkingDays { days } => i64::from(days) * DAY * 7 / 5,
        Period::Months { months } => i64::from(months) * (DAY * 365 / 12),
        Period::SameDay | Period::SameWorkingDay => DAY,
        Period::ByDayOfMonth { .. } => return None,
    })
}
