//! Names to what they stand for: filled once by a policy, asked for every event.

/// A table of names. It is filled by a policy and only read afterwards, so that nobody can fill it with names that
/// collide.
#[derive(Clone, Debug)]
pub(super) struct Names<T> {
    /// A power of two, at most half of them taken, so that a search always ends.
    places: Box<[Option<(Box<str>, T)>]>,
}

impl<T: Copy> Names<T> {
    /// Of names that come twice, the later one counts.
    pub(super) fn of<'n>(names: impl IntoIterator<Item = (&'n str, T)>) -> Self {
        let names: Vec<(&str, T)> = names.into_iter().collect();
        let mut table = Self { places: vec![None; (2 * names.len() + 1).next_power_of_two()].into() };
        for (name, value) in names {
            let (last, mut at) = (table.places.len().wrapping_sub(1), ends(name) as usize);
            while let Some(place) = table.places.get_mut(at & last) {
                if place.as_ref().is_none_or(|(known, _)| **known == *name) {
                    *place = Some((name.into(), value));
                    break;
                }
                at = at.wrapping_add(1);
            }
        }
        table
    }

    pub(super) fn get(&self, name: &str) -> Option<T> {
        let last = self.places.len().wrapping_sub(1);
        let mut at = ends(name) as usize & last;
        while let Some((known, value)) = self.places.get(at)?.as_ref() {
            if **known == *name {
                return Some(*value);
            }
            at = at.wrapping_add(1) & last;
        }
        None
    }
}

/// A hash of a name by its length and its first and last eight bytes: names that policies give differ there.
#[inline]
fn ends(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (first, last) = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
    } else {
        (bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0)
    };
    fold(first ^ 0x243f_6a88_85a3_08d3, last ^ 0x1319_8a2e_0370_7344 ^ (bytes.len() as u64) << 56)
}

/// A multiplication to twice the width, folded, carries every bit into every other.
#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let wide = u128::from(one) * u128::from(other);
    (wide ^ (wide >> 64)) as u64
}

/// The hash of a whole name, eight bytes at a time: ids of a register often differ in the middle.
pub(super) fn hash(name: &str) -> u64 {
    let (words, rest) = name.as_bytes().as_chunks();
    let mix = |hash: u64, word: u64| fold(hash ^ word ^ 0x243f_6a88_85a3_08d3, 0x9e37_79b9_7f4a_7c15);
    let hash = words.iter().fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    mix(hash, rest | (name.len() as u64) << 56)
}
