//! One pass from UTF-8 to folded codes, with the way back to the original.
//!
//! Folding makes spellings meet that mean the same: full and half width, traditional and simplified, upper and lower
//! case. Characters without width, blanks between Chinese characters and inline pinyin (`應(yīng)`) are dropped. The
//! codes are only for matching; what is shown to people is always the original.

use std::ops::Range;

use super::table::{Classes, Table, class, code_of};

/// Places are kept in 30 bits.
const MAX_BYTES: u32 = (1 << 30) - 1;

/// A folded text and its map back. Made to be reused: [`Folded::read`] keeps the buffers.
///
/// ```
/// use tousu::text::Folded;
/// let mut folded = Folded::default();
/// folded.read("電 梯（diàn tī）ＡＢ");
/// assert_eq!(folded.to_text(), "电梯(diàn tī)ab");
/// let text = "應(yīng)急電梯";
/// folded.read(text);
/// assert_eq!(folded.to_text(), "应急电梯");
/// assert_eq!(text.get(folded.bytes(2..4)), Some("電梯"));
/// assert_eq!(folded.chars(2..4), 8..10);
/// ```
#[derive(Clone, Default, Debug)]
pub struct Folded {
    codes: Vec<u16>,
    classes: Vec<Classes>,
    /// Where the character of each code stands: its first byte times four, and its length in bytes less one.
    places: Vec<u32>,
    /// Where characters were dropped: the code before which, and how many up to there.
    dropped: Vec<(u32, u32)>,
    /// The length of the original in bytes.
    end: u32,
}

/// The length of a character in UTF-8, less one.
#[inline]
fn length_of(character: char) -> u32 {
    let point = u32::from(character);
    u32::from(point > 0x7F) + u32::from(point > 0x7FF) + u32::from(point > 0xFFFF)
}

impl Folded {
    /// Folds a text, replacing what was folded before. What lies beyond 1 GiB is not read.
    pub fn read(&mut self, text: &str) {
        let table = Table::get();
        self.codes.clear();
        self.classes.clear();
        self.places.clear();
        self.dropped.clear();
        let room = text.len() / 3 + 16;
        self.codes.reserve(room);
        self.classes.reserve(room);
        self.places.reserve(room);
        self.end = u32::try_from(text.len()).unwrap_or(MAX_BYTES).min(MAX_BYTES);
        // The number of codes up to and including a Chinese character that only blanks follow; 0 = none.
        let mut before_blanks = 0;
        for (offset, character) in text.char_indices() {
            let Some(place) = u32::try_from(offset).ok().filter(|offset| *offset < MAX_BYTES) else {
                break;
            };
            let (code, classes) = table.cell(code_of(character));
            if classes & (class::NOTHING | class::SPACE) != 0 || code == u16::from(b')') || before_blanks != 0 {
                if classes & class::NOTHING != 0 {
                    self.drop_last(0, 1);
                    continue;
                }
                if classes & class::SPACE != 0 {
                    if before_blanks == 0 && self.classes.last().is_some_and(|last| last & class::HANZI != 0) {
                        before_blanks = self.codes.len();
                    }
                } else {
                    if before_blanks != 0 && classes & class::HANZI != 0 {
                        self.drop_last(self.codes.len() - before_blanks, 0);
                    }
                    before_blanks = 0;
                }
                if code == u16::from(b')')
                    && let Some(pinyin) = self.pinyin_before()
                {
                    self.drop_last(pinyin, 1);
                    continue;
                }
            }
            if classes & class::DIGIT != 0 {
                self.join_digits();
            }
            self.codes.push(code);
            self.classes.push(classes);
            self.places.push(place << 2 | length_of(character));
        }
    }

    /// Takes back the last codes and counts them, and `more` characters that made no code, as dropped here.
    #[cold]
    fn drop_last(&mut self, codes: usize, more: u32) {
        let keep = self.codes.len().saturating_sub(codes);
        self.codes.truncate(keep);
        self.classes.truncate(keep);
        self.places.truncate(keep);
        let at = u32::try_from(keep).unwrap_or(u32::MAX);
        let total = self.dropped.last().map_or(0, |last| last.1);
        let count = total + more + u32::try_from(codes).unwrap_or(0);
        while self.dropped.last().is_some_and(|last| last.0 >= at) {
            self.dropped.pop();
        }
        self.dropped.push((at, count));
    }

    /// A comma or point between two digits ends no clause: 1,200 and 4.7.
    fn join_digits(&mut self) {
        let [.., before, mark] = self.classes.as_mut_slice() else {
            return;
        };
        if *before & class::DIGIT != 0
            && self.codes.last().is_some_and(|last| [u16::from(b','), u16::from(b'.')].contains(last))
        {
            *mark = 0;
        }
    }

    /// How many codes `(yīng` takes, when that is what stands before a closing parenthesis.
    #[cold]
    fn pinyin_before(&self) -> Option<usize> {
        let letters = self.classes.iter().rev().take(8).take_while(|classes| **classes & class::LETTER != 0).count();
        let mut before = self.codes.iter().zip(&self.classes).rev();
        let toned = before.by_ref().take(letters).any(|(code, _)| *code > 0x7F);
        let mut before = self.codes.iter().zip(&self.classes).rev().skip(letters);
        let open = before.next().is_some_and(|(code, _)| *code == u16::from(b'('));
        let hanzi = before.next().is_some_and(|(_, classes)| classes & class::HANZI != 0);
        (toned && open && hanzi && (1..=7).contains(&letters)).then_some(letters + 1)
    }

    /// The folded codes.
    #[must_use]
    pub fn codes(&self) -> &[u16] {
        &self.codes
    }

    /// The classes of the codes.
    pub(crate) fn classes(&self) -> &[Classes] {
        &self.classes
    }

    /// The bytes of the original that some codes stand for, from the first character to the last, whatever was
    /// dropped between them included; always on character boundaries.
    #[must_use]
    pub fn bytes(&self, codes: Range<usize>) -> Range<usize> {
        let place = |code: usize| {
            let packed = self.places.get(code).copied().unwrap_or(self.end << 2);
            let start = usize::try_from(packed >> 2).unwrap_or(usize::MAX);
            (start, start + usize::try_from(packed & 3).unwrap_or(0) + 1)
        };
        let (start, _) = place(codes.start);
        match codes.end.checked_sub(1).filter(|last| *last >= codes.start) {
            Some(last) => start..place(last).1,
            None => start..start,
        }
    }

    /// How many characters were dropped before a code.
    fn dropped_before(&self, code: usize) -> usize {
        let code = u32::try_from(code).unwrap_or(u32::MAX);
        let upto = self.dropped.partition_point(|(at, _)| *at <= code);
        let last = upto.checked_sub(1).and_then(|last| self.dropped.get(last));
        last.map_or(0, |(_, count)| usize::try_from(*count).unwrap_or(0))
    }

    /// The same range in characters of the original.
    #[must_use]
    pub fn chars(&self, codes: Range<usize>) -> Range<usize> {
        let start = codes.start + self.dropped_before(codes.start);
        let end = match codes.end.checked_sub(1).filter(|last| *last >= codes.start) {
            Some(last) => last + 1 + self.dropped_before(last),
            None => start,
        };
        start..end
    }

    /// The folded text, for tests and diagnostics.
    #[must_use]
    pub fn to_text(&self) -> String {
        let codes = self.codes.iter().map(|code| char::from_u32(u32::from(*code)));
        codes.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.read(text);
        folded
    }

    #[test]
    fn noise_is_dropped_and_counted() {
        let cases = [
            ("電梯", "电梯"),
            ("電 梯\u{3000}壞\u{200b}了", "电梯坏了"),
            ("應(yīng)當（dāng)處理(ok)", "应当处理(ok)"),
            ("应(yīng)(yīng)急", "应急"),
            ("5 号 A 座", "5 号 a 座"),
            ("第一行\n 第二行", "第一行\n 第二行"),
            ("\0\u{10FFFF}", "\0\u{e1ff}"),
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text).to_text(), expected, "{text:?}");
        }
    }

    #[test]
    fn places_are_those_of_the_original() {
        let text = "应(yīng) 急 電\u{200b}梯!";
        let folded = folded(text);
        assert_eq!(folded.to_text(), "应急电梯!");
        assert_eq!(text.get(folded.bytes(1..2)), Some("急"));
        assert_eq!(folded.chars(1..2), 8..9);
        assert_eq!(text.get(folded.bytes(2..4)), Some("電\u{200b}梯"));
        assert_eq!(folded.chars(2..4), 10..13);
        assert_eq!(text.get(folded.bytes(0..1)), Some("应"));
        assert_eq!(text.get(folded.bytes(4..5)), Some("!"));
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in "(\\PC|[應急a(）ī梯 \u{200b}\u{3000}\n]){0,60}") {
            let once = folded(&text).to_text();
            prop_assert_eq!(folded(&once).to_text(), once);
        }

        #[test]
        fn places_are_on_boundaries(text in "(\\PC|[應急a(）ī梯 \u{200b}\n\0]){0,60}", a in 0_usize..70, b in 0_usize..70) {
            let folded = folded(&text);
            let (a, b) = (a.min(b).min(folded.codes().len()), a.max(b).min(folded.codes().len()));
            let (bytes, chars) = (folded.bytes(a..b), folded.chars(a..b));
            let found = text.get(bytes.clone());
            prop_assert!(found.is_some());
            let words: String = text.chars().skip(chars.start).take(chars.end - chars.start).collect();
            prop_assert_eq!(found, Some(words.as_str()));
        }
    }
}
