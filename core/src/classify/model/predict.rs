//! From a text to labels with their confidence.

use super::math::exp;
use super::{Block, LANES, Model};
use crate::text::Scratch;
use crate::text::ngrams::{self, TEXT_BITS, TITLE_BITS};

/// What a model says of a complaint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prediction {
    /// The position of the likeliest label in [`Model::labels`].
    pub label: u16,
    /// How sure, per mille: of the texts that get 800, about four in five are right.
    pub confidence: u16,
}

/// So many rows of eight bits add up in sixteen without overflow.
const TOGETHER: usize = 256;

impl Model {
    /// The likeliest label of a complaint.
    #[must_use]
    pub fn predict(&self, title: &str, text: &str) -> Prediction {
        self.predict_with(title, text, &mut Scratch::default())
    }

    /// As [`Model::predict`], with buffers that a caller keeps over many complaints.
    #[must_use]
    pub fn predict_with(&self, title: &str, text: &str, scratch: &mut Scratch) -> Prediction {
        self.score(title, text, scratch);
        let mut best = (0_u16, f32::NEG_INFINITY);
        for (label, score) in (0_u16..).zip(&scratch.scores) {
            if *score > best.1 {
                best = (label, *score);
            }
        }
        // What is 20 below the best is no part of a thousand.
        let near = scratch.scores.iter().map(|score| score - best.1).filter(|below| *below > -20.0);
        let total: f64 = near.map(|below| exp(below.into())).sum();
        Prediction { label: best.0, confidence: per_mille(1.0 / total) }
    }

    /// Every label with its probability per mille, the likeliest first.
    ///
    /// ```
    /// use tousu::classify::{Model, Sample, Training};
    /// use tousu::text::Scratch;
    /// let sample = |text, label| Sample { title: "", text, label };
    /// let samples = [sample("漏水", "water"), sample("又漏水", "water"), sample("停电", "power"), sample("又停电", "power")];
    /// let model = Model::train(&samples, &Training::default())?;
    /// let ranked = model.rank_with("", "楼上漏水", &mut Scratch::new());
    /// assert_eq!(ranked.iter().map(|found| model.label(found.label)).collect::<Vec<_>>(), ["water", "power"]);
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn rank_with(&self, title: &str, text: &str, scratch: &mut Scratch) -> Vec<Prediction> {
        let mut ranked: Vec<(u16, f64)> = (0_u16..).zip(self.probabilities(title, text, scratch)).collect();
        ranked.sort_by(|(left, p), (right, q)| q.total_cmp(p).then(left.cmp(right)));
        ranked.into_iter().map(|(label, p)| Prediction { label, confidence: per_mille(p) }).collect()
    }

    /// The probability of each label.
    fn probabilities(&self, title: &str, text: &str, scratch: &mut Scratch) -> Vec<f64> {
        self.score(title, text, scratch);
        let best = scratch.scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares: Vec<f64> = scratch.scores.iter().map(|score| exp(f64::from(score - best))).collect();
        let total: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / total).collect()
    }

    /// Writes the logarithm of each label's likelihood, but for what is common to all, into the buffers.
    fn score(&self, title: &str, text: &str, scratch: &mut Scratch) {
        let Scratch { folded, buckets, scores, .. } = scratch;
        scores.clear();
        scores.extend_from_slice(&self.constants);
        let [of_titles, of_texts] = &self.blocks;
        if let Some(block) = of_titles.as_ref().filter(|_| !title.is_empty()) {
            folded.read(title);
            block.add::<{ 1 << TITLE_BITS }>(ngrams::collect::<TITLE_BITS>(folded, buckets), scores);
        }
        if let Some(block) = of_texts.as_ref().filter(|_| !text.is_empty()) {
            folded.read(text);
            block.add::<{ 1 << TEXT_BITS }>(ngrams::collect::<TEXT_BITS>(folded, buckets), scores);
        }
    }
}

impl Block {
    /// Adds what a text says to the score of each label.
    fn add<const BUCKETS: usize>(&self, buckets: &[u32], scores: &mut [f32]) {
        let labels = scores.len();
        // The rarities are behind the last label, in the last group: it comes first.
        let mut length = None;
        for (group, rows) in self.groups.iter().enumerate().rev() {
            let Some(rows) = rows.first_chunk::<BUCKETS>() else { return };
            let sums = sums(rows, buckets);
            let first = group * LANES;
            let squared = || sums.get(labels - first).copied().unwrap_or(0);
            let root = *length.get_or_insert_with(|| root_of(squared()));
            let cells = scores.iter_mut().skip(first).zip(self.scales.iter().skip(first));
            cells.zip(sums).for_each(|((score, scale), sum)| *score += sum as f32 * root * scale);
        }
    }
}

/// What a text's weights are multiplied by, so that it has the length 1.
pub(super) fn root_of(squared: i64) -> f32 {
    1.0 / (squared.max(1) as f32).sqrt()
}

/// The rows of all buckets of a text, added up.
fn sums<const BUCKETS: usize>(rows: &[[i8; LANES]; BUCKETS], buckets: &[u32]) -> [i64; LANES] {
    let mut sums = [0_i64; LANES];
    for together in buckets.chunks(TOGETHER) {
        let mut part = [0_i16; LANES];
        for bucket in together {
            // The mask changes nothing, and no bound is checked.
            let Some(row) = rows.get(*bucket as usize & (BUCKETS - 1)) else { continue };
            part.iter_mut().zip(row).for_each(|(part, weight)| *part = part.wrapping_add((*weight).into()));
        }
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += i64::from(part));
    }
    sums
}

fn per_mille(probability: f64) -> u16 {
    (probability * 1000.0).round().clamp(0.0, 1000.0) as u16
}
