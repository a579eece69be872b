//! Labels that are probably wrong: each row's probability of it, and where to cut.

use super::noise_matrix::NoiseMatrix;
use super::suspects::Flip;
use std::collections::HashSet;

/// What odds are raised by, at most.
const MOST_RAISED: f64 = 8.0;
/// Rows whose label is less likely wrong are not ranked.
const LEAST_RANKED: f32 = 0.02;
/// Rows that are ranked beside the suspected ones, as many again, and no more than these.
const MOST_RANKED: usize = 1_000;

/// The rows ranked by how likely their label is wrong, the surest first; as many of them are suspected
/// as make the best of precision and recall (their harmonic mean, F1) by these very probabilities
/// (Lipton, Elkan and Naryanaswamy 2014, "Optimal thresholding of classifiers to maximize F1 measure"):
/// the more labels are wrong, the less sure one has to be of each. Where it is not sure that any label
/// is wrong, only rows whose label is likelier wrong than right are.
///
/// Rows in `conflicts`, which equal another of another label, are ranked in any case.
pub(super) fn find(
    labels: &[u32],
    said: &[f32],
    matrix: &NoiseMatrix,
    conflicts: &[usize],
) -> Vec<Flip> {
    let classes = said.len() / labels.len().max(1);
    let rows = labels.iter().zip(said.chunks(classes.max(1))).enumerate();
    let mut ranked: Vec<Flip> = rows
        .filter_map(|(row, (label, said))| {
            let others = said.iter().enumerate().filter(|(class, _)| *class != *label as usize);
            let (suggested, p) = others.max_by(|a, b| a.1.total_cmp(b.1))?;
            let own = said.get(*label as usize).copied().unwrap_or(1.0);
            let score = matrix.wrong(*label as usize, said);
            let suggested = u32::try_from(suggested).ok()?;
            Some(Flip { row, score, margin: p - own, given: *label, suggested, suspected: false })
        })
        .collect();
    let expected = matrix.expected * labels.len() as f64;
    raise(&mut ranked, expected);
    let expected = expected.max(ranked.iter().map(|flip| f64::from(flip.score)).sum());
    let conflicts: HashSet<usize> = conflicts.iter().copied().collect();
    ranked.retain(|flip| flip.score > LEAST_RANKED || conflicts.contains(&flip.row));
    let order = |a: &Flip, b: &Flip| {
        b.score.total_cmp(&a.score).then(b.margin.total_cmp(&a.margin)).then(a.row.cmp(&b.row))
    };
    ranked.sort_by(order);
    let cut = match matrix.rate.low > 0.0 {
        true => best_cut(&ranked, expected),
        false => ranked.iter().take_while(|flip| flip.score > 0.5).count(),
    };
    for flip in ranked.iter_mut().take(cut) {
        flip.suspected = true;
    }
    let last = cut + cut.clamp(20, MOST_RANKED);
    let ranked = ranked.into_iter().enumerate();
    let told = ranked.filter(|(at, flip)| *at < last || conflicts.contains(&flip.row));
    told.map(|(_, flip)| flip).collect()
}

/// Judges are less sure of single rows than of how many there are: the odds of all are raised by what
/// makes them add up to what is `expected`, if they come to less.
fn raise(ranked: &mut [Flip], expected: f64) {
    let raised = |score: f32, odds: f64| {
        let score = f64::from(score);
        odds * score / (odds * score + 1.0 - score).max(1e-12)
    };
    let sum = |odds: f64| ranked.iter().map(|flip| raised(flip.score, odds)).sum::<f64>();
    let (mut low, mut high) = (1.0f64, MOST_RAISED);
    if sum(low) >= expected {
        return;
    }
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        (low, high) = if sum(middle) < expected { (middle, high) } else { (low, middle) };
    }
    ranked.iter_mut().for_each(|flip| flip.score = raised(flip.score, low) as f32);
}

/// How many of the ranked rows give the greatest expected F1, where `expected` labels are wrong.
fn best_cut(ranked: &[Flip], expected: f64) -> usize {
    let (mut sum, mut best) = (0.0, (0.0, 0));
    for (rows, flip) in (1..).zip(ranked) {
        sum += f64::from(flip.score);
        let f1 = 2.0 * sum / (f64::from(rows) + expected);
        if f1 > best.0 {
            best = (f1, rows as usize);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    /// Labels drawn from what is said of each row, by how it stands on a scale.
    fn named(rows: usize, said: impl Fn(f32) -> Vec<f32>, seed: u64) -> (NoiseMatrix, usize) {
        let mut noise = Noise::new(seed, "scale");
        let (mut labels, mut all) = (Vec::new(), Vec::new());
        for _ in 0..rows {
            let z: f32 = (0..12).map(|_| noise.unit()).sum::<f32>() - 6.0;
            let said = said(z);
            let (mut drawn, mut label) = (noise.unit(), 0);
            for p in said.iter().take(said.len() - 1) {
                drawn -= p;
                label += u32::from(drawn > 0.0);
                if drawn <= 0.0 {
                    break;
                }
            }
            labels.push(label);
            all.extend(said);
        }
        let classes = all.len() / rows;
        let matrix = NoiseMatrix::of(&labels, &all, classes);
        let found = find(&labels, &all, &matrix, &[]);
        (matrix, found.iter().filter(|flip| flip.suspected).count())
    }

    fn sigmoid(odds: f32) -> f32 {
        1.0 / (1.0 + (-odds).exp())
    }

    /// Probabilities of parts of a scale that is hard to tell, cut at these places.
    fn parts(z: f32, cuts: &[f32]) -> Vec<f32> {
        let below: Vec<f32> = cuts.iter().map(|cut| sigmoid(2.0 * (cut - z))).collect();
        let from = std::iter::once(0.0).chain(below.iter().copied());
        from.zip(below.iter().copied().chain([1.0])).map(|(from, to)| to - from).collect()
    }

    // proves M11
    #[test]
    fn labels_that_are_hard_to_tell_are_not_called_wrong() {
        for rows in [450, 3_000] {
            for cuts in [&[0.0][..], &[-0.4, 0.5], &[-0.8, -0.25, 0.25, 0.8], &[1.5]] {
                for seed in 0..5 {
                    let (matrix, named) = named(rows, |z| parts(z, cuts), seed);
                    let told = (rows, cuts, seed, matrix.rate, named);
                    assert!(matrix.rate.low < 0.01, "{told:?}");
                    assert!(named <= rows / 50, "{told:?}");
                }
            }
        }
    }

    // proves M11
    #[test]
    fn labels_that_are_flipped_are_told_from_those_that_are_hard() {
        for share in [0.1f32, 0.2, 0.3] {
            for seed in 0..5 {
                let said = |z: f32| {
                    let c = sigmoid(4.0 * z);
                    let p = share + (1.0 - 2.0 * share) * c;
                    vec![1.0 - p, p]
                };
                let (matrix, named) = named(3_000, said, seed);
                let told = (share, seed, matrix.rate, named);
                let rate = f64::from(share);
                assert!(matrix.rate.low > 0.0 && matrix.rate.low < rate, "{told:?}");
                assert!(matrix.rate.high > rate - 0.01, "{told:?}");
                assert!(named as f64 > 0.5 * rate * 3_000.0, "{told:?}");
            }
        }
    }
}
