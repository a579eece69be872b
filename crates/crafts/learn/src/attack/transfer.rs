//! Attacking a classifier that can only be queried, through a copy of it.

use super::oracle::LabelOracle;
use crate::effort::Effort;
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::net::{Batch, Committee, answers, tensor, values};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::table::Table;
use crate::training::fit;
use burn_tensor::Tensor;

/// For each row of `victims`, whether the oracle still answers its label when the row is moved, at
/// each eps, so as to fool a surrogate: a network trained on the oracle's own answers to `known`
/// rows (Papernot et al. 2017, "Practical black-box attacks against machine learning").
///
/// # Errors
/// As the oracle, or if the surrogate's training fails.
pub fn transfer(
    oracle: &dyn LabelOracle,
    known: &Table,
    victims: &Table,
    epsilons: &[f32],
    effort: &Effort,
    seed: u64,
) -> Result<Vec<Vec<bool>>, LearnError> {
    let surrogate = Surrogate::learn(known, &oracle.labels(known)?, effort, seed)?;
    let attacked = surrogate.attacks(victims, epsilons, seed)?;
    let survives = |attacked: &Table| {
        let answers = oracle.labels(attacked)?;
        Ok(answers.iter().zip(victims.labels()).map(|(answer, label)| answer == label).collect())
    };
    attacked.iter().map(survives).collect()
}

/// A network trained on a model's answers.
pub(super) struct Surrogate {
    pub(super) committee: Committee,
    pub(super) encoding: Encoding,
}

impl Surrogate {
    /// Trains it on the `answers` to `known` rows.
    ///
    /// # Errors
    /// If training fails.
    pub(super) fn learn(
        known: &Table,
        answers: &[u32],
        effort: &Effort,
        seed: u64,
    ) -> Result<Self, LearnError> {
        let learned = known.relabelled(answers.to_vec())?;
        let encoding = Encoding::fit(&learned);
        let train = encoding.encode(&learned)?;
        let (classes, recipe) = (known.classes().len(), effort.plain(train.rows()));
        let network = fit(&train, None, classes, &recipe, seed, "copy")?;
        Ok(Self { committee: Committee::of_one(network), encoding })
    }

    /// The victims, moved at each eps so as to fool it (PGD-20).
    ///
    /// # Errors
    /// If a column is missing or of the other type.
    pub(super) fn attacks(
        &self,
        victims: &Table,
        epsilons: &[f32],
        seed: u64,
    ) -> Result<Vec<Table>, LearnError> {
        let rows = self.encoding.encode(victims)?;
        let batch = Batch::of(&rows, victims.classes().len());
        let mut noise = Noise::new(seed, "transfer");
        let scale = self.encoding.deviations();
        let attacked = |eps: &f32| {
            let pgd = Pgd::twenty(*eps);
            let x = pgd.run(&self.committee, &batch, Loss::CrossEntropy, &mut noise);
            victims.moved(&moves(&(x - batch.x.clone()), scale.len()), &scale)
        };
        Ok(epsilons.iter().map(attacked).collect())
    }
}

impl LabelOracle for Surrogate {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        let rows = self.encoding.encode(table)?;
        let x = tensor(rows.values.clone(), rows.rows(), rows.width);
        Ok(answers(&self.committee, x))
    }
}

/// The moves of the first `numbers` values of each row, row by row.
pub(super) fn moves(by: &Tensor<2>, numbers: usize) -> Vec<f32> {
    let width = by.dims()[1].max(1);
    values(by).chunks(width).flat_map(|row| row.iter().take(numbers)).copied().collect()
}
