//! Multinomial logistic regression with a penalty on the squares of the weights, on sparse features.

/// Steps of the descent; the figures do not move in the third decimal after half of them.
const STEPS: usize = 160;

/// One row.
#[derive(Clone)]
pub(crate) struct Sample {
    /// Feature and value.
    pub(crate) features: Vec<(usize, f64)>,
    /// The value of the constant feature.
    pub(crate) constant: f64,
    /// What speaks for each class before anything is fitted.
    pub(crate) before: Vec<f64>,
    /// How much of the row belongs to each class; sums to one.
    pub(crate) gold: Vec<f64>,
}

/// What is to be fitted.
pub(crate) struct Task {
    /// How many features there are.
    pub(crate) features: usize,
    /// The penalty on the squares of the weights; the constants have none.
    pub(crate) penalty: f64,
}

/// Fitted weights: a row for each feature, the constants behind them.
pub(crate) struct Fitted {
    weights: Vec<Vec<f64>>,
    classes: usize,
}

impl Fitted {
    /// The weights of a feature, or the constants.
    pub(crate) fn row(&self, feature: Option<usize>) -> &[f64] {
        let last = self.weights.len().saturating_sub(1);
        self.weights.get(feature.unwrap_or(last)).map_or(&[], Vec::as_slice)
    }

    /// Adds to what speaks for a class whatever the row.
    pub(crate) fn lean(&mut self, class: usize, by: f64) {
        if let Some(constant) = self.weights.last_mut().and_then(|constants| constants.get_mut(class)) {
            *constant += by;
        }
    }

    /// The share of each class for a row.
    pub(crate) fn odds(&self, sample: &Sample) -> Vec<f64> {
        let mut scores = sample.before.clone();
        scores.resize(self.classes, 0.0);
        let constant = (None, sample.constant);
        let features = sample.features.iter().map(|(feature, value)| (Some(*feature), *value));
        for (feature, value) in features.chain([constant]) {
            for (score, weight) in scores.iter_mut().zip(self.row(feature)) {
                *score += weight * value;
            }
        }
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores.iter_mut().for_each(|score| *score = (*score - most).exp());
        let sum: f64 = scores.iter().sum();
        scores.iter_mut().for_each(|score| *score /= sum);
        scores
    }
}

impl Task {
    /// Descends along the gradient with the steps of Adam: whole passes, no chance.
    pub(crate) fn fit(&self, samples: &[&Sample]) -> Fitted {
        let classes = samples.first().map_or(0, |sample| sample.gold.len());
        let zero = || vec![vec![0.0; classes]; self.features + 1];
        let mut fitted = Fitted { weights: zero(), classes };
        let (mut mean, mut spread) = (zero(), zero());
        for step in 1..=STEPS {
            let gradient = self.gradient(&fitted, samples, zero());
            // Large steps first, small ones to settle.
            let rate = 0.12 * (1.0 - (step - 1) as f64 / STEPS as f64);
            let (fade, fade_spread) = (1.0 - 0.9_f64.powi(step as i32), 1.0 - 0.99_f64.powi(step as i32));
            let rows = fitted.weights.iter_mut().zip(&gradient).zip(mean.iter_mut().zip(spread.iter_mut()));
            for ((weights, gradient), (mean, spread)) in rows {
                for ((weight, slope), (mean, spread)) in
                    weights.iter_mut().zip(gradient).zip(mean.iter_mut().zip(spread))
                {
                    *mean = 0.9 * *mean + 0.1 * slope;
                    *spread = 0.99 * *spread + 0.01 * slope * slope;
                    *weight -= rate * (*mean / fade) / ((*spread / fade_spread).sqrt() + 1e-6);
                }
            }
        }
        fitted
    }

    fn gradient(&self, fitted: &Fitted, samples: &[&Sample], mut gradient: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        for (slopes, weights) in gradient.iter_mut().zip(&fitted.weights).take(self.features) {
            for (slope, weight) in slopes.iter_mut().zip(weights) {
                *slope = self.penalty * weight;
            }
        }
        for sample in samples {
            let mut error = fitted.odds(sample);
            error.iter_mut().zip(&sample.gold).for_each(|(odds, gold)| *odds -= gold);
            let constant = (self.features, sample.constant);
            for (feature, value) in sample.features.iter().copied().chain([constant]) {
                let Some(slopes) = gradient.get_mut(feature) else { continue };
                for (slope, error) in slopes.iter_mut().zip(&error) {
                    *slope += error * value;
                }
            }
        }
        gradient
    }
}
