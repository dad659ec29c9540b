//! The fitted weights of a lexicon over the concepts found.

use super::{Complaint, Facts, Field};
use crate::policy::{Feature, Lexicon, Weights};

/// The beginning of a text: where people say what they are there for, in characters.
const EARLY: usize = 60;

/// The end of a title: where the matter itself usually stands, in characters.
const TITLE_END: usize = 8;

/// Per concept of the lexicon the places where it decides, one bit for each [`Feature`].
pub(crate) fn features(facts: &Facts, complaint: &Complaint, lexicon: &Lexicon) -> Vec<u8> {
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
    places
}

/// With fewer concepts than this the fitted weights count less: they were fitted on texts that say a lot.
const FULL: usize = 12;

/// The sum of the weights for each class.
pub(crate) fn sums(weights: &Weights, features: &[u8]) -> Vec<i32> {
    let mut sums = weights.bias.clone();
    let mut found = 0_usize;
    for (concept, places) in features.iter().enumerate().filter(|(_, places)| **places != 0) {
        found += 1;
        for feature in Feature::ALL {
            if places >> feature as u8 & 1 == 0 {
                continue;
            }
            let row = weights.rows.get(concept * Feature::ALL.len() + feature as usize);
            for (sum, weight) in sums.iter_mut().zip(row.into_iter().flatten()) {
                *sum = sum.saturating_add(*weight);
            }
        }
    }
    if found < FULL {
        let (found, full) = (i32::try_from(found).unwrap_or(0), i32::try_from(FULL).unwrap_or(1));
        sums.iter_mut().for_each(|sum| *sum = sum.saturating_mul(found) / full);
    }
    sums
}
