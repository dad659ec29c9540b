//! Names to what they stand for: filled once by a policy, asked for every event.

/// A table of names. It is filled by a policy and only read afterwards, so that nobody can fill it with names that
/// collide.
#[derive(Clone, Debug)]
pub(super) struct Names<T> {
    /// A power of two, at most half of them taken, so that a search always ends.
    places: Box<[Option<Place<T>>]>,
}

#[derive(Clone, Debug)]
struct Place<T> {
    ends: Ends,
    name: Box<str>,
    value: T,
}

impl<T: Copy> Names<T> {
    /// Of names that come twice, the later one counts.
    pub(super) fn of<'n>(names: impl IntoIterator<Item = (&'n str, T)>) -> Self {
        let names: Vec<(&str, T)> = names.into_iter().collect();
        let mut places = vec![None; (2 * names.len() + 1).next_power_of_two()];
        let last = places.len().wrapping_sub(1);
        for (name, value) in names {
            let ends = Ends::of(name);
            let mut at = ends.hash();
            while let Some(place) = places.get_mut(at & last) {
                if place.as_ref().is_none_or(|place: &Place<T>| *place.name == *name) {
                    *place = Some(Place { ends, name: name.into(), value });
                    break;
                }
                at = at.wrapping_add(1);
            }
        }
        Self { places: places.into() }
    }

    #[inline]
    pub(super) fn get(&self, name: &str) -> Option<T> {
        let last = self.places.len().wrapping_sub(1);
        let ends = Ends::of(name);
        let mut at = ends.hash();
        while let Some(place) = self.places.get(at & last)?.as_ref() {
            // The ends of a short name are all of it.
            if place.ends == ends && (name.len() <= 16 || *place.name == *name) {
                return Some(place.value);
            }
            at = at.wrapping_add(1);
        }
        None
    }
}

/// The length of a name with its first and last eight bytes: names that policies give differ there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Ends {
    first: u64,
    last: u64,
    len: usize,
}

impl Ends {
    #[inline]
    fn of(name: &str) -> Self {
        let (bytes, len) = (name.as_bytes(), name.len());
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            Self { first: u64::from_le_bytes(*first), last: u64::from_le_bytes(*last), len }
        } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            Self { first: u32::from_le_bytes(*first).into(), last: u32::from_le_bytes(*last).into(), len }
        } else {
            Self { first: bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), last: 0, len }
        }
    }

    #[inline]
    fn hash(self) -> usize {
        fold(self.first ^ 0x243f_6a88_85a3_08d3, self.last ^ 0x1319_8a2e_0370_7344 ^ (self.len as u64) << 56) as usize
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        // Of every length up to 40, and some that differ in one byte only.
        let long = "abcdefghijklmnopqrstuvwxyz0123456789-_ab";
        let mut names: Vec<String> = (0..=long.len()).filter_map(|len| long.get(..len).map(str::to_owned)).collect();
        for at in 0..long.len() {
            for len in [3, 4, 7, 8, 15, 16, 17, 24] {
                let change = |(place, letter): (usize, char)| if place == at { '!' } else { letter };
                names.extend((at < len).then(|| long.chars().take(len).enumerate().map(change).collect::<String>()));
            }
        }
        let (known, unknown): (Vec<_>, Vec<_>) = names.iter().enumerate().partition(|(number, _)| number % 2 == 0);
        let table = Names::of(known.iter().map(|(number, name)| (name.as_str(), *number)));
        for (number, name) in known {
            assert_eq!(table.get(name), Some(number), "{name}");
        }
        for (_, name) in unknown {
            assert_eq!(table.get(name), None, "{name}");
        }
        assert_eq!(Names::of([("twice", 1), ("once", 2), ("twice", 3)]).get("twice"), Some(3));
        assert_eq!(Names::<u8>::of([]).get(""), None);
    }
}
