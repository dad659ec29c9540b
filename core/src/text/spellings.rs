//! The spellings of one part of a pattern, looked for directly before or behind a place.
//!
//! The scanner finds the rarest part of a pattern; the other parts are only looked for around it. Most places are
//! decided by one bit: does any spelling end (begin) with this code.

use super::fold::{BLOCK, Folded};
use super::scan::{has_digit_at_edge, is_in_number};

/// Words of which one stands somewhere.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Spellings {
    /// By last code, the longer first.
    by_end: Vec<Spelling>,
    /// By first code, the longer first.
    by_start: Vec<Spelling>,
    ends: Bits,
    starts: Bits,
    /// The codes of all words.
    codes: Vec<u16>,
}

/// A word under the code that leads to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Spelling {
    key: u16,
    length: u16,
    /// Where it stands in the codes.
    start: u32,
}

/// One bit for every hash of a code.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Bits([u64; 4]);

impl Bits {
    fn set(&mut self, code: u16) {
        let (word, bit) = Self::place(code);
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    #[inline]
    fn has(&self, code: u16) -> bool {
        let (word, bit) = Self::place(code);
        self.0.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// No branch: whether any code has its bit is asked once.
    #[inline]
    fn of(&self, codes: &[u16; BLOCK]) -> u32 {
        codes.iter().rev().fold(0, |bits, code| bits << 1 | u32::from(self.has(*code)))
    }

    #[inline]
    fn place(code: u16) -> (usize, u32) {
        let hash = code.wrapping_mul(0x9E37) >> 8;
        (usize::from(hash >> 6), u32::from(hash & 63))
    }
}

impl Spellings {
    /// From folded words, each given once; empty ones are left out.
    pub(crate) fn new(words: &[Vec<u16>]) -> Self {
        let mut made = Self::default();
        for word in words {
            let (Some(first), Some(last)) = (word.first(), word.last()) else { continue };
            let start = u32::try_from(made.codes.len()).unwrap_or(u32::MAX);
            let length = u16::try_from(word.len()).unwrap_or(u16::MAX);
            made.starts.set(*first);
            made.ends.set(*last);
            made.by_start.push(Spelling { key: *first, length, start });
            made.by_end.push(Spelling { key: *last, length, start });
            made.codes.extend(word);
        }
        for list in [&mut made.by_end, &mut made.by_start] {
            list.sort_by_key(|spelling| (spelling.key, std::cmp::Reverse(spelling.length)));
        }
        made
    }

    /// Whether some spelling may end with this code: mostly none does, and no word need be compared.
    #[inline]
    pub(crate) fn may_end(&self, code: u16) -> bool {
        self.ends.has(code)
    }

    /// The same for a block: one bit for each code.
    #[inline]
    pub(crate) fn may_end_in(&self, codes: &[u16; BLOCK]) -> u32 {
        self.ends.of(codes)
    }

    /// One bit for each code of a block: whether some spelling may begin with it.
    #[inline]
    pub(crate) fn may_begin_in(&self, codes: &[u16; BLOCK]) -> u32 {
        self.starts.of(codes)
    }

    /// The lengths of the spellings that end directly before a place, the longest first.
    #[inline]
    pub(crate) fn ending<'a>(&'a self, text: &'a Folded, end: usize) -> impl Iterator<Item = usize> + 'a {
        let before = text.codes().get(..end).unwrap_or_default();
        let candidates = match before.last() {
            Some(last) => under(&self.by_end, *last),
            None => &[],
        };
        // Words are short: a loop is done before a call would begin.
        let stands = move |word: &[u16]| {
            word.len() <= before.len() && word.iter().rev().zip(before.iter().rev()).all(|(left, right)| left == right)
        };
        let standing = candidates.iter().filter(move |spelling| stands(self.word(spelling)));
        standing
            .map(|spelling| usize::from(spelling.length))
            .filter(move |length| self.is_whole(text, end - length, *length))
    }

    /// The lengths of the spellings that begin at a place, the longest first.
    #[inline]
    pub(crate) fn starting<'a>(&'a self, text: &'a Folded, start: usize) -> impl Iterator<Item = usize> + 'a {
        let behind = text.codes().get(start..).unwrap_or_default();
        let candidates = match behind.first() {
            Some(first) => under(&self.by_start, *first),
            None => &[],
        };
        let stands = move |word: &[u16]| {
            word.len() <= behind.len() && word.iter().zip(behind).all(|(left, right)| left == right)
        };
        let standing = candidates.iter().filter(move |spelling| stands(self.word(spelling)));
        standing.map(|spelling| usize::from(spelling.length)).filter(move |length| self.is_whole(text, start, *length))
    }

    #[inline]
    fn word(&self, spelling: &Spelling) -> &[u16] {
        let start = spelling.start as usize;
        self.codes.get(start..start + usize::from(spelling.length)).unwrap_or_default()
    }

    /// Not a piece of a longer number.
    fn is_whole(&self, text: &Folded, start: usize, length: usize) -> bool {
        let word = text.codes().get(start..start + length).unwrap_or_default();
        // A single digit is taken wherever it stands, as the scanner does.
        length < 2 || !has_digit_at_edge(word) || !is_in_number(text, start as u32, length as u32)
    }
}

/// The words under one code, in a list ordered by code.
#[inline]
fn under(list: &[Spelling], key: u16) -> &[Spelling] {
    let first = list.partition_point(|spelling| spelling.key < key);
    let rest = list.get(first..).unwrap_or_default();
    let count = rest.iter().take_while(|spelling| spelling.key == key).count();
    rest.get(..count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<u16> {
        let mut folded = Folded::default();
        folded.read(text);
        folded.codes().to_vec()
    }

    #[test]
    fn words_are_found_on_both_sides_of_a_place() {
        let spellings = Spellings::new(&["漏水", "水", "漏水了", "12"].map(codes));
        let mut text = Folded::default();
        text.read("楼上漏水了12天，单号9123");
        let ending = |end| spellings.ending(&text, end).collect::<Vec<_>>();
        let starting = |start| spellings.starting(&text, start).collect::<Vec<_>>();
        assert_eq!(ending(4), [2, 1]);
        assert_eq!(ending(5), [3]);
        assert_eq!(ending(7), [2]);
        assert_eq!(starting(2), [3, 2]);
        assert_eq!(starting(3), [1]);
        assert_eq!(starting(12), [], "12 inside 9123 is no 12");
        assert_eq!((ending(0).len(), ending(99).len(), starting(99).len()), (0, 0, 0));
    }

    #[test]
    fn a_block_is_asked_as_its_codes_are() {
        let spellings = Spellings::new(&["漏水", "渗水", "裂"].map(codes));
        let code = |character: char| u16::try_from(u32::from(character)).unwrap_or(0);
        let block: [u16; BLOCK] = std::array::from_fn(|place| match place {
            3 => code('渗'),
            5 => code('水'),
            other => u16::try_from(other).unwrap_or(0) * 700 + 0x4E00,
        });
        let asked =
            |may: &dyn Fn(u16) -> bool| block.iter().rev().fold(0, |bits, code| bits << 1 | u32::from(may(*code)));
        assert_eq!(spellings.may_end_in(&block), asked(&|code| spellings.may_end(code)));
        assert_eq!(spellings.may_begin_in(&block) >> 3 & 1, 1);
        assert_eq!(spellings.may_end_in(&block) >> 5 & 1, 1);
    }
}
