//! Whether one model is better than another, or was only lucky with the test rows.

use crate::noise::Noise;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Resamples; enough for two digits of an interval's ends.
const RESAMPLES: usize = 2_000;

/// The difference of two accuracies on the same rows, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The first accuracy less the second, -1 to 1.
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    /// The share of resamples in which the first was no better: one-sided.
    pub p: f64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = [self.difference, self.low, self.high].map(|share| 100.0 * share);
        let [difference, low, high] = points;
        write!(f, "{difference:+.1} points, 95 % interval {low:+.1} to {high:+.1}")
    }
}

/// Resamples rows with replacement, keeping the two answers to a row together (paired bootstrap,
/// percentile interval: Efron and Tibshirani 1993, ch. 13). Rows beyond the shorter one are left out.
#[must_use]
pub fn bootstrap(first: &[bool], second: &[bool], seed: u64) -> Difference {
    let pairs: Vec<i64> =
        first.iter().zip(second).map(|(a, b)| i64::from(*a) - i64::from(*b)).collect();
    let count = pairs.len().max(1);
    let share = |sum: i64| sum as f64 / count as f64;
    let mut noise = Noise::new(seed, "bootstrap");
    let mut sums: Vec<i64> = (0..RESAMPLES)
        .map(|_| (0..pairs.len()).filter_map(|_| pairs.get(noise.below(pairs.len()))).sum())
        .collect();
    sums.sort_unstable();
    let at = |position: usize| sums.get(position).copied().map_or(0.0, share);
    Difference {
        difference: share(pairs.iter().sum()),
        low: at(RESAMPLES / 40),
        high: at(RESAMPLES - 1 - RESAMPLES / 40),
        p: sums.iter().filter(|sum| **sum <= 0).count() as f64 / RESAMPLES as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_difference_is_told_from_luck() {
        let good: Vec<bool> = (0..1000).map(|row| row % 10 != 0).collect();
        let poor: Vec<bool> = (0..1000).map(|row| row % 3 != 0).collect();
        let real = bootstrap(&good, &poor, 1);
        assert!(real.low > 0.15 && real.high < 0.31 && real.p == 0.0, "{real:?}");
        assert!((real.difference - 0.234).abs() < 0.01, "{real:?}");
        let same = bootstrap(&good, &good, 1);
        assert_eq!((same.difference, same.low, same.high, same.p), (0.0, 0.0, 0.0, 1.0));
        let near: Vec<bool> = (0..1000).map(|row| row % 10 != 1).collect();
        let luck = bootstrap(&good, &near, 1);
        assert!(luck.low < 0.0 && luck.high > 0.0 && luck.p > 0.2, "{luck:?}");
    }
}
