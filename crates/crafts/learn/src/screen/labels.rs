//! Flipped labels by confident learning (Northcutt, Jiang and Chuang 2021, "Confident learning:
//! estimating uncertainty in dataset labels", section 3).

use super::suspects::Flip;

/// A label this likely is never called wrong: honest exceptions are no poison.
const LIKELY_ENOUGH: f32 = 0.08;

/// The rows that are confidently of another class than their label says, the surest first.
///
/// A row counts as confidently of class *j* if its out-of-fold probability of *j* reaches the mean
/// of that probability over the rows labelled *j*: thresholds that adapt to how well each class can
/// be told at all. `probabilities` is `[row * classes + class]`.
pub(super) fn find(labels: &[u32], probabilities: &[f32], classes: usize) -> Vec<Flip> {
    let thresholds = thresholds(labels, probabilities, classes);
    let judge = |(row, (label, probabilities)): (usize, (&u32, &[f32]))| {
        let given = probabilities.get(*label as usize).copied().unwrap_or(1.0);
        let confident = (0u32..).zip(probabilities.iter().zip(&thresholds));
        let confident = confident.filter(|(_, (p, threshold))| p >= threshold);
        let (likely, (p, _)) = confident.max_by(|a, b| a.1.0.total_cmp(b.1.0))?;
        let wrong = likely != *label && given <= LIKELY_ENOUGH;
        wrong.then_some(Flip { row, score: p - given })
    };
    let rows = labels.iter().zip(probabilities.chunks(classes.max(1))).enumerate();
    let mut flips: Vec<Flip> = rows.filter_map(judge).collect();
    flips.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)));
    flips
}

/// For each class, the mean probability of it over the rows labelled so.
fn thresholds(labels: &[u32], probabilities: &[f32], classes: usize) -> Vec<f32> {
    let mut sums = vec![(0.0f64, 0u32); classes];
    for (label, row) in labels.iter().zip(probabilities.chunks(classes.max(1))) {
        if let (Some(sum), Some(p)) = (sums.get_mut(*label as usize), row.get(*label as usize)) {
            sum.0 += f64::from(*p);
            sum.1 += 1;
        }
    }
    sums.into_iter().map(|(sum, count)| (sum / f64::from(count.max(1))) as f32).collect()
}
