//! Lexicon documents, read into plain declarations with every fault at its line.

use std::collections::BTreeMap;

use super::pattern::{self, Pattern};
use super::{Cue, Measure, SignalKind, Unit};
use crate::document::{Cursor, Document};
use crate::error::{Code, Error, Result};
use crate::id::SignalId;
use crate::policy::Label;

/// What the documents declare, before it is compiled.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) id: String,
    pub(super) categories: Vec<(String, Label)>,
    pub(super) signals: Vec<DeclaredSignal>,
    pub(super) concepts: Vec<DeclaredConcept>,
    pub(super) cues: Vec<(Cue, Vec<Pattern>)>,
    pub(super) exceptions: Vec<Pattern>,
    pub(super) measures: Vec<(Measure, Vec<Pattern>)>,
    /// A word and the other words for it.
    pub(super) aliases: Vec<(String, Vec<String>)>,
    /// Words met so often that the other parts of a pattern are looked for first; they change no answer.
    pub(super) common: Vec<String>,
    /// The classes that `weights` speak of, in order.
    pub(super) classes: Vec<String>,
    pub(super) bias: Vec<i64>,
    /// Fitted weights per concept: feature name, then one number per class.
    pub(super) weights: BTreeMap<String, Vec<(Feature, Vec<i64>)>>,
    /// What the whole of the title and the whole of the text say for "somebody else must act" where they speak of one
    /// top level only, by its id.
    pub(super) scope: BTreeMap<String, [i64; 2]>,
}

#[derive(Debug, Default)]
pub(super) struct DeclaredSignal {
    pub(super) id: String,
    pub(super) label: Label,
    pub(super) kind: SignalKind,
    pub(super) patterns: Vec<Pattern>,
    /// Patterns that say that it is not so.
    pub(super) negated: Vec<Pattern>,
    /// Patterns inside which it does not count.
    pub(super) except: Vec<Pattern>,
}

#[derive(Debug, Default)]
pub(super) struct DeclaredConcept {
    pub(super) id: String,
    pub(super) category: Option<String>,
    pub(super) weight: i64,
    pub(super) absence: bool,
    pub(super) patterns: Vec<Pattern>,
}

/// The class of the weights that says "somebody else must act".
pub(super) const OUT_OF_SCOPE: &str = "scope/out";

/// Where a concept stands in a complaint; each place has its own fitted weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Feature {
    /// In the title.
    Title,
    /// In the text.
    Text,
    /// Near the beginning of the text.
    Early,
    /// At the end of the title, where the matter itself usually stands.
    TitleEnd,
    /// More than twice in the text.
    Often,
}

impl Feature {
    pub(crate) const ALL: [Self; 5] = [Self::Title, Self::Text, Self::Early, Self::TitleEnd, Self::Often];

    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Early => "early",
            Self::TitleEnd => "title_end",
            Self::Often => "often",
        }
    }
}

/// Reads documents in order; a later one extends what an earlier one declares under the same id.
pub(super) fn read(sources: &[&str]) -> Result<Declared> {
    let mut reader = Reader::default();
    for source in sources {
        let document = Document::parse(source)?;
        reader.document(&document.root());
    }
    if reader.declared.id.is_empty() && reader.faults.is_empty() {
        reader.faults.push(Error::new(Code::MissingField, "lexicon.id", "the id of the lexicon"));
    }
    reader.check();
    match reader.faults.len() {
        0 => Ok(reader.declared),
        1 => Err(reader.faults.remove(0)),
        count => {
            let first = reader.faults.first().cloned();
            let summary = Error::new(Code::PolicyRejected, &reader.declared.id, count);
            let place = first.map(|fault| fault.place().clone()).unwrap_or_default();
            Err(summary.placed(place).with_causes(reader.faults))
        }
    }
}

#[derive(Default)]
struct Reader {
    declared: Declared,
    faults: Vec<Error>,
}

impl Reader {
    fn document(&mut self, root: &Cursor<'_>) {
        let known = ["lexicon", "category", "signal", "concept", "cue", "alias", "exception", "measure", "weights"];
        self.faults.extend(root.unknown_fields(&known));
        if let Some(head) = root.get_some("lexicon") {
            self.faults.extend(head.unknown_fields(&["id", "label", "common"]));
            // What several lexicons share has no id of its own.
            if let Some(id) = head.get_some("id").and_then(|id| self.take(name(&id))) {
                self.declared.id = id;
            }
            if let Some(common) = head.get_some("common") {
                let words = common
                    .items()
                    .and_then(|words| words.map(|word| word.text().map(str::to_owned)).collect::<Result<Vec<_>>>());
                let words = self.take(words).unwrap_or_default();
                self.declared.common.extend(words);
            }
        }
        self.each(root, "category", Self::category);
        self.each(root, "signal", Self::signal);
        self.each(root, "concept", Self::concept);
        self.each(root, "cue", Self::cue);
        self.each(root, "alias", Self::alias);
        self.each(root, "exception", Self::exception);
        self.each(root, "measure", Self::measure);
        if let Some(weights) = root.get_some("weights")
            && let Err(fault) = self.weights(&weights)
        {
            self.faults.push(fault);
        }
    }

    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn each(&mut self, root: &Cursor<'_>, name: &str, mut read: impl FnMut(&mut Self, &Cursor<'_>) -> Result<()>) {
        let Some(list) = root.get_some(name) else { return };
        let Some(items) = self.take(list.items()) else { return };
        for item in items {
            if let Err(fault) = read(self, &item) {
                self.faults.push(fault);
            }
        }
    }

    fn category(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["id", "label"]));
        let field = table.require("id", "the id of the category")?;
        let id = name(&field)?;
        if let Some((parent, _)) = id.split_once('/')
            && !self.declared.categories.iter().any(|(known, _)| known == parent)
        {
            return Err(field.error(Code::UnknownReference, parent, "a top-level category declared before"));
        }
        let label = label(table)?;
        match self.declared.categories.iter_mut().find(|(known, _)| *known == id) {
            Some(known) => known.1 = label,
            None => self.declared.categories.push((id, label)),
        }
        Ok(())
    }

    fn signal(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["id", "label", "kind", "patterns", "negated", "except"]));
        let id = name(&table.require("id", "the id of the signal")?)?;
        let kind = match table.get_some("kind") {
            None => None,
            Some(kind) => Some(
                SignalKind::from_slug(kind.text()?)
                    .ok_or_else(|| kind.error(Code::UnknownValue, kind.text().unwrap_or(""), SignalKind::EXPECTED))?,
            ),
        };
        let patterns = self.patterns(table, "patterns");
        let negated = self.patterns(table, "negated");
        let except = self.patterns(table, "except");
        let position = self.declared.signals.iter().position(|signal| signal.id == id);
        if position.is_none() {
            let signal = DeclaredSignal { id, label: label(table)?, ..DeclaredSignal::default() };
            self.declared.signals.push(signal);
        }
        let position = position.unwrap_or(self.declared.signals.len().saturating_sub(1));
        if let Some(signal) = self.declared.signals.get_mut(position) {
            signal.kind = kind.unwrap_or(signal.kind);
            signal.patterns.extend(patterns);
            signal.negated.extend(negated);
            signal.except.extend(except);
        }
        Ok(())
    }

    fn concept(&mut self, table: &Cursor<'_>) -> Result<()> {
        let known = ["id", "category", "weight", "patterns", "absence_is_problem"];
        self.faults.extend(table.unknown_fields(&known));
        let id = name(&table.require("id", "the id of the concept")?)?;
        let category = match table.get_some("category") {
            None => None,
            Some(category) => {
                let name = name(&category)?;
                if !self.declared.categories.iter().any(|(known, _)| *known == name) {
                    return Err(category.error(Code::UnknownReference, name, "a category declared before"));
                }
                Some(name)
            }
        };
        let weight = table.get_some("weight").map(|weight| weight.integer()).transpose()?;
        let absence = table.get_some("absence_is_problem").map(|flag| flag.boolean()).transpose()?;
        let patterns = self.patterns(table, "patterns");
        let position = self.declared.concepts.iter().position(|concept| concept.id == id);
        if position.is_none() {
            self.declared.concepts.push(DeclaredConcept { id, weight: 1000, ..DeclaredConcept::default() });
        }
        let position = position.unwrap_or(self.declared.concepts.len().saturating_sub(1));
        if let Some(concept) = self.declared.concepts.get_mut(position) {
            concept.category = category.or(concept.category.take());
            concept.weight = weight.unwrap_or(concept.weight);
            concept.absence = absence.unwrap_or(concept.absence);
            concept.patterns.extend(patterns);
        }
        Ok(())
    }

    fn cue(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["kind", "patterns"]));
        let kind = table.require("kind", "what the words tell")?;
        let cue = Cue::from_slug(kind.text()?)
            .ok_or_else(|| kind.error(Code::UnknownValue, kind.text().unwrap_or(""), Cue::expected()))?;
        let patterns = self.patterns(table, "patterns");
        self.declared.cues.push((cue, patterns));
        Ok(())
    }

    fn alias(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["of", "words"]));
        let of = table.require("of", "the word that the patterns use")?.text()?.to_owned();
        let words = table.require("words", "the other words for it")?;
        let words = words.items()?.map(|word| word.text().map(str::to_owned)).collect::<Result<_>>()?;
        self.declared.aliases.push((of, words));
        Ok(())
    }

    fn exception(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["patterns"]));
        let patterns = self.patterns(table, "patterns");
        self.declared.exceptions.extend(patterns);
        Ok(())
    }

    fn measure(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["unit", "value", "signal", "patterns"]));
        let field = table.require("unit", "what is counted")?;
        let unit = Unit::from_slug(field.text()?)
            .ok_or_else(|| field.error(Code::UnknownValue, field.text().unwrap_or(""), Unit::expected()))?;
        let value = table.get_some("value").map(|value| value.integer()).transpose()?;
        let patterns = self.patterns(table, "patterns");
        let signal = match table.get_some("signal") {
            None => None,
            Some(field) => {
                let id = field.text()?;
                let position = self.declared.signals.iter().position(|signal| signal.id == id);
                let found = position.and_then(|index| u16::try_from(index).ok()).map(SignalId);
                Some(found.ok_or_else(|| field.error(Code::UnknownReference, id, "a signal declared before"))?)
            }
        };
        self.declared.measures.push((Measure { unit, value, signal }, patterns));
        Ok(())
    }

    fn patterns(&mut self, table: &Cursor<'_>, name: &str) -> Vec<Pattern> {
        let Some(list) = table.get_some(name) else {
            return Vec::new();
        };
        let Some(items) = self.take(list.items()) else {
            return Vec::new();
        };
        let read = |item: Cursor<'_>| pattern::parse(item.text()?).map_err(|fault| item.locate(fault));
        items.filter_map(|item| self.take(read(item))).flatten().collect()
    }

    fn weights(&mut self, table: &Cursor<'_>) -> Result<()> {
        self.faults.extend(table.unknown_fields(&["classes", "bias", "concept", "scope"]));
        let classes = table.require("classes", "the classes in the order of the numbers")?;
        self.declared.classes = classes.items()?.map(|class| class.text().map(str::to_owned)).collect::<Result<_>>()?;
        let count = self.declared.classes.len();
        self.declared.bias = numbers(&table.require("bias", "one number for each class")?, count)?;
        for (key, concept) in table.require("concept", "weights by concept")?.entries()? {
            let mut features = Vec::new();
            for (feature, values) in concept.entries()? {
                let Some(found) = Feature::ALL.into_iter().find(|known| known.slug() == feature.name) else {
                    let names = Feature::ALL.map(Feature::slug).join(", ");
                    return Err(concept.error_at_key(feature, Code::UnknownField, &feature.name, names));
                };
                features.push((found, numbers(&values, count)?));
            }
            self.declared.weights.insert(key.name.clone(), features);
        }
        match table.get_some("scope") {
            Some(scope) => self.scope(&scope),
            None => Ok(()),
        }
    }

    /// The weights of the shares that the top levels have of title and text.
    fn scope(&mut self, table: &Cursor<'_>) -> Result<()> {
        if !self.declared.classes.iter().any(|class| class == OUT_OF_SCOPE) {
            return Err(table.error(Code::UnknownReference, OUT_OF_SCOPE, "this class among `weights.classes`"));
        }
        for (key, shares) in table.entries()? {
            let known = |(id, _): &(String, Label)| *id == key.name && !id.contains('/');
            if !self.declared.categories.iter().any(known) {
                let expected = "a top-level category declared before";
                return Err(table.error_at_key(key, Code::UnknownReference, &key.name, expected));
            }
            let mut fitted = [0, 0];
            for (field, number) in shares.entries()? {
                let [title, text] = &mut fitted;
                let cell = match field.name.as_str() {
                    "title" => title,
                    "text" => text,
                    other => return Err(shares.error_at_key(field, Code::UnknownField, other, "title, text")),
                };
                *cell = number.integer()?;
            }
            self.declared.scope.insert(key.name.clone(), fitted);
        }
        Ok(())
    }

    /// What needs the whole.
    fn check(&mut self) {
        if self.declared.signals.len() > crate::id::SignalSet::CAPACITY {
            let count = self.declared.signals.len();
            self.faults.push(Error::new(Code::TooLarge, format_args!("{count} signals"), "64 signals"));
        }
        for concept in self.declared.weights.keys() {
            if !self.declared.concepts.iter().any(|known| known.id == *concept) {
                let fault = Error::new(Code::UnknownReference, concept, "a declared concept");
                self.faults.push(fault.at("weights.concept"));
            }
        }
    }
}

fn numbers(list: &Cursor<'_>, count: usize) -> Result<Vec<i64>> {
    let numbers = list.items()?.map(|number| number.integer()).collect::<Result<Vec<_>>>()?;
    if numbers.len() != count {
        return Err(list.error(Code::InvalidArgument, format_args!("{} numbers", numbers.len()), count));
    }
    Ok(numbers)
}

fn name(field: &Cursor<'_>) -> Result<String> {
    let text = field.text()?;
    if crate::id::is_id(text) {
        Ok(text.to_owned())
    } else {
        Err(field.error(Code::InvalidId, text, "lower-case letters, digits, `-` and `_`"))
    }
}

fn label(table: &Cursor<'_>) -> Result<Label> {
    let Some(label) = table.get_some("label") else {
        return Ok(Label::default());
    };
    let part = |name: &str| match label.get_some(name) {
        Some(text) => text.text().map(str::to_owned),
        None => Ok(String::new()),
    };
    Ok(Label { zh: part("zh")?, en: part("en")? })
}
