//! Whether judges know anything at all.

use serde::{Deserialize, Serialize};

/// A probability is never taken to be less.
pub(super) const LEAST: f32 = 1e-4;
/// Nats, at least, that a judge has to know more than chance: less is the rounding of sums.
const ROUNDING: f64 = 1e-6;
/// Standard errors of the interval: the best of some judges is looked at, so that it is wider than
/// for one (99 %).
const ERRORS: f64 = 2.58;

/// How much less the judges are surprised by the labels than who knows only how frequent each is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Mean logarithmic loss of the judge, in nats.
    pub loss: f64,
    /// Mean logarithmic loss of who knows only how frequent each class is.
    pub chance_loss: f64,
    /// The difference, and its 99 % interval over rows.
    pub gain: f64,
    pub gain_low: f64,
    pub gain_high: f64,
}

impl Knowledge {
    /// Holds the judge against chance, row by row.
    pub(super) fn of(labels: &[u32], probabilities: &[f32], classes: usize) -> Self {
        let rows = labels.len().max(1) as f64;
        let shares = shares(labels, classes);
        let chance = |label: &u32| {
            -shares.get(*label as usize).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE).ln()
        };
        let (mut sum, mut squares, mut own) = (0.0, 0.0, 0.0);
        for (label, loss) in labels.iter().zip(row_losses(labels, probabilities, classes)) {
            let gain = chance(label) - loss;
            own += loss;
            sum += gain;
            squares += gain * gain;
        }
        let gain = sum / rows;
        let error = ((squares / rows - gain * gain).max(0.0) / rows).sqrt();
        Self {
            loss: own / rows,
            chance_loss: own / rows + gain,
            gain,
            gain_low: gain - ERRORS * error,
            gain_high: gain + ERRORS * error,
        }
    }

    /// Whether the judge is surely better than chance.
    #[must_use]
    pub fn is_more_than_chance(&self) -> bool {
        self.gain_low > ROUNDING
    }
}

/// The share of each class.
pub(super) fn shares(labels: &[u32], classes: usize) -> Vec<f64> {
    let mut shares = vec![0.0; classes];
    for label in labels {
        if let Some(share) = shares.get_mut(*label as usize) {
            *share += 1.0 / labels.len().max(1) as f64;
        }
    }
    shares
}

/// The logarithmic loss of each row's given label.
pub(super) fn row_losses<'a>(
    labels: &'a [u32],
    probabilities: &'a [f32],
    classes: usize,
) -> impl Iterator<Item = f64> + 'a {
    labels.iter().zip(probabilities.chunks(classes.max(1))).map(|(label, row)| {
        -f64::from(row.get(*label as usize).copied().unwrap_or(0.0).max(LEAST)).ln()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M11
    #[test]
    fn who_says_one_half_of_everything_knows_nothing_whatever_the_rounding() {
        for rows in [20u32, 60, 1_000] {
            let labels: Vec<u32> = (0..rows).map(|row| row % 2).collect();
            let said = vec![0.499_999_97f32; rows as usize * 2];
            let known = Knowledge::of(&labels, &said, 2);
            assert!(!known.is_more_than_chance(), "{known:?}");
        }
    }
}
