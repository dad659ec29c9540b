//! The small language in which a lexicon writes what it looks for.
//!
//! * `漏水`: the word.
//! * `(楼上|天花板)漏水`: each alternative in turn; an empty one makes it optional: `漏(了|)水`.
//! * `电梯~6困人`: the second part at most six characters behind the first, inside one clause; `~` alone is `~6`.
//! * `答应~~12没`: the same across clauses of one sentence.
//! * `#次投诉`: directly behind a number, Arabic or Chinese.

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

/// Reads a pattern.
pub(super) fn parse(source: &str) -> Result<Pattern> {
    let fault = |expected: &str| Err(Error::new(Code::LexiconPattern, source, expected));
    let mut rest = source.trim();
    let mut parts = Vec::new();
    let mut part = Part::default();
    loop {
        if let Some(tail) = rest.strip_prefix('#') {
            part.after_number = true;
            rest = tail;
        }
        let end = rest.find('~').unwrap_or(rest.len());
        let (body, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some(spellings) = spell(body) else {
            return fault("balanced parentheses around alternatives, at most 4096 spellings");
        };
        if spellings.iter().any(String::is_empty) {
            return fault("parts that are not empty");
        }
        if spellings.iter().any(|word| word.chars().count() > MOST_CHARACTERS) {
            return fault("words of at most 64 characters");
        }
        part.spellings = spellings;
        parts.push(std::mem::take(&mut part));
        if tail.is_empty() {
            break;
        }
        let after = tail.trim_start_matches('~');
        part.across = tail.len() - after.len() > 1;
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, body) = after.split_at_checked(digits).unwrap_or(("", after));
        part.gap = match number {
            "" => 6,
            number => match number.parse() {
                Ok(gap) => gap,
                Err(_) => return fault("a gap from 0 to 255"),
            },
        };
        rest = body;
    }
    if parts.len() > MAX_PARTS {
        return fault("at most 4 parts");
    }
    Ok(Pattern { parts })
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
        let pattern = parse("(电|扶)梯~6困(人|住)")?;
        let spellings: Vec<_> = pattern.parts.iter().map(|part| part.spellings.join(" ")).collect();
        assert_eq!(spellings, ["电梯 扶梯", "困人 困住"]);
        let gaps: Vec<_> = pattern.parts.iter().map(|part| (part.gap, part.across)).collect();
        assert_eq!(gaps, [(0, false), (6, false)]);
        let pattern = parse("答应~~12(没|未)~#次")?;
        let parts: Vec<_> = pattern.parts.iter().map(|part| (part.gap, part.across, part.after_number)).collect();
        assert_eq!(parts, [(0, false, false), (12, true, false), (6, false, true)]);
        assert_eq!(parse("漏(了|)水")?.parts.first().map(|part| part.spellings.len()), Some(2));
        Ok(())
    }

    #[test]
    fn faults_name_the_pattern() {
        for source in ["", "~6", "(a", "a)b", "a|b", "(|)", "a~999b", "a~b~c~d~e"] {
            assert_eq!(parse(source).err().map(|error| error.slug()), Some("lexicon-pattern"), "{source}");
        }
    }
}
