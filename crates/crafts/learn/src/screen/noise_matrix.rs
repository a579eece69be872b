//! How often a label is given in place of another, estimated from the rows whose class is surest.
//!
//! The rows that judges are surest are of class *j* nearly all are of class *j*; what they are labelled
//! says how labels of class *j* are given (anchor points: Liu and Tao 2016, "Classification with noisy
//! labels by importance reweighting"; Patrini et al. 2017, "Making deep neural networks robust to label
//! noise"). The confident joint (Northcutt, Jiang and Chuang 2021, "Confident learning", section 3)
//! counts rows beyond each class's mean self-confidence; it takes rows that are hard to tell for wrong
//! ones, and so stands beside it as what is told at most.

use super::chance::shares;

/// The share of a class's rows that its noise is estimated from, and the fewest and the most of them.
const SURE: f64 = 0.06;
const LEAST_SURE: usize = 15;
/// Rows that are as sure as these, but for so much, tell as well; at most this share of the class.
const AS_SURE: f32 = 0.01;
const MOST_OF_A_CLASS: f64 = 0.6;
const MOST_SURE: usize = 20_000;
/// Rows that what all classes have in common counts for, in a class with few sure rows.
const COMMON: f64 = 4.0;

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
}

impl NoiseMatrix {
    /// `probabilities` are out of fold, `[row * classes + class]`.
    pub(super) fn of(labels: &[u32], probabilities: &[f32], classes: usize) -> Self {
        let shares = shares(labels, classes);
        let mut kept = vec![(0.0f64, 0.0f64); classes];
        let mut counts = vec![0.0f64; classes * classes];
        for (class, share) in shares.iter().enumerate() {
            let rows = (SURE * share * labels.len() as f64) as usize;
            let most = (MOST_OF_A_CLASS * share * labels.len() as f64) as usize;
            let rows = rows.clamp(LEAST_SURE, MOST_SURE);
            let sure = as_sure(probabilities, classes, class, (rows, most.clamp(rows, MOST_SURE)));
            for row in sure {
                let label = labels.get(row).copied().unwrap_or(0) as usize;
                if let Some(count) = counts.get_mut(label * classes + class) {
                    *count += 1.0;
                }
                if let Some((right, all)) = kept.get_mut(class) {
                    *right += f64::from(u8::from(label == class));
                    *all += 1.0;
                }
            }
        }
        let sum = |of: fn(&(f64, f64)) -> f64| kept.iter().map(of).sum::<f64>();
        let common = (sum(|k| k.0) + 0.5) / (sum(|k| k.1) + 1.0);
        let staying: Vec<f64> =
            kept.iter().map(|(right, all)| (right + COMMON * common) / (all + COMMON)).collect();
        let given = columns(&counts, &staying, &shares, classes);
        let truly = truly(&given, &shares, classes);
        Self { given, classes, rate: rate(&kept, &staying, &truly) }
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

/// The rows that are likeliest of `class`, and those that are all but as likely; at least and at most so
/// many.
fn as_sure(
    probabilities: &[f32],
    classes: usize,
    class: usize,
    (least, most): (usize, usize),
) -> Vec<usize> {
    let likely = |row: &usize| probabilities.get(row * classes + class).copied().unwrap_or(0.0);
    let first = surest(probabilities, classes, class, least);
    let mean = first.iter().map(likely).sum::<f32>() / first.len().max(1) as f32;
    let mut more = surest(probabilities, classes, class, most);
    more.sort_by(|a, b| likely(b).total_cmp(&likely(a)).then(a.cmp(b)));
    let as_likely = more.partition_point(|row| likely(row) >= mean - AS_SURE);
    more.truncate(as_likely.max(least));
    more
}

/// The rows that are likeliest of `class`, at most `rows`; of equally likely ones the first.
fn surest(probabilities: &[f32], classes: usize, class: usize, rows: usize) -> Vec<usize> {
    let likely = |row: &usize| probabilities.get(row * classes + class).copied().unwrap_or(0.0);
    let mut order: Vec<usize> = (0..probabilities.len() / classes.max(1)).collect();
    let by = |a: &usize, b: &usize| likely(b).total_cmp(&likely(a)).then(a.cmp(b));
    if rows < order.len() {
        order.select_nth_unstable_by(rows, by);
        order.truncate(rows);
    }
    order
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

/// The share of wrong labels over all classes, weighed by their rows (binomial in each class).
fn rate(kept: &[(f64, f64)], staying: &[f64], shares: &[f64]) -> Rate {
    let (mut rate, mut variance) = (0.0, 0.0);
    for (((_, all), stays), share) in kept.iter().zip(staying).zip(shares) {
        rate += share * (1.0 - stays);
        let within = stays * (1.0 - stays) + 1.0 / (all + COMMON);
        variance += share * share * within / (all + COMMON);
    }
    let error = 1.96 * variance.sqrt();
    Rate { rate, low: (rate - error).max(0.0), high: (rate + error).min(1.0) }
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
