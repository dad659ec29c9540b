//! Numbers that lead to a person.

use std::ops::Range;

use super::{Glyph, Private, at, before, is_hanzi, starts_with};

/// What was found: glyphs of the text.
type Found = Vec<(Private, Range<usize>)>;

/// What a word before a number says of it, and the fewest and most places that such a number has.
const NAMED: &[(&str, Private, usize, usize)] = &[
    ("身份证", Private::IdCard, 6, 18),
    ("證件號", Private::IdCard, 6, 18),
    ("身分證", Private::IdCard, 6, 18),
    ("证件号", Private::IdCard, 6, 18),
    ("银行卡", Private::BankCard, 8, 25),
    ("銀行卡", Private::BankCard, 8, 25),
    ("账号", Private::BankCard, 8, 25),
    ("帐号", Private::BankCard, 8, 25),
    ("賬號", Private::BankCard, 8, 25),
    ("卡号", Private::BankCard, 8, 25),
    ("电话", Private::Phone, 7, 15),
    ("電話", Private::Phone, 7, 15),
    ("手机", Private::Phone, 7, 15),
    ("手機", Private::Phone, 7, 15),
    ("座机", Private::Phone, 7, 15),
    ("联系方式", Private::Phone, 7, 15),
    ("聯絡", Private::Phone, 7, 15),
    ("微信", Private::Phone, 6, 20),
    ("QQ", Private::Phone, 5, 12),
    ("TEL", Private::Phone, 7, 15),
    ("车牌", Private::Plate, 5, 8),
    ("車牌", Private::Plate, 5, 8),
    ("房号", Private::Room, 1, 12),
    ("房號", Private::Room, 1, 12),
    ("房间号", Private::Room, 1, 12),
    ("门牌号", Private::Room, 1, 12),
    ("住院号", Private::HospitalNumber, 1, 20),
    ("住院號", Private::HospitalNumber, 1, 20),
    ("病案号", Private::HospitalNumber, 1, 20),
    ("病案號", Private::HospitalNumber, 1, 20),
    ("病历号", Private::HospitalNumber, 1, 20),
    ("病歷號", Private::HospitalNumber, 1, 20),
    ("就诊卡", Private::HospitalNumber, 3, 20),
    ("就診卡", Private::HospitalNumber, 3, 20),
    ("诊疗卡", Private::HospitalNumber, 3, 20),
    ("就诊号", Private::HospitalNumber, 1, 20),
    ("门诊号", Private::HospitalNumber, 1, 20),
    ("登记号", Private::HospitalNumber, 3, 20),
    ("检查号", Private::HospitalNumber, 3, 20),
    ("医保卡", Private::HospitalNumber, 5, 20),
    ("医保号", Private::HospitalNumber, 5, 20),
    ("社保卡", Private::HospitalNumber, 5, 20),
    ("床号", Private::HospitalNumber, 1, 6),
    ("床號", Private::HospitalNumber, 1, 6),
    ("床位号", Private::HospitalNumber, 1, 6),
];

/// What a plate begins with.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇貴粵寧瓊雲贛陝閩";

/// What a plate of a special kind ends with.
const ENDINGS: &str = "学警港澳挂领學領掛";

pub(super) fn find(glyphs: &[Glyph]) -> Found {
    let mut found = Found::new();
    named(glyphs, &mut found);
    runs(glyphs, &mut found);
    plates(glyphs, &mut found);
    rooms(glyphs, &mut found);
    found
}

/// Numbers that a word before them names.
fn named(glyphs: &[Glyph], found: &mut Found) {
    for place in 0..glyphs.len() {
        let first = at(glyphs, place);
        for (word, kind, fewest, most) in NAMED {
            if first != word.chars().next() {
                continue;
            }
            if !starts_with(glyphs, place, word) {
                continue;
            }
            let mut start = place + word.chars().count();
            // 住院号是：, 电话号码为, (微信同号).
            let mut between = 0;
            while between < 6 && at(glyphs, start).is_some_and(|c| "号號码碼是为為:：)( 同及/、卡".contains(c))
            {
                start += 1;
                between += 1;
            }
            let province = at(glyphs, start).is_some_and(|c| *kind == Private::Plate && PROVINCES.contains(c));
            let token = token(glyphs, start + usize::from(province));
            let places = places(glyphs, &token);
            let digits = glyphs.get(token.clone()).unwrap_or_default().iter().filter(|g| g.seen.is_ascii_digit());
            if (*fewest..=*most).contains(&places) && digits.count() * 2 >= places.min(4) && !token.is_empty() {
                found.push((*kind, start..token.end));
            }
        }
    }
}

/// Letters and digits from a place on, with single separators inside.
fn token(glyphs: &[Glyph], start: usize) -> Range<usize> {
    let mut end = start;
    let mut here = start;
    while let Some(c) = at(glyphs, here) {
        if c.is_ascii_alphanumeric() {
            here += 1;
            end = here;
        } else if is_separator(c)
            && end == here
            && here != start
            && at(glyphs, here + 1).is_some_and(|c| c.is_ascii_digit())
        {
            here += 1;
        } else {
            break;
        }
    }
    start..end
}

fn places(glyphs: &[Glyph], range: &Range<usize>) -> usize {
    let glyphs = glyphs.get(range.clone()).unwrap_or_default();
    glyphs.iter().filter(|glyph| glyph.seen.is_ascii_alphanumeric()).count()
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | ' ' | '.' | '_')
}

/// Groups of digits with single separators between them: as many of them as make a number that proves itself.
fn runs(glyphs: &[Glyph], found: &mut Found) {
    let groups = groups(glyphs);
    let mut first = 0;
    while first < groups.len() {
        let mut last = first;
        while let (Some(this), Some(next)) = (groups.get(last), groups.get(last + 1)) {
            let joined = next.start == this.end + 1 && at(glyphs, this.end).is_some_and(is_separator);
            if !joined || last - first == 6 {
                break;
            }
            last += 1;
        }
        // The longest that is something, then the shorter ones; else the next group begins.
        let proved = (first..=last).rev().find_map(|end| {
            let range = groups.get(first)?.start..groups.get(end)?.end;
            kind(glyphs, range).map(|hit| (hit, end))
        });
        match proved {
            Some((hit, end)) => {
                found.push(hit);
                first = end + 1;
            }
            None => first += 1,
        }
    }
}

/// Every run of digits.
fn groups(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (place, glyph) in glyphs.iter().enumerate() {
        if glyph.seen.is_ascii_digit() {
            match out.last_mut().filter(|group| group.end == place) {
                Some(group) => group.end = place + 1,
                None => out.push(place..place + 1),
            }
        }
    }
    out
}

/// What a number proves to be by itself.
fn kind(glyphs: &[Glyph], range: Range<usize>) -> Option<(Private, Range<usize>)> {
    let seen = glyphs.get(range.clone())?.iter().map(|glyph| glyph.seen);
    let digits: Vec<u32> = seen.filter_map(|c| c.to_digit(10)).collect();
    let with_x = range.start..range.end + usize::from(at(glyphs, range.end) == Some('X'));
    let area = glyphs.get(range.clone())?.iter().take_while(|glyph| glyph.seen.is_ascii_digit()).count();
    match digits.as_slice() {
        // 86 or 0086 before a mobile number.
        [0, 0, 8, 6, rest @ ..] | [8, 6, rest @ ..] if is_mobile(rest) => Some((Private::Phone, range)),
        digits if is_mobile(digits) => Some((Private::Phone, range)),
        digits if digits.len() == 17 && with_x.end > range.end && is_birth(digits, 6, 4) => {
            Some((Private::IdCard, with_x))
        }
        digits if digits.len() == 18 && is_birth(digits, 6, 4) => Some((Private::IdCard, range)),
        digits if digits.len() == 15 && is_birth(digits, 6, 2) => Some((Private::IdCard, range)),
        digits if (16..=19).contains(&digits.len()) && luhn(digits) => Some((Private::BankCard, range)),
        // A fixed line with its area, and a mobile one of Taiwan; 00 leads abroad.
        [0, 1..=9, ..] if (10..=12).contains(&digits.len()) && area > 2 => Some((Private::Phone, range)),
        // Hong Kong and Macao with their code.
        [8, 5, 2 | 3, 2..=9, ..] if digits.len() == 11 => Some((Private::Phone, range)),
        _ => None,
    }
}

fn is_mobile(digits: &[u32]) -> bool {
    matches!(digits, [1, 3..=9, ..]) && digits.len() == 11
}

/// Whether a date of birth stands there, its year in so many digits.
fn is_birth(digits: &[u32], from: usize, year: usize) -> bool {
    let number =
        |range: Range<usize>| digits.get(range).unwrap_or_default().iter().fold(0, |sum, digit| sum * 10 + digit);
    let (month, day) = (number(from + year..from + year + 2), number(from + year + 2..from + year + 4));
    let lived = year == 2 || (1850..2100).contains(&number(from..from + 4));
    lived && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// The check digit of bank cards (ISO/IEC 7812-1): from the right, every second digit doubled and its digits added.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 0 { *digit } else { doubled(*digit) }).sum();
    sum.is_multiple_of(10)
}

/// 粤B12345, 京A·D12345 (new energy), 沪A1234警.
fn plates(glyphs: &[Glyph], found: &mut Found) {
    for place in 0..glyphs.len() {
        let begins = at(glyphs, place).is_some_and(|c| PROVINCES.contains(c))
            && at(glyphs, place + 1).is_some_and(|c| c.is_ascii_uppercase());
        if !begins {
            continue;
        }
        let start = place + 2 + usize::from(at(glyphs, place + 2).is_some_and(is_separator));
        let rest = glyphs.get(start..).unwrap_or_default();
        let length = rest.iter().take(7).take_while(|glyph| glyph.seen.is_ascii_alphanumeric()).count();
        let digits = rest.iter().take(length).filter(|glyph| glyph.seen.is_ascii_digit()).count();
        let special = length == 4 && at(glyphs, start + 4).is_some_and(|c| ENDINGS.contains(c));
        if digits >= 2 && (matches!(length, 5 | 6) || special) {
            found.push((Private::Plate, place..start + length + usize::from(special)));
        }
    }
}

/// The number of a flat, behind its building or before 室: the building stays, for a case is about a building.
fn rooms(glyphs: &[Glyph], found: &mut Found) {
    let groups = groups(glyphs);
    for (number, group) in groups.iter().enumerate() {
        // 12A, 1203-2.
        let letter = at(glyphs, group.end).is_some_and(|c| c.is_ascii_uppercase());
        let end = group.end + usize::from(letter);
        let behind = |word: &str| starts_with(glyphs, end, word);
        let length = group.len();
        let room = behind("室") && length >= 2 || (behind("房") || behind("号房") || behind("號房")) && length >= 3;
        let ward = (behind("病房") || behind("病室") || behind("号病房")) && length <= 4;
        // 12床, 加5床, 12号床; not 200张床, 200床位.
        let bed = length <= 3
            && (behind("床") || behind("号床") || behind("號床"))
            && !["床位", "床垫", "床板", "床被"].iter().any(|word| behind(word));
        let inside = (3..=4).contains(&length) && is_in_building(glyphs, group.start) && !is_counted(glyphs, end);
        // 3-2-1203: building, unit, room.
        let earlier = |back: usize| number.checked_sub(back).and_then(|at| groups.get(at));
        let joined = |left: &Range<usize>, right: &Range<usize>| {
            right.start == left.end + 1 && at(glyphs, left.end).is_some_and(|c| c == '-' || c == '/')
        };
        let chained = (3..=4).contains(&length)
            && earlier(1).zip(earlier(2)).is_some_and(|(unit, building)| {
                joined(unit, group) && joined(building, unit) && unit.len() <= 2 && building.len() <= 3
            });
        if room || inside || chained {
            found.push((Private::Room, group.start..end));
        } else if ward || bed {
            found.push((Private::HospitalNumber, group.start..end));
        }
    }
    numerals(glyphs, found);
}

/// 一二〇三室: three and more numerals; 三室一厅 is none.
fn numerals(glyphs: &[Glyph], found: &mut Found) {
    let is_numeral = |c: char| "〇零一二三四五六七八九".contains(c);
    for place in 0..glyphs.len() {
        if starts_with(glyphs, place, "室") {
            let before = glyphs.get(..place).unwrap_or_default();
            let length = before.iter().rev().take_while(|glyph| is_numeral(glyph.seen)).count();
            if (3..=4).contains(&length) {
                found.push((Private::Room, place - length..place));
            }
        }
    }
}

/// Whether a building or a unit is named directly before.
fn is_in_building(glyphs: &[Glyph], start: usize) -> bool {
    let start = if before(glyphs, start).is_some_and(is_separator) { start - 1 } else { start };
    ["单元", "單元", "栋", "棟", "幢", "座", "号楼", "號樓"].iter().any(|word| {
        let length = word.chars().count();
        let Some(place) = start.checked_sub(length) else { return false };
        // 2单元1203: a number or a letter is before the unit; 每栋 300 and 一座650吨的 are counts.
        let numeral = |c: char| *word != "座" && "一二三四五六七八九十".contains(c);
        let named = before(glyphs, place).is_some_and(|c| c.is_ascii_alphanumeric() || numeral(c));
        named && starts_with(glyphs, place, word)
    })
}

/// Whether what follows counts something: 300户, 120平.
fn is_counted(glyphs: &[Glyph], end: usize) -> bool {
    at(glyphs, end).is_some_and(|c| is_hanzi(c) && "户戶平米元人个個多余層层年月日天次吨".contains(c))
}
