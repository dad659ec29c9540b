//! From concepts found to a category.
//!
//! Every concept speaks for its own category with the weight that the lexicon gives it; title and beginning count
//! more, repetition counts less. Where a lexicon has fitted weights, they are added. The second level is decided
//! together with the top: a top level is as strong as its own sum and the best of its second level.

use super::{Classification, given};
use crate::complaint::{Complaint, Evidence, Facts, Field, SetBy, score};
use crate::error::Result;
use crate::id::CategoryId;
use crate::policy::{Feature, Lexicon};

/// Below this confidence (per mille) the answer is "unsure".
const UNSURE: u16 = 120;

/// At most so many words are named as evidence.
const MOST_EVIDENCE: usize = 8;

/// Classifies a complaint; a category given by a person wins.
///
/// ```
/// use tousu::classify::classify;
/// use tousu::complaint::{Complaint, Facts};
/// use tousu::policy::Lexicon;
/// use tousu::text::Scratch;
/// let lexicon = Lexicon::builtin("property")?;
/// let complaint = Complaint { title: "3号楼电梯故障".into(), ..Complaint::default() };
/// let facts = Facts::read(&complaint, &lexicon, &mut Scratch::new())?;
/// let found = classify(&facts, &complaint, &lexicon)?;
/// assert_eq!(found.category, lexicon.category("facilities/elevator"));
/// # Ok::<(), tousu::Error>(())
/// ```
///
/// # Errors
/// `unknown-category` when the given category is not of the lexicon.
pub fn classify(facts: &Facts, complaint: &Complaint, lexicon: &Lexicon) -> Result<Classification> {
    let given = complaint.category.as_deref().map(|id| given(id, lexicon)).transpose()?;
    let features = score::features(facts, complaint, lexicon);
    let scores = scores(&features, lexicon);
    let tops = ranked_tops(&scores, lexicon);
    let confidence = confidence(&tops);
    let computed = tops.first().filter(|_| confidence >= UNSURE && features.iter().any(|places| *places != 0));
    let category = given.or_else(|| computed.map(|(top, _)| best_below(*top, &scores, lexicon)));
    let mut ranked: Vec<(CategoryId, i32)> =
        tops.iter().map(|(top, score)| (best_below(*top, &scores, lexicon), *score)).collect();
    ranked.sort_by_key(|(id, score)| (std::cmp::Reverse(*score), *id));
    let main = category.map(|category| top_of(category, lexicon));
    Ok(Classification {
        category,
        set_by: if given.is_some() { SetBy::Person } else { SetBy::Computed },
        confidence: if given.is_some() { 1000 } else { confidence },
        also: also(facts, main, &tops, lexicon),
        ranked,
        evidence: evidence(facts, main, lexicon),
    })
}

/// The top level of a category.
fn top_of(category: CategoryId, lexicon: &Lexicon) -> CategoryId {
    let found = lexicon.categories.get(category.index());
    found.and_then(|found| found.parent).unwrap_or(category)
}

/// The score of every category, in thousandths.
fn scores(features: &[u8], lexicon: &Lexicon) -> Vec<i32> {
    let compiled = &lexicon.compiled;
    let mut scores = vec![0_i32; lexicon.categories.len()];
    let mut add = |category: CategoryId, points: i32| {
        if let Some(score) = scores.get_mut(category.index()) {
            *score = score.saturating_add(points);
        }
    };
    for (concept, places) in compiled.concepts.iter().zip(features).filter(|(_, places)| **places != 0) {
        let Some(category) = concept.category else { continue };
        let has = |feature: Feature| i32::from(places >> feature as u8 & 1);
        let parts = has(Feature::Text) * 2
            + has(Feature::Early)
            + has(Feature::Often)
            + has(Feature::Title) * 4
            + has(Feature::TitleEnd);
        let points = concept.weight.saturating_mul(parts) / 4;
        let top = top_of(category, lexicon);
        add(top, points);
        if top != category {
            add(category, points);
        }
    }
    if let Some(weights) = &compiled.weights {
        for (score, (_, category)) in score::sums(weights, features).into_iter().zip(&weights.classes) {
            if let Some(category) = category {
                add(*category, score);
            }
        }
    }
    scores
}

/// The top levels with their scores, the strongest first.
fn ranked_tops(scores: &[i32], lexicon: &Lexicon) -> Vec<(CategoryId, i32)> {
    let tops = (0_u16..).zip(&lexicon.categories).filter(|(_, category)| category.parent.is_none());
    let mut tops: Vec<_> =
        tops.map(|(index, _)| (CategoryId(index), scores.get(usize::from(index)).copied().unwrap_or(0))).collect();
    tops.sort_by_key(|(id, score)| (std::cmp::Reverse(*score), *id));
    tops
}

/// The strongest second level of a top, when it has one with any score; else the top itself.
fn best_below(top: CategoryId, scores: &[i32], lexicon: &Lexicon) -> CategoryId {
    let below = (0_u16..).zip(&lexicon.categories).filter(|(_, category)| category.parent == Some(top));
    let best =
        below.map(|(index, _)| (scores.get(usize::from(index)).copied().unwrap_or(0), std::cmp::Reverse(index))).max();
    match best {
        Some((score, std::cmp::Reverse(index))) if score > 0 => CategoryId(index),
        _ => top,
    }
}

/// The share of the strongest among all, as a soft maximum in whole numbers: an advantage of 700 points doubles it.
fn confidence(tops: &[(CategoryId, i32)]) -> u16 {
    let Some((_, best)) = tops.first() else { return 0 };
    let share = |score: i32| half_lives(best.saturating_sub(score));
    let total: u64 = tops.iter().map(|(_, score)| share(*score)).sum();
    u16::try_from(half_lives(0).saturating_mul(1000) / total.max(1)).unwrap_or(1000)
}

/// 2^20 halved once for every 700 points, linear in between.
fn half_lives(points: i32) -> u64 {
    let points = u64::try_from(points).unwrap_or(0);
    let (halvings, rest) = (points / 700, points % 700);
    if halvings >= 20 {
        return 0;
    }
    let value = (1_u64 << 20) >> halvings;
    value - value / 2 * rest / 700
}

/// Other top levels whose own concepts stand in the complaint.
fn also(facts: &Facts, main: Option<CategoryId>, tops: &[(CategoryId, i32)], lexicon: &Lexicon) -> Vec<CategoryId> {
    let named = |top: CategoryId| {
        let hits = facts.category_hits.iter().filter(|hit| hit.modality.decides());
        hits.filter(|hit| hit.category.is_some_and(|category| top_of(category, lexicon) == top)).count() >= 2
    };
    let others = tops.iter().map(|(top, _)| *top).filter(|top| Some(*top) != main);
    others.filter(|top| named(*top)).take(3).collect()
}

/// The words of the main category, the title's first, each place once.
fn evidence(facts: &Facts, main: Option<CategoryId>, lexicon: &Lexicon) -> Vec<Evidence> {
    let Some(main) = main else { return Vec::new() };
    let mut found: Vec<&Evidence> = Vec::new();
    for hit in facts.category_hits.iter().filter(|hit| hit.modality.decides()) {
        let speaks = hit.category.is_some_and(|category| top_of(category, lexicon) == main);
        let known = found.iter().any(|known| known.field == hit.evidence.field && overlap(known, &hit.evidence));
        if speaks && !known {
            found.push(&hit.evidence);
        }
        if found.len() == MOST_EVIDENCE {
            break;
        }
    }
    found.sort_by_key(|words| (words.field != Field::Title, words.bytes.start));
    found.into_iter().cloned().collect()
}

fn overlap(left: &Evidence, right: &Evidence) -> bool {
    left.bytes.start < right.bytes.end && right.bytes.start < left.bytes.end
}
