//! A lexicon's patterns compiled into one scanner.

use std::collections::{HashMap, HashSet};

use super::pattern::{Part, Pattern};
use super::read::{Declared, DeclaredConcept, Feature, OUT_OF_SCOPE};
use super::{Cue, Measure, SignalKind};
use crate::id::{CategoryId, SignalId};
use crate::text::table::{Classes, class};
use crate::text::{Folded, Scanner, Spellings};

/// Who a pattern speaks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    /// Words of a concept.
    Concept(u16),
    /// A signal.
    Signal(SignalId),
    /// A signal said not to be so.
    SignalNegated(SignalId),
    /// Inside these words the signal does not count.
    SignalExcept(SignalId),
    /// Inside these words nothing counts.
    Exception,
    /// Tells how other words are meant.
    Cue(Cue),
    /// A number with its unit.
    Measure(Measure),
}

/// What the words of a pattern are of: it tells how negations and conditions around them are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    /// A concept.
    Concept,
    /// A concept whose absence is the problem itself.
    Absence,
    /// A signal that happens.
    Event,
    /// A signal that somebody does or threatens.
    Act,
    /// A signal that is a state.
    State,
}

impl From<SignalKind> for Subject {
    fn from(kind: SignalKind) -> Self {
        match kind {
            SignalKind::Event => Self::Event,
            SignalKind::Act => Self::Act,
            SignalKind::State => Self::State,
        }
    }
}

/// A pattern that speaks for a signal or concept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speaker {
    /// Signals by their position, behind them the concepts.
    pub(crate) slot: u16,
    /// The signal or concept.
    pub(crate) number: u16,
    /// What it is; `None` = words of a signal that is said not to be so.
    pub(crate) subject: Option<Subject>,
}

/// A pattern that begins to be looked for where one of its words stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) pattern: u32,
    /// Where the pattern's steps begin; the step of the word's own part is `steps + part`.
    steps: u32,
    /// The part that the word is a spelling of.
    pub(crate) part: u8,
    /// How many parts the pattern has.
    pub(crate) parts: u8,
    /// A number stands directly before the word.
    pub(crate) after_number: bool,
    /// Where a whole pattern goes.
    pub(crate) target: Target,
}

/// A part of a pattern and its way to the part before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Its words, by their position in [`Compiled::spellings`].
    spellings: u32,
    /// Characters allowed between the part before and this one.
    pub(crate) gap: u8,
    /// What must not stand between them.
    pub(crate) stop: Classes,
    /// A number stands directly before it.
    pub(crate) after_number: bool,
}

/// Where the place of a whole pattern is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// It speaks for something.
    Mark,
    /// It speaks for something, and inside it others do not count.
    MarkAndException,
    /// Inside it others do not count.
    Exception,
    /// It tells how others are meant.
    Cue(Cue),
    /// It counts something.
    Measure,
}

impl Owner {
    fn target(self) -> Target {
        match self {
            Self::Concept(_) | Self::Signal(_) => Target::Mark,
            Self::SignalNegated(_) => Target::MarkAndException,
            Self::SignalExcept(_) | Self::Exception => Target::Exception,
            Self::Cue(cue) => Target::Cue(cue),
            Self::Measure(_) => Target::Measure,
        }
    }
}

/// A concept.
#[derive(Clone, Debug)]
pub(crate) struct Concept {
    pub(crate) id: String,
    pub(crate) category: Option<CategoryId>,
    /// The top level of its category.
    pub(crate) top: Option<CategoryId>,
    pub(crate) weight: i32,
    pub(crate) absence: bool,
}

/// Fitted weights: what a concept in a place says for each class, in thousandths.
#[derive(Clone, Default, Debug)]
pub(crate) struct Weights {
    /// Categories of the classes; `None` for the classes of scope.
    pub(crate) classes: Vec<(String, Option<CategoryId>)>,
    pub(crate) bias: Vec<i32>,
    /// The class that says "somebody else must act".
    pub(crate) out_of_scope: Option<usize>,
    /// For each concept what its top level says for that class with the whole of the title and of the text; empty where
    /// nothing was fitted.
    pub(crate) shares: Vec<[i16; 2]>,
    /// Rows for each concept and feature, one behind the other; zeros where nothing was fitted.
    rows: Vec<WeightRow>,
    /// How many rows the classes take.
    width: usize,
}

/// What one concept in one place says for sixteen classes. In 16 bits, so that all rows stay in the cache; what is
/// larger counts as the largest.
pub(crate) type WeightRow = [i16; 16];

impl Weights {
    fn new(declared: &Declared, category: impl Fn(&str) -> Option<CategoryId>) -> Self {
        let small = |number: &i64| i16::try_from((*number).clamp(i16::MIN.into(), i16::MAX.into())).unwrap_or_default();
        let width = declared.classes.len().div_ceil(16);
        let shares = |concept: &DeclaredConcept| {
            let top = concept.category.as_deref().map(|id| id.split_once('/').map_or(id, |(top, _)| top));
            let fitted = top.and_then(|top| declared.scope.get(top));
            fitted.map_or([0; 2], |shares| shares.each_ref().map(small))
        };
        let mut rows = Vec::with_capacity(declared.concepts.len() * Feature::ALL.len() * width);
        for concept in &declared.concepts {
            let fitted = declared.weights.get(&concept.id);
            for feature in Feature::ALL {
                let row = fitted.and_then(|rows| rows.iter().find(|(known, _)| *known == feature));
                let numbers = row.map_or(&[][..], |(_, numbers)| numbers);
                for block in 0..width {
                    let mut of_block = [0; 16];
                    for (cell, number) in of_block.iter_mut().zip(numbers.iter().skip(block * 16)) {
                        *cell = small(number);
                    }
                    rows.push(of_block);
                }
            }
        }
        Self {
            classes: declared.classes.iter().map(|class| (class.clone(), category(class))).collect(),
            bias: declared.bias.iter().map(|number| small(number).into()).collect(),
            out_of_scope: declared.classes.iter().position(|class| class == OUT_OF_SCOPE),
            shares: if declared.scope.is_empty() { Vec::new() } else { declared.concepts.iter().map(shares).collect() },
            rows,
            width,
        }
    }

    /// The weights of a concept in a place, sixteen classes at a time.
    #[inline]
    pub(crate) fn rows(&self, concept: u16, feature: Feature) -> &[WeightRow] {
        let start = (usize::from(concept) * Feature::ALL.len() + feature as usize) * self.width;
        self.rows.get(start..start + self.width).unwrap_or_default()
    }
}

/// Everything that reads a text.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) scanner: Scanner,
    /// For each word where its uses begin, and at the end where the last one's end.
    of_words: Vec<u32>,
    /// The uses of one word behind those of the other.
    uses: Vec<Use>,
    /// The parts of all patterns that have several.
    steps: Vec<Step>,
    spellings: Vec<Spellings>,
    /// For each pattern who it speaks for.
    owners: Vec<Owner>,
    /// The same for what speaks for a signal or concept, ready to be counted.
    speakers: Vec<Option<Speaker>>,
    pub(crate) concepts: Vec<Concept>,
    pub(crate) kinds: Vec<SignalKind>,
    pub(crate) weights: Option<Weights>,
    /// For each category the top level that it is below, by themselves: what scores them looks at nothing else.
    pub(crate) parents: Vec<Option<CategoryId>>,
}

impl Compiled {
    /// The top level of a category.
    #[inline]
    pub(crate) fn top_of(&self, category: CategoryId) -> CategoryId {
        self.parents.get(category.index()).copied().flatten().unwrap_or(category)
    }

    /// What the word with this number is part of.
    #[inline]
    pub(crate) fn uses(&self, word: u32) -> &[Use] {
        let word = word as usize;
        let Some([from, to]) = self.of_words.get(word..word + 2) else { return &[] };
        self.uses.get(*from as usize..*to as usize).unwrap_or_default()
    }

    /// Who a pattern speaks for.
    #[inline]
    pub(crate) fn owner(&self, pattern: u32) -> Option<Owner> {
        self.owners.get(pattern as usize).copied()
    }

    /// Which signal or concept a pattern speaks for, if it does.
    #[inline]
    pub(crate) fn speaker(&self, pattern: u32) -> Option<Speaker> {
        self.speakers.get(pattern as usize).copied().flatten()
    }

    /// How many signals and concepts there are.
    pub(crate) fn speaker_slots(&self) -> usize {
        self.kinds.len() + self.concepts.len()
    }

    /// A part of a pattern.
    #[inline]
    pub(crate) fn step(&self, used: &Use, part: u8) -> Option<(&Step, &Spellings)> {
        let step = self.steps.get(used.steps as usize + usize::from(part))?;
        Some((step, self.spellings.get(step.spellings as usize)?))
    }

    /// `parents` tells for each category the top level that it is below.
    pub(super) fn new(
        declared: &Declared,
        parents: Vec<Option<CategoryId>>,
        category: impl Fn(&str) -> Option<CategoryId>,
    ) -> Self {
        let mut builder = Builder::new(declared);
        for (number, signal) in (0_u16..).zip(&declared.signals) {
            let id = SignalId(number);
            builder.add(&signal.patterns, Owner::Signal(id));
            builder.add(&signal.negated, Owner::SignalNegated(id));
            builder.add(&signal.except, Owner::SignalExcept(id));
        }
        builder.add(&declared.exceptions, Owner::Exception);
        for (cue, patterns) in &declared.cues {
            builder.add(patterns, Owner::Cue(*cue));
        }
        for (measure, patterns) in &declared.measures {
            builder.add(patterns, Owner::Measure(*measure));
        }
        for (number, concept) in (0_u16..).zip(&declared.concepts) {
            builder.add(&concept.patterns, Owner::Concept(number));
        }
        let weights = (!declared.classes.is_empty()).then(|| Weights::new(declared, &category));
        let mut compiled = builder.finish();
        compiled.parents = parents;
        let concepts = declared.concepts.iter().map(|concept| {
            let category = concept.category.as_deref().and_then(&category);
            Concept {
                id: concept.id.clone(),
                category,
                top: category.map(|category| compiled.top_of(category)),
                weight: i32::try_from(concept.weight).unwrap_or(i32::MAX),
                absence: concept.absence,
            }
        });
        compiled.concepts = concepts.collect();
        compiled.kinds = declared.signals.iter().map(|signal| signal.kind).collect();
        compiled.weights = weights;
        compiled.speakers = compiled.owners.iter().map(|owner| compiled.speaker_of(*owner)).collect();
        compiled
    }

    fn speaker_of(&self, owner: Owner) -> Option<Speaker> {
        let (number, signals) = match owner {
            Owner::Concept(number) => (number, self.kinds.len()),
            Owner::Signal(id) | Owner::SignalNegated(id) => (id.0, 0),
            _ => return None,
        };
        let subject = match owner {
            Owner::Signal(id) => Some(self.kinds.get(id.index()).copied().unwrap_or_default().into()),
            Owner::Concept(number) if self.concepts.get(usize::from(number))?.absence => Some(Subject::Absence),
            Owner::Concept(_) => Some(Subject::Concept),
            _ => None,
        };
        Some(Speaker { slot: u16::try_from(signals + usize::from(number)).ok()?, number, subject })
    }
}

/// Numbers the words and their uses.
struct Builder<'a> {
    aliases: &'a [(String, Vec<String>)],
    common: HashSet<Vec<u16>>,
    folded: Folded,
    words: HashMap<Vec<u16>, usize>,
    uses: Vec<Vec<Use>>,
    steps: Vec<Step>,
    spellings: Vec<Spellings>,
    /// Parts with the same words share them.
    known: HashMap<Vec<Vec<u16>>, u32>,
    owners: Vec<Owner>,
}

impl<'a> Builder<'a> {
    fn new(declared: &'a Declared) -> Self {
        let mut builder = Self {
            aliases: &declared.aliases,
            common: HashSet::new(),
            folded: Folded::default(),
            words: HashMap::new(),
            uses: Vec::new(),
            steps: Vec::new(),
            spellings: Vec::new(),
            known: HashMap::new(),
            owners: Vec::new(),
        };
        for word in &declared.common {
            let word = builder.fold(word);
            builder.common.insert(word);
        }
        builder
    }

    fn add(&mut self, patterns: &[Pattern], owner: Owner) {
        for pattern in patterns {
            let number = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
            let parts: Vec<_> = pattern.parts.iter().map(|part| self.words_of(part)).collect();
            let anchor = self.anchor(&parts);
            let mut used = Use {
                pattern: number,
                steps: u32::try_from(self.steps.len()).unwrap_or(u32::MAX),
                part: u8::try_from(anchor).unwrap_or(0),
                parts: u8::try_from(parts.len()).unwrap_or(1),
                after_number: false,
                target: owner.target(),
            };
            for (step, (part, words)) in pattern.parts.iter().zip(parts).enumerate() {
                if step == anchor {
                    used.after_number = part.after_number;
                    words.iter().for_each(|word| self.use_word(word, used));
                }
                if pattern.parts.len() > 1 {
                    let spellings = self.share(words);
                    let stop = if part.across { class::SENTENCE } else { class::CLAUSE };
                    self.steps.push(Step { spellings, gap: part.gap, stop, after_number: part.after_number });
                }
            }
            self.owners.push(owner);
        }
    }

    /// The part that is looked for first: the one whose words are seen least. It changes no answer.
    fn anchor(&self, parts: &[Vec<Vec<u16>>]) -> usize {
        let cost = |words: &Vec<Vec<u16>>| -> usize { words.iter().map(|word| self.commonness(word)).sum() };
        // The last of equals: it needs no look ahead.
        (0..parts.len()).rev().min_by_key(|part| parts.get(*part).map(cost)).unwrap_or(0)
    }

    /// About how often a word is met in a million characters.
    fn commonness(&self, word: &[u16]) -> usize {
        let usual = match word.len() {
            0 | 1 => 1000,
            2 => 60,
            3 => 10,
            _ => 3,
        };
        if self.common.contains(word) { usual * 20 } else { usual }
    }

    fn words_of(&mut self, part: &Part) -> Vec<Vec<u16>> {
        let spellings: Vec<_> = part.spellings.iter().flat_map(|word| self.with_aliases(word)).collect();
        let mut words: Vec<_> = spellings.iter().map(|word| self.fold(word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn fold(&mut self, spelling: &str) -> Vec<u16> {
        self.folded.read(spelling);
        self.folded.codes().to_vec()
    }

    fn share(&mut self, words: Vec<Vec<u16>>) -> u32 {
        let fresh = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        if let Some(known) = self.known.get(&words) {
            return *known;
        }
        self.spellings.push(Spellings::new(&words));
        self.known.insert(words, fresh);
        fresh
    }

    fn use_word(&mut self, word: &[u16], used: Use) {
        let fresh = self.words.len();
        let word = *self.words.entry(word.to_vec()).or_insert(fresh);
        if word == self.uses.len() {
            self.uses.push(Vec::new());
        }
        if let Some(uses) = self.uses.get_mut(word) {
            uses.push(used);
        }
    }

    /// A word and what it becomes when other words are used for parts of it.
    fn with_aliases(&self, word: &str) -> Vec<String> {
        let mut all = vec![word.to_owned()];
        for (of, others) in self.aliases {
            if !word.contains(of.as_str()) {
                continue;
            }
            let known = all.len().min(16);
            for other in others {
                let changed: Vec<_> = all.iter().take(known).map(|word| word.replace(of.as_str(), other)).collect();
                all.extend(changed);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn finish(self) -> Compiled {
        let mut words = vec![Vec::new(); self.words.len()];
        for (codes, number) in self.words {
            if let Some(word) = words.get_mut(number) {
                *word = codes;
            }
        }
        let mut of_words = vec![0];
        let mut uses = Vec::new();
        for of_word in &self.uses {
            uses.extend(of_word);
            of_words.push(u32::try_from(uses.len()).unwrap_or(u32::MAX));
        }
        Compiled {
            scanner: Scanner::new(&words),
            of_words,
            uses,
            steps: self.steps,
            spellings: self.spellings,
            owners: self.owners,
            speakers: Vec::new(),
            concepts: Vec::new(),
            kinds: Vec::new(),
            weights: None,
            parents: Vec::new(),
        }
    }
}
