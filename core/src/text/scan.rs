//! All words of a lexicon found in one pass over folded codes.
//!
//! Two bits decide most positions: does any word begin with these two codes, is this code a word by itself. Only
//! where a bit is set are the words with that beginning compared. This beats a general automaton here because the
//! codes are at hand, words are short and most positions begin no word.

use std::collections::BTreeMap;

use super::Folded;
use super::table::class;

/// Where a word of the lexicon stands in the folded text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hit {
    /// First code.
    pub(crate) start: u32,
    /// One past the last code.
    pub(crate) end: u32,
    /// The word's number.
    pub(crate) word: u32,
}

/// The compiled words.
#[derive(Debug)]
pub(crate) struct Scanner {
    /// One bit for every hash of two codes that begin a word.
    beginnings: Vec<u64>,
    /// One bit for every code that is a word.
    singles: Vec<u64>,
    /// Words of one code: an open table of the code and its word.
    single_words: Vec<Option<(u16, u32)>>,
    /// Buckets of an open table: the two codes, and the range of `tails`.
    heads: Vec<Head>,
    /// The rest of each word after its first two codes.
    tails: Vec<Tail>,
    /// All rests.
    codes: Vec<u16>,
}

#[derive(Clone, Copy, Default, Debug)]
struct Head {
    key: u32,
    first: u32,
    count: u32,
}

#[derive(Clone, Copy, Debug)]
struct Tail {
    /// The word's third code, which rejects most; 0 = it has none.
    third: u16,
    start: u32,
    length: u16,
    /// Its first or last code is a digit, so that no digit may stand beside it.
    digits: bool,
    word: u32,
}

/// What follows a word's first two codes, whether digits may not stand beside it, and its number.
type Rest<'a> = (&'a [u16], bool, u32);

/// Bits of the filter.
const FILTER_BITS: u32 = 16;

#[inline]
fn hash(first: u16, second: u16, bits: u32) -> usize {
    let key = u32::from(first) << 16 | u32::from(second);
    (key.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
}

#[inline]
fn bit(bits: &[u64], index: usize) -> bool {
    bits.get(index >> 6).is_some_and(|word| word >> (index & 63) & 1 == 1)
}

fn set(bits: &mut [u64], index: usize) {
    if let Some(word) = bits.get_mut(index >> 6) {
        *word |= 1 << (index & 63);
    }
}

impl Scanner {
    /// Compiles folded words; the number of a word is its position. Empty words are never found.
    pub(crate) fn new(words: &[Vec<u16>]) -> Self {
        let mut beginnings = vec![0; 1 << (FILTER_BITS - 6)];
        let mut singles = vec![0; 1 << 10];
        let mut single_words = Vec::new();
        let mut groups: BTreeMap<u32, Vec<Rest<'_>>> = BTreeMap::new();
        let is_digit = |code: Option<&u16>| code.is_some_and(|code| (0x30..=0x39).contains(code));
        for (number, word) in words.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            match word.as_slice() {
                [] => {}
                [code] => {
                    set(&mut singles, usize::from(*code));
                    single_words.push((*code, number));
                }
                [first, second, rest @ ..] => {
                    set(&mut beginnings, hash(*first, *second, FILTER_BITS));
                    let digits = is_digit(word.first()) || is_digit(word.last());
                    let key = u32::from(*first) << 16 | u32::from(*second);
                    groups.entry(key).or_default().push((rest, digits, number));
                }
            }
        }
        let slots = (single_words.len() * 4).next_power_of_two().max(4);
        let mut single_table = vec![None; slots];
        for (code, word) in single_words {
            let mut slot = single_slot(code, slots);
            while single_table.get(slot).is_some_and(Option::is_some) {
                slot = (slot + 1) & (slots - 1);
            }
            if let Some(free) = single_table.get_mut(slot) {
                *free = Some((code, word));
            }
        }
        let size = (groups.len() * 2).next_power_of_two().max(2);
        let mut scanner = Self {
            beginnings,
            singles,
            single_words: single_table,
            heads: vec![Head::default(); size],
            tails: Vec::new(),
            codes: Vec::new(),
        };
        for (key, mut tails) in groups {
            // The longest first.
            tails.sort_by_key(|(rest, _, number)| (std::cmp::Reverse(rest.len()), *number));
            let first = u32::try_from(scanner.tails.len()).unwrap_or(u32::MAX);
            let count = u32::try_from(tails.len()).unwrap_or(u32::MAX);
            for (rest, digits, word) in tails {
                let start = u32::try_from(scanner.codes.len()).unwrap_or(u32::MAX);
                let length = u16::try_from(rest.len()).unwrap_or(u16::MAX);
                scanner.codes.extend(rest);
                scanner.tails.push(Tail { third: rest.first().copied().unwrap_or(0), start, length, digits, word });
            }
            scanner.put(Head { key, first, count });
        }
        scanner
    }

    fn put(&mut self, head: Head) {
        let mask = self.heads.len() - 1;
        let mut slot = self.slot(head.key);
        while self.heads.get(slot).is_some_and(|taken| taken.count != 0) {
            slot = (slot + 1) & mask;
        }
        if let Some(free) = self.heads.get_mut(slot) {
            *free = head;
        }
    }

    #[inline]
    fn slot(&self, key: u32) -> usize {
        let bits = self.heads.len().trailing_zeros();
        hash((key >> 16) as u16, key as u16, bits)
    }

    fn head(&self, key: u32) -> Option<&[Tail]> {
        let mask = self.heads.len() - 1;
        let mut slot = self.slot(key);
        loop {
            let head = self.heads.get(slot)?;
            if head.count == 0 {
                return None;
            }
            if head.key == key {
                let first = head.first as usize;
                return self.tails.get(first..first + head.count as usize);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Finds every word at every position, in order of their starts, the longer first.
    pub(crate) fn scan(&self, text: &Folded, hits: &mut Vec<Hit>) {
        hits.clear();
        let codes = text.codes();
        let mut rest = codes;
        let mut start = 0_u32;
        while let [first, after @ ..] = rest {
            if let Some(second) = after.first()
                && bit(&self.beginnings, hash(*first, *second, FILTER_BITS))
            {
                let key = u32::from(*first) << 16 | u32::from(*second);
                let beyond = after.get(1..).unwrap_or_default();
                let third = beyond.first().copied().unwrap_or(0);
                for tail in self.head(key).unwrap_or_default() {
                    if tail.third != 0 && tail.third != third {
                        continue;
                    }
                    if self.fits(tail, beyond) && !(tail.digits && in_number(text, start, tail)) {
                        let end = start + 2 + u32::from(tail.length);
                        hits.push(Hit { start, end, word: tail.word });
                    }
                }
            }
            if bit(&self.singles, usize::from(*first))
                && let Some(word) = self.single(*first)
            {
                hits.push(Hit { start, end: start + 1, word });
            }
            rest = after;
            start += 1;
        }
    }

    #[inline]
    fn fits(&self, tail: &Tail, beyond: &[u16]) -> bool {
        if tail.length <= 1 {
            return usize::from(tail.length) <= beyond.len();
        }
        let start = tail.start as usize;
        let rest = self.codes.get(start..start + usize::from(tail.length)).unwrap_or_default();
        rest.len() <= beyond.len() && rest.iter().zip(beyond).all(|(left, right)| left == right)
    }

    /// The word that a code is by itself.
    #[inline]
    fn single(&self, code: u16) -> Option<u32> {
        let slots = self.single_words.len();
        let mut slot = single_slot(code, slots);
        loop {
            let (known, word) = (*self.single_words.get(slot)?)?;
            if known == code {
                return Some(word);
            }
            slot = (slot + 1) & (slots - 1);
        }
    }
}

#[inline]
fn single_slot(code: u16, slots: usize) -> usize {
    usize::from(code.wrapping_mul(0x9E37) >> 4) & (slots - 1)
}

/// Whether a digit stands directly beside the word: 12345 inside 9123456 is no hotline.
fn in_number(text: &Folded, start: u32, tail: &Tail) -> bool {
    let start = start as usize;
    let digit = |index: Option<usize>| {
        index.and_then(|index| text.classes().get(index)).is_some_and(|classes| classes & class::DIGIT != 0)
    };
    let end = start + 2 + usize::from(tail.length);
    let begins = digit(Some(start)) && digit(start.checked_sub(1));
    let ends = digit(end.checked_sub(1)) && digit(Some(end));
    begins || ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(text: &str) -> Vec<u16> {
        let mut folded = Folded::default();
        folded.read(text);
        folded.codes().to_vec()
    }

    fn found(words: &[&str], text: &str) -> Vec<(u32, u32, u32)> {
        let words: Vec<_> = words.iter().map(|word| codes(word)).collect();
        let mut folded = Folded::default();
        folded.read(text);
        let mut hits = Vec::new();
        Scanner::new(&words).scan(&folded, &mut hits);
        hits.iter().map(|hit| (hit.start, hit.end, hit.word)).collect()
    }

    #[test]
    fn overlapping_words_are_all_found() {
        let words = ["漏水", "楼上漏水", "水", "12345"];
        assert_eq!(found(&words, "楼上漏水"), [(0, 4, 1), (2, 4, 0), (3, 4, 2)]);
        assert_eq!(found(&words, "打12345也没用"), [(1, 6, 3)]);
        assert_eq!(found(&words, "单号9123456"), []);
        assert_eq!(found(&words, "樓 上漏"), []);
        assert_eq!(found(&[], "x"), []);
    }

    proptest! {
        #[test]
        fn equals_the_naive_search(
            words in prop::collection::btree_set("[ab水电]{1,4}", 0..12),
            text in "[ab水电]{0,40}",
        ) {
            let folded_text = codes(&text);
            let mut expected: Vec<(u32, u32, u32)> = Vec::new();
            for start in 0..folded_text.len() {
                for (number, word) in words.iter().enumerate() {
                    let word = codes(word);
                    if folded_text.get(start..).is_some_and(|rest| rest.starts_with(&word)) {
                        expected.push((start as u32, (start + word.len()) as u32, number as u32));
                    }
                }
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut found = found(&words, &text);
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
