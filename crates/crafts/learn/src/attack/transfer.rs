//! Attacking a classifier that can only be queried, through a copy of it.

use super::oracle::LabelOracle;
use crate::effort::Effort;
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::net::{Batch, Committee, values};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::table::Table;
use crate::training::fit;

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
    let learned = known.relabelled(oracle.labels(known)?)?;
    let encoding = Encoding::fit(&learned);
    let train = encoding.encode(&learned)?;
    let classes = known.classes().len();
    let surrogate = fit(&train, None, classes, &effort.plain(train.rows()), seed, "copy")?;
    let surrogate = Committee::of_one(surrogate);
    let rows = encoding.encode(victims)?;
    let batch = Batch::of(&rows, classes);
    let mut noise = Noise::new(seed, "transfer");
    let scale = encoding.deviations();
    let survives = |eps: &f32| {
        let x = Pgd::twenty(*eps).run(&surrogate, &batch, Loss::CrossEntropy, &mut noise);
        let moves = values(&(x - batch.x.clone()));
        let numbers = scale.len();
        let moves: Vec<f32> = moves
            .chunks(rows.width.max(1))
            .flat_map(|row| row.iter().take(numbers))
            .copied()
            .collect();
        let answers = oracle.labels(&victims.moved(&moves, &scale))?;
        Ok(answers.iter().zip(victims.labels()).map(|(answer, label)| answer == label).collect())
    };
    epsilons.iter().map(survives).collect()
}
