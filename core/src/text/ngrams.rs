//! Hashed 1- and 2-grams of a folded text, each with how often it stands there.
//!
//! White space is skipped, so that a line break inside a word changes nothing. A hash is one multiplication; codes by
//! themselves never share a bucket, pairs rarely do.

use super::Folded;
use super::table::class;

/// Buckets, as a power of two.
pub(crate) const BITS: u32 = 18;

/// How many buckets there are.
pub(crate) const BUCKETS: usize = 1 << BITS;

/// The buckets of one text. Made to be reused.
#[derive(Clone, Default)]
pub(crate) struct Ngrams {
    /// One counter for every bucket; all zero between two texts.
    counts: Vec<u8>,
    /// The buckets of this text, each once, in the order of the text; room for more.
    distinct: Vec<u32>,
    /// How many they are.
    length: usize,
    /// Those that occur again, each once.
    repeated: Vec<u32>,
    repeats: usize,
}

impl std::fmt::Debug for Ngrams {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ngrams").field("length", &self.length).finish_non_exhaustive()
    }
}

/// The bucket of a pair of codes; a code by itself is followed by 0.
#[inline]
pub(crate) fn bucket(first: u16, second: u16) -> u32 {
    (u32::from(first) << 16 | u32::from(second)).wrapping_mul(0x9E37_79B1) >> (32 - BITS)
}

impl Ngrams {
    /// Counts the n-grams of a folded text in place of the last one's.
    pub(crate) fn read(&mut self, folded: &Folded) {
        self.forget();
        let most = folded.codes().len() * 2;
        if self.distinct.len() < most {
            self.distinct.resize(most, 0);
            self.repeated.resize(most, 0);
        }
        self.counts.resize(BUCKETS, 0);
        let Some(counts) = self.counts.first_chunk_mut::<BUCKETS>() else { return };
        let mut buffers =
            Buffers { counts, distinct: &mut self.distinct, length: 0, repeated: &mut self.repeated, repeats: 0 };
        let mut before = None;
        for (code, classes) in folded.codes().iter().zip(folded.classes()) {
            if is_skipped(*code, *classes) {
                continue;
            }
            buffers.add(bucket(*code, 0));
            if let Some(before) = before {
                buffers.add(bucket(before, *code));
            }
            before = Some(*code);
        }
        (self.length, self.repeats) = (buffers.length, buffers.repeats);
    }

    fn forget(&mut self) {
        for bucket in self.distinct.get(..self.length).unwrap_or_default() {
            if let Some(count) = self.counts.get_mut(*bucket as usize) {
                *count = 0;
            }
        }
        (self.length, self.repeats) = (0, 0);
    }

    /// The buckets of the text, each once.
    #[inline]
    pub(crate) fn distinct(&self) -> &[u32] {
        self.distinct.get(..self.length).unwrap_or_default()
    }

    /// Those among them that occur more than once.
    #[inline]
    pub(crate) fn repeated(&self) -> &[u32] {
        self.repeated.get(..self.repeats).unwrap_or_default()
    }

    /// How often a bucket occurs, up to 255.
    #[inline]
    pub(crate) fn count(&self, bucket: u32) -> u8 {
        self.counts.get(bucket as usize).copied().unwrap_or(0)
    }
}

/// Blanks and line ends.
#[inline]
pub(crate) fn is_skipped(code: u16, classes: u8) -> bool {
    classes & class::SPACE != 0 || code == 10 || code == 13
}

/// What is written while a text is read.
struct Buffers<'a> {
    counts: &'a mut [u8; BUCKETS],
    distinct: &'a mut [u32],
    length: usize,
    repeated: &'a mut [u32],
    repeats: usize,
}

impl Buffers<'_> {
    /// Without a branch that depends on the text: the place behind the last is always written, and kept or not.
    #[inline]
    fn add(&mut self, bucket: u32) {
        let Some(count) = self.counts.get_mut(bucket as usize & (BUCKETS - 1)) else { return };
        if let Some(place) = self.distinct.get_mut(self.length) {
            *place = bucket;
        }
        if let Some(place) = self.repeated.get_mut(self.repeats) {
            *place = bucket;
        }
        self.length += usize::from(*count == 0);
        self.repeats += usize::from(*count == 1);
        *count = count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn single_codes_never_share_a_bucket() {
        let mut buckets: Vec<u32> = (0..=u16::MAX).map(|code| bucket(code, 0)).collect();
        buckets.sort_unstable();
        buckets.dedup();
        assert_eq!(buckets.len(), 1 << 16);
    }

    proptest! {
        #[test]
        fn counts_are_those_of_a_map(texts in prop::collection::vec("[水电梯坏ab12 \n]{0,60}", 1..4)) {
            let (mut folded, mut ngrams) = (Folded::default(), Ngrams::default());
            for text in texts {
                folded.read(&text);
                ngrams.read(&folded);
                let text = folded.to_text();
                let kept: Vec<u16> = text.encode_utf16().filter(|code| ![32, 10, 13].contains(code)).collect();
                let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
                kept.iter().for_each(|code| *expected.entry(bucket(*code, 0)).or_default() += 1);
                for pair in kept.windows(2) {
                    let [first, second] = pair else { continue };
                    *expected.entry(bucket(*first, *second)).or_default() += 1;
                }
                let mut found: Vec<(u32, u32)> =
                    ngrams.distinct().iter().map(|bucket| (*bucket, ngrams.count(*bucket).into())).collect();
                found.sort_unstable();
                prop_assert_eq!(&found, &expected.clone().into_iter().collect::<Vec<_>>());
                let mut repeated = ngrams.repeated().to_vec();
                repeated.sort_unstable();
                let again: Vec<u32> = expected.into_iter().filter(|(_, count)| *count > 1).map(|(b, _)| b).collect();
                prop_assert_eq!(repeated, again);
            }
        }
    }
}
