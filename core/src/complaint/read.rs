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
        let fields = [
            (Field::Title, "title", &complaint.title),
            (Field::Text, "text", &complaint.text),
        ];
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
        facts.propose_scope(complaint, lexicon);
        Ok(facts)
    }

    fn take_field(&mut self, field: Field, compiled: &Compiled, scratch: &mut Scratch) {
        let Scratch {
            folded,
            marks,
            cues,
            exceptions,
            measures,
            seen,
            ..
        } = scratch;
        let mut meaning = Meaning::new(compiled, folded, cues, exceptions);
        let signals = compiled.kinds.len();
        seen.clear();
        seen.resize(signals + compiled.concepts.len(), (0, 0));
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
                measures::take(self, measure.unit, *number, &words);
                if let Some(signal) = measure.signal {
                    self.find(signal, modality, words);
                }
            }
        }
    }

    fn find(&mut self, signal: SignalId, modality: Modality, evidence: Evidence) {
        if modality.decides() {
            self.signals.insert(signal);
        }
        self.findings.push(Finding {
            signal,
            modality,
            evidence,
        });
    }

    /// Who can act, by the fitted weights: a proposal that waives nothing.
    fn propose_scope(&mut self, complaint: &Complaint, lexicon: &Lexicon) {
        let Some(weights) = &lexicon.compiled.weights else {
            return;
        };
        let class = weights.classes.iter().position(|(name, _)| name == "scope/out");
        let features = score::features(self, complaint, lexicon);
        if features.iter().all(|places| *places == 0) {
            return;
        }
        let sums = score::sums(weights, &features);
        let Some(out) = class.and_then(|class| sums.get(class)) else {
            return;
        };
        self.proposed_in_scope = Some((*out <= 0, Vec::new()));
    }
}

fn evidence(folded: &Folded, field: Field, mark: Mark) -> Evidence {
    let codes = mark.start as usize..mark.end as usize;
    Evidence {
        field,
        bytes: folded.bytes(codes.clone()),
        chars: folded.chars(codes),
    }
}
#[cfg(test)]
mod prof {
    #[test]
    #[ignore]
    fn prof() {
        let lex = crate::policy::Lexicon::builtin("property").unwrap();
        let src = std::fs::read_to_string("/work/shared/data/property.csv").unwrap();
        let docs: Vec<&str> = src.lines().filter(|l| l.len() > 300).take(1500).collect();
        let bytes: usize = docs.iter().map(|d| d.len()).sum();
        let mut s = crate::text::Scratch::new();
        let t = |name: &str, f: &mut dyn FnMut(&str)| {
            let mut best = 1e9;
            for _ in 0..7 {
                let a = std::time::Instant::now();
                for d in &docs {
                    f(d)
                }
                let e = a.elapsed().as_secs_f64();
                if e < best {
                    best = e
                }
            }
            eprintln!(
                "{name}: {:.0} MB/s {:.2} us/doc",
                bytes as f64 / best / 1e6,
                best * 1e6 / docs.len() as f64
            );
        };
        t("fold", &mut |d| s.folded.read(d));
        let mut h = Vec::new();
        t("fold+scan", &mut |d| {
            s.folded.read(d);
            lex.compiled.scanner.scan(&s.folded, &mut h);
        });
        let (mut a, mut b, mut c, mut m) = (0, 0, 0, 0);
        t("fold+find", &mut |d| {
            s.folded.read(d);
            super::marks::find(&lex.compiled, &mut s);
            a += s.hits.len();
            b += s.marks.len();
            c += s.cues.len();
            m += s.measures.len();
        });
        let n = docs.len() * 7;
        eprintln!(
            "hits {} marks {} cues {} measures {} memory {} bytes {}",
            a / n,
            b / n,
            c / n,
            m / n,
            lex.compiled.memory,
            bytes / docs.len()
        );
        t("read", &mut |d| {
            let c = super::Complaint {
                text: d.to_string(),
                ..Default::default()
            };
            super::Facts::read(&c, &lex, &mut s).unwrap();
        });
    }
}
