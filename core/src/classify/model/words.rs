//! The words of a complaint by which a model holds it for something.

use super::predict::root_of;
use super::{Block, LANES, Model};
use crate::complaint::{Complaint, Evidence, Field};
use crate::text::ngrams::{self, TEXT_BITS, TITLE_BITS};
use crate::text::table::class;
use crate::text::{Folded, Scratch};

/// At most so many words are named.
const MOST: usize = 8;

/// What adds less than one so-many-th of all that speaks for a label is not named.
const LEAST_SHARE: f32 = 10.0;

/// Codes side by side that all speak for a label.
struct Run {
    words: Evidence,
    /// What they add to the label's score.
    worth: f32,
}

impl Model {
    /// The words that speak for a label, the title's first: those that add at least a tenth of all that speaks for it, at
    /// most eight. None if nothing does, or the model has no such label.
    ///
    /// A code is worth what its 1-gram adds and half of what each 2-gram adds that it is part of; words are codes side
    /// by side in one clause that are all worth something.
    pub(in crate::classify) fn words(&self, complaint: &Complaint, label: u16, scratch: &mut Scratch) -> Vec<Evidence> {
        let Scratch { folded, buckets, .. } = scratch;
        let [of_titles, of_texts] = &self.blocks;
        let label = usize::from(label);
        let mut runs = Vec::new();
        if let Some(block) = of_titles.as_ref() {
            folded.read(&complaint.title);
            block.runs(folded, ngrams::collect::<TITLE_BITS>(folded, buckets), label, Field::Title, &mut runs);
        }
        if let Some(block) = of_texts.as_ref() {
            folded.read(&complaint.text);
            block.runs(folded, ngrams::collect::<TEXT_BITS>(folded, buckets), label, Field::Text, &mut runs);
        }
        let least = runs.iter().map(|run| run.worth).sum::<f32>() / LEAST_SHARE;
        runs.retain(|run| run.worth >= least);
        runs.sort_by(|left, right| right.worth.total_cmp(&left.worth));
        runs.truncate(MOST);
        let mut words: Vec<Evidence> = runs.into_iter().map(|run| run.words).collect();
        words.sort_by_key(|words| (words.field, words.bytes.start));
        words
    }
}

impl Block {
    /// The runs of codes of a field that speak for a label; `buckets` are those of the field's n-grams.
    fn runs(&self, folded: &Folded, buckets: &[u32], label: usize, field: Field, runs: &mut Vec<Run>) {
        let Some((rows, scale)) = self.groups.get(label / LANES).zip(self.scales.get(label)) else { return };
        let weight = |bucket: u32| {
            let row = rows.get(bucket as usize);
            row.and_then(|row| row.get(label % LANES)).map_or(0, |weight| i32::from(*weight))
        };
        let last = self.scales.len();
        let rarity = |bucket: &u32| {
            let row = self.groups.get(last / LANES).and_then(|rows| rows.get(*bucket as usize));
            row.and_then(|row| row.get(last % LANES)).map_or(0, |steps| i64::from(*steps))
        };
        let root = root_of(buckets.iter().map(rarity).sum());
        let (ngrams, _) = buckets.as_chunks::<2>();
        let mut open: Option<(usize, usize, i32)> = None;
        let mut close = |open: &mut Option<(usize, usize, i32)>| {
            if let Some((from, to, sum)) = open.take() {
                let words = Evidence { field, bytes: folded.bytes(from..to), chars: folded.chars(from..to) };
                // The sum is of halves.
                runs.push(Run { words, worth: sum as f32 / 2.0 * root * scale });
            }
        };
        for (number, code) in ngrams::counted(folded).enumerate() {
            let Some([alone, after]) = ngrams.get(number) else { break };
            let next = ngrams.get(number + 1).map_or(0, |[_, after]| weight(*after));
            let worth = 2 * weight(*alone) + weight(*after) + next;
            let ends = folded.classes().get(code).is_none_or(|classes| classes & class::CLAUSE != 0);
            if ends || worth <= 0 {
                close(&mut open);
            } else {
                let (from, _, sum) = open.unwrap_or((code, code, 0));
                open = Some((from, code + 1, sum + worth));
            }
        }
        close(&mut open);
    }
}
