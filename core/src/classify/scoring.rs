//! From concepts found to a category.
//!
//! Every concept speaks for its own category with the weight that the lexicon gives it; title and beginning count
//! more, repetition counts less. Where a lexicon has fitted weights, they are added, and the share that a category has
//! of title and text counts too. The second level is decided
//! together with the top: a top level is as strong as its own sum and the best of its second level.

use super::{Classification, Opinion, given};
use crate::complaint::{self, Complaint, ENOUGH_SAID, Evidence, Facts, Field, SetBy};
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
    classify_with(facts, complaint, lexicon, None)
}

/// As [`classify`], with the opinion of a trained model beside that of the words; see [`Opinion`].
///
/// # Errors
/// As [`classify`].
pub fn classify_with(
    facts: &Facts,
    complaint: &Complaint,
    lexicon: &Lexicon,
    opinion: Option<&Opinion>,
) -> Result<Classification> {
    let given = complaint.category.as_deref().map(|id| given(id, lexicon)).transpose()?;
    let mut scores = scores(facts, lexicon);
    if let Some(opinion) = opinion {
        opinion.join(&mut scores, lexicon, !facts.places.is_empty());
    }
    let best = best_below(&scores, lexicon);
    let best_of = |top: CategoryId| best.get(top.index()).copied().flatten().map_or(top, |(_, below)| below);
    let tops = ranked_tops(&scores, lexicon);
    let confidence = confidence(&tops);
    let computed = tops.first().filter(|_| confidence >= UNSURE && (!facts.places.is_empty() || opinion.is_some()));
    let category = given.or_else(|| computed.map(|(top, _)| best_of(*top)));
    let mut ranked: Vec<(CategoryId, i32)> = tops.iter().map(|(top, score)| (best_of(*top), *score)).collect();
    ranked.sort_unstable_by_key(|(id, score)| (std::cmp::Reverse(*score), *id));
    let main = category.map(|category| lexicon.compiled.top_of(category));
    Ok(Classification {
        category,
        set_by: if given.is_some() { SetBy::Person } else { SetBy::Computed },
        confidence: if given.is_some() { 1000 } else { confidence },
        also: also(facts, main, &tops, lexicon),
        ranked,
        evidence: evidence(facts, main, lexicon),
    })
}

/// The score of every category, in thousandths.
fn scores(facts: &Facts, lexicon: &Lexicon) -> Vec<i32> {
    let mut scores = unfitted(facts, lexicon);
    if let Some(weights) = &lexicon.compiled.weights {
        for (points, (_, category)) in facts.class_sums.iter().zip(&weights.classes) {
            let score = category.and_then(|category| scores.get_mut(category.index()));
            if let Some(score) = score {
                *score = score.saturating_add(*points);
            }
        }
    }
    scores
}

/// What the shares of title and text are worth for a category that alone is spoken of there, where weights are fitted:
/// a little over twice of what doubles the odds. Of 0, 800, 1600, 2400 and 3200 it is the one with the best top category
/// on labelled rows not seen (`fit --cross 5 --deals 8`: 0.787, 0.792, 0.793, 0.791, 0.790, with the
/// weights a little less near to zero).
const SHARE: i32 = 1600;

/// How loud concepts speak where weights are fitted: in a text that says a lot (fullness 1000) each loses 1000 of so many
/// parts, two fifths of its points. Without the loss the top category of rows not seen is right in 0.786 of them, with one to
/// four fifths less in 0.791, 0.793, 0.795 and 0.793 (`fit --cross 5 --deals 8`, as above): from two on less than deals
/// differ by.
const LOUD: i32 = 2500;

/// What is said of all top levels together, and what must be said at least.
fn all_said(said: &[[i32; 2]]) -> [i32; 2] {
    said.iter().fold(ENOUGH_SAID, |[title, text], [in_title, in_text]| {
        [title.saturating_add(*in_title), text.saturating_add(*in_text)]
    })
}

/// Which share each category has of what title and text say, for those who fit weights over it: of one of a second level
/// none. As in [`unfitted`], and as the weights of the shares read it.
#[doc(hidden)]
#[must_use]
pub fn shares(facts: &Facts, lexicon: &Lexicon) -> Vec<[f64; 2]> {
    let mut said = vec![[0_i32; 2]; lexicon.categories.len()];
    for (concept, places) in &facts.places {
        let Some(concept) = lexicon.compiled.concepts.get(usize::from(*concept)) else { continue };
        let Some(said) = concept.top.and_then(|top| said.get_mut(top.index())) else { continue };
        for (said, more) in said.iter_mut().zip(complaint::said(concept.weight, *places)) {
            *said = said.saturating_add(more);
        }
    }
    let [title, text] = all_said(&said).map(f64::from);
    said.iter().map(|[in_title, in_text]| [f64::from(*in_title) / title, f64::from(*in_text) / text]).collect()
}

/// The score that concepts give by themselves, without fitted weights. Where there are such weights, they know better
/// what a text full of words means: concepts then speak three fifths as loud, and what matters more is which category has
/// the larger share of title and text.
#[doc(hidden)]
#[must_use]
pub fn unfitted(facts: &Facts, lexicon: &Lexicon) -> Vec<i32> {
    let compiled = &lexicon.compiled;
    let fullness = if compiled.weights.is_some() { i32::from(facts.fullness()) } else { 0 };
    let mut scores = vec![0_i32; lexicon.categories.len()];
    // What title and text say of each top level.
    let mut said = vec![[0_i32; 2]; lexicon.categories.len()];
    for (concept, places) in &facts.places {
        let Some(concept) = compiled.concepts.get(usize::from(*concept)) else { continue };
        let (Some(category), Some(top)) = (concept.category, concept.top) else { continue };
        let has = |feature: Feature| i32::from(places >> feature as u8 & 1);
        let parts = has(Feature::Text) * 2
            + has(Feature::Early)
            + has(Feature::Often)
            + has(Feature::Title) * 4
            + has(Feature::TitleEnd);
        let points = concept.weight.saturating_mul(parts) / 4;
        let points = points.saturating_mul(LOUD - fullness) / LOUD;
        if let Some(score) = scores.get_mut(top.index()) {
            *score = score.saturating_add(points);
        }
        if category != top
            && let Some(score) = scores.get_mut(category.index())
        {
            *score = score.saturating_add(points);
        }
        if let Some([title, text]) = said.get_mut(top.index()) {
            let [in_title, in_text] = complaint::said(concept.weight, *places);
            *title = title.saturating_add(in_title);
            *text = text.saturating_add(in_text);
        }
    }
    if fullness > 0 {
        let all = all_said(&said);
        let worth = i64::from(SHARE) * i64::from(fullness) / 1000;
        // Most categories are spoken of nowhere: no division for them.
        for (score, said) in scores.iter_mut().zip(&said).filter(|(_, said)| **said != [0, 0]) {
            for (said, all) in said.iter().zip(all) {
                let share = worth * i64::from(*said) / i64::from(all.max(1));
                *score = score.saturating_add(i32::try_from(share).unwrap_or(0));
            }
        }
    }
    scores
}

/// The top levels with their scores, the strongest first.
fn ranked_tops(scores: &[i32], lexicon: &Lexicon) -> Vec<(CategoryId, i32)> {
    let parents = &lexicon.compiled.parents;
    let tops = (0_u16..).zip(parents.iter().zip(scores)).filter(|(_, (parent, _))| parent.is_none());
    let mut tops: Vec<_> = tops.map(|(index, (_, score))| (CategoryId(index), *score)).collect();
    tops.sort_unstable_by_key(|(id, score)| (std::cmp::Reverse(*score), *id));
    tops
}

/// For each top level its strongest second level that has any score.
fn best_below(scores: &[i32], lexicon: &Lexicon) -> Vec<Option<(i32, CategoryId)>> {
    let parents = &lexicon.compiled.parents;
    let mut best: Vec<Option<(i32, CategoryId)>> = vec![None; parents.len()];
    for ((index, parent), score) in (0_u16..).zip(parents).zip(scores).filter(|(_, score)| **score > 0) {
        let Some(slot) = parent.and_then(|parent| best.get_mut(parent.index())) else { continue };
        if slot.is_none_or(|(known, _)| *score > known) {
            *slot = Some((*score, CategoryId(index)));
        }
    }
    best
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
    let concepts = &lexicon.compiled.concepts;
    let mut hits = vec![0_u32; lexicon.categories.len()];
    for hit in facts.concept_hits.iter().filter(|hit| hit.modality.decides()) {
        let top = concepts.get(usize::from(hit.concept)).and_then(|concept| concept.top);
        if let Some(count) = top.and_then(|top| hits.get_mut(top.index())) {
            *count += 1;
        }
    }
    let named = |top: CategoryId| hits.get(top.index()).is_some_and(|count| *count >= 2);
    let others = tops.iter().map(|(top, _)| *top).filter(|top| Some(*top) != main);
    others.filter(|top| named(*top)).take(3).collect()
}

/// The words of the main category, the title's first, each place once.
fn evidence(facts: &Facts, main: Option<CategoryId>, lexicon: &Lexicon) -> Vec<Evidence> {
    let Some(main) = main else { return Vec::new() };
    let mut found: Vec<Evidence> = Vec::with_capacity(MOST_EVIDENCE);
    for hit in facts.concept_hits.iter().filter(|hit| hit.modality.decides()) {
        if lexicon.compiled.concepts.get(usize::from(hit.concept)).and_then(|concept| concept.top) != Some(main) {
            continue;
        }
        let words = facts.words(hit);
        if !found.iter().any(|known| known.field == words.field && overlap(known, &words)) {
            found.push(words);
        }
        if found.len() == MOST_EVIDENCE {
            break;
        }
    }
    found.sort_by_key(|words| (words.field != Field::Title, words.bytes.start));
    found
}

fn overlap(left: &Evidence, right: &Evidence) -> bool {
    left.bytes.start < right.bytes.end && right.bytes.start < left.bytes.end
}
