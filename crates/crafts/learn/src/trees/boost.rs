//! Boosting: each tree lowers the loss that the trees before it left.

use super::bins::Binned;
use super::grow::{Ground, Shape, grow};
use super::histogram::Slopes;
use super::tree::Tree;
use crate::noise::Noise;

/// Gradients that splits are found on, at most; beyond that they are sketched.
const MOST_DIMS: usize = 5;
/// What a tree's answer is scaled by, for two classes and for more.
const RATE: f32 = 0.1;
const RATE_OF_MANY: f32 = 0.2;

/// Boosted trees over some rows of a table, grown one tree at a time, and what they say of others.
pub(super) struct Booster<'a> {
    data: &'a Binned,
    labels: &'a [u32],
    classes: usize,
    shape: Shape,
    allowed: &'a [bool],
    /// Pairs of a training row's position and its row in the table.
    order: Vec<(u32, u32)>,
    /// The training rows, by position.
    train: Vec<u32>,
    /// `[position * outputs + output]` of the training rows.
    scores: Vec<f32>,
    /// Rows that are judged.
    pub(super) judged: Vec<u32>,
    /// `[position * outputs + output]` of the judged rows.
    pub(super) answers: Vec<f32>,
    noise: Noise,
}

/// Scores of a row: one for two classes, else one for each class.
pub(super) const fn outputs(classes: usize) -> usize {
    if classes <= 2 { 1 } else { classes }
}

impl<'a> Booster<'a> {
    /// A booster that has grown no tree: every row is as likely of a class as training rows are.
    pub(super) fn new(
        data: &'a Binned,
        (labels, classes): (&'a [u32], usize),
        (train, judged): (Vec<u32>, Vec<u32>),
        (shape, allowed): (Shape, &'a [bool]),
        noise: Noise,
    ) -> Self {
        let first = prior(labels, classes, &train);
        let repeat = |rows: usize| first.iter().copied().cycle().take(rows * first.len()).collect();
        let (scores, answers) = (repeat(train.len()), repeat(judged.len()));
        let order = (0u32..).zip(train.iter().copied()).collect();
        Self { data, labels, classes, shape, allowed, order, train, scores, judged, answers, noise }
    }

    /// Grows one tree.
    pub(super) fn step(&mut self) {
        let outputs = outputs(self.classes);
        let full = self.gradients();
        let slopes = self.sketch(&full);
        let ground = Ground { data: self.data, slopes: &slopes, allowed: self.allowed };
        let (mut tree, ranges) = grow(&ground, self.shape, &mut self.order);
        tree.outputs = outputs;
        for (from, to) in ranges {
            let rows = self.order.get(from..to).unwrap_or_default();
            let values = leaf(&full, outputs, rows, self.shape.limits.ridge);
            for (position, _) in rows {
                let at = *position as usize * outputs;
                let scores = self.scores.iter_mut().skip(at).zip(&values);
                for (score, value) in scores {
                    *score += value;
                }
            }
            tree.values.extend(values);
        }
        self.answer(&tree);
    }

    fn answer(&mut self, tree: &Tree) {
        let answers = self.answers.chunks_exact_mut(tree.outputs.max(1));
        for (scores, row) in answers.zip(&self.judged) {
            for (score, value) in scores.iter_mut().zip(tree.answer(self.data.row(*row as usize))) {
                *score += value;
            }
        }
    }

    /// `[position * outputs * 2 + …]`: gradient and curvature of the loss by each score.
    fn gradients(&self) -> Vec<f32> {
        let outputs = outputs(self.classes);
        let mut all = Vec::with_capacity(self.scores.len() * 2);
        let mut likely = Vec::with_capacity(self.classes);
        for (scores, row) in self.scores.chunks_exact(outputs).zip(&self.train) {
            let label = self.labels.get(*row as usize).copied().unwrap_or(0) as usize;
            probabilities(scores, &mut likely);
            let skip = usize::from(outputs == 1);
            for (class, p) in likely.iter().enumerate().skip(skip) {
                all.push(p - f32::from(u8::from(class == label)));
                all.push((p * (1.0 - p)).max(1e-6));
            }
        }
        all
    }

    /// What splits are found on: the gradients themselves if they are few, else random mixtures of
    /// them, and then the rows instead of the curvature.
    fn sketch(&mut self, full: &[f32]) -> Slopes {
        let outputs = outputs(self.classes);
        if outputs == 1 {
            return Slopes { values: full.to_vec(), dims: 1 };
        }
        let dims = outputs.min(MOST_DIMS);
        let mut mixture = vec![0.0f32; outputs * dims];
        for (at, weight) in mixture.iter_mut().enumerate() {
            *weight = match outputs <= MOST_DIMS {
                true => f32::from(u8::from(at / dims == at % dims)),
                // Uniform with variance 1 / dims.
                false => (2.0 * self.noise.unit() - 1.0) * (3.0 / dims as f32).sqrt(),
            };
        }
        let mut values = Vec::with_capacity(full.len() / (2 * outputs) * (dims + 1));
        for row in full.chunks_exact(2 * outputs) {
            let mut mixed = [0.0f32; MOST_DIMS];
            let mut curvature = 0.0;
            for (pair, weights) in row.chunks_exact(2).zip(mixture.chunks_exact(dims)) {
                let [gradient, curve] = pair else { continue };
                curvature += curve;
                for (sum, weight) in mixed.iter_mut().zip(weights) {
                    *sum += gradient * weight;
                }
            }
            values.extend(mixed.iter().take(dims));
            values.push(curvature / outputs as f32 * 2.0);
        }
        Slopes { values, dims }
    }
}

/// The step of each score in a leaf that holds `rows` (Newton's, scaled).
fn leaf(full: &[f32], outputs: usize, rows: &[(u32, u32)], ridge: f32) -> Vec<f32> {
    let mut sums = vec![0.0f64; 2 * outputs];
    for (position, _) in rows {
        let row = full.iter().skip(*position as usize * 2 * outputs);
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value);
        }
    }
    let rate = if outputs == 1 { RATE } else { RATE_OF_MANY };
    let step = |pair: &[f64]| match pair {
        [gradient, curvature] => -rate * (gradient / (curvature + f64::from(ridge))) as f32,
        _ => 0.0,
    };
    // A leaf in which a class stands nowhere would go on forever.
    sums.chunks_exact(2).map(|pair| step(pair).clamp(-0.5, 0.5)).collect()
}

/// The scores of a row of which nothing is known.
fn prior(labels: &[u32], classes: usize, train: &[u32]) -> Vec<f32> {
    let mut counts = vec![1.0f32; classes];
    for row in train {
        let label = labels.get(*row as usize).copied().unwrap_or(0) as usize;
        if let Some(count) = counts.get_mut(label) {
            *count += 1.0;
        }
    }
    let whole: f32 = counts.iter().sum();
    match counts.as_slice() {
        [first, second] => vec![(second / first).ln()],
        many => many.iter().map(|count| (count / whole).ln()).collect(),
    }
}

/// The probability of each class by a row's scores.
pub(super) fn probabilities(scores: &[f32], into: &mut Vec<f32>) {
    into.clear();
    if let [score] = scores {
        let second = 1.0 / (1.0 + (-score).exp());
        into.extend([1.0 - second, second]);
        return;
    }
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    into.extend(scores.iter().map(|score| (score - most).exp()));
    let sum: f32 = into.iter().sum::<f32>().max(1e-30);
    for p in into.iter_mut() {
        *p /= sum;
    }
}
