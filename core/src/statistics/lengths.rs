//! Lengths of time that can be merged: exact as long as few different ones occur, then in fixed bins.

use std::collections::BTreeMap;

/// Lengths below this have a bin of their own; above, each doubling has half as many bins.
const EXACT_BINS: u32 = 8;

/// Lengths of time in seconds, none negative. How they came and in which order they were merged leaves no trace: the
/// content is a function of the lengths alone.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lengths {
    sum: i128,
    min: i64,
    max: i64,
    count: u64,
    /// How often each length, or each bin, occurs.
    counts: BTreeMap<i64, u64>,
    binned: bool,
}

/// What is told of lengths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LengthFigures {
    /// How many.
    pub count: u64,
    /// Seconds in all.
    pub sum: i128,
    /// Their mean, rounded down.
    pub mean: i64,
    /// The middle one; of an even number the mean of both, rounded down.
    pub median: Quantile,
    /// The smallest that nine tenths do not exceed.
    pub p90: Quantile,
    /// The shortest.
    pub min: i64,
    /// The longest.
    pub max: i64,
}

/// A quantile, and how far it may be from the exact one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantile {
    /// Seconds.
    pub value: i64,
    /// The exact quantile is at most so many seconds away; 0 = this is it.
    pub within: i64,
}

impl Lengths {
    /// Adds a length; beyond `exact_up_to` different ones, all go into bins. A negative one counts as 0.
    pub fn add(&mut self, seconds: i64, exact_up_to: usize) {
        self.add_many(seconds.max(0), 1, exact_up_to);
    }

    fn add_many(&mut self, seconds: i64, times: u64, exact_up_to: usize) {
        if times == 0 {
            return;
        }
        self.min = if self.count == 0 { seconds } else { self.min.min(seconds) };
        self.max = self.max.max(seconds);
        self.count = self.count.saturating_add(times);
        self.sum = self.sum.saturating_add(i128::from(seconds).saturating_mul(i128::from(times)));
        let key = if self.binned { bin(seconds) } else { seconds };
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(times);
        self.fold(exact_up_to);
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: &Self, exact_up_to: usize) {
        if other.count == 0 {
            return;
        }
        self.min = if self.count == 0 { other.min } else { self.min.min(other.min) };
        self.max = self.max.max(other.max);
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        if other.binned {
            self.put_into_bins();
        }
        for (key, times) in &other.counts {
            let key = if self.binned && !other.binned { bin(*key) } else { *key };
            let count = self.counts.entry(key).or_default();
            *count = count.saturating_add(*times);
        }
        self.fold(exact_up_to);
    }

    fn fold(&mut self, exact_up_to: usize) {
        if !self.binned && self.counts.len() > exact_up_to {
            self.put_into_bins();
        }
    }

    fn put_into_bins(&mut self) {
        if std::mem::replace(&mut self.binned, true) {
            return;
        }
        for (seconds, times) in std::mem::take(&mut self.counts) {
            let count = self.counts.entry(bin(seconds)).or_default();
            *count = count.saturating_add(times);
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Seconds in all.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// What is told of them; `None` of none.
    ///
    /// ```
    /// use tousu::statistics::Lengths;
    /// let mut lengths = Lengths::default();
    /// [60, 120, 180, 7_200].iter().for_each(|seconds| lengths.add(*seconds, 100));
    /// let told = lengths.figures().map(|figures| (figures.mean, figures.median.value, figures.p90.value));
    /// assert_eq!(told, Some((1_890, 150, 7_200)));
    /// ```
    #[must_use]
    pub fn figures(&self) -> Option<LengthFigures> {
        let mean = self.sum.checked_div(i128::from(self.count))?;
        let (low, high) = (self.ranked(self.count.div_ceil(2)), self.ranked(self.count / 2 + 1));
        let median = Quantile {
            value: i64::try_from(i128::midpoint(i128::from(low.value), i128::from(high.value))).unwrap_or(i64::MAX),
            within: low.within.max(high.within),
        };
        // The smallest rank that is no less than nine tenths of all.
        let nine_tenths = u64::try_from((u128::from(self.count) * 9).div_ceil(10)).unwrap_or(u64::MAX);
        Some(LengthFigures {
            count: self.count,
            sum: self.sum,
            mean: i64::try_from(mean).unwrap_or(i64::MAX),
            median,
            p90: self.ranked(nine_tenths),
            min: self.min,
            max: self.max,
        })
    }

    /// The length with this rank, from 1.
    fn ranked(&self, rank: u64) -> Quantile {
        let mut seen = 0_u64;
        for (key, times) in &self.counts {
            seen = seen.saturating_add(*times);
            if seen >= rank {
                if !self.binned {
                    return Quantile { value: *key, within: 0 };
                }
                // A bin holds nothing outside the whole range.
                let (low, high) = bounds(*key);
                let (low, high) = (low.max(self.min), high.min(self.max));
                let value = low + (high - low) / 2;
                return Quantile { value, within: (high - value).max(value - low) };
            }
        }
        Quantile { value: self.max, within: 0 }
    }

    /// Everything that makes it up, for the writers.
    pub(super) fn parts(&self) -> (i128, i64, i64, bool, &BTreeMap<i64, u64>) {
        (self.sum, self.min, self.max, self.binned, &self.counts)
    }

    /// From its parts; `None` when they contradict each other.
    pub(super) fn from_parts(sum: i128, min: i64, max: i64, binned: bool, counts: BTreeMap<i64, u64>) -> Option<Self> {
        let mut count = 0_u64;
        let (mut least, mut most) = (0_i128, 0_i128);
        for (key, times) in &counts {
            count = count.checked_add(*times).filter(|_| *times > 0)?;
            let (low, high) = if binned { bounds(*key) } else { (*key, *key) };
            least = least.checked_add(i128::from(low).checked_mul(i128::from(*times))?)?;
            most = most.checked_add(i128::from(high).checked_mul(i128::from(*times))?)?;
        }
        let ends = counts.first_key_value().zip(counts.last_key_value());
        let fits = match ends {
            None => sum == 0 && min == 0 && max == 0 && !binned,
            Some(((first, _), (last, _))) => {
                let key = |seconds: i64| if binned { bin(seconds) } else { seconds };
                let known = *first >= 0 && (!binned || *last <= bin(i64::MAX));
                known && min <= max && key(min) == *first && key(max) == *last && (least..=most).contains(&sum)
            }
        };
        fits.then_some(Self { sum, min, max, count, counts, binned })
    }
}

/// The bin of a length: 256 of one second each, then 128 for each doubling, so that none is wider than 1/128 of what it
/// holds.
fn bin(seconds: i64) -> i64 {
    let bits = seconds.checked_ilog2().unwrap_or(0);
    match bits.checked_sub(EXACT_BINS - 1) {
        None | Some(0) => seconds.max(0),
        Some(shift) => (i64::from(shift) << (EXACT_BINS - 1)) + (seconds >> shift),
    }
}

/// The shortest and the longest length of a bin.
fn bounds(bin: i64) -> (i64, i64) {
    let half = 1_i64 << (EXACT_BINS - 1);
    match (bin / half).checked_sub(1) {
        None | Some(..=0) => (bin, bin),
        Some(shift) => {
            let low = i128::from(bin % half + half) << shift.min(64);
            let high = low + (1_i128 << shift.min(64)) - 1;
            (i64::try_from(low).unwrap_or(i64::MAX), i64::try_from(high).unwrap_or(i64::MAX))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(seconds: &[i64], exact_up_to: usize) -> Lengths {
        let mut lengths = Lengths::default();
        seconds.iter().for_each(|seconds| lengths.add(*seconds, exact_up_to));
        lengths
    }

    #[test]
    fn bins_follow_each_other_without_gaps() {
        let mut before = -1;
        for number in 0..4096 {
            let (low, high) = bounds(number);
            assert_eq!(low, before + 1, "bin {number}");
            assert!(low <= high && bin(low) == number && bin(high) == number, "bin {number}");
            // No wider than 1/128 of what it holds.
            assert!((high - low) * 128 <= low, "bin {number}");
            before = high;
        }
        assert_eq!(bounds(bin(i64::MAX)).1, i64::MAX);
    }

    proptest! {
        #[test]
        fn quantiles_are_exact_or_as_near_as_they_say(
            mut seconds in proptest::collection::vec(0_i64..5_000_000, 1..80), limit in 0_usize..60,
        ) {
            let figures = of(&seconds, limit).figures().ok_or_else(|| TestCaseError::fail("there are some"))?;
            seconds.sort_unstable();
            let at = |rank: usize| seconds.get(rank - 1).copied().unwrap_or(-1);
            let count = seconds.len();
            let median = i64::midpoint(at(count.div_ceil(2)), at(count / 2 + 1));
            let p90 = at((count * 9).div_ceil(10));
            prop_assert!((figures.median.value - median).abs() <= figures.median.within.max(0));
            prop_assert!((figures.p90.value - p90).abs() <= figures.p90.within);
            // The bound itself is small: half a bin.
            prop_assert!(figures.p90.within * 256 <= p90.max(figures.p90.value) + 256);
            prop_assert_eq!((figures.min, figures.max), (at(1), at(count)));
            prop_assert_eq!(figures.sum, seconds.iter().map(|one| i128::from(*one)).sum::<i128>());
            seconds.dedup();
            if seconds.len() <= limit {
                prop_assert_eq!((figures.median.value, figures.median.within), (median, 0));
            }
        }

        #[test]
        fn shards_give_what_one_pass_gives(
            seconds in proptest::collection::vec(0_i64..3_000, 0..60), cut in 0_usize..60, limit in 0_usize..40,
        ) {
            let (left, right) = seconds.split_at(cut.min(seconds.len()));
            let (mut one, mut other) = (of(left, limit), of(right, limit));
            let whole = of(&seconds, limit);
            let other_before = other.clone();
            other.merge(&one, limit);
            one.merge(&other_before, limit);
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&other, &whole);
            let (sum, min, max, binned, counts) = whole.parts();
            let again = Lengths::from_parts(sum, min, max, binned, counts.clone());
            prop_assert_eq!(again.as_ref(), Some(&whole));
            if !seconds.is_empty() {
                prop_assert_eq!(Lengths::from_parts(sum, min, max + 1_000_000, binned, counts.clone()), None);
            }
        }
    }
}
