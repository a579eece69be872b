//! From sums over trees to a label and scores, as onnxruntime does.

use super::grown::Grown;
use crate::operators::scores::{Transform, logistic};

/// How leaves of several trees are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Sum,
    Average,
    Min,
    Max,
}

/// What is made of the sums.
#[derive(Debug)]
pub(super) enum Verdict {
    Classes { labels: Vec<i64>, base: Vec<f32>, one_sided: bool, positive: bool },
    Numbers { aggregate: Aggregate, base: Vec<f32> },
}

impl Verdict {
    pub(super) fn classes(labels: Vec<i64>, base: Vec<f32>, grown: &Grown) -> Self {
        let (spoken_of, positive) = grown.spoken_of();
        let one_sided = labels.len() == 2 && spoken_of == 1;
        Self::Classes { labels, base, one_sided, positive }
    }

    /// Makes scores of the sums, and gives the label. `reached` are the targets that some leaf
    /// spoke of.
    pub(super) fn of(
        &self,
        scores: &mut [f32],
        reached: &[bool],
        trees: usize,
        transform: Transform,
    ) -> i64 {
        match self {
            Self::Numbers { aggregate, base } => {
                for (at, score) in scores.iter_mut().enumerate() {
                    if *aggregate == Aggregate::Average {
                        *score /= trees.max(1) as f32;
                    }
                    *score += base.get(at).copied().unwrap_or(0.0);
                }
                transform.apply(scores);
                -1
            }
            Self::Classes { labels, base, one_sided, positive } => {
                let label = |at: usize| labels.get(at).copied().unwrap_or(-1);
                if let [first, second] = scores {
                    let two = two(first, second, reached, base);
                    let weight = if two { *second } else { *first };
                    if !one_sided {
                        transform.apply(scores);
                        // Without one side, onnxruntime answers 1 and 0 whatever the labels are.
                        return i64::from(weight > 0.0);
                    }
                    let least = if *positive { 0.5 } else { 0.0 };
                    if !two {
                        *second = weight;
                        match (*positive, transform) {
                            (true, _) => *first = 1.0 - weight,
                            (false, Transform::Logistic) => {
                                (*first, *second) = (logistic(-weight), logistic(weight));
                            }
                            (false, _) => *first = -weight,
                        }
                    } else {
                        transform.apply(scores);
                    }
                    return label(usize::from(weight > least));
                }
                for (score, base) in scores.iter_mut().zip(base) {
                    *score += base;
                }
                let best = best(scores, reached, base.len());
                transform.apply(scores);
                label(best)
            }
        }
    }
}

/// Adds the base values of two classes; whether the second has a score of its own.
fn two(first: &mut f32, second: &mut f32, reached: &[bool], base: &[f32]) -> bool {
    let spoken = reached.get(1).copied().unwrap_or(false);
    match base {
        [_, base] if spoken => {
            *second = base + *first;
            *first = -*second;
            true
        }
        [one, other] => {
            *second += other;
            *first += one;
            true
        }
        [only] => {
            *first += only;
            spoken
        }
        _ => spoken,
    }
}

/// The first of the greatest among the classes that have a score.
fn best(scores: &[f32], reached: &[bool], based: usize) -> usize {
    let mut best: Option<(usize, f32)> = None;
    for (at, (score, reached)) in scores.iter().zip(reached).enumerate() {
        if (*reached || at < based) && best.is_none_or(|(_, most)| *score > most) {
            best = Some((at, *score));
        }
    }
    best.map_or(0, |(at, _)| at)
}
