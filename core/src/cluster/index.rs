//! Which texts are alike, without comparing all with all.
//!
//! Every text is entered under its keys. A text is compared with those of the neighbours before it under its own keys
//! that share most of them: the work per text is bounded, whatever the size of the register.

use std::thread;

use super::Message;
use super::shingle::{Rarity, Reader, Sketch, Weighed};
use crate::error::{Code, Error, Result};

/// Under one key, so many texts before are looked at.
const BACK: usize = 32;

/// So many of those found are compared in full.
const COMPARED: usize = 64;

/// Two texts that are alike, by their places in the order, and how much, in per mille.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Link {
    pub(super) alike: u32,
    pub(super) earlier: u32,
    pub(super) later: u32,
}

/// The sketches of all texts, and how rare pieces are.
pub(super) struct Index {
    pub(super) rarity: Rarity,
    pub(super) sketches: Vec<Sketch>,
    /// Key and text, sorted.
    entries: Vec<u64>,
    /// Where the entries of each text stand: the text's first place in `stands`…
    first: Vec<usize>,
    /// …and the numbers of its entries.
    stands: Vec<u32>,
}

impl Index {
    /// Reads the texts, in their order.
    pub(super) fn new(messages: &[Message<'_>], threads: usize) -> Result<Self> {
        let counted = in_parts(messages, threads, |part, _| {
            let (mut rarity, mut reader) = (Rarity::new(), Reader::default());
            part.iter().for_each(|message| rarity.count(message, &mut reader));
            rarity
        })?;
        let mut counted = counted.into_iter();
        let mut rarity = counted.next().unwrap_or_else(Rarity::new);
        counted.for_each(|other| rarity.join(&other));
        rarity.close();
        let sketched = in_parts(messages, threads, |part, _| {
            let mut reader = Reader::default();
            part.iter().map(|message| rarity.sketch(message, &mut reader)).collect::<Vec<_>>()
        })?;
        let sketches: Vec<Sketch> = sketched.into_iter().flatten().collect();
        // Entries are numbered in 32 bits, and no text has more than 32 of them.
        let texts = u32::try_from(sketches.len()).ok().filter(|texts| *texts < 1 << 27);
        let texts = texts.ok_or_else(|| Error::new(Code::TooLarge, "the list of messages", "134,217,727 messages"))?;
        let mut entries: Vec<u64> = Vec::new();
        for (text, sketch) in (0..texts).zip(&sketches) {
            entries.extend(sketch.keys.iter().map(|key| (u64::from(*key) << 32) | u64::from(text)));
        }
        entries.sort_unstable();
        let (mut first, mut sum) = (Vec::with_capacity(sketches.len()), 0);
        for sketch in &sketches {
            first.push(sum);
            sum += sketch.keys.len();
        }
        // Looked up once here, in the order of the entries, and not once per text all over them.
        let mut stands = vec![0; entries.len()];
        let mut next = first.clone();
        for (number, entry) in (0..).zip(&entries) {
            let text = usize::try_from(entry & u64::from(u32::MAX)).unwrap_or(usize::MAX);
            if let Some(place) = next.get_mut(text) {
                if let Some(cell) = stands.get_mut(*place) {
                    *cell = number;
                }
                *place += 1;
            }
        }
        Ok(Self { rarity, sketches, entries, first, stands })
    }

    /// The pairs that are at least so much alike and that `may` be one, in descending order.
    pub(super) fn links(
        &self,
        messages: &[Message<'_>],
        least: u32,
        threads: usize,
        may: impl Fn(&Message<'_>, &Message<'_>) -> bool + Sync,
    ) -> Result<Vec<Link>> {
        let found = in_parts(messages, threads, |part, first| {
            let mut links = Vec::new();
            let mut near: Vec<u32> = Vec::new();
            let mut counted: Vec<(u32, u32)> = Vec::new();
            for (at, message) in (first..).zip(part) {
                let Some(sketch) = self.sketches.get(at) else { continue };
                let text = u32::try_from(at).unwrap_or(u32::MAX);
                near.clear();
                let from = self.first.get(at).copied().unwrap_or(0);
                let stands = self.stands.get(from..from + sketch.keys.len()).unwrap_or_default();
                stands.iter().for_each(|entry| self.before(*entry as usize, &mut near));
                most_shared(&mut near, &mut counted);
                for (_, other) in counted.iter().take(COMPARED) {
                    let (Some(earlier), Some(theirs)) =
                        (messages.get(*other as usize), self.sketches.get(*other as usize))
                    else {
                        continue;
                    };
                    if !may(earlier, message) {
                        continue;
                    }
                    let alike = likeness(sketch, theirs);
                    if alike >= least {
                        links.push(Link { alike, earlier: *other, later: text });
                    }
                }
            }
            links
        })?;
        let mut links: Vec<Link> = found.into_iter().flatten().collect();
        links.sort_unstable_by_key(|link| (std::cmp::Reverse(link.alike), link.earlier, link.later));
        Ok(links)
    }

    /// The texts entered before this entry under its key, the nearest ones.
    fn before(&self, entry: usize, near: &mut Vec<u32>) {
        let key = self.entries.get(entry).map(|own| own >> 32);
        let before = self.entries.get(entry.saturating_sub(BACK)..entry).unwrap_or_default();
        let same_key = before.iter().rev().take_while(|entry| Some(**entry >> 32) == key);
        near.extend(same_key.filter_map(|entry| u32::try_from(entry & u64::from(u32::MAX)).ok()));
    }
}

/// The texts found, those found most often first, then the nearest.
fn most_shared(near: &mut [u32], counted: &mut Vec<(u32, u32)>) {
    near.sort_unstable();
    counted.clear();
    for text in near.iter() {
        match counted.last_mut() {
            Some((count, last)) if last == text => *count += 1,
            _ => counted.push((1, *text)),
        }
    }
    counted.sort_unstable_by(|one, other| other.cmp(one));
}

/// The cosine of two texts in per mille: what they share, each piece by the square of its rarity.
pub(super) fn likeness(one: &Sketch, other: &Sketch) -> u32 {
    let mut shared = 0_u64;
    let (mut left, mut right) = (one.pieces.iter().peekable(), other.pieces.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek().copied(), right.peek().copied()) {
        match a.piece().cmp(&b.piece()) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                shared += Weighed::weight(*a) * Weighed::weight(*b);
                left.next();
                right.next();
            }
        }
    }
    let lengths = u128::from(one.square) * u128::from(other.square);
    let squared = (u128::from(shared) * u128::from(shared) * 1_000_000).checked_div(lengths).unwrap_or(0);
    u32::try_from(squared.isqrt()).unwrap_or(1000).min(1000)
}

/// Works through parts of a list side by side; each is told where it begins.
fn in_parts<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&[T], usize) -> R + Sync) -> Result<Vec<R>> {
    let size = items.len().div_ceil(threads.max(1)).max(1);
    if size >= items.len() {
        return Ok(vec![work(items, 0)]);
    }
    let work = &work;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(size)
            .enumerate()
            .map(|(number, part)| scope.spawn(move || work(part, number * size)))
            .collect();
        parts.into_iter().map(|part| part.join().map_err(Error::caught)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair compared: the slow judge of the index.
    fn all_pairs(index: &Index, least: u32) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        for (later, one) in (0..).zip(&index.sketches) {
            for (earlier, other) in (0..later).zip(&index.sketches) {
                if likeness(one, other) >= least {
                    out.push((earlier, later));
                }
            }
        }
        out.sort_unstable();
        out
    }

    #[test]
    fn the_index_finds_what_comparing_all_pairs_finds() -> Result<()> {
        // 40 matters, each told five times in other words, and 600 others.
        let things = ["电梯", "水泵", "门禁", "路灯", "停车", "噪音", "垃圾", "暖气"];
        let words = ["一直没人修", "请尽快处理", "已经反映过", "影响大家生活", "希望给个说法"];
        let mut texts = Vec::new();
        for matter in 0..40_usize {
            for (told, word) in words.iter().enumerate() {
                let thing = things.iter().cycle().nth(matter).copied().unwrap_or_default();
                texts.push(format!("{}号院{}{thing}{word}第{told}天", 1000 + 37 * matter, 7 * matter + 311));
            }
        }
        texts.extend((0..600).map(|n: u64| format!("{:x}{}{:x}", n * n * 7919, things.len(), n * 104_729)));
        let ids: Vec<String> = (0..texts.len()).map(|n| format!("{n:04}")).collect();
        let messages: Vec<_> =
            ids.iter().zip(&texts).map(|(id, text)| Message { id, text, ..Message::default() }).collect();
        let index = Index::new(&messages, 2)?;
        let links = index.links(&messages, 300, 2, |_, _| true)?;
        let mut found: Vec<_> = links.iter().map(|link| (link.earlier, link.later)).collect();
        found.sort_unstable();
        let expected = all_pairs(&index, 300);
        assert!(expected.len() >= 300, "{}", expected.len());
        assert!(found.iter().all(|pair| expected.contains(pair)));
        assert!(found.len() * 100 >= expected.len() * 98, "{} of {}", found.len(), expected.len());
        assert_eq!(index.links(&messages, 300, 1, |_, _| true)?, links, "as many threads as one likes");
        Ok(())
    }
}
