//! All words of a lexicon found in one pass over folded codes.
//!
//! Two bits decide most positions: does any word begin with these two codes, is this code a word by itself. Only
//! where a bit is set are the words with that beginning looked up, by two codes and then by three. This beats a
//! general automaton here because the codes are at hand, words are short and most positions begin no word.

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

/// The compiled words, in tables that stay in the cache.
#[derive(Debug)]
pub(crate) struct Scanner {
    /// One bit for every hash of two codes that begin a word.
    beginnings: Box<[u64; FILTER_WORDS]>,
    /// One bit for every code that is a word.
    singles: Box<[u64; FILTER_WORDS]>,
    /// An open table of the words of one code with their codes, at least half of it free.
    single_words: Vec<(u16, u32)>,
    single_bits: u32,
    /// An open table of the two codes that begin words, at least half of it free.
    heads: Vec<Head>,
    head_bits: u32,
    /// The same for the three codes that begin words.
    thirds: Vec<Third>,
    third_bits: u32,
    /// What follows the first three codes, one third behind the other, the shorter first.
    tails: Vec<Tail>,
    /// What follows the third code.
    codes: Vec<u16>,
}

/// Two codes that begin words.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Both codes; 0 in a free place.
    pair: u32,
    /// The word of just these two, else [`NO_WORD`].
    word: u32,
    /// One bit for every hash of a third code that goes on from here: most positions end at this bit.
    thirds: u32,
}

/// Three codes that begin words.
#[derive(Clone, Copy, Debug)]
struct Third {
    /// The first two codes; 0 in a free place.
    pair: u32,
    third: u16,
    /// How many words begin so.
    count: u16,
    /// The first of them.
    tails: u32,
}

/// A word from its fourth code on.
#[derive(Clone, Copy, Debug)]
struct Tail {
    word: u32,
    /// Where the codes after the third begin.
    start: u32,
    /// How many they are.
    length: u32,
}

/// What follows a word's first three codes, and its number.
type Longer<'a> = (&'a [u16], u32);

const NO_WORD: u32 = u32::MAX;

/// Set in a word's number when it begins or ends with a digit, so that no digit may stand beside it.
const DIGITS: u32 = 1 << 31;

/// Words longer than this are never found; the lexicon refuses them.
pub(crate) const LONGEST: usize = 200;

/// Bits of a filter.
const FILTER_BITS: u32 = 16;

/// The same in words of 64 bits.
const FILTER_WORDS: usize = 1 << (FILTER_BITS - 6);

#[inline]
fn pair(first: u16, second: u16) -> u32 {
    u32::from(first) << 16 | u32::from(second)
}

/// The hash of one code in the filter, the same whether it is the first or the second.
#[inline]
fn filter_hash(code: u16) -> u16 {
    code.wrapping_mul(0x9E37)
}

/// Where two codes stand in the filter.
#[inline]
fn filter_index(first: u16, second: u16) -> usize {
    usize::from(first ^ second.rotate_left(7))
}

/// Where three codes (two of them: the third is 0) stand in an open table of so many bits.
#[inline]
fn place(pair: u32, third: u16, bits: u32) -> usize {
    let key = u64::from(pair) << 16 | u64::from(third);
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

/// The size of an open table, as a power of two, that stays half free.
fn table_bits(entries: usize) -> u32 {
    (entries * 2).next_power_of_two().max(2).trailing_zeros()
}

/// The first free place from a slot on.
fn free<T>(table: &[T], slot: usize, is_free: impl Fn(&T) -> bool) -> Option<usize> {
    (slot..table.len()).chain(0..slot).find(|slot| table.get(*slot).is_some_and(&is_free))
}

#[inline]
fn third_bit(third: u16) -> u32 {
    1 << (third.wrapping_mul(0x9E37) >> 11)
}

/// One bit of a filter; the index has 16 bits, so that the remainder changes nothing and no bound is checked.
#[inline]
fn bit(bits: &[u64; FILTER_WORDS], index: usize) -> u64 {
    bits.get((index >> 6) & (FILTER_WORDS - 1)).map_or(0, |word| word >> (index & 63) & 1)
}

fn set(bits: &mut [u64; FILTER_WORDS], index: usize) {
    if let Some(word) = bits.get_mut(index >> 6) {
        *word |= 1 << (index & 63);
    }
}

impl Scanner {
    /// Compiles folded words; the number of a word is its position. Empty words are never found.
    pub(crate) fn new(words: &[Vec<u16>]) -> Self {
        let mut beginnings = Box::new([0; FILTER_WORDS]);
        let mut singles = Box::new([0; FILTER_WORDS]);
        let mut single_words = Vec::new();
        let mut heads: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut longer: BTreeMap<(u32, u16), Vec<Longer<'_>>> = BTreeMap::new();
        for (number, word) in (0_u32..DIGITS - 1).zip(words).filter(|(_, word)| word.len() <= LONGEST) {
            let number = if has_digit_at_edge(word) { number | DIGITS } else { number };
            let [first, after @ ..] = word.as_slice() else { continue };
            let [second, rest @ ..] = after else {
                set(&mut singles, usize::from(*first));
                single_words.push((*first, number & !DIGITS));
                continue;
            };
            set(&mut beginnings, filter_index(filter_hash(*first), filter_hash(*second)));
            let pair = pair(*first, *second);
            let (two, _) = heads.entry(pair).or_insert((NO_WORD, 0));
            match rest {
                [] => *two = number,
                [third, beyond @ ..] => longer.entry((pair, *third)).or_default().push((beyond, number)),
            }
        }
        let single_bits = table_bits(single_words.len());
        let (head_bits, third_bits) = (table_bits(heads.len()), table_bits(longer.len()));
        let mut scanner = Self {
            beginnings,
            singles,
            single_words: vec![(0, NO_WORD); 1 << single_bits],
            single_bits,
            heads: vec![Head { pair: 0, word: NO_WORD, thirds: 0 }; 1 << head_bits],
            head_bits,
            thirds: vec![Third { pair: 0, third: 0, count: 0, tails: 0 }; 1 << third_bits],
            third_bits,
            tails: Vec::new(),
            codes: Vec::new(),
        };
        for (code, word) in single_words {
            let slot = free(&scanner.single_words, place(code.into(), 0, single_bits), |(_, known)| *known == NO_WORD);
            if let Some(free) = slot.and_then(|slot| scanner.single_words.get_mut(slot)) {
                *free = (code, word);
            }
        }
        for ((pair, third), words) in longer {
            if let Some((_, thirds)) = heads.get_mut(&pair) {
                *thirds |= third_bit(third);
            }
            scanner.add_third(pair, third, words);
        }
        for (pair, (word, thirds)) in heads {
            let slot = free(&scanner.heads, place(pair, 0, head_bits), |head| head.pair == 0);
            if let Some(free) = slot.and_then(|slot| scanner.heads.get_mut(slot)) {
                *free = Head { pair, word, thirds };
            }
        }
        scanner
    }

    fn add_third(&mut self, pair: u32, third: u16, mut words: Vec<Longer<'_>>) {
        words.sort_by_key(|(rest, number)| (rest.len(), *number));
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let tails = small(self.tails.len());
        let count = u16::try_from(words.len()).unwrap_or(u16::MAX);
        for (rest, word) in words.into_iter().take(count.into()) {
            self.tails.push(Tail { word, start: small(self.codes.len()), length: small(rest.len()) });
            self.codes.extend(rest);
        }
        let slot = free(&self.thirds, place(pair, third, self.third_bits), |known| known.pair == 0);
        if let Some(free) = slot.and_then(|slot| self.thirds.get_mut(slot)) {
            *free = Third { pair, third, count, tails };
        }
    }

    /// The word of just this code.
    #[inline]
    fn single(&self, code: u16) -> Option<u32> {
        let mut slot = place(code.into(), 0, self.single_bits);
        loop {
            let (known, word) = self.single_words.get(slot)?;
            if *word == NO_WORD || *known == code {
                return Some(*word).filter(|word| *word != NO_WORD);
            }
            slot = (slot + 1) & (self.single_words.len() - 1);
        }
    }

    #[inline]
    fn head(&self, pair: u32) -> Option<&Head> {
        let mut slot = place(pair, 0, self.head_bits);
        loop {
            let head = self.heads.get(slot)?;
            if head.pair == pair || head.pair == 0 {
                return Some(head);
            }
            slot = (slot + 1) & (self.heads.len() - 1);
        }
    }

    /// The words that begin with three codes.
    #[inline]
    fn third(&self, pair: u32, third: u16) -> &[Tail] {
        let mut slot = place(pair, third, self.third_bits);
        while let Some(known) = self.thirds.get(slot) {
            if known.pair == pair && known.third == third {
                let first = known.tails as usize;
                return self.tails.get(first..first + usize::from(known.count)).unwrap_or_default();
            }
            if known.pair == 0 {
                break;
            }
            slot = (slot + 1) & (self.thirds.len() - 1);
        }
        &[]
    }

    /// Finds every word at every position, in order of their starts.
    #[inline]
    pub(crate) fn scan(&self, text: &Folded, mut found: impl FnMut(Hit)) {
        let codes = text.codes();
        // The filter is asked for 64 positions at a time without a branch; only what passes is looked at.
        for (block, start) in codes.chunks(64).zip((0_usize..).step_by(64)) {
            let next = codes.get(start + block.len()).copied().unwrap_or(0);
            let mut candidates = self.candidates(block, next);
            while candidates != 0 {
                let at = start + candidates.trailing_zeros() as usize;
                candidates &= candidates - 1;
                self.words_at(text, codes.get(at..).unwrap_or_default(), at as u32, &mut found);
            }
        }
    }

    /// One bit for each of up to 64 codes at which a word may begin; `next` is the code behind them.
    #[inline]
    fn candidates(&self, block: &[u16], next: u16) -> u64 {
        // The last code first, so that each is the second of the code before; the mask is shifted up as it goes.
        let mut second = filter_hash(next);
        block.iter().rev().fold(0, |candidates, code| {
            let first = filter_hash(*code);
            let index = filter_index(first, second);
            second = first;
            candidates << 1 | bit(&self.beginnings, index) | bit(&self.singles, usize::from(*code))
        })
    }

    /// The words that begin with the first of some codes, the shorter first.
    #[inline]
    fn words_at(&self, text: &Folded, codes: &[u16], start: u32, found: &mut impl FnMut(Hit)) {
        let [first, after @ ..] = codes else { return };
        if bit(&self.singles, usize::from(*first)) != 0
            && let Some(word) = self.single(*first)
        {
            found(Hit { start, end: start + 1, word });
        }
        let [second, after @ ..] = after else { return };
        let pair = pair(*first, *second);
        let Some(head) = self.head(pair) else { return };
        // In a free place there is neither a word nor a third code.
        if head.word != NO_WORD {
            report(text, start, 2, head.word, found);
        }
        let [third, after @ ..] = after else { return };
        if head.thirds & third_bit(*third) == 0 {
            return;
        }
        for tail in self.third(pair, *third) {
            let from = tail.start as usize;
            let rest = self.codes.get(from..from + tail.length as usize).unwrap_or_default();
            if rest.len() <= after.len() && rest.iter().zip(after).all(|(left, right)| left == right) {
                report(text, start, 3 + tail.length, tail.word, found);
            }
        }
    }
}

/// Reports a word unless it is a piece of a longer number.
#[inline]
fn report(text: &Folded, start: u32, length: u32, word: u32, found: &mut impl FnMut(Hit)) {
    if word & DIGITS == 0 || !is_in_number(text, start, length) {
        found(Hit { start, end: start + length, word: word & !DIGITS });
    }
}

/// Whether a word begins or ends with a digit.
pub(super) fn has_digit_at_edge(word: &[u16]) -> bool {
    let is_digit = |code: Option<&u16>| code.is_some_and(|code| (0x30..=0x39).contains(code));
    is_digit(word.first()) || is_digit(word.last())
}

/// Whether a digit stands directly beside the word: 12345 inside 9123456 is no hotline.
pub(super) fn is_in_number(text: &Folded, start: u32, length: u32) -> bool {
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
        Scanner::new(&words).scan(&folded, |hit| hits.push(hit));
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
