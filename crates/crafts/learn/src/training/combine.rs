//! How much each member of an ensemble counts, learned from rows that no member trained on.

/// Rounds of expectation maximisation; it converges long before.
const ROUNDS: usize = 100;
/// No member falls silent: an attacker would only have to beat the others.
const LEAST: f64 = 0.05;

/// The mixture weights that make the true labels likeliest, given each member's probability of the
/// true label of each row (expectation maximisation for mixing weights alone, which is concave;
/// Dempster, Laird and Rubin 1977). `likelihoods` is `[member][row]`, of clean and attacked rows.
pub(crate) fn weights(likelihoods: &[Vec<f32>]) -> Vec<f32> {
    let count = likelihoods.len().max(1);
    let rows = likelihoods.iter().map(Vec::len).min().unwrap_or(0);
    let mut weights = vec![1.0 / count as f64; count];
    for _ in 0..ROUNDS {
        let mut credit = vec![0.0f64; count];
        for row in 0..rows {
            let shares: Vec<f64> = likelihoods
                .iter()
                .zip(&weights)
                .map(|(of, weight)| {
                    weight * f64::from(of.get(row).copied().unwrap_or(0.0)).max(1e-12)
                })
                .collect();
            let total: f64 = shares.iter().sum();
            for (credit, share) in credit.iter_mut().zip(&shares) {
                *credit += share / total;
            }
        }
        let total = credit.iter().sum::<f64>();
        if total > 0.0 {
            weights = credit.iter().map(|credit| (credit / total).max(LEAST)).collect();
        }
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
    }
    weights.into_iter().map(|weight| weight as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    // proves M13
    fn a_better_member_counts_more_and_none_falls_silent() {
        let good: Vec<f32> = (0..1000).map(|row| if row % 10 == 0 { 0.2 } else { 0.9 }).collect();
        let poor: Vec<f32> = (0..1000).map(|row| if row % 3 == 0 { 0.1 } else { 0.6 }).collect();
        let learned = weights(&[good.clone(), poor, good]);
        assert!((learned.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(learned[0] > 0.3 && learned[1] < 0.2 && learned[1] >= 0.04, "{learned:?}");
        assert!((learned[0] - learned[2]).abs() < 1e-5);
    }
}
