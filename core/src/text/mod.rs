//! Text: one-pass folding with a map back to the original, and the scan for a lexicon's words.

mod fold;
pub(crate) mod number;
mod scan;
pub(crate) mod table;

pub use fold::Folded;
pub(crate) use scan::{Hit, Scanner};

/// Where a whole pattern of the lexicon stands: folded codes, and the pattern's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Mark {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) pattern: u32,
}

/// Reused buffers of the text stage: make one per thread and pass it to every call.
#[derive(Clone, Default, Debug)]
pub struct Scratch {
    pub(crate) folded: Folded,
    pub(crate) hits: Vec<Hit>,
    /// The last place of every step that a pattern waits behind.
    pub(crate) memory: Vec<(u32, u32)>,
    /// Patterns found that speak for something.
    pub(crate) marks: Vec<Mark>,
    /// Measures found, each with its number in thousandths.
    pub(crate) measures: Vec<(Mark, i64)>,
    /// Patterns found that tell how others are meant; the number is that of the cue.
    pub(crate) cues: Vec<Mark>,
    /// Patterns found inside which others do not count.
    pub(crate) exceptions: Vec<Mark>,
    /// Per concept: how often it was found, and where it last ended.
    pub(crate) seen: Vec<(u32, u32)>,
}

impl Scratch {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
