//! Whether rows were forced into a class, or the class is merely likelier among them.
//!
//! Two explanations of the labels of some rows, given what blind judges say of each row:
//! - *natural*: the odds of the class are `e^b` times what judges say, in every row; `b` is about what
//!   is expected (that of values near by, or none), give or take what other values of the table do;
//! - *forced*: a share of the rows has the class whatever else they hold, the rest is as expected.
//!
//! The evidence is the ratio of their marginal likelihoods (a Bayes factor). By Markov's inequality
//! rows that are natural in this sense pass a ratio of `m` with a chance of at most `1 / m`, so that a
//! limit for any number of candidates follows without constants of the data.

use super::values::{Near, Side};
use crate::table::Table;

/// No label is surer than this, whatever is said: there are honest mistakes.
const SUREST: f64 = 0.985;
/// Steps of the grids that the likelihoods are averaged over.
const STEPS: i32 = 12;
/// How far natural values stand from what is expected of them, at least, in nats of odds; and what is
/// taken where too few values tell.
pub(super) const LEAST_SPREAD: f64 = 0.6;
pub(super) const USUAL_SPREAD: f64 = 1.2;
const FEW: usize = 3;
const MOST_SPREAD: f64 = 4.0;

/// How strongly a candidate's rows were forced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    /// The logarithm of how much better *forced* explains the labels than *natural*.
    pub(super) log_odds: f64,
    /// The share of the rows that is forced, by the likelihood.
    pub(super) forced: f64,
}

/// What a natural value does to the odds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    pub(super) shift: f64,
    pub(super) spread: f64,
}

impl Expected {
    /// As the rows `near` the candidate do, which tell it worse where the candidate is beyond all of them, and
    /// best where they mean the same; nothing where there are none.
    pub(super) fn of(
        said: &[f32],
        table: &Table,
        class: u32,
        near: Option<&Near>,
        spread: f64,
    ) -> Self {
        let Some(near) = near else { return Self { shift: 0.0, spread } };
        let shift = shift(&seen(said, table, class, &near.rows), spread);
        let spread = match near.side {
            Side::Both => spread,
            Side::One => spread.max(USUAL_SPREAD),
            Side::Same => LEAST_SPREAD,
        };
        Self { shift, spread }
    }
}

/// What judges say of a row, in log-odds, and whether it has the class.
pub(super) type Seen = Vec<(f64, bool)>;

pub(super) fn seen(said: &[f32], table: &Table, class: u32, rows: &[u32]) -> Seen {
    let classes = table.classes().len().max(1);
    let of = |row: &u32| {
        let p = said.get(*row as usize * classes + class as usize).copied().unwrap_or(0.5);
        let p = f64::from(p).clamp(1.0 - SUREST, SUREST);
        let label = table.labels().get(*row as usize);
        ((p / (1.0 - p)).ln(), label == Some(&class))
    };
    rows.iter().map(of).collect()
}

/// Weighs both explanations of the labels of `rows`.
pub(super) fn weigh(
    said: &[f32],
    table: &Table,
    class: u32,
    rows: &[u32],
    expected: Expected,
) -> Evidence {
    weighed(&seen(said, table, class, rows), expected)
}

/// As [`weigh`], of rows that were seen already.
pub(super) fn weighed(seen: &[(f64, bool)], expected: Expected) -> Evidence {
    let natural: Vec<f64> = (-STEPS..=STEPS)
        .map(|step| {
            let z = 3.0 * f64::from(step) / f64::from(STEPS);
            let shift = expected.shift + z * expected.spread;
            -z * z / 2.0 + likelihood(seen, shift, 0.0)
        })
        .collect();
    let weights: f64 = (-STEPS..=STEPS)
        .map(|step| (-(3.0 * f64::from(step) / f64::from(STEPS)).powi(2) / 2.0).exp())
        .sum();
    let forced: Vec<(f64, f64)> = (1..=STEPS)
        .map(|step| f64::from(step) / f64::from(STEPS))
        .map(|share| (share, likelihood(seen, expected.shift, share)))
        .collect();
    let best = forced.iter().copied().fold((0.0, f64::MIN), |a, b| if b.1 > a.1 { b } else { a });
    let average = log_sum(forced.iter().map(|(_, l)| *l)) - f64::from(STEPS).ln();
    Evidence { log_odds: average - (log_sum(natural) - weights.ln()), forced: best.0 }
}

/// The logarithm of the probability of all labels, if the odds are shifted and a share is forced.
fn likelihood(seen: &[(f64, bool)], shift: f64, forced: f64) -> f64 {
    let of = |(odds, has): &(f64, bool)| {
        let natural = 1.0 / (1.0 + (-(odds + shift)).exp());
        let p = (forced + (1.0 - forced) * natural).clamp(1.0 - SUREST, SUREST);
        if *has { p.ln() } else { (1.0 - p).ln() }
    };
    seen.iter().map(of).sum()
}

fn log_sum(logs: impl IntoIterator<Item = f64>) -> f64 {
    let logs: Vec<f64> = logs.into_iter().collect();
    let most = logs.iter().copied().fold(f64::MIN, f64::max);
    most + logs.iter().map(|log| (log - most).exp()).sum::<f64>().ln()
}

/// The likeliest shift of the odds among `seen`, drawn to none by `spread` (Newton's method).
pub(super) fn shift(seen: &[(f64, bool)], spread: f64) -> f64 {
    let mut shift = 0.0;
    for _ in 0..12 {
        let (mut slope, mut curvature) = (-shift / spread.powi(2), 1.0 / spread.powi(2));
        for (odds, has) in seen {
            let p = 1.0 / (1.0 + (-(odds + shift)).exp());
            slope += f64::from(u8::from(*has)) - p;
            curvature += p * (1.0 - p);
        }
        shift += (slope / curvature).clamp(-2.0, 2.0);
    }
    shift
}

/// How far a value stands from what judges who never saw it expect, and from what the rows `near` it do,
/// as [`apart`] tells it.
pub(super) fn distance(
    said: &[f32],
    table: &Table,
    rows: &[u32],
    near: Option<&Near>,
) -> (f64, f64) {
    let Expected { shift, .. } = Expected::of(said, table, 0, near, USUAL_SPREAD);
    apart(&seen(said, table, 0, rows), shift)
}

/// How far the odds of `seen` stand from those `expected`, and the variance that chance gives it.
pub(super) fn apart(seen: &[(f64, bool)], expected: f64) -> (f64, f64) {
    let shift = shift(seen, MOST_SPREAD);
    let curve = |(odds, _): &(f64, bool)| {
        let p = 1.0 / (1.0 + (-(odds + shift)).exp());
        p * (1.0 - p)
    };
    let curvature: f64 = seen.iter().map(curve).sum();
    ((shift - expected).abs(), 1.0 / (curvature + MOST_SPREAD.powi(-2)))
}

/// The standard deviation of natural values whose distances, each with the variance that chance alone
/// gives, are these; not below `least`.
pub(super) fn middle_spread(distances: Vec<(f64, f64)>, least: f64) -> f64 {
    if distances.len() < FEW {
        return USUAL_SPREAD.max(least);
    }
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    };
    let (far, chance): (Vec<f64>, Vec<f64>) = distances.into_iter().unzip();
    // Of a normal distribution the middle distance is 0.6745 standard deviations.
    let all = (middle(far) / 0.6745).powi(2);
    (all - middle(chance)).max(0.0).sqrt().clamp(least, MOST_SPREAD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;
    use crate::table::Numeric;

    /// Labels drawn from what is said, of which the rows in `0..60` are changed by `change`.
    fn told(change: impl Fn(f32, f32) -> bool, seed: u64) -> Evidence {
        let mut noise = Noise::new(seed, "told");
        let likely: Vec<f32> = (0..400).map(|_| noise.unit()).collect();
        let draw = |(row, p): (usize, &f32)| {
            let u = noise.unit();
            u32::from(if row < 60 { change(*p, u) } else { u < *p })
        };
        let labels: Vec<u32> = likely.iter().enumerate().map(draw).collect();
        let said: Vec<f32> = likely.iter().flat_map(|p| [1.0 - p, *p]).collect();
        let column = Numeric { name: "x".to_owned(), values: likely };
        let classes = vec!["a".to_owned(), "b".to_owned()];
        let table = Table::new(vec![column], Vec::new(), labels, classes).unwrap();
        let rows: Vec<u32> = (0..60).collect();
        weigh(&said, &table, 1, &rows, Expected { shift: 0.0, spread: USUAL_SPREAD })
    }

    #[test]
    fn what_is_forced_is_told_from_what_is_likelier() {
        for seed in 0..20 {
            let forced = told(|_, _| true, seed);
            assert!(forced.log_odds > 4.5 && forced.forced > 0.9, "{seed}: {forced:?}");
            let natural = told(|p, u| u < p, seed);
            assert!(natural.log_odds < 2.0, "{seed}: {natural:?}");
            let odds = 4.0;
            let likelier = told(|p, u| u < odds * p / (odds * p + 1.0 - p), seed);
            assert!(likelier.log_odds < 4.0, "{seed}: {likelier:?}");
        }
    }
}
