//! The small language in which a lexicon writes what it looks for.
//!
//! * `漏水`: the word.
//! * `(楼上|天花板)漏水`: each alternative in turn; an empty one makes it optional: `漏(了|)水`.
//! * `电梯~6困人`: the second part at most six characters behind the first, inside one clause; `~` alone is `~6`.
//! * `答应~~12没`: the same across clauses of one sentence.
//! * `#次投诉`: directly behind a number, Arabic or Chinese; so is `#次` in `(多|#)次`, and in `找了#次` a number stands
//!   between, with at most a few characters more.

use crate::error::{Code, Error, Result};

/// More spellings than this in one part are refused.
const MAX_SPELLINGS: usize = 4096;

/// Longer words are refused.
const MOST_CHARACTERS: usize = 64;

/// More parts than this in one pattern are refused.
pub(super) const MAX_PARTS: usize = 4;

/// A pattern: parts in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pattern {
    /// At least one part.
    pub(super) parts: Vec<Part>,
}

/// A part: one of its spellings, at most so far behind the part before.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Part {
    /// Characters allowed between the part before and this one.
    pub(super) gap: u8,
    /// The gap may contain the end of a clause.
    pub(super) across: bool,
    /// A number stands directly before it.
    pub(super) after_number: bool,
    /// The words that it may be.
    pub(super) spellings: Vec<String>,
}

/// Characters allowed where a number stands in the middle of a part, the number included.
const NUMBER_GAP: u8 = 6;

/// Reads a pattern: one, or several where some of its alternatives stand behind a number and others do not.
pub(super) fn parse(source: &str) -> Result<Vec<Pattern>> {
    let fault = |expected: &str| Err(Error::new(Code::LexiconPattern, source, expected));
    let mut rest = source.trim();
    let mut all = vec![Pattern { parts: Vec::new() }];
    let mut way = (0, false);
    loop {
        let end = rest.find('~').unwrap_or(rest.len());
        let (body, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some(spellings) = spell(body) else {
            return fault("balanced parentheses around alternatives, at most 4096 spellings");
        };
        let Some(choices) = with_numbers(spellings, way) else {
            return fault("a word behind each `#`");
        };
        if choices.iter().flatten().any(|part| part.spellings.iter().any(String::is_empty)) {
            return fault("parts that are not empty");
        }
        let words = || choices.iter().flatten().flat_map(|part| &part.spellings);
        if words().any(|word| word.chars().count() > MOST_CHARACTERS) {
            return fault("words of at most 64 characters");
        }
        let longer = |pattern: &Pattern, parts: &Vec<Part>| Pattern { parts: [&pattern.parts[..], parts].concat() };
        all = all.iter().flat_map(|pattern| choices.iter().map(move |parts| longer(pattern, parts))).collect();
        if tail.is_empty() {
            break;
        }
        let after = tail.trim_start_matches('~');
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, body) = after.split_at_checked(digits).unwrap_or(("", after));
        let gap = match number {
            "" => 6,
            number => match number.parse() {
                Ok(gap) => gap,
                Err(_) => return fault("a gap from 0 to 255"),
            },
        };
        way = (gap, tail.len() - after.len() > 1);
        rest = body;
    }
    if all.iter().any(|pattern| pattern.parts.len() > MAX_PARTS) {
        return fault("at most 4 parts");
    }
    Ok(all)
}

/// The spellings of a part by where a number stands: nowhere, before it, or inside, which makes two parts of it. `None`
/// when a number has nothing behind it.
fn with_numbers(spellings: Vec<String>, (gap, across): (u8, bool)) -> Option<Vec<Vec<Part>>> {
    let part = |after_number: bool| Part { gap, across, after_number, spellings: Vec::new() };
    let inner = Part { gap: NUMBER_GAP, after_number: true, ..Part::default() };
    let (mut plain, mut behind, mut around) = (part(false), part(true), [part(false), inner]);
    for spelling in spellings {
        match spelling.split_once('#') {
            None => plain.spellings.push(spelling),
            Some((_, "")) => return None,
            Some((_, tail)) if tail.contains('#') => return None,
            Some(("", tail)) => behind.spellings.push(tail.to_owned()),
            Some((head, tail)) => {
                let [before, after] = &mut around;
                before.spellings.push(head.to_owned());
                after.spellings.push(tail.to_owned());
            }
        }
    }
    let choices = [vec![plain], vec![behind], around.into()];
    Some(choices.into_iter().filter(|parts| parts.iter().any(|part| !part.spellings.is_empty())).collect())
}

/// Every spelling of a part; `None` when its parentheses do not match or there are too many.
fn spell(body: &str) -> Option<Vec<String>> {
    let mut spellings = vec![String::new()];
    let mut rest = body;
    while !rest.is_empty() {
        let alternatives: Vec<&str>;
        if let Some(inside) = rest.strip_prefix('(') {
            let (group, tail) = inside.split_once(')')?;
            alternatives = group.split('|').collect();
            rest = tail;
        } else {
            let end = rest.find('(').unwrap_or(rest.len());
            let (plain, tail) = rest.split_at_checked(end)?;
            alternatives = vec![plain];
            rest = tail;
        }
        if alternatives.iter().any(|text| text.contains(['(', ')', '|'])) {
            return None;
        }
        if spellings.len() * alternatives.len() > MAX_SPELLINGS {
            return None;
        }
        spellings = spellings
            .iter()
            .flat_map(|head| alternatives.iter().map(move |tail| format!("{head}{}", tail.trim())))
            .collect();
    }
    Some(spellings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_gaps_and_spellings() -> Result<()> {
        let one = |source: &str| parse(source).map(|mut all| all.remove(0));
        let pattern = one("(电|扶)梯~6困(人|住)")?;
        let spellings: Vec<_> = pattern.parts.iter().map(|part| part.spellings.join(" ")).collect();
        assert_eq!(spellings, ["电梯 扶梯", "困人 困住"]);
        let gaps: Vec<_> = pattern.parts.iter().map(|part| (part.gap, part.across)).collect();
        assert_eq!(gaps, [(0, false), (6, false)]);
        let pattern = one("答应~~12(没|未)~#次")?;
        let parts: Vec<_> = pattern.parts.iter().map(|part| (part.gap, part.across, part.after_number)).collect();
        assert_eq!(parts, [(0, false, false), (12, true, false), (6, false, true)]);
        assert_eq!(one("漏(了|)水")?.parts.first().map(|part| part.spellings.len()), Some(2));
        Ok(())
    }

    #[test]
    fn a_number_may_stand_before_one_alternative_or_inside_a_part() -> Result<()> {
        let shape = |source: &str| -> Result<Vec<String>> {
            let number = |part: &Part| if part.after_number { "#" } else { "" };
            let part = |part: &Part| format!("{}{}", number(part), part.spellings.join(" "));
            let shape = |pattern: &Pattern| pattern.parts.iter().map(part).collect::<Vec<_>>().join(" ~ ");
            Ok(parse(source)?.iter().map(shape).collect())
        };
        assert_eq!(shape("(多次|#次)~反映")?, ["多次 ~ 反映", "#次 ~ 反映"]);
        assert_eq!(shape("找了(几|#)(次|回)")?, ["找了几次 找了几回", "找了 找了 ~ #次 回"]);
        assert_eq!(shape("#户~8联名")?, ["#户 ~ 联名"]);
        Ok(())
    }

    #[test]
    fn faults_name_the_pattern() {
        for source in ["", "~6", "(a", "a)b", "a|b", "(|)", "a~999b", "a~b~c~d~e", "a#", "#", "a#b#c"] {
            assert_eq!(parse(source).err().map(|error| error.slug()), Some("lexicon-pattern"), "{source}");
        }
    }
}
