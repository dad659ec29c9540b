//! Text: one-pass folding with a map back to the original, and the scan for a lexicon's words.

mod fold;
pub(crate) mod ngrams;
pub(crate) mod number;
pub(crate) mod redact;
mod scan;
mod spellings;
pub(crate) mod table;

pub use fold::Folded;
pub(crate) use fold::{BLOCK, Places};
pub use redact::{Private, PrivateSpan, private_json, private_spans, redact};
pub(crate) use scan::{Hit, Scanner};
pub(crate) use spellings::Spellings;

/// Where a whole pattern of the lexicon stands: folded codes, and the pattern's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) pattern: u32,
}

impl Mark {
    /// By start, then end, then pattern: one comparison in place of three.
    #[inline]
    fn key(self) -> u128 {
        u128::from(self.start) << 64 | u128::from(self.end) << 32 | u128::from(self.pattern)
    }
}

impl Ord for Mark {
    #[inline]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Mark {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Reused buffers of the text stage: make one per thread and pass it to every call.
#[derive(Clone, Default, Debug)]
pub struct Scratch {
    pub(crate) folded: Folded,
    /// Ends of the parts of a pattern that is being looked for.
    pub(crate) ends: Vec<u32>,
    /// Patterns found that speak for something.
    pub(crate) marks: Vec<Mark>,
    /// Measures found, each with its number in thousandths.
    pub(crate) measures: Vec<(Mark, i64)>,
    /// Patterns found that tell how others are meant; the number is that of the cue.
    pub(crate) cues: Vec<Mark>,
    /// Patterns found inside which others do not count.
    pub(crate) exceptions: Vec<Mark>,
    /// Per signal and concept: what was found in this text.
    pub(crate) seen: Vec<Seen>,
    /// Per concept: in which places it was found, one bit each.
    pub(crate) places: Vec<u8>,
    /// Hashed n-grams of a text for a model.
    pub(crate) buckets: Vec<u32>,
    /// Per label of a model: its score.
    pub(crate) scores: Vec<f32>,
}

/// How often something was found in one text, and where it last ended.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Seen {
    pub(crate) end: u32,
    pub(crate) count: u8,
    /// How often so that it decides.
    pub(crate) decided: u8,
}

impl Scratch {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
