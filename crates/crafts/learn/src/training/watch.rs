//! Recognising malicious input: a small network beside the classifier that tells honest rows from
//! attacked ones (Metzen et al. 2017, "On detecting adversarial perturbations").
//!
//! It sees what attacks have in common, such as columns that belong together and no longer do. It
//! is held against attackers who don't know of it; one who does can avoid it, so it adds to the
//! robust classifier and never stands in for it (Carlini and Wagner 2017, "Adversarial examples
//! are not easily detected").

use super::network::{Recipe, fit};
use crate::encode::Encoded;
use crate::error::LearnError;
use crate::net::{Batch, Committee, Mlp, values};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use burn_tensor::Tensor;

/// The share of honest rows that may be rejected.
const FALSE_ALARMS: f64 = 0.05;
/// Rows that are attacked to learn from.
const ROWS: usize = 16_384;

/// The network, and the suspicion from which on a row is to be rejected.
#[derive(Clone)]
pub(crate) struct Watch {
    pub(crate) network: Mlp,
    pub(crate) threshold: f32,
}

impl Watch {
    /// Learns from rows attacked through each of `victims`; the threshold is set on `validation`.
    pub(crate) fn fit(
        data: &Encoded,
        validation: &Encoded,
        victims: &[&Committee],
        classes: usize,
        eps: f32,
        seed: u64,
    ) -> Result<Self, LearnError> {
        let mut noise = Noise::new(seed, "watch");
        let mut rows: Vec<usize> = (0..data.rows()).collect();
        noise.shuffle(&mut rows);
        rows.truncate(ROWS);
        let honest = data.take(&rows);
        let batch = Batch::of(&honest, classes);
        let attack = Pgd { eps, steps: 5, stride: 0.5, random_start: true, swaps: 0.0 };
        // As many honest rows as attacked ones, so that suspicion starts from even odds.
        let mut mixed =
            Encoded { labels: Vec::new(), values: Vec::new(), movable: Vec::new(), ..honest };
        for victim in victims {
            let attacked = values(&attack.run(victim, &batch, Loss::CrossEntropy, &mut noise));
            for (label, rows) in [(0, &honest.values), (1, &attacked)] {
                mixed.values.extend_from_slice(rows);
                mixed.movable.extend_from_slice(&honest.movable);
                mixed.labels.extend(std::iter::repeat_n(label, honest.labels.len()));
            }
        }
        let batch = 256.min(mixed.rows().max(16) / 8);
        let steps = 4_000.min(40 * mixed.rows() / batch.max(1));
        let recipe =
            Recipe { hidden: vec![64, 64], steps, batch, rate: 4e-3, decay: 1e-4, attack: None };
        let mut watch =
            Self { network: fit(&mixed, None, 2, &recipe, seed, "watch")?, threshold: 1.0 };
        let mut suspicions = watch.suspicion(Batch::of(validation, classes).x);
        suspicions.sort_by(f32::total_cmp);
        let rank = ((1.0 - FALSE_ALARMS) * suspicions.len() as f64) as usize;
        watch.threshold = suspicions.get(rank).copied().unwrap_or(1.0);
        Ok(watch)
    }

    /// How likely each row was attacked, 0 to 1.
    pub(crate) fn suspicion(&self, x: Tensor<2>) -> Vec<f32> {
        let probabilities = Committee::of_one(self.network.clone()).probabilities(x);
        values(&probabilities).chunks(2).filter_map(|row| row.get(1).copied()).collect()
    }

    /// The share of rows to be rejected.
    pub(crate) fn rejected(&self, x: Tensor<2>) -> f64 {
        let suspicions = self.suspicion(x);
        let rejected = suspicions.iter().filter(|s| **s > self.threshold).count();
        rejected as f64 / suspicions.len().max(1) as f64
    }
}
