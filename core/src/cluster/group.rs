//! From pairs to groups.

use std::collections::BTreeMap;

use super::index::Link;

/// From so many members on a group is grown: it takes in nothing on the strength of one likeness alone, so that no
/// chain of chance likenesses joins two matters.
const GROWN: usize = 4;

/// Groups of texts that are linked, the strongest links first; each a list of places in ascending order.
///
/// Two groups become one when enough links lead from one to the other: one while both are small, two when one of them
/// is grown, and one more for every fourth member of the smaller.
pub(super) fn groups(texts: usize, links: &[Link]) -> Vec<Vec<u32>> {
    let mut forest =
        Forest { parent: (0..texts).collect(), size: vec![1; texts], between: vec![BTreeMap::new(); texts] };
    for link in links {
        forest.link(link.earlier as usize, link.later as usize);
    }
    let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for text in 0..texts {
        let root = forest.root(text);
        if forest.size.get(root).copied().unwrap_or(1) > 1 {
            members.entry(root).or_default().push(u32::try_from(text).unwrap_or(u32::MAX));
        }
    }
    members.into_values().collect()
}

/// Disjoint sets that remember how many links lead between two of them.
struct Forest {
    parent: Vec<usize>,
    size: Vec<usize>,
    between: Vec<BTreeMap<usize, usize>>,
}

impl Forest {
    fn root(&mut self, text: usize) -> usize {
        let mut at = text;
        while let Some(parent) = self.parent.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parent.get(parent).copied().unwrap_or(parent);
            if let Some(cell) = self.parent.get_mut(at) {
                *cell = above;
            }
            at = parent;
        }
        at
    }

    fn link(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let mut count = |from: usize, to: usize| {
            let count = self.between.get_mut(from).map(|between| between.entry(to).or_insert(0));
            count.map_or(0, |count| {
                *count += 1;
                *count
            })
        };
        count(other, one);
        let links = count(one, other);
        let size = |root: usize| self.size.get(root).copied().unwrap_or(1);
        let (smaller, larger) = (size(one).min(size(other)), size(one).max(size(other)));
        if links >= 1 + usize::from(larger >= GROWN) + smaller / GROWN {
            self.join(one, other);
        }
    }

    /// Puts the smaller set under the larger, of two equal ones the later under the earlier.
    fn join(&mut self, one: usize, other: usize) {
        let size = |root: usize| self.size.get(root).copied().unwrap_or(1);
        let (keep, give) = if (size(one), other) >= (size(other), one) { (one, other) } else { (other, one) };
        let sum = size(one) + size(other);
        if let Some(size) = self.size.get_mut(keep) {
            *size = sum;
        }
        if let Some(parent) = self.parent.get_mut(give) {
            *parent = keep;
        }
        let moved = self.between.get_mut(give).map(std::mem::take).unwrap_or_default();
        for (third, links) in moved {
            if let Some(back) = self.between.get_mut(third) {
                back.remove(&give);
                if third != keep {
                    *back.entry(keep).or_insert(0) += links;
                }
            }
            if third != keep
                && let Some(own) = self.between.get_mut(keep)
            {
                *own.entry(third).or_insert(0) += links;
            }
        }
        if let Some(own) = self.between.get_mut(keep) {
            own.remove(&give);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(earlier: u32, later: u32) -> Link {
        Link { alike: 500, earlier, later }
    }

    #[test]
    fn a_pair_needs_one_link() {
        assert_eq!(groups(4, &[link(1, 3)]), [[1, 3]]);
        assert_eq!(groups(4, &[]), [[0; 0]; 0]);
    }

    #[test]
    fn one_link_joins_no_grown_groups() {
        let whole = |from: u32| (from..from + 4).flat_map(move |a| (a + 1..from + 4).map(move |b| link(a, b)));
        let mut links: Vec<_> = whole(0).chain(whole(4)).collect();
        links.push(link(0, 4));
        assert_eq!(groups(8, &links), [vec![0, 1, 2, 3], vec![4, 5, 6, 7]]);
        // One link of two is not enough for two groups of four: it takes 1 + 1 + 4/4.
        links.push(link(1, 5));
        assert_eq!(groups(8, &links).len(), 2);
        links.push(link(2, 6));
        assert_eq!(groups(8, &links), [[0, 1, 2, 3, 4, 5, 6, 7]]);
    }

    #[test]
    fn links_between_groups_add_up_when_groups_join() {
        let whole = |from: u32| (from..from + 4).flat_map(move |a| (a + 1..from + 4).map(move |b| link(a, b)));
        let mut links: Vec<_> = whole(0).chain(whole(4)).chain(whole(8)).collect();
        // One link from the first and one from the second group to the third, then the first two become one.
        links.extend([link(0, 8), link(4, 9)]);
        links.extend([link(0, 4), link(1, 5), link(2, 6)]);
        assert_eq!(groups(12, &links).len(), 2);
        links.push(link(3, 10));
        assert_eq!(groups(12, &links).len(), 1);
    }
}
