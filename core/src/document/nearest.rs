//! The name that was meant.

/// The candidate closest to `name`, when it is close enough to be a slip of the pen.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    let closest = candidates.map(|candidate| (distance(name, candidate), candidate)).min()?;
    (closest.0 <= limit).then_some(closest.1)
}

/// Levenshtein distance in characters, over at most the first 64.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().take(64).enumerate() {
        let mut before = i + 1;
        let mut diagonal = i;
        for (slot, b) in row.iter_mut().skip(1).zip(&right) {
            let above = *slot;
            before = (above + 1).min(before + 1).min(diagonal + usize::from(a != *b));
            diagonal = above;
            *slot = before;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("resolved", "resolvd"), 1);
        assert_eq!(nearest("resolvd", ["replied", "resolved"].into_iter()), Some("resolved"));
        assert_eq!(nearest("nothing", ["replied", "resolved"].into_iter()), None);
    }
}
