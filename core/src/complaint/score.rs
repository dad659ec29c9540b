//! The fitted weights of a lexicon over the concepts found.

use super::{Complaint, Facts, Field};
use crate::policy::{Feature, Lexicon, Weights};

/// The beginning of a text: where people say what they are there for, in characters.
const EARLY: usize = 60;

/// The end of a title: where the matter itself usually stands, in characters.
const TITLE_END: usize = 8;

/// The concepts found that decide, in ascending order, each with its places: one bit for each [`Feature`].
pub(super) fn places(facts: &Facts, complaint: &Complaint, lexicon: &Lexicon) -> Vec<(u16, u8)> {
    let mut places = vec![0_u8; lexicon.compiled.concepts.len()];
    let mut counts = vec![0_u8; places.len()];
    let title = complaint.title.chars().count();
    let bit = |feature: Feature| 1_u8 << feature as u8;
    for hit in facts.category_hits.iter().filter(|hit| hit.modality.decides()) {
        let concept = usize::from(hit.concept);
        let (Some(place), Some(count)) = (places.get_mut(concept), counts.get_mut(concept)) else {
            continue;
        };
        match hit.evidence.field {
            Field::Title => {
                *place |= bit(Feature::Title);
                if hit.evidence.chars.end + TITLE_END > title {
                    *place |= bit(Feature::TitleEnd);
                }
            }
            Field::Text => {
                *place |= bit(Feature::Text);
                *count = count.saturating_add(1);
                if hit.evidence.chars.start < EARLY {
                    *place |= bit(Feature::Early);
                }
                if *count >= 3 {
                    *place |= bit(Feature::Often);
                }
            }
        }
    }
    (0..).zip(places).filter(|(_, places)| *places != 0).collect()
}

/// With fewer concepts than this the fitted weights count less: they were fitted on texts that say a lot.
const FULL: usize = 12;

/// With fewer concepts a text says too little to propose who can act.
pub(super) const ENOUGH: usize = 6;

/// The sum of the weights for each class.
pub(super) fn sums(weights: &Weights, places: &[(u16, u8)]) -> Vec<i32> {
    let mut sums = weights.bias.clone();
    for (concept, places) in places {
        for feature in Feature::ALL.iter().filter(|feature| places >> **feature as u8 & 1 == 1) {
            // Weights are small: the sum of all of them is far from the end of the range.
            for (sum, weight) in sums.iter_mut().zip(weights.row(*concept, *feature)) {
                *sum = sum.wrapping_add(*weight);
            }
        }
    }
    if places.len() < FULL {
        let (found, full) = (i32::try_from(places.len()).unwrap_or(0), i32::try_from(FULL).unwrap_or(1));
        sums.iter_mut().for_each(|sum| *sum = sum.saturating_mul(found) / full);
    }
    sums
}
