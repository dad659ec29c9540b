//! Hashed 1- and 2-grams of a folded text.
//!
//! White space is skipped, so that a line break inside a word changes nothing. A hash is one multiplication; codes by
//! themselves never share a bucket, pairs rarely do.

use super::Folded;
use super::table::{Classes, class};

/// The buckets of titles, as a power of two: few n-grams, each of which says much.
pub(crate) const TITLE_BITS: u32 = 18;

/// The buckets of texts: fewer, so that what a model says of them stays in the cache. That some pairs share a bucket
/// makes no difference that could be measured in a text of hundreds of them.
pub(crate) const TEXT_BITS: u32 = 16;

/// What codes are multiplied by; the upper bits of the product are the bucket.
const FACTOR: u32 = 0x9E37_79B1;

/// The buckets of a text's n-grams, as often as they stand there; the list is where they are written, and longer. There
/// are two to the power of `BITS` buckets, [`TITLE_BITS`] or [`TEXT_BITS`].
pub(crate) fn collect<'a, const BITS: u32>(folded: &Folded, found: &'a mut Vec<u32>) -> &'a mut [u32] {
    let codes = folded.codes();
    if found.len() < 2 * codes.len() {
        found.resize(2 * codes.len(), 0);
    }
    let (pairs, _) = found.as_chunks_mut::<2>();
    let all = pairs.len();
    let mut pairs = pairs.iter_mut();
    // The hash of the code before, as the first of two: one multiplication serves both n-grams of a code.
    let mut before = 0_u32;
    for (code, classes) in codes.iter().zip(folded.classes()) {
        if is_skipped(*code, *classes) {
            continue;
        }
        let Some([alone, after]) = pairs.next() else { break };
        let second = u32::from(*code).wrapping_mul(FACTOR);
        let first = second << 16;
        (*alone, *after) = (first >> (32 - BITS), before.wrapping_add(second) >> (32 - BITS));
        before = first;
    }
    let written = 2 * (all - pairs.len());
    found.get_mut(..written).unwrap_or_default()
}

/// The codes that have n-grams, by their place, in the order in which [`collect`] writes two for each.
pub(crate) fn counted(folded: &Folded) -> impl Iterator<Item = usize> {
    let all = folded.codes().iter().zip(folded.classes()).enumerate();
    all.filter(|(_, (code, classes))| !is_skipped(**code, **classes)).map(|(place, _)| place)
}

/// Blanks and line ends.
#[inline]
fn is_skipped(code: u16, classes: Classes) -> bool {
    (classes & class::SPACE != 0) | (code == 10) | (code == 13)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<u32> {
        let (mut folded, mut out) = (Folded::default(), vec![7; 3]);
        folded.read(text);
        collect::<TITLE_BITS>(&folded, &mut out).to_vec()
    }

    /// The bucket of a pair of codes; a code by itself is followed by 0.
    fn bucket_of<const BITS: u32>(first: u16, second: u16) -> u32 {
        (u32::from(first) << 16 | u32::from(second)).wrapping_mul(FACTOR) >> (32 - BITS)
    }

    fn bucket(first: u16, second: u16) -> u32 {
        bucket_of::<TITLE_BITS>(first, second)
    }

    #[test]
    fn single_codes_never_share_a_bucket() {
        for bucket in [bucket_of::<TITLE_BITS>, bucket_of::<TEXT_BITS>] {
            let mut buckets: Vec<u32> = (0..=u16::MAX).map(|code| bucket(code, 0)).collect();
            buckets.sort_unstable();
            buckets.dedup();
            assert_eq!(buckets.len(), 1 << 16);
        }
    }

    #[test]
    fn each_code_and_each_pair_has_its_bucket() {
        let code = |c: char| u16::try_from(u32::from(c)).unwrap_or(0);
        let (a, b) = (code('漏'), code('水'));
        assert_eq!(found("漏\n水 "), [bucket(a, 0), bucket(0, a), bucket(b, 0), bucket(a, b)]);
        assert_eq!(found(" \n"), []);
    }
}
