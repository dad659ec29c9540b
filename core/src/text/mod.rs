//! Text: one-pass folding with a map back to the original, and the scan for a lexicon's words.

/// Reused buffers of the text stage: make one per thread and pass it to every call.
#[derive(Clone, Default, Debug)]
pub struct Scratch {}

impl Scratch {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
