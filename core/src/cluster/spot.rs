//! Hot spots: many messages about one place and event.

use super::group::groups;
use super::index::{Index, Link};
use super::shingle::for_each_piece;
use super::{Message, in_order};
use crate::error::Result;
use crate::text::Folded;
use crate::time::{DAY, Instant};

/// When messages count as being about one place and event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// How much two texts must be alike, in per mille: the cosine of their pieces of two and three characters, each
    /// weighed by its rarity. Phrases that many texts have weigh nothing. From 600 on only copies are found.
    pub least_alike: u32,
    /// Messages further apart than so many seconds are not linked directly; `None` = at any distance.
    pub window: Option<i64>,
    /// A hot spot has at least so many messages…
    pub least_messages: usize,
    /// …of so many complainants; of a message without complainant nobody else is taken to be the writer.
    pub least_complainants: usize,
    /// How hot one is.
    pub heat: HeatRule,
    /// On how many threads; the answer is the same on any number.
    pub threads: usize,
}

impl Default for Likeness {
    fn default() -> Self {
        Self {
            least_alike: 220,
            window: None,
            least_messages: 2,
            least_complainants: 2,
            heat: HeatRule::default(),
            threads: 1,
        }
    }
}

/// How hot a hot spot is: points for complainants, further messages and votes, times a factor that is 2 for what
/// happens in one moment and falls to 1 for what is spread out.
///
/// `heat = points × (1 + half_span / (half_span + span))`, rounded down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeatRule {
    /// Points for each distinct complainant.
    pub complainant: u64,
    /// Points for each further message of one who has written already.
    pub again: u64,
    /// Points for each whole square root of the votes: a thousand clicks are not a thousand complaints.
    pub root_of_votes: u64,
    /// The span in days for which the factor is one and a half.
    pub half_span: u64,
}

impl Default for HeatRule {
    fn default() -> Self {
        Self { complainant: 10, again: 3, root_of_votes: 2, half_span: 30 }
    }
}

impl HeatRule {
    /// The heat of so many messages by so many complainants with so many votes over so many days.
    ///
    /// ```
    /// use tousu::cluster::HeatRule;
    /// let rule = HeatRule::default();
    /// assert_eq!(rule.heat(3, 3, 0, 0), 60, "three complainants in one day: 30 points, twice");
    /// assert_eq!(rule.heat(3, 3, 0, 30), 45, "over a month: one and a half times");
    /// assert_eq!(rule.heat(5, 1, 100, 30), 63, "(10 + 4·3 + 2·10) · 1.5");
    /// ```
    #[must_use]
    pub fn heat(&self, messages: u64, complainants: u64, votes: u64, span_days: u64) -> u64 {
        let again = messages.saturating_sub(complainants);
        let points = self.complainant.saturating_mul(complainants);
        let points = points.saturating_add(self.again.saturating_mul(again));
        let points = points.saturating_add(self.root_of_votes.saturating_mul(votes.isqrt()));
        let (half, points) = (u128::from(self.half_span.max(1)), u128::from(points));
        let whole = points * (half + half + u128::from(span_days)) / (half + u128::from(span_days));
        u64::try_from(whole).unwrap_or(u64::MAX)
    }
}

/// A message of a hot spot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its place in the list that was given.
    pub message: usize,
    /// How much it is like the representative, in per mille; 1000 for the representative itself.
    pub alike: u32,
}

/// Many messages about one place and event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HotSpot {
    /// How hot it is.
    pub heat: u64,
    /// The message that is most like the others; its place in the list that was given.
    pub representative: usize,
    /// What at least half of the messages say, in the representative's words, the most telling first.
    pub words: Vec<String>,
    /// Its messages by time, then by id.
    pub members: Vec<Member>,
    /// How many persons wrote them.
    pub complainants: usize,
    /// All votes.
    pub votes: u64,
    /// The first and the last of those whose time is known.
    pub span: Option<(Instant, Instant)>,
}

/// Finds the hot spots among messages, the hottest first; of equal ones the one that began first.
///
/// Texts are compared by pieces of two and three folded characters, weighed by how rare they are among all messages.
/// Each text is entered in an index under its rarest pieces and compared only with the neighbours that share most of
/// them; what the index proposes is verified, and verified pairs grow into groups. The order of the input changes
/// nothing.
///
/// ```
/// use tousu::cluster::{Likeness, Message, hot_spots};
/// let texts = [
///     ("1", "甲", "丽景花园南门搅拌站半夜施工"),
///     ("2", "乙", "丽景花园附近建搅拌站，灰尘大"),
///     ("3", "丙", "请问公积金怎么提取"),
///     ("4", "丁", "投诉丽景花园旁边搅拌站扰民"),
/// ];
/// let messages = texts.map(|(id, who, text)| Message { id, complainant: Some(who), text, ..Message::default() });
/// let spots = hot_spots(&messages, &Likeness::default())?;
/// assert_eq!(spots.len(), 1);
/// assert_eq!(spots[0].members.len(), 3);
/// assert_eq!(spots[0].words, ["丽景花园", "搅拌站"]);
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `duplicate-id` when two messages have one id.
pub fn hot_spots(messages: &[Message<'_>], rule: &Likeness) -> Result<Vec<HotSpot>> {
    let order = in_order(messages)?;
    let sorted: Vec<Message<'_>> = order.iter().filter_map(|at| messages.get(*at)).copied().collect();
    let index = Index::new(&sorted, rule.threads)?;
    let links = index.links(&sorted, rule.least_alike, rule.threads, |one, other| {
        let places = one.place.zip(other.place).is_none_or(|(one, other)| one == other);
        let near = match (rule.window, one.at, other.at) {
            (Some(window), Some(one), Some(other)) => other.since(one).abs() <= window,
            _ => true,
        };
        places && near
    })?;
    let groups = groups(sorted.len(), &links);
    let mut of_text: Vec<u32> = vec![u32::MAX; sorted.len()];
    for (number, group) in (0..).zip(&groups) {
        for text in group {
            if let Some(cell) = of_text.get_mut(*text as usize) {
                *cell = number;
            }
        }
    }
    let mut inside: Vec<Vec<Link>> = vec![Vec::new(); groups.len()];
    for link in &links {
        let group = |text: u32| of_text.get(text as usize).copied();
        if let Some(group) = group(link.earlier).filter(|found| group(link.later) == Some(*found))
            && let Some(own) = inside.get_mut(group as usize)
        {
            own.push(*link);
        }
    }
    let spots = Spots { messages: &sorted, order: &order, index: &index, rule };
    let mut found: Vec<(u32, HotSpot)> =
        groups.iter().zip(&inside).filter_map(|(group, links)| spots.spot(group, links)).collect();
    found.sort_by_key(|(first, spot)| (std::cmp::Reverse(spot.heat), *first));
    Ok(found.into_iter().map(|(_, spot)| spot).collect())
}

struct Spots<'a> {
    messages: &'a [Message<'a>],
    order: &'a [usize],
    index: &'a Index,
    rule: &'a Likeness,
}

impl Spots<'_> {
    /// The hot spot that a group is, with its first message; `None` when it is too small.
    fn spot(&self, group: &[u32], links: &[Link]) -> Option<(u32, HotSpot)> {
        let members = || group.iter().filter_map(|text| self.messages.get(*text as usize));
        let mut names: Vec<&str> = members().filter_map(|message| message.complainant).collect();
        let nameless = group.len() - names.len();
        names.sort_unstable();
        names.dedup();
        let complainants = names.len() + nameless;
        if group.len() < self.rule.least_messages || complainants < self.rule.least_complainants {
            return None;
        }
        let votes = members().fold(0_u64, |sum, message| sum.saturating_add(message.votes));
        let times = || members().filter_map(|message| message.at);
        let span = times().min().zip(times().max());
        let days = span.map_or(0, |(first, last)| u64::try_from(last.since(first) / DAY).unwrap_or(0));
        let mut sums: Vec<(u64, u32)> = group.iter().map(|text| (0, *text)).collect();
        for link in links {
            for text in [link.earlier, link.later] {
                if let Ok(at) = group.binary_search(&text)
                    && let Some((sum, _)) = sums.get_mut(at)
                {
                    *sum += u64::from(link.alike);
                }
            }
        }
        let representative = sums.iter().max_by_key(|(sum, text)| (*sum, std::cmp::Reverse(*text)))?.1;
        let first = *group.first()?;
        let given = |text: u32| self.order.get(text as usize).copied().unwrap_or(usize::MAX);
        let sketch = self.index.sketches.get(representative as usize)?;
        let alike = |text: u32| match self.index.sketches.get(text as usize) {
            _ if text == representative => 1000,
            Some(other) => super::index::likeness(sketch, other),
            None => 0,
        };
        let spot = HotSpot {
            heat: self.rule.heat.heat(group.len() as u64, complainants as u64, votes, days),
            representative: given(representative),
            words: self.words(group, representative),
            members: group.iter().map(|text| Member { message: given(*text), alike: alike(*text) }).collect(),
            complainants,
            votes,
            span,
        };
        Some((first, spot))
    }

    /// The runs of the representative's characters whose pieces at least half of the members have.
    fn words(&self, group: &[u32], representative: u32) -> Vec<String> {
        let Some(message) = self.messages.get(representative as usize) else { return Vec::new() };
        let mut shared: Vec<u32> = Vec::new();
        for text in group {
            let sketch = self.index.sketches.get(*text as usize);
            shared.extend(sketch.into_iter().flat_map(|sketch| sketch.pieces.iter().map(|piece| piece.piece())));
        }
        shared.sort_unstable();
        let half = group.len().div_ceil(2).max(2);
        let common: Vec<u32> = shared
            .chunk_by(|one, other| one == other)
            .filter(|same| same.len() >= half)
            .flat_map(<[u32]>::first)
            .copied()
            .collect();
        let mut runs: Vec<(u64, String)> = Vec::new();
        let mut folded = Folded::default();
        for text in [message.title, message.text] {
            folded.read(text);
            let mut weight = vec![0_u64; folded.codes().len() + 1];
            for_each_piece(&folded, |at, size, piece| {
                if common.binary_search(&piece).is_ok() {
                    let own = u64::from(self.index.rarity.weight(piece));
                    weight.iter_mut().skip(at).take(size).for_each(|cell| *cell = (*cell).max(own));
                }
            });
            let (mut start, mut sum) = (0, 0);
            for (at, own) in weight.iter().enumerate() {
                if *own > 0 {
                    sum += own;
                    continue;
                }
                if at > start
                    && let Some(words) = text.get(folded.bytes(start..at))
                {
                    runs.push((sum, words.to_owned()));
                }
                (start, sum) = (at + 1, 0);
            }
        }
        runs.sort_by(|one, other| other.cmp(one));
        let mut words: Vec<String> = Vec::new();
        for (_, run) in runs {
            if words.len() < WORDS && !words.iter().any(|word| word.contains(&run)) {
                words.push(run);
            }
        }
        words
    }
}

/// A hot spot is named by so many words.
const WORDS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn spots_of(texts: &[String], rule: &Likeness) -> Result<Vec<HotSpot>> {
        let ids: Vec<String> = (0..texts.len()).map(|n| format!("{n:05}")).collect();
        let messages: Vec<_> = ids
            .iter()
            .zip(texts)
            .map(|(id, text)| Message { id, text, complainant: Some(id), ..Message::default() })
            .collect();
        hot_spots(&messages, rule)
    }

    #[test]
    fn a_phrase_of_the_form_makes_no_hot_spot() -> Result<()> {
        // 800 messages open and end alike and are about 800 things; ten are about one, in other words each.
        let mut texts: Vec<String> = (0..800_u32)
            .map(|n| {
                let thing: String = (0..6).filter_map(|k| char::from_u32(0x4E00 + (n * 7 + k * 1009) % 8000)).collect();
                format!("尊敬的领导您好，我是一名普通业主，现反映以下问题：{thing}，希望贵单位尽快核实处理并给予答复，谢谢！")
            })
            .collect();
        let told = [
            "噪音大",
            "半夜施工",
            "灰尘多",
            "没人管",
            "投诉无门",
            "何时搬走",
            "影响睡眠",
            "污染空气",
            "违规建设",
            "请取缔",
        ];
        texts.extend(told.iter().map(|word| {
            format!("尊敬的领导您好，我是一名普通业主，现反映以下问题：湘水湾北侧搅拌站{word}，希望贵单位尽快核实处理并给予答复，谢谢！")
        }));
        let spots = spots_of(&texts, &Likeness::default())?;
        let sizes: Vec<usize> = spots.iter().map(|spot| spot.members.len()).collect();
        assert_eq!(sizes.first(), Some(&10), "{sizes:?}");
        assert!(sizes.iter().skip(1).all(|size| *size <= 3), "{sizes:?}");
        let words = spots.first().map(|spot| spot.words.clone()).unwrap_or_default();
        assert_eq!(words, ["湘水湾北侧搅拌站"]);
        Ok(())
    }

    #[test]
    fn the_order_of_the_input_and_an_unrelated_message_change_nothing() -> Result<()> {
        let at = |second| Instant::from_unix(1_700_000_000 + second);
        let (early, late) = (at(0)?, at(40 * DAY)?);
        let mut messages = vec![
            Message {
                id: "b", at: Some(late), text: "丽景花园三号电梯又停了", votes: 4, ..Message::default()
            },
            Message { id: "a", at: Some(early), text: "丽景花园三号电梯停运", ..Message::default() },
            Message { id: "c", at: Some(early), text: "公积金提取流程", ..Message::default() },
        ];
        let rule = Likeness::default();
        let named = |messages: &[Message<'_>]| -> Result<Vec<(u64, Vec<String>)>> {
            let spots = hot_spots(messages, &rule)?;
            let ids = |spot: &HotSpot| {
                let ids = spot.members.iter().filter_map(|member| messages.get(member.message));
                ids.map(|message| message.id.to_owned()).collect()
            };
            Ok(spots.iter().map(|spot| (spot.heat, ids(spot))).collect())
        };
        let found = named(&messages)?;
        // (2·10 + 2·√4) · (1 + 30/70) = 34.28…
        assert_eq!(found, [(34, vec!["a".to_owned(), "b".to_owned()])]);
        messages.reverse();
        assert_eq!(named(&messages)?, found);
        messages.push(Message { id: "d", text: "路灯不亮", ..Message::default() });
        assert_eq!(named(&messages)?, found);
        let near = Likeness { window: Some(30 * DAY), ..rule };
        assert_eq!(hot_spots(&messages, &near)?, [], "forty days apart");
        messages.iter_mut().for_each(|message| message.place = Some(message.id));
        assert_eq!(hot_spots(&messages, &rule)?, [], "two places");
        messages.push(Message { id: "d", ..Message::default() });
        assert_eq!(hot_spots(&messages, &rule).map_err(|error| error.slug()), Err("duplicate-id"));
        Ok(())
    }
}
