//! Personal data in texts: found, and masked.
//!
//! Rule books keep complainants and patients confidential. What names a person or leads to one — telephone numbers,
//! identity and bank cards, plates, rooms, the numbers of a hospital, names in the usual forms — is masked wherever the
//! library shows words. A mask has as many bytes and characters as what it hides, so that every place in the original
//! is the same place in the masked text; whoever has the original and may see it slices it there.

mod names;
mod numbers;

use std::borrow::Cow;
use std::ops::Range;

use crate::document::JsonWriter;

/// A kind of personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Private {
    /// A telephone number: mobile, fixed, or named as one.
    Phone,
    /// An identity card of 18 or 15 places, or named as one.
    IdCard,
    /// A bank card whose last digit proves it, or an account named as one.
    BankCard,
    /// The plate of a car.
    Plate,
    /// The number of a room or flat; the building stays.
    Room,
    /// 住院号, 病案号, 就诊卡号, 床号 and the like.
    HospitalNumber,
    /// A name: 张先生, 业主李某, 联系人：王小明.
    Name,
}

impl Private {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Phone, Self::IdCard, Self::BankCard, Self::Plate, Self::Room, Self::HospitalNumber, Self::Name];

    /// The name in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::IdCard => "id-card",
            Self::BankCard => "bank-card",
            Self::Plate => "plate",
            Self::Room => "room",
            Self::HospitalNumber => "hospital-number",
            Self::Name => "name",
        }
    }
}

/// Where personal data stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrivateSpan {
    /// Of which kind.
    pub kind: Private,
    /// Bytes of the text; always on character boundaries.
    pub bytes: Range<usize>,
    /// The same in characters.
    pub chars: Range<usize>,
}

/// The personal data in a text, in its order; no two overlap.
///
/// ```
/// use tousu::text::{Private, private_spans};
/// let text = "联系人：王小明，电话１３８-0013-8000，3栋1203室";
/// let found: Vec<_> = private_spans(text).into_iter().map(|span| (span.kind, &text[span.bytes])).collect();
/// assert_eq!(found, [(Private::Name, "王小明"), (Private::Phone, "１３８-0013-8000"), (Private::Room, "1203")]);
/// ```
#[must_use]
pub fn private_spans(text: &str) -> Vec<PrivateSpan> {
    let glyphs = Glyph::read(text);
    let mut found = numbers::find(&glyphs);
    names::find(&glyphs, &mut found);
    // Of what overlaps, the first and the longest stays; of the same, the kind that was looked for first.
    found.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
    let mut out: Vec<PrivateSpan> = Vec::with_capacity(found.len());
    let mut end = 0;
    for (kind, range) in found {
        let (Some(first), Some(last)) =
            (glyphs.get(range.start), range.end.checked_sub(1).and_then(|last| glyphs.get(last)))
        else {
            continue;
        };
        if range.start >= end {
            end = range.end;
            let (bytes, chars) = (first.byte..last.byte + last.width, first.number..last.number + 1);
            out.push(PrivateSpan { kind, bytes, chars });
        }
    }
    out
}

/// A text with its personal data masked; as it is where there is none.
///
/// ```
/// use tousu::text::redact;
/// assert_eq!(redact("张先生，手机13800138000"), "＊先生，手机***********");
/// assert_eq!(redact("电梯坏了三天"), "电梯坏了三天");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let spans = private_spans(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut spans = spans.iter().peekable();
    for (byte, character) in text.char_indices() {
        while spans.peek().is_some_and(|span| span.bytes.end <= byte) {
            spans.next();
        }
        let hidden = spans.peek().is_some_and(|span| span.bytes.contains(&byte));
        out.push(if hidden { mask(character) } else { character });
    }
    Cow::Owned(out)
}

/// The text masked, and where its personal data stands, as JSON.
///
/// ```
/// let json = tousu::text::private_json("张先生");
/// assert_eq!(
///     json,
///     r#"{"schema":"tousu/private/1","masked":"＊先生","spans":[{"kind":"name","bytes":[0,3],"chars":[0,1]}]}"#
/// );
/// ```
#[must_use]
pub fn private_json(text: &str) -> String {
    let mut out = JsonWriter::new();
    let range = |out: &mut JsonWriter, range: &Range<usize>| {
        let number = |number: usize| i128::try_from(number).unwrap_or(i128::MAX);
        out.array(|out| [range.start, range.end].into_iter().for_each(|end| out.integer(number(end))));
    };
    out.object(|out| {
        out.field("schema").string("tousu/private/1");
        out.field("masked").string(&redact(text));
        out.key("spans");
        out.array(|out| {
            for span in private_spans(text) {
                out.object(|out| {
                    out.field("kind").string(span.kind.slug());
                    out.key("bytes");
                    range(out, &span.bytes);
                    out.key("chars");
                    range(out, &span.chars);
                });
            }
        });
    });
    out.finish()
}

/// What stands for a character: as wide as it in every encoding.
fn mask(character: char) -> char {
    match character.len_utf8() {
        1 => '*',
        2 => '×',
        3 => '＊',
        _ => '🞶',
    }
}

/// A character as it is looked at: half width, upper case, and where it stands. Characters without width are left out.
#[derive(Clone, Copy)]
struct Glyph {
    seen: char,
    byte: usize,
    width: usize,
    number: usize,
}

impl Glyph {
    fn read(text: &str) -> Vec<Self> {
        let glyphs = text.char_indices().enumerate().filter(|(_, (_, character))| !is_invisible(*character));
        glyphs.map(|(number, (byte, c))| Self { seen: seen(c), byte, width: c.len_utf8(), number }).collect()
    }
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF)
}

/// Half width, upper case, one sign for what separates.
fn seen(character: char) -> char {
    let point = u32::from(character);
    let half = match point {
        0xFF01..=0xFF5E => char::from_u32(point - 0xFEE0).unwrap_or(character),
        0x3000 => ' ',
        // Dashes, the minus, the katakana dash that stands for one; middle dots.
        0x2010..=0x2015 | 0x2212 | 0x30FC | 0xFE63 => '-',
        0xB7 | 0x2022 | 0x2027 | 0x30FB | 0x2E31 => '.',
        _ => character,
    };
    half.to_ascii_uppercase()
}

/// Whether a word stands at a place.
fn starts_with(glyphs: &[Glyph], at: usize, word: &str) -> bool {
    let rest = glyphs.get(at..).unwrap_or_default();
    let mut count = 0;
    let same = word.chars().zip(rest).all(|(wanted, glyph)| {
        count += 1;
        wanted == glyph.seen
    });
    same && count == word.chars().count()
}

/// The character at a place.
fn at(glyphs: &[Glyph], place: usize) -> Option<char> {
    glyphs.get(place).map(|glyph| glyph.seen)
}

/// The character before a place.
fn before(glyphs: &[Glyph], place: usize) -> Option<char> {
    at(glyphs, place.checked_sub(1)?)
}

fn is_hanzi(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x3007)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn masks_are_as_wide_as_what_they_hide() {
        for character in ['a', 'é', '张', '𠮷'] {
            let mask = mask(character);
            assert_eq!((mask.len_utf8(), mask.len_utf16()), (character.len_utf8(), character.len_utf16()));
        }
    }

    proptest! {
        #[test]
        fn spans_stand_on_characters_and_masking_twice_changes_nothing(
            text in "(\\PC|[0-9０-９\\- 　：张王李某先生女士业主联系人栋室单元床号京粤A-Z电话住院\u{200b}]){0,60}",
        ) {
            let spans = private_spans(&text);
            let mut end = 0;
            for span in &spans {
                let bytes = text.get(span.bytes.clone());
                prop_assert!(bytes.is_some_and(|words| !words.is_empty()));
                prop_assert!(span.bytes.start >= end);
                end = span.bytes.end;
                let count = span.chars.end - span.chars.start;
                let chars: String = text.chars().skip(span.chars.start).take(count).collect();
                prop_assert_eq!(bytes, Some(chars.as_str()));
            }
            let once = redact(&text).into_owned();
            prop_assert_eq!((once.len(), once.chars().count()), (text.len(), text.chars().count()));
            for span in &spans {
                let hidden = once.get(span.bytes.clone()).unwrap_or_default();
                prop_assert!(hidden.chars().all(|c| "*×＊🞶".contains(c)), "{}", hidden);
            }
        }
    }
}
