//! How strong the evidence gets where there is no trigger: the labels of all candidates are drawn anew as
//! if every value were natural, and the strongest of all is kept.

use super::candidate::PURE;
use super::evidence::{Evidence, Expected, Seen, weighed};
use crate::noise::Noise;

/// Times that labels are drawn; the strongest of as many is passed by chance once in as many and one.
const DRAWS: usize = 39;
/// Rows of all candidates that drawing is affordable for.
const MOST_ROWS: usize = 250_000;

/// A candidate as it would be judged, without its labels.
pub(super) struct Natural {
    /// Log-odds of the class that is likeliest among the rows.
    pub(super) odds: Vec<f64>,
    pub(super) expected: Expected,
}

/// The strongest evidence among `all`, over all draws; `None` if drawing would take too long.
pub(super) fn strongest(all: &[Natural], seed: u64) -> Option<f64> {
    if all.iter().map(|natural| natural.odds.len()).sum::<usize>() > MOST_ROWS {
        return None;
    }
    let mut noise = Noise::new(seed, "natural");
    let mut most = f64::MIN;
    for _ in 0..DRAWS {
        for natural in all {
            let drawn = draw(natural, &mut noise);
            let hits = drawn.iter().filter(|(_, has)| *has).count() as f64;
            if hits >= PURE * drawn.len() as f64 {
                let Evidence { log_odds, .. } = weighed(&drawn, natural.expected);
                most = most.max(log_odds);
            }
        }
    }
    Some(most)
}

/// Labels of rows whose odds are shifted as those of natural values are.
fn draw(natural: &Natural, noise: &mut Noise) -> Seen {
    // The sum of twelve uniform numbers is all but normal.
    let normal: f64 = (0..12).map(|_| f64::from(noise.unit())).sum::<f64>() - 6.0;
    let shift = natural.expected.shift + normal * natural.expected.spread;
    let mut row = |odds: &f64| {
        let p = 1.0 / (1.0 + (-(odds + shift)).exp());
        (*odds, f64::from(noise.unit()) < p)
    };
    natural.odds.iter().map(&mut row).collect()
}
