//! The number that stands before a unit, read on folded codes: `330`, `1.5万`, `三十六`, `十几`, `几百`, `两千多`.

use super::Folded;
use super::table::{class, is_numeral};

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

/// Words that make a number vague without lowering its least value.
fn is_vague(code: u16) -> bool {
    [u16_of('多'), u16_of('余'), u16_of('来')].contains(&code)
}

const fn u16_of(character: char) -> u16 {
    character as u16
}

/// Whether a number ends directly before this code.
pub(crate) fn is_behind_number(text: &Folded, end: usize) -> bool {
    let Some(last) = end.checked_sub(1) else { return false };
    let digit = text.classes().get(last).is_some_and(|classes| classes & class::DIGIT != 0);
    let numeric = || text.codes().get(last).is_some_and(|code| is_numeral(*code) || is_vague(*code));
    (digit || numeric()) && before(text, end).is_some()
}

/// The number that ends directly before this code.
pub(crate) fn before(text: &Folded, end: usize) -> Option<Number> {
    let (codes, classes) = (text.codes().get(..end)?, text.classes().get(..end)?);
    let numeric = |code: u16, classes: u8| {
        classes & class::DIGIT != 0 || is_numeral(code) || code == u16_of('.') || is_vague(code)
    };
    let pairs = || codes.iter().copied().zip(classes.iter().copied());
    let mut length = pairs().rev().take(LONGEST).take_while(|(code, classes)| numeric(*code, *classes)).count();
    // Digits in groups: 1,200.
    while (3..LONGEST).contains(&length) {
        let mut left = pairs().rev().skip(length);
        let comma = left.next().is_some_and(|(code, _)| code == u16_of(','));
        let digits = left.take_while(|(_, classes)| classes & class::DIGIT != 0).take(3).count();
        if !comma || digits == 0 {
            break;
        }
        length += 1 + digits;
    }
    let run = codes.get(end - length..)?;
    let lead = run.iter().take_while(|code| is_vague(**code) || **code == u16_of('.')).count();
    let run = run.get(lead..)?;
    let thousandths = value(run)?;
    Some(Number { start: end - length + lead, thousandths })
}

/// The least value of a run in thousandths.
fn value(run: &[u16]) -> Option<i64> {
    let digit = |code: u16| -> Option<i64> {
        let character = char::from_u32(u32::from(code))?;
        character.to_digit(10).map(i64::from).or_else(|| {
            "〇一二三四五六七八九".chars().position(|known| known == character).and_then(|at| i64::try_from(at).ok())
        })
    };
    let named = |code: u16| match char::from_u32(u32::from(code)) {
        Some('零') => Some(0),
        Some('两') => Some(2),
        _ => digit(code),
    };
    let unit = |code: u16| match char::from_u32(u32::from(code)) {
        Some('十') => Some(10),
        Some('百') => Some(100),
        Some('千') => Some(1000),
        Some('万') => Some(10_000),
        _ => None,
    };
    let has_unit = run.iter().any(|code| unit(*code).is_some());
    let arabic = run.first().is_some_and(|code| (0x30..=0x39).contains(code));
    let (mut total, mut section, mut current): (i64, i64, Option<i64>) = (0, 0, None);
    let mut fraction: Option<i64> = None;
    let mut found = false;
    let mut after_unit = false;
    for code in run.iter().copied() {
        let character = char::from_u32(u32::from(code)).unwrap_or(' ');
        if character == '零' && has_unit {
            // 一百零五
        } else if let Some(number) = named(code) {
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
        } else if let Some(unit) = unit(code) {
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
        } else if character == '几' || character == '数' {
            found = true;
            // 十几 is at least 11, 几十 at least 20, 几 at least 2.
            current = Some(if after_unit { THOUSAND } else { 2 * THOUSAND });
        } else if character == '半' {
            found = true;
            current = Some(current.unwrap_or(0).saturating_add(THOUSAND / 2));
        } else if character == '.' {
            fraction = Some(THOUSAND / 10);
        } else if character == ',' || is_vague(code) {
        } else {
            return None;
        }
        after_unit = unit(code).is_some();
    }
    let value = total.saturating_add(section).saturating_add(current.unwrap_or(0));
    found.then_some(value)
}

#[cfg(test)]
mod tests {
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
}
