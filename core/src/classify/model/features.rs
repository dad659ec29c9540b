//! From texts to sparse rows: what is counted, what a count is worth, and how rare a bucket is.

use std::num::NonZeroUsize;

use super::Sample;
use super::math::ln;
use super::solver::Problem;
use crate::error::{Code, Error, Result};
use crate::text::Folded;
use crate::text::ngrams::{self, TEXT_BITS, TITLE_BITS};

/// A bucket that fewer texts have says nothing of other texts.
const FEWEST: u32 = 1;

/// The squared rarity of a bucket is kept in so many steps.
const STEPS: f64 = 127.0;

/// What a block (the titles, or the texts) tells of a bucket.
pub(super) struct Rarity {
    /// The square of the rarity, in steps; 0: the bucket is not counted.
    pub(super) steps: Vec<u8>,
    /// Where its weights stand, the most frequent buckets first: what is used together stands together.
    pub(super) places: Vec<u32>,
}

/// Buckets of one field of one sample with their counts.
type Counts = Vec<(u32, u32)>;

fn counts(buckets: &mut [u32]) -> Counts {
    buckets.sort_unstable();
    let runs = buckets.chunk_by(|left, right| left == right);
    runs.filter_map(|run| Some((*run.first()?, u32::try_from(run.len()).ok()?))).collect()
}

/// All samples, counted.
pub(super) struct Counted {
    /// Titles and texts.
    blocks: [Vec<Counts>; 2],
}

impl Counted {
    /// Counts in as many threads as there may be; what comes out does not depend on their number.
    pub(super) fn of(samples: &[Sample<'_>], threads: NonZeroUsize) -> Result<Self> {
        let share = samples.len().div_ceil(threads.get()).max(1);
        let parts = std::thread::scope(|scope| {
            let count = |part| {
                scope.spawn(move || {
                    let (mut folded, mut buckets) = (Folded::default(), Vec::new());
                    let part: &[Sample<'_>] = part;
                    let counted = part.iter().map(|sample| {
                        folded.read(sample.title);
                        let title = counts(ngrams::collect::<TITLE_BITS>(&folded, &mut buckets));
                        folded.read(sample.text);
                        [title, counts(ngrams::collect::<TEXT_BITS>(&folded, &mut buckets))]
                    });
                    counted.collect::<Vec<_>>()
                })
            };
            let parts: Vec<_> = samples.chunks(share).map(count).collect();
            parts.into_iter().map(|part| part.join().map_err(Error::caught)).collect::<Result<Vec<_>>>()
        })?;
        let mut blocks = [Vec::with_capacity(samples.len()), Vec::with_capacity(samples.len())];
        for [title, text] in parts.into_iter().flatten() {
            let [titles, texts] = &mut blocks;
            titles.push(title);
            texts.push(text);
        }
        Ok(Self { blocks })
    }

    /// How rare each bucket is, per block.
    pub(super) fn rarities(&self) -> ([Rarity; 2], usize) {
        let [titles, texts] = &self.blocks;
        let mut rarities = [(titles, TITLE_BITS), (texts, TEXT_BITS)].map(|(block, bits)| {
            let mut texts = vec![0_u32; 1 << bits];
            for (bucket, _) in block.iter().flatten() {
                if let Some(texts) = texts.get_mut(*bucket as usize) {
                    *texts += 1;
                }
            }
            // A field that is empty in some samples is no text without the bucket.
            let all = block.iter().filter(|counts| !counts.is_empty()).count() as f64;
            let squared = |texts: u32| ln((all + 1.0) / (f64::from(texts) + 0.5)).max(0.0).powi(2);
            let step = squared(FEWEST).max(f64::MIN_POSITIVE) / STEPS;
            let steps = texts.iter().map(|texts| match *texts {
                0..FEWEST => 0,
                texts => (squared(texts) / step).round().clamp(1.0, STEPS) as u8,
            });
            let steps: Vec<u8> = steps.collect();
            Rarity { places: vec![u32::MAX; steps.len()], steps }
        });
        let mut kept: Vec<(u8, usize, usize)> = Vec::new();
        for (block, rarity) in rarities.iter().enumerate() {
            let counted = rarity.steps.iter().enumerate().filter(|(_, steps)| **steps != 0);
            kept.extend(counted.map(|(bucket, steps)| (*steps, block, bucket)));
        }
        kept.sort_unstable();
        for (place, (_, block, bucket)) in (0..).zip(&kept) {
            let rarity = rarities.get_mut(*block);
            if let Some(cell) = rarity.and_then(|rarity| rarity.places.get_mut(*bucket)) {
                *cell = place;
            }
        }
        (rarities, kept.len())
    }

    /// The rows: each block of a text has the length 1, so that a title counts as much as the text.
    pub(super) fn problem(
        &self,
        rarities: &[Rarity; 2],
        features: usize,
        classes: Vec<u16>,
        cost: f32,
        costs: Vec<f32>,
    ) -> Problem {
        let mut problem = Problem {
            offsets: Vec::with_capacity(classes.len() + 1),
            entries: Vec::new(),
            features,
            classes,
            costs,
            cost,
        };
        problem.offsets.push(0);
        let [titles, texts] = &self.blocks;
        for (title, text) in titles.iter().zip(texts) {
            for (counts, rarity) in [title, text].into_iter().zip(rarities) {
                let counted = counts.iter().filter_map(|(bucket, count)| {
                    let steps = rarity.steps.get(*bucket as usize).copied().filter(|steps| *steps != 0)?;
                    Some((rarity.places.get(*bucket as usize).copied()?, *count, steps))
                });
                let length: u64 = counted.clone().map(|(_, count, steps)| u64::from(count) * u64::from(steps)).sum();
                let length = (length as f64).sqrt();
                problem.entries.extend(counted.map(|(place, count, steps)| {
                    (place, (f64::from(count) * f64::from(steps).sqrt() / length) as f32)
                }));
            }
            problem.offsets.push(problem.entries.len());
        }
        problem
    }
}

/// What is wrong with the samples as a whole, and the labels in order.
pub(super) fn labels(samples: &[Sample<'_>], most_text: usize) -> Result<Vec<String>> {
    for (number, sample) in samples.iter().enumerate() {
        let at = |name: &str| format!("samples[{number}].{name}");
        if sample.label.trim().is_empty() {
            return Err(Error::new(Code::InvalidArgument, sample.label, "a label").at(at("label")));
        }
        for (name, text) in [("title", sample.title), ("text", sample.text)] {
            if text.len() > most_text {
                return Err(Error::new(Code::TooLarge, format_args!("`{name}`"), "16 MiB").at(at(name)));
            }
        }
    }
    let labels: std::collections::BTreeSet<&str> = samples.iter().map(|sample| sample.label).collect();
    if labels.len() < 2 || labels.len() > super::MOST_LABELS {
        let expected = format_args!("2 to {} labels", super::MOST_LABELS).to_string();
        return Err(Error::new(Code::Untrainable, format_args!("{} labels", labels.len()), expected).at("samples"));
    }
    Ok(labels.into_iter().map(str::to_owned).collect())
}
