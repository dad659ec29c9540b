//! Training: one machine on all samples for the weights, and some on parts of them to learn how far to trust a score.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::features::{Counted, Rarity, labels};
use super::math::exp;
use super::solver::{Machine, Random};
use super::{Block, LANES, Model, Sample};
use crate::complaint::MAX_TEXT;
use crate::error::{Error, Result};

/// How a model is trained. The default is right for a few hundred to some ten thousand labelled complaints.
///
/// ```
/// use tousu::classify::Training;
/// let training = Training { seed: 7, ..Training::default() };
/// assert_eq!(training.threads, None);
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Training {
    /// Orders the texts and divides them for calibration: the same seed gives the same bytes, on every host and
    /// whatever the number of threads.
    pub seed: u64,
    /// How many threads; `None` = as many as the machine has processors.
    pub threads: Option<NonZeroUsize>,
    /// What a miss costs beside the size of the weights: more fits the samples closer.
    pub cost: f32,
}

impl Default for Training {
    fn default() -> Self {
        Self { seed: 0, threads: None, cost: 1.0 }
    }
}

/// Into so many parts are the samples divided to learn confidence from texts that a machine has not seen.
const PARTS: usize = 3;

/// One machine to be trained: without which part, and which classes.
#[derive(Clone, Copy)]
struct Job {
    without: Option<usize>,
    group: usize,
}

pub(super) fn train(samples: &[Sample<'_>], training: &Training) -> Result<Model> {
    let labels = labels(samples, MAX_TEXT)?;
    let threads = training.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let counted = Counted::of(samples, threads)?;
    let (rarities, features) = counted.rarities();
    let class_of = |sample: &Sample<'_>| {
        let class = labels.binary_search_by(|label| label.as_str().cmp(sample.label)).unwrap_or(0);
        u16::try_from(class).unwrap_or(0)
    };
    let classes: Vec<u16> = samples.iter().map(class_of).collect();
    let costs = costs(&classes, labels.len(), training.cost);
    let problem = counted.problem(&rarities, features, classes, training.cost, costs);
    drop(counted);

    let groups = labels.len().div_ceil(LANES);
    let parts = divide(&problem.classes, labels.len(), training.seed);
    let jobs: Vec<Job> = (0..groups)
        .flat_map(|group| {
            let whole = Job { without: None, group };
            std::iter::once(whole).chain((0..PARTS).map(move |part| Job { without: Some(part), group }))
        })
        .collect();
    let done = run(&jobs, threads, |job| {
        let kept = |text: &usize| job.without.is_none() || parts.get(*text).copied() != job.without;
        let texts: Vec<usize> = (0..samples.len()).filter(kept).collect();
        let machine = problem.solve(&texts, job.group * LANES, training.seed);
        let Some(part) = job.without else { return Done::Machine(machine) };
        let left = (0..samples.len()).filter(|text| parts.get(*text) == Some(&part));
        Done::Scores(left.map(|text| (text, problem.scores(&machine, text))).collect())
    })?;

    let mut unseen = vec![vec![0.0_f64; labels.len()]; samples.len()];
    let mut machines = Vec::with_capacity(groups);
    for (job, done) in jobs.iter().zip(done) {
        match done {
            Done::Machine(machine) => machines.push(machine),
            Done::Scores(scores) => {
                for (text, scores) in scores {
                    let row = unseen.get_mut(text).and_then(|row| row.get_mut(job.group * LANES..));
                    let cells = row.unwrap_or_default().iter_mut();
                    cells.zip(scores).for_each(|(cell, score)| *cell = score.into());
                }
            }
        }
    }
    let sharpness = sharpness(&unseen, &problem.classes);
    Ok(assemble(labels, &machines, &rarities, sharpness, samples.len()))
}

/// What a job leaves.
enum Done {
    Machine(Machine),
    /// Texts that the machine has not seen, with its scores.
    Scores(Vec<(usize, [f32; LANES])>),
}

/// Runs the jobs on some threads, each taking the next; the results stand in the order of the jobs.
fn run<T: Send>(jobs: &[Job], threads: NonZeroUsize, work: impl Fn(Job) -> T + Sync) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<T>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        let worker = || {
            while let Some((job, slot)) = {
                let number = next.fetch_add(1, Ordering::Relaxed);
                jobs.get(number).zip(slots.get(number))
            } {
                let done = work(*job);
                if let Ok(mut slot) = slot.lock() {
                    *slot = Some(done);
                }
            }
        };
        let workers: Vec<_> = (0..threads.get().min(jobs.len())).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(Error::caught))
    })?;
    let missing = || Error::new(crate::error::Code::Internal, "a part of the training is missing", "");
    slots.into_iter().map(|slot| slot.into_inner().ok().flatten().ok_or_else(missing)).collect()
}

/// Rare classes cost more, by the root of how much rarer they are than the average.
fn costs(classes: &[u16], count: usize, cost: f32) -> Vec<f32> {
    let mut sizes = vec![0_usize; count];
    classes.iter().for_each(|class| {
        if let Some(size) = sizes.get_mut(usize::from(*class)) {
            *size += 1;
        }
    });
    let average = classes.len() as f32 / count.max(1) as f32;
    sizes.into_iter().map(|size| cost * (average / size.max(1) as f32).sqrt()).collect()
}

/// The part of each sample: every class is spread evenly, in the order that the seed gives.
fn divide(classes: &[u16], count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..classes.len()).collect();
    Random(!seed).shuffle(&mut order);
    let mut parts = vec![0; classes.len()];
    let mut seen = vec![0_usize; count];
    for text in order {
        let Some(seen) = classes.get(text).and_then(|class| seen.get_mut(usize::from(*class))) else { continue };
        if let Some(part) = parts.get_mut(text) {
            *part = *seen % PARTS;
        }
        *seen += 1;
    }
    parts
}

/// By what the scores are multiplied so that their soft maximum is as sure as it is right: the likeliest factor over
/// texts that the machines had not seen, found by halving the interval of its logarithm in the golden ratio.
fn sharpness(scores: &[Vec<f64>], classes: &[u16]) -> f64 {
    let loss = |factor: f64| -> f64 {
        let rows = scores.iter().zip(classes).map(|(scores, class)| {
            let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = scores.iter().map(|score| exp(factor * (score - best))).sum();
            let own = scores.get(usize::from(*class)).copied().unwrap_or(best);
            super::math::ln(total) - factor * (own - best)
        });
        rows.sum()
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (-1.5_f64, 3.5_f64);
    for _ in 0..24 {
        let width = (high - low) * golden;
        if loss(exp(high - width)) < loss(exp(low + width)) { high = low + width } else { low = high - width }
    }
    exp((low + high) / 2.0)
}

/// Rounds the weights to eight bits and lays them out as they are read.
fn assemble(
    labels: Vec<String>,
    machines: &[Machine],
    rarities: &[Rarity; 2],
    sharpness: f64,
    samples: usize,
) -> Model {
    let count = labels.len();
    let constants = machines.iter().flat_map(|machine| machine.constant).take(count);
    let constants = constants.map(|constant| (f64::from(constant) * sharpness) as f32).collect();
    let blocks = [0, 1].map(|block| {
        let rarity = rarities.get(block)?;
        if rarity.steps.iter().all(|steps| *steps == 0) {
            return None;
        }
        let mut built = Block::empty(count, rarity.steps.len().trailing_zeros());
        for (machine, first) in machines.iter().zip((0..count).step_by(LANES)) {
            let of_place = |place: &u32| machine.weights.get(*place as usize).copied().unwrap_or_default();
            let weights: Vec<[f32; LANES]> = rarity.places.iter().map(of_place).collect();
            let worth = |weights: &[f32; LANES], steps: u8| weights.map(|weight| weight * f32::from(steps).sqrt());
            let mut most = [0.0_f32; LANES];
            for (weights, steps) in weights.iter().zip(&rarity.steps) {
                most.iter_mut().zip(worth(weights, *steps)).for_each(|(most, weight)| *most = most.max(weight.abs()));
            }
            let scale = most.map(|most| if most > 0.0 { most / 127.0 } else { 1.0 });
            for ((weights, steps), bucket) in weights.iter().zip(&rarity.steps).zip(0..) {
                for ((weight, scale), class) in worth(weights, *steps).into_iter().zip(scale).zip(first..count) {
                    built.set(bucket, class, (weight / scale).round() as i8);
                }
            }
            let scales = scale.into_iter().take(count - first).map(|scale| (f64::from(scale) * sharpness) as f32);
            built.scales.extend(scales);
        }
        for (bucket, steps) in (0..).zip(&rarity.steps) {
            built.set(bucket, count, i8::try_from(*steps).unwrap_or(i8::MAX));
        }
        Some(built)
    });
    Model::of(labels, constants, blocks, u64::try_from(samples).unwrap_or(u64::MAX))
}
