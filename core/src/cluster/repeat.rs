//! Repeats: the same customer about the same matter within a window.

use super::{Message, in_order};
use crate::error::Result;
use crate::time::Instant;

/// What counts as a repeat. Definitions differ widely, so every part is a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RepeatRule {
    /// A complaint repeats the one before it of the same key when at most so many seconds lie between them.
    pub window: i64,
    /// What follows within so many seconds is the same complaint entered twice (in two channels), not a repeat.
    pub entered_twice: i64,
    /// Whether the key has the matter beside the complainant.
    pub by_matter: bool,
    /// Whether the key has the place.
    pub by_place: bool,
}

impl Default for RepeatRule {
    /// The same customer and matter within 30 days; within one hour it was entered twice.
    fn default() -> Self {
        Self { window: 30 * crate::time::DAY, entered_twice: 3600, by_matter: true, by_place: false }
    }
}

/// What a complaint is beside the one before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Repeat {
    /// Nobody complained of this before within the window.
    First,
    /// It repeats the message at this place of the list.
    Again(usize),
    /// It is the message at this place once more, entered twice.
    EnteredTwice(usize),
    /// A part of its key or its time is not known: it is compared with nothing.
    Unknown,
}

/// Complaints of one key that follow each other within the window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// By time; places in the list that was given. At least two.
    pub members: Vec<usize>,
    /// How many of them are repeats.
    pub repeats: usize,
    /// The first and the last.
    pub span: (Instant, Instant),
}

/// What was found among complaints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeats {
    /// What each complaint is, in the order given.
    pub each: Vec<Repeat>,
    /// Chains with at least one repeat, the longest first.
    pub chains: Vec<Chain>,
    /// How many repeat another.
    pub repeated: u64,
    /// How many were entered twice.
    pub entered_twice: u64,
    /// How many could not be compared.
    pub unknown: u64,
    /// How many keys there are: customers, by matter and place where the rule says so.
    pub keys: u64,
}

/// Finds the repeats.
///
/// ```
/// use tousu::cluster::{Message, Repeat, RepeatRule, repeats};
/// use tousu::time::Instant;
/// let at = |text| Instant::parse(text).map(Some);
/// let messages = [
///     Message { id: "1", at: at("2026-03-01T09:00:00+08:00")?, complainant: Some("甲"), matter: Some("电梯"), ..Message::default() },
///     Message { id: "2", at: at("2026-03-01T09:20:00+08:00")?, complainant: Some("甲"), matter: Some("电梯"), ..Message::default() },
///     Message { id: "3", at: at("2026-03-20T09:00:00+08:00")?, complainant: Some("甲"), matter: Some("电梯"), ..Message::default() },
///     Message { id: "4", at: at("2026-03-21T09:00:00+08:00")?, complainant: Some("甲"), matter: Some("噪音"), ..Message::default() },
/// ];
/// let found = repeats(&messages, &RepeatRule::default())?;
/// assert_eq!(found.each, [Repeat::First, Repeat::EnteredTwice(0), Repeat::Again(1), Repeat::First]);
/// assert_eq!(found.chains[0].members, [0, 1, 2]);
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `duplicate-id` when two messages have one id.
pub fn repeats(messages: &[Message<'_>], rule: &RepeatRule) -> Result<Repeats> {
    let mut order: Vec<(Key<'_>, usize)> = Vec::with_capacity(messages.len());
    let mut each = vec![Repeat::Unknown; messages.len()];
    for at in in_order(messages)? {
        if let Some(key) = messages.get(at).and_then(|message| key(message, rule)) {
            order.push((key, at));
        }
    }
    // A stable sort: within a key the order of time stays.
    order.sort_by_key(|(key, _)| *key);
    let mut found =
        Repeats { each: Vec::new(), chains: Vec::new(), repeated: 0, entered_twice: 0, unknown: 0, keys: 0 };
    found.unknown = (messages.len() - order.len()) as u64;
    let time = |at: usize| messages.get(at).and_then(|message| message.at);
    for same in order.chunk_by(|(one, _), (other, _)| one == other) {
        found.keys += 1;
        let mut chain: Option<Chain> = None;
        let mut before: Option<(usize, Instant)> = None;
        for (_, at) in same {
            let Some(now) = time(*at) else { continue };
            let gap = before.map(|(earlier, then)| (earlier, then, now.since(then)));
            let what = match gap {
                Some((earlier, _, gap)) if gap <= rule.entered_twice => Repeat::EnteredTwice(earlier),
                Some((earlier, _, gap)) if gap <= rule.window => Repeat::Again(earlier),
                _ => Repeat::First,
            };
            if let Some(cell) = each.get_mut(*at) {
                *cell = what;
            }
            match what {
                Repeat::First | Repeat::Unknown => found.chains.extend(chain.take().filter(|chain| chain.repeats > 0)),
                Repeat::Again(earlier) | Repeat::EnteredTwice(earlier) => {
                    let again = matches!(what, Repeat::Again(_));
                    found.repeated += u64::from(again);
                    found.entered_twice += u64::from(!again);
                    let begun = gap.map_or(now, |(_, then, _)| then);
                    let chain =
                        chain.get_or_insert_with(|| Chain { members: vec![earlier], repeats: 0, span: (begun, begun) });
                    chain.members.push(*at);
                    chain.repeats += usize::from(again);
                    chain.span.1 = now;
                }
            }
            before = Some((*at, now));
        }
        found.chains.extend(chain.filter(|chain| chain.repeats > 0));
    }
    let id = |chain: &Chain| chain.members.first().and_then(|at| messages.get(*at)).map(|message| message.id);
    found.chains.sort_by_key(|chain| (std::cmp::Reverse(chain.repeats), chain.span, id(chain)));
    found.each = each;
    Ok(found)
}

/// Complainant, matter, place; what the rule leaves out is empty.
type Key<'a> = (&'a str, &'a str, &'a str);

fn key<'a>(message: &Message<'a>, rule: &RepeatRule) -> Option<Key<'a>> {
    let known = |text: Option<&'a str>| text.map(str::trim).filter(|text| !text.is_empty());
    let part = |asked: bool, text| if asked { known(text) } else { Some("") };
    message.at?;
    Some((known(message.complainant)?, part(rule.by_matter, message.matter)?, part(rule.by_place, message.place)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn the_window_and_the_hour_are_inclusive() -> Result<()> {
        let rule = RepeatRule::default();
        let expected = [
            (3600, Repeat::EnteredTwice(0)),
            (3601, Repeat::Again(0)),
            (30 * DAY, Repeat::Again(0)),
            (30 * DAY + 1, Repeat::First),
        ];
        for (gap, what) in expected {
            let first = Instant::from_unix(0)?;
            let both = [("a", first), ("b", first.plus(gap)?)].map(|(id, at)| Message {
                id,
                at: Some(at),
                complainant: Some("x"),
                matter: Some("m"),
                ..Message::default()
            });
            assert_eq!(repeats(&both, &rule)?.each, [Repeat::First, what], "{gap}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_known_repeats_nothing() -> Result<()> {
        let at = Some(Instant::from_unix(0)?);
        let messages = [
            Message { id: "a", at, complainant: Some("x"), ..Message::default() },
            Message { id: "b", at: Some(Instant::from_unix(DAY)?), complainant: Some("x "), ..Message::default() },
            Message { id: "c", at, matter: Some("m"), ..Message::default() },
            Message { id: "d", complainant: Some("x"), matter: Some("m"), ..Message::default() },
        ];
        let found = repeats(&messages, &RepeatRule::default())?;
        assert_eq!((found.unknown, found.repeated, found.keys), (4, 0, 0));
        let any = repeats(&messages, &RepeatRule { by_matter: false, ..RepeatRule::default() })?;
        assert_eq!((any.unknown, any.repeated, any.keys), (2, 1, 1));
        assert_eq!(any.chains.first().map(|chain| chain.members.clone()), Some(vec![0, 1]));
        Ok(())
    }
}
