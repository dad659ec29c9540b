//! The fitted weights of a lexicon over the concepts found.

use super::Field;
use crate::policy::{Concept, Feature, Weights};
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

/// A title must say so much, and a text, that the share that one top level has of it is believed: half of what one
/// usual concept says, and two of them.
pub(crate) const ENOUGH_SAID: [i32; 2] = [500, 2000];

/// What a concept says of its top level in title and text: words met often count three times.
#[inline]
pub(crate) fn said(weight: i32, places: u8) -> [i32; 2] {
    let has = |feature: Feature| i32::from(places >> feature as u8 & 1);
    let times = has(Feature::Text) + 2 * has(Feature::Often);
    [weight.saturating_mul(has(Feature::Title)), weight.saturating_mul(times)]
}

/// What the shares that the top levels have of title and text say for "somebody else must act". Each concept brings what
/// the whole would say for its top level, as much of it as the concept has of all that is said.
pub(super) fn of_shares(weights: &Weights, concepts: &[Concept], places: &[(u16, u8)]) -> i32 {
    if weights.shares.is_empty() {
        return 0;
    }
    let mut all = ENOUGH_SAID.map(i64::from);
    let mut speaks = [0_i64; 2];
    for (number, places) in places {
        let number = usize::from(*number);
        let (Some(concept), Some(shares)) = (concepts.get(number), weights.shares.get(number)) else { continue };
        if concept.top.is_none() {
            continue;
        }
        let fields = all.iter_mut().zip(&mut speaks).zip(shares);
        for (((all, speaks), share), said) in fields.zip(said(concept.weight, *places)) {
            *all += i64::from(said);
            *speaks = speaks.saturating_add(i64::from(said) * i64::from(*share));
        }
    }
    let points: i64 = all.iter().zip(speaks).map(|(all, speaks)| speaks / (*all).max(1)).sum();
    let points = points.saturating_mul(i64::from(fullness(places))) / 1000;
    i32::try_from(points).unwrap_or(if points < 0 { i32::MIN } else { i32::MAX })
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

#[cfg(test)]
mod tests {
    use crate::complaint::{Complaint, Facts};
    use crate::error::Result;
    use crate::policy::Lexicon;
    use crate::text::Scratch;

    /// What is said for "somebody else must act".
    fn out(title: &str, text: &str) -> Result<Option<i32>> {
        let lexicon = Lexicon::compile(&["
            [lexicon]
            id = 'x'
            [[category]]
            id = 'lift'
            [[category]]
            id = 'road'
            [[category]]
            id = 'road/lamp'
            [[concept]]
            id = 'lift'
            category = 'lift'
            patterns = ['电梯']
            [[concept]]
            id = 'lamp'
            category = 'road/lamp'
            weight = 500
            patterns = ['路灯']
            [[concept]]
            id = 'nothing'
            patterns = ['谢谢']
            [weights]
            classes = ['lift', 'road', 'scope/out']
            bias = [0, 0, 80]
            [weights.concept]
            [weights.scope]
            lift = { title = 1000 }
            road = { text = -600 }
            "])?;
        let complaint = Complaint { title: title.to_owned(), text: text.to_owned(), ..Complaint::default() };
        let facts = Facts::read(&complaint, &lexicon, &mut Scratch::new())?;
        Ok(facts.class_sums.get(2).copied())
    }

    #[test]
    fn shares_of_title_and_text_speak_for_the_scope() -> Result<()> {
        // One concept of sixteen counts for 62 thousandths, two for 125: the bias of 80 is 4 and 10 then.
        // Title: 1000 of 500 + 1000 for lifts, two thirds of 1000 are 666; of that 62 thousandths.
        assert_eq!(out("电梯", "")?, Some(4 + 41));
        // Text: 500 of 2000 + 500 for the road of the lamp, a fifth of -600 is -120; with the title 546.
        assert_eq!(out("电梯", "路灯")?, Some(10 + 68));
        // Met often it counts three times: 1500 of 3500 are -257; with the title 409.
        assert_eq!(out("电梯", "路灯，路灯，路灯")?, Some(10 + 51));
        // The lift has a share of the text for which nothing was fitted: 500 of 3500 are -85.
        assert_eq!(out("", "路灯和电梯")?, Some(10 - 10));
        // What speaks for no category has no share.
        assert_eq!(out("电梯", "谢谢")?, Some(10 + 83));
        assert_eq!(out("", "")?, Some(0));
        Ok(())
    }
}
