//! One pass from UTF-8 to folded codes, with the way back to the original.
//!
//! Folding makes spellings meet that mean the same: full and half width, traditional and simplified, upper and lower
//! case. Characters without width, blanks between Chinese characters and inline pinyin (`應(yīng)`) are dropped. The
//! codes are only for matching; what is shown to people is always the original.

use std::ops::Range;

use super::table::{Classes, Table, class, code_beyond};

/// What lies beyond so many bytes is not read: places are kept in 32 bits.
const MAX_BYTES: usize = 1 << 30;

/// So many codes are looked at together.
pub(crate) const BLOCK: usize = 8;

/// The way from codes back to the original: runs of characters that stand side by side and are equally wide.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Places {
    runs: Vec<Run>,
}

/// Codes from `code` on whose characters stand side by side from `byte` on, each `width` bytes wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Run {
    code: u32,
    byte: u32,
    /// The number of characters before.
    character: u32,
    width: u32,
}

impl Places {
    /// The next code, whose number this is, stands for a character that does not continue the last run.
    fn begin(&mut self, code: usize, byte: usize, character: usize, width: usize) {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (code, byte, character, width) = (narrow(code), narrow(byte), narrow(character), narrow(width));
        self.runs.push(Run { code, byte, character, width });
    }

    /// Forgets all codes but the first.
    #[cold]
    fn keep(&mut self, codes: usize) {
        while self.runs.last().is_some_and(|run| run.code as usize >= codes) {
            self.runs.pop();
        }
    }

    /// First byte, width and number of the character that a code stands for.
    fn of(&self, code: usize) -> (usize, usize, usize) {
        let code = u32::try_from(code).unwrap_or(u32::MAX);
        let upto = self.runs.partition_point(|run| run.code <= code);
        let Some(run) = upto.checked_sub(1).and_then(|last| self.runs.get(last)) else { return (0, 0, 0) };
        let inside = (code - run.code) as usize;
        let width = run.width as usize;
        (run.byte as usize + inside * width, width, run.character as usize + inside)
    }

    /// The bytes of the original that some codes stand for, and the same range in characters: from the first character
    /// to the last, whatever was dropped between them included; always on character boundaries.
    pub(crate) fn both(&self, codes: Range<usize>) -> (Range<usize>, Range<usize>) {
        let (byte, _, character) = self.of(codes.start);
        match codes.end.checked_sub(1).filter(|last| *last >= codes.start) {
            Some(last) => {
                let (last_byte, width, last_character) = self.of(last);
                (byte..last_byte + width, character..last_character + 1)
            }
            None => (byte..byte, character..character),
        }
    }
}

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
    /// As many codes as any text had; those of this one come first.
    codes: Vec<u16>,
    /// Their classes.
    classes: Vec<Classes>,
    /// The number of codes.
    length: usize,
    places: Places,
}

impl Folded {
    /// Folds a text, replacing what was folded before. What lies beyond 1 GiB is not read.
    pub fn read(&mut self, text: &str) {
        let table = Table::get();
        // A block may be read from any code on.
        let room = text.len() + BLOCK;
        if self.codes.len() < room {
            self.codes.resize(room, 0);
            self.classes.resize(room, 0);
        }
        self.places.runs.clear();
        let mut buffer = Buffer { codes: &mut self.codes, classes: &mut self.classes, length: 0 };
        // The number of codes up to and including a Chinese character that only blanks follow; 0 = none.
        let mut before_blanks = 0;
        // Where the current run goes on, how wide its characters are, and how many characters there were.
        let (mut next, mut wide, mut characters) = (0, 0, 0);
        let mut at = 0;
        let bytes = text.as_bytes().get(..text.len().min(MAX_BYTES)).unwrap_or_default();
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            if before_blanks == 0 {
                let (plain, width) = match buffer.push_plain(rest, table) {
                    0 => (buffer.push_ascii(rest, table), 1),
                    plain => (plain, 3),
                };
                if plain != 0 {
                    if at != next || wide != width {
                        self.places.begin(buffer.length - plain, at, characters, width);
                    }
                    at += width * plain;
                    characters += plain;
                    (next, wide) = (at, width);
                    continue;
                }
            }
            let Some((raw, width)) = decode(rest) else { break };
            let (byte, character) = (at, characters);
            at += width;
            characters += 1;
            let (code, classes) = table.cell(raw);
            if classes & (class::NOTHING | class::SPACE | class::CLOSING) != 0 || before_blanks != 0 {
                if classes & class::NOTHING != 0 {
                    continue;
                }
                if classes & class::SPACE != 0 {
                    if before_blanks == 0 && buffer.last_classes() & class::HANZI != 0 {
                        before_blanks = buffer.length;
                    }
                } else {
                    if before_blanks != 0 && classes & class::HANZI != 0 {
                        buffer.length = before_blanks;
                        self.places.keep(before_blanks);
                        wide = 0;
                    }
                    before_blanks = 0;
                }
                if classes & class::CLOSING != 0
                    && let Some(pinyin) = buffer.pinyin_before()
                {
                    buffer.length -= pinyin;
                    self.places.keep(buffer.length);
                    wide = 0;
                    continue;
                }
            }
            if classes & class::DIGIT != 0 {
                buffer.join_digits();
            }
            if byte != next || width != wide {
                self.places.begin(buffer.length, byte, character, width);
                wide = width;
            }
            next = at;
            buffer.push(code, classes);
        }
        self.length = buffer.length;
    }

    /// The folded codes.
    #[must_use]
    #[inline]
    pub fn codes(&self) -> &[u16] {
        self.codes.get(..self.length).unwrap_or_default()
    }

    /// The classes of the codes.
    #[inline]
    pub(crate) fn classes(&self) -> &[Classes] {
        self.classes.get(..self.length).unwrap_or_default()
    }

    /// A block of codes with its classes, one in each byte; what stands behind the last code is of no text.
    #[inline]
    pub(crate) fn block(&self, from: usize) -> Option<(&[u16; BLOCK], u64)> {
        let codes = self.codes.get(from..)?.first_chunk()?;
        Some((codes, u64::from_le_bytes(*self.classes.get(from..)?.first_chunk()?)))
    }

    /// The way back.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// The bytes of the original that some codes stand for, from the first character to the last, whatever was
    /// dropped between them included; always on character boundaries.
    #[must_use]
    pub fn bytes(&self, codes: Range<usize>) -> Range<usize> {
        self.places.both(codes).0
    }

    /// The same range in characters of the original.
    #[must_use]
    pub fn chars(&self, codes: Range<usize>) -> Range<usize> {
        self.places.both(codes).1
    }

    /// The folded text, for tests and diagnostics.
    #[must_use]
    pub fn to_text(&self) -> String {
        let codes = self.codes().iter().map(|code| char::from_u32(u32::from(*code)));
        codes.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

/// The code of the first character of some bytes of a text, and its width; nearly all have three bytes.
#[inline]
fn decode(bytes: &[u8]) -> Option<(u16, usize)> {
    let low = |byte: u8| u32::from(byte & 0x3F);
    match *bytes {
        [a @ 0xE0..=0xEF, b, c, ..] => Some((u16::from(a) << 12 | u16::from(b & 0x3F) << 6 | u16::from(c & 0x3F), 3)),
        [a @ 0..=0x7F, ..] => Some((u16::from(a), 1)),
        [a @ 0xC0..=0xDF, b, ..] => Some((u16::from(a & 0x1F) << 6 | u16::from(b & 0x3F), 2)),
        [a, b, c, d, ..] => {
            let point = u32::from(a & 7) << 18 | low(b) << 12 | low(c) << 6 | low(d);
            Some((code_beyond(point), 4))
        }
        _ => None,
    }
}

/// Where codes are written: room for as many as the text has bytes.
struct Buffer<'a> {
    codes: &'a mut [u16],
    classes: &'a mut [Classes],
    length: usize,
}

impl Buffer<'_> {
    #[inline]
    fn push(&mut self, code: u16, classes: Classes) {
        if let (Some(code_cell), Some(classes_cell)) =
            (self.codes.get_mut(self.length), self.classes.get_mut(self.length))
        {
            (*code_cell, *classes_cell) = (code, classes);
            self.length += 1;
        }
    }

    /// Takes characters of three bytes from the beginning of some bytes, as long as nothing need be looked at but the
    /// table: nearly all of a Chinese text. How many they were.
    #[inline]
    fn push_plain(&mut self, bytes: &[u8], table: &Table) -> usize {
        let codes = self.codes.get_mut(self.length..).unwrap_or_default();
        let classes = self.classes.get_mut(self.length..).unwrap_or_default();
        let (characters, _) = bytes.as_chunks::<3>();
        let mut count = 0;
        for ((character, code), of_code) in characters.iter().zip(codes).zip(classes) {
            let [a, b, c] = *character;
            // The marks of the three bytes, 0xE0, 0x80 and 0x80, are taken off together.
            let marked = (u32::from(a) << 12).wrapping_add(u32::from(b) << 6).wrapping_add(u32::from(c));
            (*code, *of_code) = table.cell(marked.wrapping_sub(0xE_2080) as u16);
            // One branch for both: what was read of fewer bytes is written over.
            if (a & 0xF0 != 0xE0) | (*of_code & class::CAREFUL != 0) {
                break;
            }
            count += 1;
        }
        self.length += count;
        count
    }

    /// The same for characters of one byte: the letters and digits between Chinese characters.
    #[inline]
    fn push_ascii(&mut self, bytes: &[u8], table: &Table) -> usize {
        let mut count = 0;
        for byte in bytes.iter().take_while(|byte| byte.is_ascii()) {
            let (code, classes) = table.cell(u16::from(*byte));
            if classes & (class::NOTHING | class::SPACE | class::CLOSING) != 0 {
                break;
            }
            if classes & class::DIGIT != 0 {
                self.join_digits();
            }
            self.push(code, classes);
            count += 1;
        }
        count
    }

    fn last_classes(&self) -> Classes {
        let last = self.length.checked_sub(1).and_then(|last| self.classes.get(last));
        last.copied().unwrap_or(0)
    }

    /// A comma or point between two digits ends no clause: 1,200 and 4.7.
    #[inline]
    fn join_digits(&mut self) {
        let Some(last) = self.length.checked_sub(1) else { return };
        if self.codes.get(last).is_some_and(|code| [u16::from(b','), u16::from(b'.')].contains(code))
            && let Some([.., before, mark]) = self.classes.get_mut(..self.length)
            && *before & class::DIGIT != 0
        {
            *mark = 0;
        }
    }

    /// How many codes `(yīng` takes, when that is what stands before a closing parenthesis.
    #[cold]
    fn pinyin_before(&self) -> Option<usize> {
        let (codes, classes) = (self.codes.get(..self.length)?, self.classes.get(..self.length)?);
        let letters = classes.iter().rev().take(8).take_while(|classes| **classes & class::LETTER != 0).count();
        let toned = codes.iter().rev().take(letters).any(|code| *code > 0x7F);
        let mut before = codes.iter().zip(classes).rev().skip(letters);
        let open = before.next().is_some_and(|(code, _)| *code == u16::from(b'('));
        let hanzi = before.next().is_some_and(|(_, classes)| classes & class::HANZI != 0);
        (toned && open && hanzi && (1..=7).contains(&letters)).then_some(letters + 1)
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
