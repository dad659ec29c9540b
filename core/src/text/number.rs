//! The number that stands before a unit, read on folded codes: `330`, `1.5万`, `三十六`, `十几`, `几百`, `两千多`.

use super::Folded;

/// A number found before a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Number {
    /// Its first code.
    pub(crate) start: usize,
    /// Its least value in thousandths: 十几 is 11, 几十 is 20, 上百 is 100, 两千多 is 2000.
    pub(crate) thousandths: i64,
}

/// The longest run of codes that is read as one number.
const LONGEST: usize = 24;

const THOUSAND: i64 = 1000;

const fn u16_of(character: char) -> u16 {
    character as u16
}

fn is_arabic(code: u16) -> bool {
    (0x30..=0x39).contains(&code)
}

/// Whether a number ends directly before this code.
#[inline]
pub(crate) fn is_behind_number(text: &Folded, end: usize) -> bool {
    let Some(last) = end.checked_sub(1) else { return false };
    let Some(code) = text.codes().get(last) else { return false };
    match sign(*code) {
        Sign::Digit(_) | Sign::Zero | Sign::Unit(_) | Sign::Some | Sign::Half => {}
        Sign::Vague | Sign::Twenty => return before(text, end).is_some(),
        Sign::Point | Sign::Comma | Sign::Other => return false,
    }
    // A number that is not read: 廿.
    let run = text.codes().get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let mut signs = run.iter().rev().map(|code| sign(*code)).take_while(|sign| sign.is_numeric());
    !signs.any(|sign| matches!(sign, Sign::Twenty))
}

/// What a code means in a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Digit(i64),
    /// 零: a digit, or nothing between units.
    Zero,
    Unit(i64),
    /// 几, 数
    Some,
    Half,
    Point,
    Comma,
    /// Makes a number vague without lowering its least value: 多, 余, 来.
    Vague,
    /// 廿, 卅: of a number, but it is not read.
    Twenty,
    Other,
}

impl Sign {
    /// Stands in a run that may be a number.
    #[inline]
    fn is_numeric(self) -> bool {
        !matches!(self, Self::Comma | Self::Other)
    }
}

#[inline]
fn sign(code: u16) -> Sign {
    if is_arabic(code) {
        return Sign::Digit(i64::from(code & 15));
    }
    match char::from_u32(u32::from(code)).unwrap_or(' ') {
        '.' => Sign::Point,
        ',' => Sign::Comma,
        '〇' => Sign::Digit(0),
        '一' => Sign::Digit(1),
        '二' | '两' => Sign::Digit(2),
        '三' => Sign::Digit(3),
        '四' => Sign::Digit(4),
        '五' => Sign::Digit(5),
        '六' => Sign::Digit(6),
        '七' => Sign::Digit(7),
        '八' => Sign::Digit(8),
        '九' => Sign::Digit(9),
        '零' => Sign::Zero,
        '十' => Sign::Unit(10),
        '百' => Sign::Unit(100),
        '千' => Sign::Unit(1000),
        '万' => Sign::Unit(10_000),
        '几' | '数' => Sign::Some,
        '半' => Sign::Half,
        '多' | '余' | '来' => Sign::Vague,
        '廿' | '卅' => Sign::Twenty,
        _ => Sign::Other,
    }
}

/// The number that ends directly before this code.
pub(crate) fn before(text: &Folded, end: usize) -> Option<Number> {
    let codes = text.codes().get(..end)?;
    let mut length = codes.iter().rev().take(LONGEST).take_while(|code| sign(**code).is_numeric()).count();
    // Digits in groups: 1,200.
    while (3..LONGEST).contains(&length) {
        let mut left = codes.iter().rev().skip(length);
        let comma = left.next().is_some_and(|code| *code == u16_of(','));
        let digits = left.take_while(|code| is_arabic(**code)).take(3).count();
        if !comma || digits == 0 {
            break;
        }
        length += 1 + digits;
    }
    let run = codes.get(end - length..)?;
    let lead = run.iter().take_while(|code| matches!(sign(**code), Sign::Vague | Sign::Point)).count();
    let run = run.get(lead..)?;
    let thousandths = value(run)?;
    Some(Number { start: end - length + lead, thousandths })
}

/// The least value of a run in thousandths.
fn value(run: &[u16]) -> Option<i64> {
    let has_unit = run.iter().any(|code| matches!(sign(*code), Sign::Unit(_)));
    let arabic = run.first().is_some_and(|code| is_arabic(*code));
    let (mut total, mut section, mut current): (i64, i64, Option<i64>) = (0, 0, None);
    let mut fraction: Option<i64> = None;
    let mut found = false;
    let mut after_unit = false;
    for sign in run.iter().map(|code| sign(*code)) {
        match sign {
            // 一百零五
            Sign::Zero if has_unit => {}
            Sign::Digit(_) | Sign::Zero => {
                let number = if let Sign::Digit(number) = sign { number } else { 0 };
                found = true;
                if let Some(scale) = fraction {
                    current = Some(current.unwrap_or(0).saturating_add(number.saturating_mul(scale)));
                    fraction = Some(scale / 10);
                } else {
                    let number = number * THOUSAND;
                    current = Some(match current {
                        None => number,
                        Some(before) if arabic || (!has_unit && run.len() > 2) => {
                            before.saturating_mul(10).saturating_add(number)
                        }
                        // 三四百: the lesser.
                        Some(before) => before,
                    });
                }
            }
            Sign::Unit(unit) => {
                found = true;
                fraction = None;
                if unit == 10_000 {
                    let below = section.saturating_add(current.take().unwrap_or(0));
                    let below = if below == 0 { THOUSAND } else { below };
                    total = total.saturating_add(below.saturating_mul(unit));
                    section = 0;
                } else {
                    section = section.saturating_add(current.take().unwrap_or(THOUSAND).saturating_mul(unit));
                }
            }
            Sign::Some => {
                found = true;
                // 十几 is at least 11, 几十 at least 20, 几 at least 2.
                current = Some(if after_unit { THOUSAND } else { 2 * THOUSAND });
            }
            Sign::Half => {
                found = true;
                current = Some(current.unwrap_or(0).saturating_add(THOUSAND / 2));
            }
            Sign::Point => fraction = Some(THOUSAND / 10),
            Sign::Comma | Sign::Vague => {}
            Sign::Twenty | Sign::Other => return None,
        }
        after_unit = matches!(sign, Sign::Unit(_));
    }
    let value = total.saturating_add(section).saturating_add(current.unwrap_or(0));
    found.then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(usize, i64)> {
        let mut folded = Folded::default();
        folded.read(text);
        before(&folded, folded.codes().len()).map(|number| (number.start, number.thousandths))
    }

    #[test]
    fn numbers_of_both_scripts() {
        let cases = [
            ("330", 330_000),
            ("１２", 12_000),
            ("1.5万", 15_000_000),
            ("1,200", 1_200_000),
            ("12,345,678", 12_345_678_000),
            ("三十六", 36_000),
            ("十几", 11_000),
            ("二十几", 21_000),
            ("几十", 20_000),
            ("数百", 200_000),
            ("几", 2_000),
            ("百", 100_000),
            ("三四百", 300_000),
            ("七八", 7_000),
            ("两千多", 2_000_000),
            ("100多", 100_000),
            ("20多万", 200_000_000),
            ("二零一八", 2_018_000),
            ("一百零五", 105_000),
            ("半", 500),
            ("三万五千", 35_000_000),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).map(|found| found.1), Some(expected), "{text}");
        }
        assert_eq!(read("小区有330"), Some((3, 330_000)));
        assert_eq!(read("很多"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("."), None);
        assert!(read(&"9".repeat(200)).is_some());
    }

    proptest! {
        #[test]
        fn whether_a_number_stands_there_is_known_without_reading_it(text in "[零〇一两十万几半廿多来0-9.,户]{0,30}") {
            let mut folded = Folded::default();
            folded.read(&text);
            for end in 0..=folded.codes().len() {
                let last = end.checked_sub(1).and_then(|last| folded.codes().get(last));
                let ends = last.is_some_and(|last| ![u16_of('.'), u16_of(','), u16_of('户')].contains(last));
                prop_assert_eq!(is_behind_number(&folded, end), ends && before(&folded, end).is_some(), "{}", end);
            }
        }
    }
}
