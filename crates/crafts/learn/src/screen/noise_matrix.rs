//! How often a label is given in place of another, estimated from the rows whose class is surest.
//!
//! The rows that judges are surest are of class *j* nearly all are of class *j*; what they are labelled
//! says how labels of class *j* are given (anchor points: Liu and Tao 2016, "Classification with noisy
//! labels by importance reweighting"; Patrini et al. 2017, "Making deep neural networks robust to label
//! noise"). The confident joint (Northcutt, Jiang and Chuang 2021, "Confident learning", section 3)
//! counts rows beyond each class's mean self-confidence; it takes rows that are hard to tell for wrong
//! ones, and so stands beside it as what is told at most.

use super::anchors::Anchors;
use super::chance::shares;

/// Rows that what all classes have in common counts for, in a class with few sure rows.
const COMMON: f64 = 4.0;
/// Standard errors of a 95 % interval.
const ERRORS: f64 = 1.96;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rate {
    pub rate: f64,
    pub low: f64,
    pub high: f64,
}

/// How labels are given.
pub(super) struct NoiseMatrix {
    /// `[given * classes + true]`: the probability of a label, by the class that a row is of.
    given: Vec<f32>,
    classes: usize,
    /// The share of labels that were given in place of another.
    pub(super) rate: Rate,
    /// The same, of classes of which it is sure that some labels are wrong.
    pub(super) expected: f64,
}

impl NoiseMatrix {
    /// `probabilities` are out of fold, `[row * classes + class]`.
    pub(super) fn of(labels: &[u32], probabilities: &[f32], classes: usize) -> Self {
        let shares = shares(labels, classes);
        let anchors: Vec<Anchors> =
            (0..classes).map(|class| Anchors::of(labels, probabilities, classes, class)).collect();
        let counts: Vec<f64> = (0..classes * classes)
            .map(|at| anchors.get(at % classes).map_or(0.0, |of| of.labelled(at / classes)))
            .collect();
        let certain = || anchors.iter().filter(|of| of.are_certain());
        let (right, all) = certain().fold((0.0, 0.0), |(r, a), of| (r + of.right, a + of.all));
        let common = if all > 0.0 { (right + 0.5) / (all + 1.0) } else { 1.0 };
        let staying: Vec<f64> = anchors
            .iter()
            .map(|of| match of.are_certain() {
                true => (of.right + COMMON * common) / (of.all + COMMON),
                false => common,
            })
            .collect();
        let truly = truly(&columns(&counts, &staying, &shares, classes), &shares, classes);
        let (rate, told) = rate(&anchors, &staying, &truly);
        // In classes of which it is not sure that any label is wrong, no more are taken to be than the sure rows
        // leave room for.
        let named = anchors.iter().zip(&staying).zip(&told);
        let named = named.map(|((of, staying), told)| match told {
            true => *staying,
            false => 1.0 - 1.0 / (of.all + COMMON),
        });
        let given = columns(&counts, &named.collect::<Vec<f64>>(), &shares, classes);
        let wrong = staying.iter().zip(&truly).zip(&told).filter(|(_, told)| **told);
        let expected = wrong.map(|((stays, share), _)| share * (1.0 - stays)).sum();
        Self { given, classes, rate, expected }
    }

    /// The probability that a row of class `of` is labelled `as_label`.
    fn likely(&self, as_label: usize, of: usize) -> f32 {
        self.given.get(as_label * self.classes + of).copied().unwrap_or(0.0)
    }

    /// The probability that a row labelled `label` is of another class, by what judges who learned
    /// from such labels say of it.
    ///
    /// They say `p = kept * c + others * (1 - c)`, where `c` is the probability that the row is of the
    /// class: `kept` of those are labelled so, and `others` of the rest, by what else is likely.
    pub(super) fn wrong(&self, label: usize, said: &[f32]) -> f32 {
        let own = said.get(label).copied().unwrap_or(1.0).clamp(1e-6, 1.0);
        let kept = self.likely(label, label);
        let (mut others, mut rest) = (0.0f32, 0.0f32);
        for (class, p) in said.iter().enumerate().filter(|(class, _)| *class != label) {
            others += p * self.likely(label, class);
            rest += p;
        }
        let others = if rest > 0.0 { others / rest } else { 0.0 };
        if kept <= others {
            // Labels say nothing of this class.
            return 1.0 - own;
        }
        let of_class = ((own - others) / (kept - others)).clamp(0.0, 1.0);
        (1.0 - kept * of_class / (kept * of_class + others * (1.0 - of_class)).max(1e-6))
            .clamp(0.0, 1.0)
    }
}

/// For each class, what its rows are labelled: what stays, and what goes where it was seen to go, or
/// to the other classes by their size.
fn columns(counts: &[f64], staying: &[f64], shares: &[f64], classes: usize) -> Vec<f32> {
    let mut given = vec![0.0f32; classes * classes];
    for (of, (stays, share)) in staying.iter().zip(shares).enumerate() {
        let seen = |label: usize| counts.get(label * classes + of).copied().unwrap_or(0.0);
        let away: f64 = (0..classes).filter(|label| *label != of).map(seen).sum();
        let elsewhere = (1.0 - share).max(1e-9);
        for label in 0..classes {
            let part = match label == of {
                true => *stays,
                false => {
                    let by_size = shares.get(label).copied().unwrap_or(0.0) / elsewhere;
                    (1.0 - stays) * (seen(label) + by_size) / (away + 1.0)
                }
            };
            if let Some(slot) = given.get_mut(label * classes + of) {
                *slot = part as f32;
            }
        }
    }
    given
}

/// Steps towards the shares below; more would follow the chance of few sure rows.
const STEPS: usize = 60;

/// The share of rows that are truly of each class: what, labelled as `given` says, gives the shares of labels
/// that there are. By expectation maximisation (Saerens, Latinne and Decaestecker 2002), so that none falls
/// below nothing.
fn truly(given: &[f32], labelled: &[f64], classes: usize) -> Vec<f64> {
    let mut shares = labelled.to_vec();
    for _ in 0..STEPS {
        let mut next = vec![0.0; classes];
        for (label, share) in labelled.iter().enumerate() {
            let likely = given.get(label * classes..(label + 1) * classes).unwrap_or_default();
            let parts = || likely.iter().zip(&shares).map(|(likely, of)| f64::from(*likely) * of);
            let all: f64 = parts().sum();
            if all > 0.0 {
                next.iter_mut().zip(parts()).for_each(|(next, part)| *next += share * part / all);
            }
        }
        shares = next;
    }
    shares
}

/// The share of wrong labels over all classes, weighed by their rows (binomial in each class), and of which
/// classes it is sure that some labels are wrong.
///
/// Labels that are hard to tell look wrong as well, but the surer the judges, the purer the rows are then: at
/// the low end they may become as much purer once more as they did from the surer half to the surest, with a
/// standard error. That is asked of each class, and of all together. Of classes without a row that surely is of
/// them none need be wrong.
fn rate(anchors: &[Anchors], staying: &[f64], shares: &[f64]) -> (Rate, Vec<bool>) {
    let (mut rate, mut high, mut each) = (0.0, 0.0, 0.0);
    let (mut together, mut variance) = (Least::default(), 0.0);
    let mut told = Vec::with_capacity(anchors.len());
    for ((of, stays), share) in anchors.iter().zip(staying).zip(shares) {
        rate += share * (1.0 - stays);
        let within = (stays * (1.0 - stays) + 1.0 / (of.all + COMMON)) / (of.all + COMMON);
        variance += share * share * within;
        if of.are_certain() {
            high += share * (1.0 - stays);
            let least = Least {
                rate: 1.0 - stays,
                rise: of.rise,
                variance: within,
                rise_variance: of.rise_variance,
            };
            each += share * least.told();
            told.push(least.told() > 0.0);
            together.add(*share, &least);
        } else {
            high += share * (1.0 - stays.min(of.right / of.all.max(1.0)));
            told.push(false);
        }
    }
    if together.told() > 0.0 {
        let certain = anchors.iter().map(Anchors::are_certain);
        told = certain.collect();
    }
    let (low, high) = (each.max(together.told()), high + ERRORS * variance.sqrt());
    (Rate { rate, low: low.min(rate), high: high.min(1.0) }, told)
}

/// How few labels may be wrong.
#[derive(Default)]
struct Least {
    rate: f64,
    rise: f64,
    variance: f64,
    rise_variance: f64,
}

impl Least {
    fn add(&mut self, share: f64, of: &Self) {
        self.rate += share * of.rate;
        self.rise += share * of.rise;
        self.variance += share * share * of.variance;
        self.rise_variance += share * share * of.rise_variance;
    }

    fn told(&self) -> f64 {
        let harder = self.rise.max(0.0) + self.rise_variance.sqrt();
        (self.rate - ERRORS * self.variance.sqrt() - harder).max(0.0)
    }
}

/// The share of rows off the diagonal of the confident joint: rows labelled *i* that are confidently of
/// class *j*, calibrated to how many rows each label has (Northcutt et al. 2021, equations 1 to 3).
pub(super) fn confidently_other(labels: &[u32], probabilities: &[f32], classes: usize) -> f64 {
    let width = classes.max(1);
    let mut sums = vec![(0.0f64, 0.0f64); classes];
    for (label, row) in labels.iter().zip(probabilities.chunks(width)) {
        if let (Some(sum), Some(p)) = (sums.get_mut(*label as usize), row.get(*label as usize)) {
            sum.0 += f64::from(*p);
            sum.1 += 1.0;
        }
    }
    let thresholds: Vec<f32> =
        sums.iter().map(|(sum, count)| (sum / count.max(1.0)) as f32).collect();
    let mut counted = vec![(0.0f64, 0.0f64); classes];
    for (label, row) in labels.iter().zip(probabilities.chunks(width)) {
        let confident = row.iter().zip(&thresholds).enumerate().filter(|(_, (p, t))| p >= t);
        let Some((class, _)) = confident.max_by(|a, b| a.1.0.total_cmp(b.1.0)) else { continue };
        if let Some((other, all)) = counted.get_mut(*label as usize) {
            *other += f64::from(u8::from(class != *label as usize));
            *all += 1.0;
        }
    }
    let parts = counted.iter().zip(&sums);
    let off: f64 = parts.map(|((other, all), (_, rows))| rows * other / all.max(1.0)).sum();
    off / labels.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M11
    #[test]
    fn where_one_class_loses_rows_it_is_weighed_by_those_it_had() {
        // Half of the rows are of class 1, and 40 in 100 of them are labelled 0.
        let given = [1.0, 0.4, 0.0, 0.6];
        let truly = truly(&given, &[0.7, 0.3], 2);
        assert!(truly.iter().all(|share| (share - 0.5).abs() < 0.02), "{truly:?}");
        let clean = super::truly(&[1.0, 0.0, 0.0, 1.0], &[0.7, 0.3], 2);
        assert_eq!(clean, [0.7, 0.3]);
    }
}
