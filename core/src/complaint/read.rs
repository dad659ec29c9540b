//! What a complaint's text says.

use super::meaning::Meaning;
use super::{Complaint, ConceptHit, Evidence, Facts, Field, Finding, Modality, marks, measures, score};
use crate::error::{Code, Error, Result};
use crate::id::SignalId;
use crate::policy::{Compiled, Lexicon, Owner, Subject};
use crate::text::{Folded, Mark, Scratch, Seen};

/// Titles and texts longer than this are refused (bytes).
pub const MAX_TEXT: usize = 16 << 20;

/// The same signal found again in one text says nothing new beyond so many times; a concept not beyond "often".
const MOST_OF_ONE: u8 = 8;

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
        scratch.places.clear();
        scratch.places.resize(lexicon.compiled.concepts.len(), 0);
        for (field, name, text) in fields {
            if text.len() > MAX_TEXT {
                return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), "16 MiB").at(name));
            }
            if !text.is_empty() {
                scratch.folded.read(text);
                marks::find(&lexicon.compiled, scratch);
                facts.take_field(field, &lexicon.compiled, scratch);
                let [title, body] = &mut facts.origins;
                let origin = if field == Field::Title { title } else { body };
                origin.clone_from(scratch.folded.places());
            }
        }
        facts.weigh(lexicon, &scratch.places);
        Ok(facts)
    }

    fn take_field(&mut self, field: Field, compiled: &Compiled, scratch: &mut Scratch) {
        let Scratch { folded, marks, cues, exceptions, measures, seen, places, .. } = scratch;
        let mut meaning = Meaning::new(compiled, folded, cues, exceptions);
        seen.clear();
        seen.resize(compiled.speaker_slots(), Seen::default());
        let length = u32::try_from(folded.codes().len()).unwrap_or(u32::MAX);
        self.concept_hits.reserve(marks.len());
        for mark in marks.iter() {
            let Some(speaker) = compiled.speaker(mark.pattern) else { continue };
            let Some(seen) = seen.get_mut(usize::from(speaker.slot)) else { continue };
            let enough = seen.count >= MOST_OF_ONE || seen.decided >= score::OFTEN;
            if seen.end > mark.start || enough || meaning.is_excepted(*mark) {
                continue;
            }
            (seen.count, seen.end) = (seen.count + 1, mark.end);
            match speaker.subject {
                Some(subject @ (Subject::Concept | Subject::Absence)) => {
                    let modality = meaning.of(*mark, subject);
                    if modality.decides()
                        && let Some(place) = places.get_mut(usize::from(speaker.number))
                    {
                        seen.decided += 1;
                        *place |= score::place(field, *mark, length, seen.decided);
                    }
                    let (start, end) = (mark.start, mark.end);
                    self.concept_hits.push(ConceptHit { concept: speaker.number, modality, field, start, end });
                }
                Some(subject) => {
                    let modality = meaning.of(*mark, subject);
                    self.find(SignalId(speaker.number), modality, evidence(folded, field, *mark));
                }
                None => self.find(SignalId(speaker.number), Modality::Negated, evidence(folded, field, *mark)),
            }
        }
        let mut meaning = Meaning::new(compiled, folded, cues, exceptions);
        for (mark, number) in measures.iter() {
            let Some(Owner::Measure(measure)) = compiled.owner(mark.pattern) else {
                continue;
            };
            if meaning.is_excepted(*mark) {
                continue;
            }
            let modality = meaning.of(*mark, Subject::State);
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
    fn weigh(&mut self, lexicon: &Lexicon, places: &[u8]) {
        let found = (0..).zip(places.iter().copied()).filter(|(_, places)| *places != 0);
        self.places = found.collect();
        let Some(weights) = &lexicon.compiled.weights else { return };
        self.class_sums = score::sums(weights, &self.places);
        if let Some(out) = weights.out_of_scope.and_then(|class| self.class_sums.get_mut(class)) {
            *out = out.saturating_add(score::of_shares(weights, &lexicon.compiled.concepts, &self.places));
            if self.places.len() >= score::ENOUGH {
                self.proposed_in_scope = Some((*out <= 0, Vec::new()));
            }
        }
    }
}

fn evidence(folded: &Folded, field: Field, mark: Mark) -> Evidence {
    let (bytes, chars) = folded.places().both(mark.start as usize..mark.end as usize);
    Evidence { field, bytes, chars }
}
