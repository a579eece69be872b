//! Stopping early: the best network by rows that it is not trained on (Prechelt 1998, "Early stopping -
//! but when?"), attacked as it is trained (Rice et al. 2020, "Overfitting in adversarially robust deep
//! learning").

use crate::encode::Encoded;
use crate::net::{Batch, Committee, Mlp, values};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;

/// Looks over a whole training.
const LOOKS: usize = 20;
/// Steps between two looks, at least.
const LEAST_STEPS: usize = 20;
/// Looks without a lower loss after which it ends.
const PATIENCE: usize = 6;
/// Rows that are looked at, at most.
const MOST_ROWS: usize = 2_000;

/// Rows that are held out, and the best network on them so far.
pub(super) struct Held {
    batch: Batch,
    attack: Option<Pgd>,
    noise: Noise,
    every: usize,
    best: Option<(f64, Mlp)>,
    stale: usize,
}

impl Held {
    /// Looks at `rows` some times in `steps`, attacked by `attack` if there is one.
    pub(super) fn new(
        rows: &Encoded,
        classes: usize,
        attack: Option<Pgd>,
        steps: usize,
        noise: Noise,
    ) -> Self {
        let some: Vec<usize> = (0..rows.rows().min(MOST_ROWS)).collect();
        let rows = rows.take(&some);
        let every = (steps / LOOKS).max(LEAST_STEPS);
        let batch = Batch::of(&rows, classes);
        Self { batch, attack, noise, every, best: None, stale: 0 }
    }

    /// Looks at the network after `step` steps if it is time; whether there is nothing more to gain.
    pub(super) fn is_done(&mut self, network: &Mlp, step: usize) -> bool {
        if step == 0 || !step.is_multiple_of(self.every) {
            return false;
        }
        self.look(network);
        self.stale >= PATIENCE
    }

    /// The best network of all looks, the last one included.
    pub(super) fn best(mut self, last: Mlp) -> Mlp {
        self.look(&last);
        self.best.map_or(last, |(_, best)| best)
    }

    fn look(&mut self, network: &Mlp) {
        let loss = self.loss(network);
        // What is no number is more than any.
        let lower = |(least, _): &(f64, Mlp)| loss.total_cmp(least).is_lt();
        if self.best.as_ref().is_none_or(lower) {
            self.best = Some((loss, network.clone()));
            self.stale = 0;
        } else {
            self.stale += 1;
        }
    }

    /// The mean logarithmic loss on the held out rows.
    fn loss(&mut self, network: &Mlp) -> f64 {
        let victim = Committee::of_one(network.clone());
        let x = match &self.attack {
            Some(attack) => attack.run(&victim, &self.batch, Loss::CrossEntropy, &mut self.noise),
            None => self.batch.x.clone(),
        };
        let own = (victim.log_probabilities(&x) * self.batch.y.clone()).sum_dim(1);
        let sum: f64 = values(&own).into_iter().map(f64::from).sum();
        -sum / self.batch.x.dims()[0].max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;
    use crate::testing::blobs;
    use crate::training::{Recipe, fit};

    #[test]
    fn a_network_that_learns_rows_by_heart_is_not_kept() {
        let split = blobs(600, 4).split(4).unwrap();
        let encoding = Encoding::fit(&split.train);
        let train = encoding.encode(&split.train).unwrap();
        // Labels that rows say nothing about: whatever is learned of them is learned by heart.
        let mut drawn = Noise::new(9, "drawn");
        let mut drawn = |rows: &Encoded| Encoded {
            labels: rows.labels.iter().map(|_| drawn.below(2) as u32).collect(),
            ..rows.clone()
        };
        let (train, rows) = (drawn(&train), drawn(&encoding.encode(&split.validation).unwrap()));
        let recipe = Recipe {
            hidden: vec![64],
            steps: 1_500,
            batch: 64,
            rate: 1e-2,
            decay: 0.0,
            attack: None,
        };
        let loss =
            |network: &Mlp| Held::new(&rows, 2, None, 1, Noise::new(1, "held")).loss(network);
        let kept = fit(&train, Some(&rows), 2, &recipe, 1, "kept").unwrap();
        let last = fit(&train, None, 2, &recipe, 1, "kept").unwrap();
        assert!(
            loss(&kept) < 0.8 && loss(&last) > 1.1 * loss(&kept),
            "{} {}",
            loss(&kept),
            loss(&last)
        );
    }
}
