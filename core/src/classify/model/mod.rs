//! A linear model over hashed character 1- and 2-grams, trained on labels of one's own.
//!
//! Title and text are two blocks. An n-gram weighs as often as it stands there and as rare as it is, and each block is
//! divided by the root of the sum of its squared rarities, so that a title counts as much as a text. One machine for each label against the rest is trained by dual coordinate descent; the
//! weights are rounded to eight bits, so that the tables stay near the processor. The confidence is calibrated on
//! texts that the machine had not seen. A model holds no text: only numbers under hashes.

mod cases;
mod features;
mod file;
mod math;
mod predict;
mod solver;
mod train;
mod words;

pub(in crate::classify) use math::ln;
use std::sync::OnceLock;

pub use predict::Prediction;
pub use train::Training;

use crate::error::Result;
use crate::id::Digest;

/// So many classes are weighed at once.
const LANES: usize = 8;

/// More labels than this are refused.
const MOST_LABELS: usize = 1000;

/// A labelled complaint to train on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sample<'a> {
    /// The title; may be empty.
    pub title: &'a str,
    /// The text; may be empty.
    pub text: &'a str,
    /// What a person said that it is about: the id of a category, where the model is to stand beside a lexicon.
    pub label: &'a str,
}

impl std::fmt::Debug for Sample<'_> {
    /// Texts of complaints are confidential: only their lengths are shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Sample");
        shown.field("label", &self.label).field("title_len", &self.title.len()).field("text_len", &self.text.len());
        shown.finish_non_exhaustive()
    }
}

/// A trained model. Immutable: share it between threads in an [`std::sync::Arc`].
///
/// ```
/// use tousu::classify::{Model, Sample, Training};
/// let sample = |text, label| Sample { title: "", text, label };
/// let samples = [
///     sample("电梯坏了没人修", "facilities"),
///     sample("电梯困人", "facilities"),
///     sample("楼上半夜吵", "neighbour"),
///     sample("邻居装修太吵", "neighbour"),
/// ];
/// let model = Model::train(&samples, &Training::default())?;
/// assert_eq!(model.label(model.predict("", "電梯又壞了").label), "facilities");
/// let again = Model::from_bytes(&model.to_bytes())?;
/// assert_eq!(again.digest(), model.digest());
/// # Ok::<(), tousu::Error>(())
/// ```
pub struct Model {
    /// In ascending order.
    labels: Vec<String>,
    /// Per label, scaled as the sums are.
    constants: Vec<f32>,
    /// Titles and texts; `None` where the samples had none.
    blocks: [Option<Block>; 2],
    /// How many samples it was trained on.
    samples: u64,
    digest: OnceLock<Digest>,
}

/// The weights of one block.
struct Block {
    /// For every group of lanes a row per bucket: weights, and behind the last class the square of the bucket's rarity.
    groups: Vec<Vec<[i8; LANES]>>,
    /// Per label what one step of a weight is worth.
    scales: Vec<f32>,
}

impl Block {
    /// For so many labels, with two to the power of `bits` buckets.
    fn empty(labels: usize, bits: u32) -> Self {
        // One lane more than labels, for the rarity.
        let groups = (labels + 1).div_ceil(LANES);
        Self { groups: vec![vec![[0; LANES]; 1 << bits]; groups], scales: Vec::with_capacity(labels) }
    }

    fn set(&mut self, bucket: usize, class: usize, value: i8) {
        let row = self.groups.get_mut(class / LANES).and_then(|rows| rows.get_mut(bucket));
        if let Some(cell) = row.and_then(|row| row.get_mut(class % LANES)) {
            *cell = value;
        }
    }
}

impl Model {
    fn of(labels: Vec<String>, constants: Vec<f32>, blocks: [Option<Block>; 2], samples: u64) -> Self {
        Self { labels, constants, blocks, samples, digest: OnceLock::new() }
    }

    /// Trains a model; see [`Training`].
    ///
    /// # Errors
    /// `untrainable` for fewer than two labels or more than 1000; `invalid-argument` for an empty label; `too-large`
    /// for a title or text over 16 MiB.
    pub fn train(samples: &[Sample<'_>], training: &Training) -> Result<Self> {
        train::train(samples, training)
    }

    /// The labels in ascending order; [`Prediction::label`] is a position among them.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// A label by its position; empty beyond the last.
    #[must_use]
    pub fn label(&self, position: u16) -> &str {
        self.labels.get(usize::from(position)).map_or("", String::as_str)
    }

    /// How many samples it was trained on.
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// SHA-256 of its bytes, as decisions record it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(&self.content()))
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Model");
        shown.field("labels", &self.labels).field("samples", &self.samples).finish_non_exhaustive()
    }
}

impl PartialEq for Model {
    /// Two models that decide alike have the same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Model {}
