//! A lexicon's patterns compiled into one scanner.

use std::collections::HashMap;

use super::pattern::Pattern;
use super::read::{Declared, Feature};
use super::{Cue, Measure, SignalKind};
use crate::id::{CategoryId, SignalId};
use crate::text::{Folded, Scanner};

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

/// A word's part in a pattern: everything that the scan needs, in one place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) pattern: u32,
    /// The memory cell that must hold the step before; `None` = this is the first.
    pub(crate) behind: Option<u32>,
    /// The memory cell that this step fills; `None` = it is the last.
    pub(crate) fills: Option<u32>,
    pub(crate) gap: u8,
    pub(crate) across: bool,
    pub(crate) after_number: bool,
}

/// A concept.
#[derive(Clone, Debug)]
pub(crate) struct Concept {
    pub(crate) id: String,
    pub(crate) category: Option<CategoryId>,
    pub(crate) weight: i32,
    pub(crate) absence: bool,
}

/// Fitted weights: what a concept in a place says for each class, in thousandths.
#[derive(Clone, Default, Debug)]
pub(crate) struct Weights {
    /// Categories of the classes; `None` for the classes of scope.
    pub(crate) classes: Vec<(String, Option<CategoryId>)>,
    pub(crate) bias: Vec<i32>,
    /// One row for each concept and feature, `concept * Feature::ALL.len() + feature`; empty where nothing was fitted.
    pub(crate) rows: Vec<Vec<i32>>,
}

/// Everything that reads a text.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) scanner: Scanner,
    /// For each word its uses: a range of `uses`.
    ranges: Vec<(u32, u32)>,
    uses: Vec<Use>,
    /// For each pattern who it speaks for.
    owners: Vec<Owner>,
    /// How many steps must be remembered.
    pub(crate) memory: usize,
    pub(crate) concepts: Vec<Concept>,
    pub(crate) kinds: Vec<SignalKind>,
    pub(crate) weights: Option<Weights>,
}

impl Compiled {
    /// What the word with this number is part of.
    #[inline]
    pub(crate) fn uses(&self, word: u32) -> &[Use] {
        let Some((start, end)) = self.ranges.get(word as usize) else {
            return &[];
        };
        self.uses.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// Who a pattern speaks for.
    #[inline]
    pub(crate) fn owner(&self, pattern: u32) -> Option<Owner> {
        self.owners.get(pattern as usize).copied()
    }

    pub(super) fn new(declared: &Declared, category: impl Fn(&str) -> Option<CategoryId>) -> Self {
        let mut builder = Builder::new(&declared.aliases);
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
        let concepts = declared.concepts.iter().map(|concept| Concept {
            id: concept.id.clone(),
            category: concept.category.as_deref().and_then(&category),
            weight: i32::try_from(concept.weight).unwrap_or(i32::MAX),
            absence: concept.absence,
        });
        let small = |numbers: &[i64]| numbers.iter().map(|number| i32::try_from(*number).unwrap_or(0)).collect();
        let weights = (!declared.classes.is_empty()).then(|| Weights {
            classes: declared.classes.iter().map(|class| (class.clone(), category(class))).collect(),
            bias: small(&declared.bias),
            rows: declared
                .concepts
                .iter()
                .flat_map(|concept| {
                    let fitted = declared.weights.get(&concept.id);
                    Feature::ALL.map(|feature| {
                        let row = fitted.and_then(|rows| rows.iter().find(|(known, _)| *known == feature));
                        row.map(|(_, numbers)| small(numbers)).unwrap_or_default()
                    })
                })
                .collect(),
        });
        let mut compiled = builder.finish();
        compiled.concepts = concepts.collect();
        compiled.kinds = declared.signals.iter().map(|signal| signal.kind).collect();
        compiled.weights = weights;
        compiled
    }
}

/// Numbers the words and their uses.
struct Builder<'a> {
    aliases: &'a [(String, Vec<String>)],
    folded: Folded,
    words: HashMap<Vec<u16>, usize>,
    uses: Vec<Vec<Use>>,
    owners: Vec<Owner>,
    memory: usize,
}

impl<'a> Builder<'a> {
    fn new(aliases: &'a [(String, Vec<String>)]) -> Self {
        Self {
            aliases,
            folded: Folded::default(),
            words: HashMap::new(),
            uses: Vec::new(),
            owners: Vec::new(),
            memory: 0,
        }
    }

    fn add(&mut self, patterns: &[Pattern], owner: Owner) {
        for pattern in patterns {
            let number = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
            let last = pattern.parts.len().saturating_sub(1);
            for (step, part) in pattern.parts.iter().enumerate() {
                let cell = |step: usize| u32::try_from(self.memory + step).ok();
                let used = Use {
                    pattern: number,
                    behind: step.checked_sub(1).and_then(cell),
                    fills: (step < last).then(|| cell(step)).flatten(),
                    gap: part.gap,
                    across: part.across,
                    after_number: part.after_number,
                };
                let words: Vec<_> = part.spellings.iter().flat_map(|word| self.with_aliases(word)).collect();
                for word in words {
                    self.use_word(&word, used);
                }
            }
            self.memory += last;
            self.owners.push(owner);
        }
    }

    fn use_word(&mut self, spelling: &str, used: Use) {
        self.folded.read(spelling);
        let fresh = self.words.len();
        let word = *self.words.entry(self.folded.codes().to_vec()).or_insert(fresh);
        if word == self.uses.len() {
            self.uses.push(Vec::new());
        }
        if let Some(uses) = self.uses.get_mut(word)
            && !uses.iter().any(|known| known.pattern == used.pattern && known.behind == used.behind)
        {
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
        let mut ranges = Vec::with_capacity(self.uses.len());
        let mut uses = Vec::new();
        for of_word in self.uses {
            let start = u32::try_from(uses.len()).unwrap_or(u32::MAX);
            uses.extend(of_word);
            ranges.push((start, u32::try_from(uses.len()).unwrap_or(u32::MAX)));
        }
        Compiled {
            scanner: Scanner::new(&words),
            ranges,
            uses,
            owners: self.owners,
            memory: self.memory,
            concepts: Vec::new(),
            kinds: Vec::new(),
            weights: None,
        }
    }
}
