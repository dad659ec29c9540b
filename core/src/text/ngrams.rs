//! Hashed 1- and 2-grams of a folded text.
//!
//! White space is skipped, so that a line break inside a word changes nothing. A hash is one multiplication; codes by
//! themselves never share a bucket, pairs rarely do.

use super::Folded;
use super::table::{Classes, class};

/// Buckets, as a power of two.
pub(crate) const BITS: u32 = 18;

/// How many buckets there are.
pub(crate) const BUCKETS: usize = 1 << BITS;

/// The bucket of a pair of codes; a code by itself is followed by 0.
#[inline]
fn bucket(first: u16, second: u16) -> u32 {
    (u32::from(first) << 16 | u32::from(second)).wrapping_mul(0x9E37_79B1) >> (32 - BITS)
}

/// The buckets of a text's n-grams, as often as they stand there, in the place of what the list held.
pub(crate) fn collect(folded: &Folded, found: &mut Vec<u32>) {
    let codes = folded.codes();
    found.clear();
    found.resize(2 * codes.len(), 0);
    let (mut before, mut length) = (0, 0);
    for (code, classes) in codes.iter().zip(folded.classes()) {
        if is_skipped(*code, *classes) {
            continue;
        }
        if let Some([alone, after]) = found.get_mut(length..).and_then(<[u32]>::first_chunk_mut) {
            (*alone, *after) = (bucket(*code, 0), bucket(before, *code));
            length += 2;
        }
        before = *code;
    }
    found.truncate(length);
}

/// Blanks and line ends.
#[inline]
fn is_skipped(code: u16, classes: Classes) -> bool {
    classes & class::SPACE != 0 || code == 10 || code == 13
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<u32> {
        let (mut folded, mut out) = (Folded::default(), Vec::new());
        folded.read(text);
        collect(&folded, &mut out);
        out
    }

    #[test]
    fn single_codes_never_share_a_bucket() {
        let mut buckets: Vec<u32> = (0..=u16::MAX).map(|code| bucket(code, 0)).collect();
        buckets.sort_unstable();
        buckets.dedup();
        assert_eq!(buckets.len(), 1 << 16);
    }

    #[test]
    fn each_code_and_each_pair_has_its_bucket() {
        let code = |c: char| u16::try_from(u32::from(c)).unwrap_or(0);
        let (a, b) = (code('漏'), code('水'));
        assert_eq!(found("漏\n水 "), [bucket(a, 0), bucket(0, a), bucket(b, 0), bucket(a, b)]);
        assert_eq!(found(" \n"), []);
    }
}
