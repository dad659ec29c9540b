//! The opinion of a trained model beside that of the lexicon.
//!
//! Both are logarithms of likelihoods, in points: 700 more make twice as likely. Where the words of the lexicon speak, the
//! two are averaged, so that agreement keeps its confidence and doubt weakens it; where they say nothing, the model
//! decides alone. A category that the model was never shown is to it as unlikely as its least likely one. A model may be
//! trained on first or second levels; of a second level its first speaks with the likeliest of its own.

use super::model::ln;
use super::{Model, Prediction};
use crate::complaint::{Complaint, Evidence};
use crate::id::CategoryId;
use crate::policy::Lexicon;
use crate::text::Scratch;

/// Points by which something is twice as likely.
const TWICE: f64 = 700.0;

/// Less likely than one in a thousand is not told apart.
const LEAST: i32 = -7000;

/// What a model says of each category of a lexicon, in points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opinion {
    /// `None` for a second level that the model does not know.
    points: Vec<Option<i32>>,
}

impl Opinion {
    /// The opinion of a model on a complaint; labels that are no category of the lexicon say nothing.
    ///
    /// ```
    /// use tousu::classify::{Model, Opinion, Sample, Training, classify_with};
    /// use tousu::complaint::{Complaint, Facts};
    /// use tousu::policy::Lexicon;
    /// use tousu::text::Scratch;
    /// let sample = |text, label| Sample { title: "", text, label };
    /// let samples = [
    ///     sample("三楼那户又在蹦迪", "neighbour"),
    ///     sample("蹦迪到天亮", "neighbour"),
    ///     sample("梯子卡在半空", "facilities"),
    ///     sample("梯子又卡", "facilities"),
    /// ];
    /// let model = Model::train(&samples, &Training::default())?;
    /// let lexicon = Lexicon::builtin("property")?;
    /// let complaint = Complaint { text: "又蹦迪".into(), ..Complaint::default() };
    /// let mut scratch = Scratch::new();
    /// let facts = Facts::read(&complaint, &lexicon, &mut scratch)?;
    /// let opinion = Opinion::of(&model, &complaint, &lexicon, &mut scratch);
    /// let found = classify_with(&facts, &complaint, &lexicon, Some(&opinion))?;
    /// assert_eq!(found.category, lexicon.category("neighbour"));
    /// # Ok::<(), tousu::Error>(())
    /// ```
    #[must_use]
    pub fn of(model: &Model, complaint: &Complaint, lexicon: &Lexicon, scratch: &mut Scratch) -> Self {
        let ranked = model.rank_with(&complaint.title, &complaint.text, scratch);
        let points = |found: &Prediction| log_points(found.confidence);
        let least = ranked.iter().map(points).min().unwrap_or(LEAST);
        let mut own: Vec<Option<i32>> =
            lexicon.categories.iter().map(|category| category.parent.is_none().then_some(least)).collect();
        let mut raise = |category: CategoryId, points: i32| {
            if let Some(cell) = own.get_mut(category.index()) {
                *cell = Some(cell.map_or(points, |known| known.max(points)));
            }
        };
        for found in &ranked {
            let Some(category) = lexicon.category(model.label(found.label)) else { continue };
            raise(category, points(found));
            if let Some(top) = lexicon.categories.get(category.index()).and_then(|category| category.parent) {
                raise(top, points(found));
            }
        }
        Self { points: own }
    }

    /// The words by which a model holds a complaint for a category: those of its likeliest label there.
    pub(crate) fn words(
        model: &Model,
        complaint: &Complaint,
        category: CategoryId,
        lexicon: &Lexicon,
        scratch: &mut Scratch,
    ) -> Vec<Evidence> {
        let top = lexicon.compiled.top_of(category);
        let ranked = model.rank_with(&complaint.title, &complaint.text, scratch);
        let is_of = |found: &&Prediction| {
            let label = lexicon.category(model.label(found.label));
            label.is_some_and(|label| lexicon.compiled.top_of(label) == top)
        };
        ranked.iter().find(is_of).map_or_else(Vec::new, |found| model.words(complaint, found.label, scratch))
    }

    /// Lays the opinion beside the scores of a lexicon that found something, or in their place.
    pub(super) fn join(&self, scores: &mut [i32], lexicon: &Lexicon, found: bool) {
        for ((score, points), category) in scores.iter_mut().zip(&self.points).zip(&lexicon.categories) {
            let Some(points) = *points else { continue };
            // Among second levels those above zero can be chosen.
            let (own, points) =
                if category.parent.is_some() { (score.saturating_mul(2), points - LEAST) } else { (*score, points) };
            *score = if found { own.saturating_add(points) / 2 } else { points };
        }
    }
}

/// Points of a probability per mille: 700 times its binary logarithm, in whole numbers.
fn log_points(per_mille: u16) -> i32 {
    let share = f64::from(per_mille.max(1)) / 1000.0;
    let points = ln(share) / std::f64::consts::LN_2 * TWICE;
    (points.round() as i32).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_halvings() {
        assert_eq!(log_points(1000), 0);
        assert_eq!(log_points(500), -700);
        assert_eq!(log_points(250), -1400);
        assert_eq!(log_points(0), log_points(1));
    }
}
