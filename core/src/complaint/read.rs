//! What a complaint's text says.

use super::meaning::{Meaning, Subject};
use super::{CategoryHit, Complaint, Evidence, Facts, Field, Finding, Modality, marks, measures, score};
use crate::error::{Code, Error, Result};
use crate::id::SignalId;
use crate::policy::{Compiled, Lexicon, Owner, SignalKind};
use crate::text::{Folded, Mark, Scratch};

/// Titles and texts longer than this are refused (bytes).
pub const MAX_TEXT: usize = 16 << 20;

/// The same concept or signal found again in one text says nothing new beyond so many times.
const MOST_OF_ONE: u32 = 8;

impl Facts {
    /// Reads title and text once; what the caller states is not looked at.
    ///
    /// ```
    /// use tousu::complaint::{Complaint, Facts};
    /// use tousu::policy::Lexicon;
    /// use tousu::text::Scratch;
    /// let lexicon = Lexicon::builtin("property")?;
    /// let text = "電梯困人，十几户业主联名要求处理。".to_owned();
    /// let complaint = Complaint { text, ..Complaint::default() };
    /// let facts = Facts::read(&complaint, &lexicon, &mut Scratch::new())?;
    /// let names: Vec<_> = facts.signals.iter().map(|id| lexicon.signal_name(id)).collect();
    /// assert_eq!(names, ["elevator-entrapment", "petition"]);
    /// assert_eq!(facts.complainants.households, Some(11));
    /// assert_eq!(complaint.text.get(facts.findings[0].evidence.bytes.clone()), Some("電梯困人"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `too-large` for a title or text over [`MAX_TEXT`].
    pub fn read(complaint: &Complaint, lexicon: &Lexicon, scratch: &mut Scratch) -> Result<Self> {
        let fields = [(Field::Title, "title", &complaint.title), (Field::Text, "text", &complaint.text)];
        let mut facts = Self::default();
        for (field, name, text) in fields {
            if text.len() > MAX_TEXT {
                return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), "16 MiB").at(name));
            }
            if !text.is_empty() {
                scratch.folded.read(text);
                marks::find(&lexicon.compiled, scratch);
                facts.take_field(field, &lexicon.compiled, scratch);
            }
        }
        facts.weigh(complaint, lexicon);
        Ok(facts)
    }

    fn take_field(&mut self, field: Field, compiled: &Compiled, scratch: &mut Scratch) {
        let Scratch { folded, marks, cues, exceptions, measures, seen, .. } = scratch;
        let mut meaning = Meaning::new(compiled, folded, cues, exceptions);
        let signals = compiled.kinds.len();
        seen.clear();
        seen.resize(signals + compiled.concepts.len(), (0, 0));
        self.category_hits.reserve(marks.len());
        for mark in marks.iter() {
            let Some(owner) = compiled.owner(mark.pattern) else {
                continue;
            };
            let slot = match owner {
                Owner::Signal(id) | Owner::SignalNegated(id) => id.index(),
                Owner::Concept(concept) => signals + usize::from(concept),
                _ => continue,
            };
            let Some((count, last)) = seen.get_mut(slot) else {
                continue;
            };
            if *last > mark.start || *count >= MOST_OF_ONE || meaning.is_excepted(*mark, owner) {
                continue;
            }
            (*count, *last) = (*count + 1, mark.end);
            match owner {
                Owner::Signal(id) => {
                    let kind = compiled.kinds.get(id.index()).copied().unwrap_or_default();
                    let modality = meaning.of(*mark, Subject::Signal(kind));
                    self.find(id, modality, evidence(folded, field, *mark));
                }
                Owner::SignalNegated(id) => self.find(id, Modality::Negated, evidence(folded, field, *mark)),
                Owner::Concept(number) => {
                    let Some(concept) = compiled.concepts.get(usize::from(number)) else {
                        continue;
                    };
                    self.category_hits.push(CategoryHit {
                        concept: number,
                        category: concept.category,
                        weight: concept.weight,
                        modality: meaning.of(*mark, Subject::Concept(concept.absence)),
                        evidence: evidence(folded, field, *mark),
                    });
                }
                _ => {}
            }
        }
        let mut meaning = Meaning::new(compiled, folded, cues, exceptions);
        for (mark, number) in measures.iter() {
            let Some(Owner::Measure(measure)) = compiled.owner(mark.pattern) else {
                continue;
            };
            if meaning.is_excepted(*mark, Owner::Measure(measure)) {
                continue;
            }
            let modality = meaning.of(*mark, Subject::Signal(SignalKind::State));
            if modality.decides() {
                let words = evidence(folded, field, *mark);
                let taken = measures::take(self, measure.unit, *number, &words);
                if let Some(signal) = measure.signal.filter(|_| taken) {
                    self.find(signal, modality, words);
                }
            }
        }
    }

    fn find(&mut self, signal: SignalId, modality: Modality, evidence: Evidence) {
        if modality.decides() {
            self.signals.insert(signal);
        }
        self.findings.push(Finding { signal, modality, evidence });
    }

    /// What the concepts found say for each class, and who can act: a proposal that waives nothing.
    fn weigh(&mut self, complaint: &Complaint, lexicon: &Lexicon) {
        self.places = score::places(self, complaint, lexicon);
        let Some(weights) = &lexicon.compiled.weights else { return };
        self.class_sums = score::sums(weights, &self.places);
        if self.places.len() < score::ENOUGH {
            return;
        }
        let class = weights.classes.iter().position(|(name, _)| name == "scope/out");
        if let Some(out) = class.and_then(|class| self.class_sums.get(class)) {
            self.proposed_in_scope = Some((*out <= 0, Vec::new()));
        }
    }
}

fn evidence(folded: &Folded, field: Field, mark: Mark) -> Evidence {
    let codes = mark.start as usize..mark.end as usize;
    Evidence { field, bytes: folded.bytes(codes.clone()), chars: folded.chars(codes) }
}
