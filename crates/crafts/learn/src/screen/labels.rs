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
    let expected = matrix.rate.rate * labels.len() as f64;
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
