//! Linear machines, one class against the rest, by dual coordinate descent.
//!
//! The squared hinge loss with an L2 penalty, as in Hsieh and others, "A Dual Coordinate Descent Method for Large-scale
//! Linear SVM" (ICML 2008), algorithm 1; up to [`LANES`] classes in one walk over the texts, for each text is read once
//! for all of them.

use super::LANES;

/// The texts as sparse rows, and which class each is of.
pub(super) struct Problem {
    /// Where the row of each text begins in `entries`, and where the last ends.
    pub(super) offsets: Vec<usize>,
    /// Feature and value.
    pub(super) entries: Vec<(u32, f32)>,
    /// The number of features.
    pub(super) features: usize,
    /// Per text its class.
    pub(super) classes: Vec<u16>,
    /// Per class what a miss of one of its texts costs, the texts of other classes costing `cost`.
    pub(super) costs: Vec<f32>,
    pub(super) cost: f32,
}

/// Weights per feature, one lane for each class, and the constant behind them.
pub(super) struct Machine {
    pub(super) weights: Vec<[f32; LANES]>,
    pub(super) constant: [f32; LANES],
}

/// The walk ends when no dual variable wants to move further than this.
const TOLERANCE: f32 = 0.1;

/// Or after so many walks.
const WALKS: usize = 60;

impl Problem {
    fn row(&self, text: usize) -> &[(u32, f32)] {
        let start = self.offsets.get(text).copied().unwrap_or(0);
        let end = self.offsets.get(text + 1).copied().unwrap_or(start);
        self.entries.get(start..end).unwrap_or_default()
    }

    /// What the machine says of a text, before calibration.
    pub(super) fn scores(&self, machine: &Machine, text: usize) -> [f32; LANES] {
        dot(self.row(text), machine)
    }

    /// The machine of the classes from `first` on, trained on some of the texts in the order that the seed gives.
    pub(super) fn solve(&self, texts: &[usize], first: usize, seed: u64) -> Machine {
        let mut machine = Machine { weights: vec![[0.0; LANES]; self.features], constant: [0.0; LANES] };
        let mut order: Vec<usize> = (0..texts.len()).collect();
        let mut duals = vec![[0.0_f32; LANES]; texts.len()];
        let mut random = Random(seed);
        // The diagonal of the dual: a text's own square, the constant's square included.
        let squares: Vec<f32> = texts.iter().map(|text| square(self.row(*text))).collect();
        let lanes: [usize; LANES] = std::array::from_fn(|lane| first + lane);
        let softness = |cost: f32| 0.5 / cost;
        let (other, own) =
            (softness(self.cost), lanes.map(|class| self.costs.get(class).map_or(1.0, |c| softness(*c))));
        for _ in 0..WALKS {
            random.shuffle(&mut order);
            let mut furthest = 0.0_f32;
            for place in &order {
                let (Some(text), Some(dual), Some(square)) =
                    (texts.get(*place), duals.get_mut(*place), squares.get(*place))
                else {
                    continue;
                };
                let class = self.classes.get(*text).copied().map_or(usize::MAX, usize::from);
                let (row, mut step) = (self.row(*text), [0.0_f32; LANES]);
                let score = dot(row, &machine);
                for ((((step, dual), score), lane), own) in step.iter_mut().zip(dual).zip(score).zip(lanes).zip(own) {
                    let (sign, softness) = if class == lane { (1.0, own) } else { (-1.0, other) };
                    let gradient = sign * score - 1.0 + *dual * softness;
                    let wanted = if *dual > 0.0 { gradient } else { gradient.min(0.0) };
                    furthest = furthest.max(wanted.abs());
                    let moved = (*dual - gradient / (square + softness)).max(0.0);
                    *step = (moved - *dual) * sign;
                    *dual = moved;
                }
                if step.iter().any(|step| *step != 0.0) {
                    for (feature, value) in row {
                        if let Some(weights) = machine.weights.get_mut(*feature as usize) {
                            weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step * value);
                        }
                    }
                    machine.constant.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
                }
            }
            if furthest < TOLERANCE {
                break;
            }
        }
        machine
    }
}

fn dot(row: &[(u32, f32)], machine: &Machine) -> [f32; LANES] {
    let mut sums = machine.constant;
    for (feature, value) in row {
        if let Some(weights) = machine.weights.get(*feature as usize) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
        }
    }
    sums
}

fn square(row: &[(u32, f32)]) -> f32 {
    row.iter().map(|(_, value)| value * value).sum::<f32>() + 1.0
}

/// SplitMix64: the same sequence on every host.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Every order is equally likely, but for the error of a remainder of 64 bits.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.next() % (last as u64 + 1);
            items.swap(last, usize::try_from(other).unwrap_or(last));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two texts of one feature each, one of either class: by symmetry the weights are +w and -w. The loss of each of
    /// the two is 2C·max(0, 1 - w - b)², and for lane 0 the minimum of w²/2·2 + b²/2 + … is worked out by hand below.
    #[test]
    fn two_texts_have_the_weights_of_the_closed_form() {
        let problem = Problem {
            offsets: vec![0, 1, 2],
            entries: vec![(0, 1.0), (1, 1.0)],
            features: 2,
            classes: vec![0, 1],
            costs: vec![1.0, 1.0],
            cost: 1.0,
        };
        let machine = problem.solve(&[0, 1], 0, 7);
        // Minimise w² + b²/2 + (1-w-b)² + (1-w+b)²: b = 0, and 2w = 4(1-w).
        let expected = 2.0 / 3.0;
        for (feature, lane, sign) in [(0, 0, 1.0), (1, 0, -1.0), (0, 1, -1.0), (1, 1, 1.0)] {
            let found = machine.weights.get(feature).and_then(|weights| weights.get(lane)).copied().unwrap_or(0.0);
            assert!((found - sign * expected).abs() < 0.05, "feature {feature} lane {lane}: {found}");
        }
    }

    #[test]
    fn a_shuffle_keeps_every_item_and_depends_on_the_seed() {
        let shuffled = |seed| {
            let mut items: Vec<u32> = (0..100).collect();
            Random(seed).shuffle(&mut items);
            items
        };
        assert_eq!(shuffled(1), shuffled(1));
        assert_ne!(shuffled(1), shuffled(2));
        let mut sorted = shuffled(1);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    }
}
