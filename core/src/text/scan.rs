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
    /// Words of one code.
    single_words: Table<u32>,
    /// The two codes that begin words.
    heads: Table<Head>,
    /// Three codes that begin words: the range of `tails`.
    triples: Table<(u32, u32)>,
    /// The rest of each longer word after its first two codes, the longest first.
    tails: Vec<Tail>,
    /// All rests.
    codes: Vec<u16>,
}

/// Two codes that begin words.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The word of just these two.
    word: Option<u32>,
    /// One of the two is a digit, so that no digit may stand beside the word.
    digits: bool,
    /// One bit for every hash of a third code that goes on from here: most positions end at this bit.
    thirds: u64,
}

#[derive(Clone, Copy, Debug)]
struct Tail {
    start: u32,
    length: u16,
    /// The word's first or last code is a digit, so that no digit may stand beside it.
    digits: bool,
    word: u32,
}

/// An open table with at least half of its buckets free.
#[derive(Debug)]
struct Table<T> {
    buckets: Vec<Option<(u64, T)>>,
    bits: u32,
}

/// What follows a word's first two codes, whether digits may not stand beside it, and its number.
type Rest<'a> = (&'a [u16], bool, u32);

impl<T: Copy> Table<T> {
    fn new(entries: &[(u64, T)]) -> Self {
        let bits = (entries.len() * 2).next_power_of_two().max(2).trailing_zeros();
        let mut table = Self { buckets: vec![None; 1 << bits], bits };
        for entry in entries {
            let mut slot = spread(entry.0, bits);
            while table.buckets.get(slot).is_some_and(Option::is_some) {
                slot = (slot + 1) & (table.buckets.len() - 1);
            }
            if let Some(free) = table.buckets.get_mut(slot) {
                *free = Some(*entry);
            }
        }
        table
    }

    #[inline]
    fn get(&self, key: u64) -> Option<&T> {
        let mut slot = spread(key, self.bits);
        loop {
            let (known, value) = self.buckets.get(slot)?.as_ref()?;
            if *known == key {
                return Some(value);
            }
            slot = (slot + 1) & (self.buckets.len() - 1);
        }
    }
}

/// Bits of the filter.
const FILTER_BITS: u32 = 16;

#[inline]
fn spread(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

#[inline]
fn pair(first: u16, second: u16) -> u64 {
    u64::from(first) << 16 | u64::from(second)
}

#[inline]
fn third_bit(third: u16) -> u64 {
    1 << (third.wrapping_mul(0x9E37) >> 10)
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
        let mut heads: BTreeMap<u64, Head> = BTreeMap::new();
        let mut longer: BTreeMap<u64, Vec<Rest<'_>>> = BTreeMap::new();
        let is_digit = |code: Option<&u16>| code.is_some_and(|code| (0x30..=0x39).contains(code));
        for (number, word) in (0_u32..).zip(words) {
            let [first, after @ ..] = word.as_slice() else { continue };
            let [second, rest @ ..] = after else {
                set(&mut singles, usize::from(*first));
                single_words.push((u64::from(*first), number));
                continue;
            };
            let key = pair(*first, *second);
            set(&mut beginnings, spread(key, FILTER_BITS));
            let digits = is_digit(word.first()) || is_digit(word.last());
            let fresh = Head { word: None, digits: false, thirds: 0 };
            let head = heads.entry(key).or_insert(fresh);
            match rest.first() {
                None => (head.word, head.digits) = (Some(number), digits),
                Some(third) => {
                    head.thirds |= third_bit(*third);
                    longer.entry(key << 16 | u64::from(*third)).or_default().push((rest, digits, number));
                }
            }
        }
        let (mut tails, mut codes, mut triples) = (Vec::new(), Vec::new(), Vec::new());
        for (key, mut rests) in longer {
            rests.sort_by_key(|(rest, _, number)| (std::cmp::Reverse(rest.len()), *number));
            let first = u32::try_from(tails.len()).unwrap_or(u32::MAX);
            for (rest, digits, word) in rests {
                let start = u32::try_from(codes.len()).unwrap_or(u32::MAX);
                let length = u16::try_from(rest.len()).unwrap_or(u16::MAX);
                codes.extend(rest);
                tails.push(Tail { start, length, digits, word });
            }
            let end = u32::try_from(tails.len()).unwrap_or(u32::MAX);
            triples.push((key, (first, end)));
        }
        let heads: Vec<_> = heads.into_iter().collect();
        Self {
            beginnings,
            singles,
            single_words: Table::new(&single_words),
            heads: Table::new(&heads),
            triples: Table::new(&triples),
            tails,
            codes,
        }
    }

    /// Finds every word at every position, in order of their starts, the longer first.
    pub(crate) fn scan(&self, text: &Folded, hits: &mut Vec<Hit>) {
        hits.clear();
        let mut rest = text.codes();
        let mut start = 0_u32;
        while let [first, after @ ..] = rest {
            if let [second, beyond @ ..] = after
                && bit(&self.beginnings, spread(pair(*first, *second), FILTER_BITS))
                && let key = pair(*first, *second)
                && let Some(head) = self.heads.get(key)
            {
                if let Some(third) = beyond.first()
                    && head.thirds & third_bit(*third) != 0
                {
                    self.longer(text, key << 16 | u64::from(*third), beyond, start, hits);
                }
                if let Some(word) = head.word
                    && !(head.digits && in_number(text, start, 2))
                {
                    hits.push(Hit { start, end: start + 2, word });
                }
            }
            if bit(&self.singles, usize::from(*first))
                && let Some(word) = self.single_words.get(u64::from(*first))
            {
                hits.push(Hit { start, end: start + 1, word: *word });
            }
            rest = after;
            start += 1;
        }
    }

    /// The words of three and more codes that begin with three.
    #[inline]
    fn longer(&self, text: &Folded, key: u64, beyond: &[u16], start: u32, hits: &mut Vec<Hit>) {
        let Some((first, end)) = self.triples.get(key) else { return };
        for tail in self.tails.get(*first as usize..*end as usize).unwrap_or_default() {
            let length = u32::from(tail.length) + 2;
            if self.fits(tail, beyond) && !(tail.digits && in_number(text, start, length)) {
                hits.push(Hit { start, end: start + length, word: tail.word });
            }
        }
    }

    /// Whether the rest of a word, whose third code is known to stand there, stands there.
    #[inline]
    fn fits(&self, tail: &Tail, beyond: &[u16]) -> bool {
        if tail.length == 1 {
            return true;
        }
        let start = tail.start as usize;
        let rest = self.codes.get(start..start + usize::from(tail.length)).unwrap_or_default();
        rest.len() <= beyond.len() && rest.iter().zip(beyond).all(|(left, right)| left == right)
    }
}

/// Whether a digit stands directly beside the word: 12345 inside 9123456 is no hotline.
fn in_number(text: &Folded, start: u32, length: u32) -> bool {
    let digit = |index: Option<u32>| {
        let classes = index.and_then(|index| text.classes().get(index as usize));
        classes.is_some_and(|classes| classes & class::DIGIT != 0)
    };
    let end = start + length;
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
