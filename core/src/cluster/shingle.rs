//! Short pieces of folded text, and how rare each is.

use super::Message;
use crate::text::Folded;
use crate::text::table::{Classes, class};

/// What a piece may consist of; everything else parts pieces.
const SPOKEN: Classes = class::HANZI | class::DIGIT | class::LETTER;

/// Bits of a piece's number.
const BITS: u32 = 22;

/// How many pieces are told apart; of two that share a number the frequencies add up, which only makes both less rare.
const PIECES: usize = 1 << BITS;

/// A weight is the rarity in sixteenths of a bit: at most 20 bits, twice in a title.
const WEIGHT_BITS: u32 = 32 - BITS;

/// What is in more texts than this share of all (in per mille) is a phrase of the language or of the form.
const COMMON: usize = 20;

/// …but not what is in at most so many texts: a small register may be about one thing.
const FEW: usize = 64;

/// The weight of a piece that no other text has, in the length of its text: it tells texts apart, though every long
/// text has many.
const ALONE: u64 = 4;

/// A piece and its weight in one text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Weighed(u32);

impl Weighed {
    fn new(piece: u32, weight: u32) -> Self {
        Self((piece << WEIGHT_BITS) | weight.min((1 << WEIGHT_BITS) - 1))
    }

    pub(super) fn piece(self) -> u32 {
        self.0 >> WEIGHT_BITS
    }

    pub(super) fn weight(self) -> u64 {
        u64::from(self.0 & ((1 << WEIGHT_BITS) - 1))
    }
}

/// What is compared of a text.
#[derive(Clone, Default, Debug)]
pub(super) struct Sketch {
    /// By number.
    pub(super) pieces: Vec<Weighed>,
    /// The pieces by which the text is looked up: those that come first in an order that puts the rare first and is
    /// the same for all texts, so that texts with much in common share some.
    pub(super) keys: Vec<u32>,
    /// The square of its length as a vector.
    pub(super) square: u64,
}

/// At most so many pieces of a text are compared.
const KEPT: usize = 256;

/// A text is looked up by so many pieces.
const KEYS: usize = 24;

/// How rare each piece is.
#[derive(Debug)]
pub(super) struct Rarity {
    texts: u64,
    most: u32,
    count: Vec<u32>,
}

impl Rarity {
    pub(super) fn new() -> Self {
        Self { texts: 0, most: 0, count: vec![0; PIECES] }
    }

    /// Counts a text.
    pub(super) fn count(&mut self, message: &Message<'_>, reader: &mut Reader) {
        reader.read(message);
        self.texts += 1;
        for (piece, _) in &reader.pieces {
            if let Some(count) = self.count.get_mut(*piece as usize) {
                *count += 1;
            }
        }
    }

    /// Joins what another has counted.
    pub(super) fn join(&mut self, other: &Self) {
        self.texts += other.texts;
        self.count.iter_mut().zip(&other.count).for_each(|(count, more)| *count += more);
    }

    /// To be called when everything is counted.
    pub(super) fn close(&mut self) {
        let texts = usize::try_from(self.texts).unwrap_or(usize::MAX);
        self.most = u32::try_from((texts / 1000 * COMMON).max(texts * COMMON / 1000).max(FEW)).unwrap_or(u32::MAX);
    }

    /// How many texts have a piece.
    fn of(&self, piece: u32) -> u32 {
        self.count.get(piece as usize).copied().unwrap_or(0)
    }

    /// The rarity of a piece in sixteenths of a bit; 0 = it says nothing.
    pub(super) fn weight(&self, piece: u32) -> u32 {
        let count = self.of(piece).max(1);
        if count > self.most {
            return 0;
        }
        // Sixteen texts more, so that what all texts of a very small register have in common still counts a little.
        (log2(self.texts + 16).saturating_sub(log2(u64::from(count))) >> 4).clamp(0, 480)
    }

    /// What is compared of a text.
    pub(super) fn sketch(&self, message: &Message<'_>, reader: &mut Reader) -> Sketch {
        reader.read(message);
        let mut found: Vec<(u64, Weighed)> = Vec::with_capacity(reader.pieces.len());
        let mut alone = 0;
        for (piece, in_title) in &reader.pieces {
            // What stands in the title is what the writer says it is about.
            let weight = self.weight(*piece) << u32::from(*in_title);
            if weight == 0 {
                continue;
            }
            if self.of(*piece) == 1 {
                alone += u64::from(weight) * u64::from(weight);
                continue;
            }
            found.push((order(*piece, weight), Weighed::new(*piece, weight)));
        }
        found.sort_unstable();
        let all = found.len().max(1) as u64;
        found.truncate(KEPT);
        let mut pieces: Vec<Weighed> = found.iter().map(|(_, weighed)| *weighed).collect();
        let keys = pieces.iter().take(KEYS).map(|weighed| weighed.piece()).collect();
        let square: u64 = pieces.iter().map(|weighed| weighed.weight() * weighed.weight()).sum();
        let alone = alone * pieces.len() as u64 / all / ALONE;
        pieces.sort_unstable();
        Sketch { pieces, keys, square: square + alone }
    }
}

/// The place of a piece in the order of look-up: an exponential variable whose rate is the weight, drawn from the
/// number of the piece, so that every text draws alike and a piece comes first with the share that its weight has.
fn order(piece: u32, weight: u32) -> u64 {
    let drawn = (mix(u64::from(piece) ^ 0x9E37_79B9_7F4A_7C15) >> 32) | 1;
    let minus_log = u64::from((32 << 8) - log2(drawn).min(32 << 8)) + 1;
    (minus_log << 20) / u64::from(weight.max(1))
}

/// The logarithm to base 2 in 256ths, of at least 1; whole numbers only, so that every machine finds the same.
fn log2(number: u64) -> u32 {
    let number = number.max(1);
    let whole = number.ilog2();
    // The leading 32 bits, between 1 and 2 with 31 bits behind the point.
    let mut rest = if whole >= 31 { number >> (whole - 31) } else { number << (31 - whole) };
    let mut parts = 0;
    for _ in 0..8 {
        rest = (rest * rest) >> 31;
        parts <<= 1;
        if rest >= 1 << 32 {
            parts |= 1;
            rest >>= 1;
        }
    }
    (whole << 8) | parts
}

/// Spreads the bits of a number (the finaliser of MurmurHash3).
fn mix(mut bits: u64) -> u64 {
    bits ^= bits >> 33;
    bits = bits.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    bits ^= bits >> 33;
    bits = bits.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    bits ^ (bits >> 33)
}

/// Reads the pieces of a text: two and three characters that stand side by side, none across a mark or a blank.
#[derive(Default, Debug)]
pub(super) struct Reader {
    folded: Folded,
    /// Each piece once, with whether the title has it.
    pieces: Vec<(u32, bool)>,
    raw: Vec<u32>,
}

impl Reader {
    fn read(&mut self, message: &Message<'_>) {
        self.raw.clear();
        for (text, in_title) in [(message.title, 0), (message.text, 1)] {
            self.folded.read(text);
            for_each_piece(&self.folded, |_, _, piece| self.raw.push((piece << 1) | in_title));
        }
        self.raw.sort_unstable();
        // Of a piece that both have, the title's comes first.
        self.raw.dedup_by_key(|raw| *raw >> 1);
        self.pieces.clear();
        self.pieces.extend(self.raw.iter().map(|raw| (raw >> 1, raw & 1 == 0)));
    }
}

/// Each piece of a folded text: first code, number of codes, number of the piece.
pub(super) fn for_each_piece(folded: &Folded, mut each: impl FnMut(usize, usize, u32)) {
    // The run of spoken characters so far, the newest in the lowest bits.
    let (mut run, mut length) = (0_u64, 0_usize);
    for (at, (code, classes)) in folded.codes().iter().zip(folded.classes()).enumerate() {
        if classes & SPOKEN == 0 {
            length = 0;
            continue;
        }
        run = (run << 16) | u64::from(*code);
        length += 1;
        for size in [2, 3] {
            if length >= size {
                let codes = run & ((1 << (16 * size)) - 1);
                let piece = mix((codes << 2) | (size as u64 - 2)) >> (64 - BITS);
                each(at + 1 - size, size, u32::try_from(piece).unwrap_or(0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_arithmetic() {
        for number in [1_u64, 2, 3, 7, 10, 1000, 4096, 1_000_000, u64::from(u32::MAX), u64::MAX] {
            let expected = (number as f64).log2() * 256.0;
            let off = f64::from(log2(number)) - expected;
            assert!((-1.01..=0.01).contains(&off), "{number}: {} {expected}", log2(number));
        }
    }

    #[test]
    fn pieces_keep_inside_their_clause() {
        let mut folded = Folded::default();
        folded.read("电梯坏了，没人修");
        let mut found = Vec::new();
        for_each_piece(&folded, |at, size, _| found.push((at, size)));
        // 电梯 梯坏 电梯坏 坏了 梯坏了 | 没人 人修 没人修
        assert_eq!(found, [(0, 2), (1, 2), (0, 3), (2, 2), (1, 3), (5, 2), (6, 2), (5, 3)]);
    }

    #[test]
    fn what_every_text_has_weighs_nothing() {
        let mut rarity = Rarity::new();
        let mut reader = Reader::default();
        let texts: Vec<String> = (0..1000).map(|number| format!("尊敬的领导{}号", number % 500)).collect();
        for text in &texts {
            rarity.count(&Message { text, ..Message::default() }, &mut reader);
        }
        rarity.close();
        let mut folded = Folded::default();
        folded.read("尊敬的领导");
        for_each_piece(&folded, |_, _, piece| assert_eq!(rarity.weight(piece), 0));
        folded.read("77号");
        let mut most = 0;
        for_each_piece(&folded, |_, _, piece| most = most.max(rarity.weight(piece)));
        assert!(most > 16 * 5, "{most}: in two to twenty texts of a thousand");
    }
}
