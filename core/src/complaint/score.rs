//! The fitted weights of a lexicon over the concepts found.

use super::Field;
use crate::policy::{Feature, Weights};
use crate::text::Mark;

/// The beginning of a text: where people say what they are there for, in folded characters.
const EARLY: u32 = 60;

/// The end of a title: where the matter itself usually stands, in folded characters.
const TITLE_END: u32 = 8;

/// So many times is often.
pub(super) const OFTEN: u8 = 3;

/// The places of words that decide, one bit for each [`Feature`]: their codes in a text of `length` codes, found
/// there for the `count`th time.
#[inline]
pub(super) fn place(field: Field, mark: Mark, length: u32, count: u8) -> u8 {
    let bit = |feature: Feature, holds: bool| u8::from(holds) << feature as u8;
    match field {
        Field::Title => bit(Feature::Title, true) | bit(Feature::TitleEnd, mark.end + TITLE_END > length),
        Field::Text => {
            bit(Feature::Text, true) | bit(Feature::Early, mark.start < EARLY) | bit(Feature::Often, count >= OFTEN)
        }
    }
}

/// With fewer concepts than this the fitted weights count less: they were fitted on texts that say a lot.
const FULL: usize = 16;

/// With fewer concepts a text says too little to propose who can act.
pub(super) const ENOUGH: usize = 6;

/// How far the fitted weights count, per mille: fully where a text says a lot.
pub(super) fn fullness(places: &[(u16, u8)]) -> u16 {
    u16::try_from(places.len().min(FULL) * 1000 / FULL).unwrap_or(1000)
}

/// The sum of the weights for each class.
pub(super) fn sums(weights: &Weights, places: &[(u16, u8)]) -> Vec<i32> {
    let mut sums = weights.bias.clone();
    for (block, sums) in sums.chunks_mut(16).enumerate() {
        let mut found = [0_i32; 16];
        for (concept, places) in places {
            for feature in Feature::ALL.iter().filter(|feature| places >> **feature as u8 & 1 == 1) {
                let Some(row) = weights.rows(*concept, *feature).get(block) else { continue };
                // Weights have 16 bits: the sum of all of them is far from the end of the range.
                for (sum, weight) in found.iter_mut().zip(row) {
                    *sum = sum.wrapping_add(i32::from(*weight));
                }
            }
        }
        sums.iter_mut().zip(found).for_each(|(sum, found)| *sum = sum.wrapping_add(found));
    }
    let fullness = i32::from(fullness(places));
    sums.iter_mut().for_each(|sum| *sum = sum.saturating_mul(fullness) / 1000);
    sums
}
