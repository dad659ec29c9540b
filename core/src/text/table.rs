//! The fold table: for every 16-bit code its folded code and its classes.

use std::sync::OnceLock;

/// The data file with its licence notes.
const DATA: &str = include_str!("fold.txt");

/// A set of [`class`]es.
pub(crate) type Classes = u8;

/// Classes of folded codes.
pub(crate) mod class {
    use super::Classes;

    /// A Chinese character.
    pub(crate) const HANZI: Classes = 1;
    /// An Arabic digit.
    pub(crate) const DIGIT: Classes = 1 << 1;
    /// A Latin letter, accented or not.
    pub(crate) const LETTER: Classes = 1 << 2;
    /// Ends a clause: `，。；！？` and the line.
    pub(crate) const CLAUSE: Classes = 1 << 3;
    /// Ends a sentence: `。！？` and the line.
    pub(crate) const SENTENCE: Classes = 1 << 4;
    /// White space inside a line.
    pub(crate) const SPACE: Classes = 1 << 5;
    /// Has no width and says nothing: dropped.
    pub(crate) const NOTHING: Classes = 1 << 6;
    /// A closing parenthesis: what stands before it may be pinyin.
    pub(crate) const CLOSING: Classes = 1 << 7;

    /// What stands before it decides what becomes of it.
    pub(crate) const CAREFUL: Classes = DIGIT | SPACE | NOTHING | CLOSING;
}

/// The table. A cell is the folded code with its classes above it: one look for both.
pub(crate) struct Table {
    cells: Box<[u32; CODES]>,
}

/// How many codes there are.
const CODES: usize = 1 << 16;

impl Table {
    /// The table, built once.
    pub(crate) fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    /// The folded code and classes of a code.
    #[inline]
    pub(crate) fn cell(&self, code: u16) -> (u16, Classes) {
        let cell = self.cells.get(usize::from(code)).copied().unwrap_or(0);
        (cell as u16, (cell >> 16) as Classes)
    }

    fn build() -> Self {
        let mut to: Vec<u16> = (0..=u16::MAX).collect();
        let mut put = |from: u16, folded: u16| {
            if let Some(cell) = to.get_mut(usize::from(from)) {
                *cell = folded;
            }
        };
        // Full-width ASCII stands 0xFEE0 above ASCII.
        (0xFF01..=0xFF5E).for_each(|code| put(code, code - 0xFEE0));
        for line in DATA.lines() {
            let Some((tag, pairs)) = line.split_once(' ') else {
                continue;
            };
            if !matches!(tag, "t" | "n" | "d") {
                continue;
            }
            let mut codes = pairs.chars().map(code_of);
            while let (Some(from), Some(folded)) = (codes.next(), codes.next()) {
                put(from, folded);
            }
        }
        // Sentence marks that differ only in form.
        for (from, folded) in [('。', '.'), ('｡', '.'), ('﹐', ','), ('“', '"'), ('”', '"'), ('「', '"'), ('」', '"')]
        {
            put(code_of(from), code_of(folded));
        }
        (u16::from(b'A')..=u16::from(b'Z')).for_each(|code| put(code, code + 32));
        // A chain (compatibility form to traditional to simplified) ends at its last link.
        let step = |code: u16| to.get(usize::from(code)).copied().unwrap_or(code);
        let last = |code: u16| (0..4).fold(code, |code, _| step(code));
        let mut cells = Box::new([0; CODES]);
        for (code, cell) in (0..=u16::MAX).zip(cells.iter_mut()) {
            let folded = last(code);
            *cell = u32::from(classes_of(folded)) << 16 | u32::from(folded);
        }
        Self { cells }
    }
}

/// The code of a character: itself up to U+FFFF, beyond that one of the private codes.
#[inline]
pub(crate) fn code_of(character: char) -> u16 {
    let point = u32::from(character);
    u16::try_from(point).unwrap_or_else(|_| code_beyond(point))
}

/// The code of a character beyond U+FFFF.
pub(crate) fn code_beyond(point: u32) -> u16 {
    0xE000 + u16::try_from(point % 0x1900).unwrap_or(0)
}

fn classes_of(code: u16) -> Classes {
    let Some(character) = char::from_u32(u32::from(code)) else {
        return 0;
    };
    let mut classes = 0;
    let mut mark = |holds: bool, class: Classes| {
        if holds {
            classes |= class;
        }
    };
    let hanzi = matches!(code, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xE000..=0xFAFF | 0x3005..=0x3007);
    mark(hanzi, class::HANZI);
    mark(character.is_ascii_digit(), class::DIGIT);
    mark(character.is_ascii_lowercase() || is_pinyin_letter(code), class::LETTER);
    mark(",.;!?\n\r".contains(character) || matches!(code, 0x2026 | 0x2014), class::CLAUSE);
    mark(".!?\n\r".contains(character), class::SENTENCE);
    mark(character.is_whitespace() && !matches!(character, '\n' | '\r'), class::SPACE);
    let nothing =
        matches!(code, 0xAD | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF);
    mark(nothing, class::NOTHING);
    mark(character == ')', class::CLOSING);
    classes
}

/// Accented letters of pinyin, and combining accents.
fn is_pinyin_letter(code: u16) -> bool {
    matches!(code, 0xE0..=0xFF | 0x100..=0x17F | 0x1CD..=0x1DC | 0x300..=0x36F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_a_code_twice_changes_nothing() {
        let table = Table::get();
        for code in 0..=u16::MAX {
            let (folded, classes) = table.cell(code);
            assert_eq!(table.cell(folded), (folded, classes), "U+{code:04X}");
        }
    }

    #[test]
    fn forms_meet() {
        let table = Table::get();
        for (left, right) in
            [('電', '电'), ('Ａ', 'a'), ('１', '1'), ('，', ','), ('著', '着'), ('冇', '没'), ('⽔', '水'), ('①', '1')]
        {
            assert_eq!(table.cell(code_of(left)).0, table.cell(code_of(right)).0, "{left} {right}");
        }
    }
}
