//! Numbers as people write them: `15`, `1,200`, `１２`, `十五`, `一百零五`, `两`, `半`, `三万`, `1.5万`.
//!
//! A number is read at the begin of a text; the caller decides what may follow it. Nothing here is a float: a number
//! is whole thousandths.

/// A number found at the begin of a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Numeral {
    /// The number times 1000.
    pub thousandths: i64,
    /// How many bytes of the text it takes.
    pub bytes: usize,
}

impl Numeral {
    /// The number, when it is whole.
    #[must_use]
    pub const fn whole(self) -> Option<i64> {
        if self.thousandths % 1000 == 0 { Some(self.thousandths / 1000) } else { None }
    }
}

/// The number at the begin of a text.
///
/// Read are Arabic digits, half or full width, with thousands separators and up to three decimals, also followed by
/// 百, 千, 万 or 亿; Chinese numbers, simplified, traditional and in capitals (贰拾); and 半. Not read are clause
/// numbers (`4.7.2`) and two digits in a row (`三五天` is "three to five days"). What makes a number vague may follow
/// it (`十几`, `20多`): that is for the caller to see.
///
/// ```
/// use tousu::numeral::read;
/// let number = |text: &str| read(text).map(|found| (found.thousandths, found.bytes));
/// assert_eq!(number("十五个工作日"), Some((15_000, 6)));
/// assert_eq!(number("1,200元"), Some((1_200_000, 5)));
/// assert_eq!(number("半小时"), Some((500, 3)));
/// assert_eq!(number("4.7.2"), None);
/// ```
#[must_use]
pub fn read(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if first == '半' {
        return Some(Numeral { thousandths: 500, bytes: first.len_utf8() });
    }
    if arabic_digit(first).is_some() { arabic(text) } else { chinese(text) }
}

/// The number that a whole text is.
///
/// ```
/// use tousu::numeral::parse;
/// assert_eq!(parse("一百零五").and_then(|number| number.whole()), Some(105));
/// assert_eq!(parse("十五个"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Numeral> {
    read(text).filter(|number| number.bytes == text.len())
}

fn arabic_digit(c: char) -> Option<i64> {
    match c {
        '0'..='9' => Some(i64::from(u32::from(c) - u32::from('0'))),
        '０'..='９' => Some(i64::from(u32::from(c) - u32::from('０'))),
        _ => None,
    }
}

/// Digits at the begin of a text: their value, count and bytes.
fn digits(text: &str) -> Option<(i64, usize, usize)> {
    let (mut value, mut count, mut bytes) = (0_i64, 0, 0);
    for c in text.chars() {
        let Some(digit) = arabic_digit(c) else { break };
        value = value.checked_mul(10)?.checked_add(digit)?;
        count += 1;
        bytes += c.len_utf8();
    }
    Some((value, count, bytes))
}

fn arabic(text: &str) -> Option<Numeral> {
    let (mut whole, mut count, mut bytes) = digits(text)?;
    // Thousands: one to three digits, then groups of exactly three.
    while count <= 3 {
        let rest = text.get(bytes..)?;
        let Some(tail) = rest.strip_prefix([',', '，']) else {
            break;
        };
        let (group, length, group_bytes) = digits(tail)?;
        if length != 3 {
            break;
        }
        whole = whole.checked_mul(1000)?.checked_add(group)?;
        bytes += rest.len() - tail.len() + group_bytes;
        count = 3;
    }
    let mut thousandths = whole.checked_mul(1000)?;
    if let Some((value, used)) = decimals(text.get(bytes..)?, ['.', '．'])? {
        thousandths = thousandths.checked_add(value)?;
        bytes += used;
        let rest = text.get(bytes..)?;
        if decimals(rest, ['.', '．']) != Some(None) {
            return None;
        }
    }
    if let Some(factor) = text.get(bytes..)?.chars().next().and_then(big_unit) {
        thousandths = thousandths.checked_mul(factor.0)?;
        bytes += factor.1;
    }
    Some(Numeral { thousandths, bytes })
}

/// A point and decimals as thousandths: `Some(None)` when there are none, `None` when there are more than can be kept.
fn decimals(rest: &str, points: [char; 2]) -> Option<Option<(i64, usize)>> {
    let Some(tail) = rest.strip_prefix(points) else {
        return Some(None);
    };
    let (value, count, bytes) = digits(tail)?;
    let scale = match count {
        0 => return Some(None),
        1 => 100,
        2 => 10,
        3 => 1,
        _ => return None,
    };
    Some(Some((value * scale, rest.len() - tail.len() + bytes)))
}

/// A unit that may follow Arabic digits, with its bytes.
fn big_unit(c: char) -> Option<(i64, usize)> {
    match char_of(c)? {
        Char::Unit(unit) if unit >= 100 => Some((unit, c.len_utf8())),
        Char::Section(unit) => Some((unit, c.len_utf8())),
        _ => None,
    }
}

/// A character of a Chinese number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Char {
    Digit(i64),
    /// 十, 百, 千
    Unit(i64),
    /// 万, 亿
    Section(i64),
    /// 廿, 卅: a digit and its 十 in one
    Tens(i64),
}

fn char_of(c: char) -> Option<Char> {
    Some(match c {
        '零' | '〇' | '○' => Char::Digit(0),
        '一' | '壹' => Char::Digit(1),
        '二' | '两' | '兩' | '贰' | '貳' => Char::Digit(2),
        '三' | '叁' | '參' => Char::Digit(3),
        '四' | '肆' => Char::Digit(4),
        '五' | '伍' => Char::Digit(5),
        '六' | '陆' | '陸' => Char::Digit(6),
        '七' | '柒' => Char::Digit(7),
        '八' | '捌' => Char::Digit(8),
        '九' | '玖' => Char::Digit(9),
        '十' | '拾' => Char::Unit(10),
        '百' | '佰' => Char::Unit(100),
        '千' | '仟' => Char::Unit(1000),
        '万' | '萬' => Char::Section(10_000),
        '亿' | '億' => Char::Section(100_000_000),
        '廿' => Char::Tens(20),
        '卅' => Char::Tens(30),
        _ => return None,
    })
}

fn chinese(text: &str) -> Option<Numeral> {
    let mut run: Vec<Char> = Vec::new();
    let mut bytes = 0;
    for (c, kind) in text.chars().map_while(|c| char_of(c).map(|kind| (c, kind))) {
        // Longer than any number that fits.
        if run.len() > 40 {
            return None;
        }
        run.push(kind);
        bytes += c.len_utf8();
    }
    let whole =
        if run.iter().all(|kind| matches!(kind, Char::Digit(_))) { positional(&run)? } else { with_units(&run)? };
    let mut thousandths = whole.checked_mul(1000)?;
    // 一点五; 三点五十 is a time of day.
    if let Some(tail) = text.get(bytes..)?.strip_prefix(['点', '點']) {
        let decimals: Vec<(char, Char)> =
            tail.chars().map_while(|c| char_of(c).map(|kind| (c, kind))).take(4).collect();
        let after = decimals.iter().map(|(c, _)| c.len_utf8()).sum::<usize>();
        let minutes = tail.get(after..)?.starts_with(['分', '刻']);
        if !minutes && (1..=3).contains(&decimals.len()) {
            let mut scale = 100;
            let mut fraction = 0;
            let plain = decimals.iter().all(|(_, kind)| {
                let Char::Digit(digit) = kind else { return false };
                fraction += digit * scale;
                scale /= 10;
                true
            });
            if plain {
                thousandths = thousandths.checked_add(fraction)?;
                bytes += '点'.len_utf8() + after;
            }
        }
    }
    Some(Numeral { thousandths, bytes })
}

/// 三, 二〇二六: a digit for every place. Two digits without a zero (三五) are a range, not a number.
fn positional(run: &[Char]) -> Option<i64> {
    if run.is_empty() || (run.len() == 2 && !run.contains(&Char::Digit(0))) {
        return None;
    }
    run.iter().try_fold(0_i64, |value, kind| match kind {
        Char::Digit(digit) => value.checked_mul(10)?.checked_add(*digit),
        _ => None,
    })
}

/// 一百零五, 两万三千, 十五, 三万五 (35,000).
fn with_units(run: &[Char]) -> Option<i64> {
    let (mut total, mut section) = (0_i64, 0_i64);
    // The digit that waits for its unit, and the unit that a last digit continues (三万五).
    let (mut digit, mut last_unit) = (None, 1_i64);
    // Units fall within a section, sections within the number.
    let (mut unit_below, mut section_below) = (i64::MAX, i64::MAX);
    for kind in run {
        match *kind {
            Char::Digit(0) => {
                if digit.is_some_and(|digit| digit != 0) {
                    return None;
                }
                (digit, last_unit) = (Some(0), 1);
            }
            Char::Digit(value) => {
                if digit.is_some_and(|digit| digit != 0) {
                    return None;
                }
                digit = Some(value);
            }
            Char::Tens(value) => {
                if digit.is_some_and(|digit| digit != 0) || unit_below <= 10 {
                    return None;
                }
                section = section.checked_add(value)?;
                (digit, last_unit, unit_below) = (None, 10, 10);
            }
            Char::Unit(unit) => {
                // Only 十 stands without a digit before it.
                let count = match digit.filter(|digit| *digit != 0) {
                    Some(digit) => digit,
                    None if unit == 10 => 1,
                    None => return None,
                };
                if unit >= unit_below {
                    return None;
                }
                section = section.checked_add(count.checked_mul(unit)?)?;
                (digit, last_unit, unit_below) = (None, unit, unit);
            }
            Char::Section(unit) => {
                section = section.checked_add(digit.unwrap_or(0))?;
                if section == 0 || unit >= section_below {
                    return None;
                }
                total = total.checked_add(section.checked_mul(unit)?)?;
                (section, digit, last_unit) = (0, None, unit);
                (unit_below, section_below) = (i64::MAX, unit);
            }
        }
    }
    let tail = digit.unwrap_or(0).checked_mul((last_unit / 10).max(1))?;
    total.checked_add(section)?.checked_add(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_length() {
        let cases = [
            ("15天", 15_000, 2),
            ("１５天", 15_000, 6),
            ("1,200元", 1_200_000, 5),
            ("1,20元", 1000, 1),
            ("1234,567", 1_234_000, 4),
            ("1，234，567", 1_234_567_000, 13),
            ("1.5万元", 15_000_000, 6),
            ("1.5 hours", 1500, 3),
            ("3.", 3000, 1),
            ("3千", 3_000_000, 4),
            ("2亿", 200_000_000_000, 4),
            ("半小时", 500, 3),
            ("两日", 2000, 3),
            ("兩日", 2000, 3),
            ("十五个", 15_000, 6),
            ("二十天", 20_000, 6),
            ("二十三天", 23_000, 9),
            ("一百零五", 105_000, 12),
            ("一百十五", 115_000, 12),
            ("一百二", 120_000, 9),
            ("三万", 30_000_000, 6),
            ("三万五", 35_000_000, 9),
            ("三万零五", 30_005_000, 12),
            ("两千零二十六", 2_026_000, 18),
            ("二〇二六年", 2_026_000, 12),
            ("一亿二千万", 120_000_000_000, 15),
            ("十万零三百", 100_300_000, 15),
            ("廿五日", 25_000, 6),
            ("贰拾伍", 25_000, 9),
            ("十几户", 10_000, 3),
            ("零", 0, 3),
            ("一点五小时", 1500, 9),
            ("三点五十分", 3000, 3),
            ("三点五分", 3000, 3),
            ("三点", 3000, 3),
        ];
        for (text, thousandths, bytes) in cases {
            assert_eq!(read(text), Some(Numeral { thousandths, bytes }), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        let nones = [
            "",
            "天",
            "4.7.2",
            "三五天",
            "两三天",
            "三五十",
            "百",
            "万",
            "一百百",
            "十百",
            "1.2345",
            "-3",
            "几十",
            "99999999999999999999",
            "九亿亿",
            "一万亿",
        ];
        for text in nones {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(parse("十五").and_then(Numeral::whole), Some(15));
        assert_eq!(parse("1.5").and_then(Numeral::whole), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[0-9０-９,.，．零一二两三十百千万亿半点廿个]{0,60}") {
            if let Some(found) = read(&text) {
                proptest::prop_assert!(text.is_char_boundary(found.bytes) && found.bytes > 0);
            }
        }

        #[test]
        fn arabic_numbers_are_themselves(number in 0_i64..9_000_000_000_000) {
            proptest::prop_assert_eq!(parse(&number.to_string()).and_then(Numeral::whole), Some(number));
        }
    }
}
