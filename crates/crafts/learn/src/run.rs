//! The whole of training: three classifiers, all attacks, and what the comparison says.

use crate::attack::{Attack, Evaluation, LabelOnly, Pgd, Subject, Survived, alarms, attack_all};
use crate::bootstrap::{Difference, bootstrap};
use crate::encode::{Encoded, Encoding};
use crate::net::{Batch, Committee, Recipe, fit, fit_jointly, values, weights};
use crate::noise::Noise;
use crate::{LearnError, Model, Split, Table};
use serde::{Deserialize, Serialize};
use terms::Finding;

/// The sizes of the box that models are attacked in, in standard deviations.
pub const EPSILONS: [f32; 3] = [0.05, 0.1, 0.2];
/// The eps at which models are trained and compared.
pub const TARGET_EPS: f32 = 0.1;
/// Networks in the ensemble.
pub const MEMBERS: usize = 3;

/// How much work to put in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Units in each of the two hidden layers.
    pub width: usize,
    /// Optimiser steps of the plain network and the surrogate.
    pub plain_steps: usize,
    /// Optimiser steps of the adversarially trained networks.
    pub robust_steps: usize,
    /// Rows in each step.
    pub batch: usize,
    /// Passes over the training rows, at most, whatever the steps say.
    pub epochs: usize,
    /// Steps of the attack within training.
    pub attack_steps: usize,
    /// Restarts of pgd20, each with two losses.
    pub restarts: usize,
    /// Queries for each row of the label-only attack.
    pub queries: usize,
}

impl Effort {
    /// For models that go into service.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            width: 64,
            plain_steps: 3_000,
            robust_steps: 1_200,
            batch: 256,
            epochs: 60,
            attack_steps: 5,
            restarts: 2,
            queries: 400,
        }
    }

    /// For tests and first looks.
    #[must_use]
    pub const fn quick() -> Self {
        Self {
            width: 32,
            plain_steps: 1_500,
            robust_steps: 400,
            batch: 128,
            epochs: 60,
            attack_steps: 4,
            restarts: 1,
            queries: 150,
        }
    }

    /// How a plain network over `rows` rows is trained.
    pub(crate) fn plain(&self, rows: usize) -> Recipe {
        self.recipe(rows, None)
    }

    fn recipe(&self, rows: usize, attack: Option<Pgd>) -> Recipe {
        let batch = self.batch.min(rows.max(16) / 8);
        let most = (self.epochs * rows / batch.max(1)).max(50);
        let steps = if attack.is_some() { self.robust_steps } else { self.plain_steps };
        let hidden = vec![self.width, self.width];
        Recipe { hidden, steps: steps.min(most), batch, rate: 4e-3, decay: 1e-4, attack }
    }
}

/// How far training has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Networks are being trained.
    Training,
    /// Models are being attacked.
    Attacking,
    /// All is done.
    Done,
}

/// `final` against another model under one attack at [`TARGET_EPS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model that `final` is compared with.
    pub with: String,
    pub attack: Attack,
    pub eps: f32,
    pub difference: Difference,
}

/// What training gave.
#[derive(Clone)]
pub struct Trained {
    pub plain: Model,
    pub pgd: Model,
    pub fused: Model,
    /// Names in here: `plain`, `pgd`, `final`, `constant`.
    pub evaluations: Vec<Evaluation>,
    pub comparisons: Vec<Comparison>,
    /// Signs that an attack was weak.
    pub alarms: Vec<Finding>,
}

impl Trained {
    /// The accuracy of `model` under `attack` at `eps`.
    #[must_use]
    pub fn accuracy(&self, model: &str, attack: Attack, eps: f32) -> Option<f64> {
        let same = |e: &&Evaluation| e.model == model && e.attack == attack && (e.eps - eps).abs() < 1e-6;
        self.evaluations.iter().find(same).map(|e| e.accuracy)
    }

    /// Why `final` is not good enough to be promoted: it must beat `plain` and `constant` under
    /// every attack at [`TARGET_EPS`], beyond luck, at no more than 2 points of clean accuracy.
    #[must_use]
    pub fn shortfalls(&self) -> Vec<String> {
        let mut short: Vec<String> = self
            .comparisons
            .iter()
            .filter(|c| c.attack != Attack::Clean && c.difference.low <= 0.0)
            .map(|c| {
                let Difference { difference, low, high, .. } = c.difference;
                let (attack, with, eps) = (c.attack.name(), &c.with, c.eps);
                format!(
                    "under {attack} at eps {eps}, final is not surely better than {with}: \
                     {:+.1} points, 95 % interval {:+.1} to {:+.1}",
                    100.0 * difference, 100.0 * low, 100.0 * high
                )
            })
            .collect();
        let clean = |model| self.accuracy(model, Attack::Clean, 0.0).unwrap_or(0.0);
        let lost = clean("plain") - clean("final");
        if lost > 0.02 + 1e-9 {
            short.push(format!("final loses {:.1} points of clean accuracy to plain, 2 are allowed", 100.0 * lost));
        }
        short
    }
}

/// Trains `plain`, `pgd` and the fused ensemble, and attacks them on the test rows. The same
/// inputs give the same models, bit by bit, on one machine.
///
/// # Errors
/// If the table's parts differ in columns, or training diverges.
pub fn train_all(
    split: &Split,
    effort: &Effort,
    seed: u64,
    progress: &dyn Fn(Progress),
) -> Result<Trained, LearnError> {
    progress(Progress::Training);
    let encoding = Encoding::fit(&split.train);
    let train = encoding.encode(&split.train)?;
    let validation = encoding.encode(&split.validation)?;
    let classes = split.train.classes().len();
    let attack = Pgd { eps: TARGET_EPS, steps: effort.attack_steps, stride: 2.5 / effort.attack_steps.max(1) as f32, random_start: true };
    let plain = effort.plain(train.rows());
    let robust = effort.recipe(train.rows(), Some(attack));
    // The surrogate shares nothing with the others but the data: another size, another seed.
    let surrogate = Recipe { hidden: vec![effort.width * 3 / 2], ..plain.clone() };
    let (members, singles) = std::thread::scope(|scope| {
        let singles = scope.spawn(|| {
            let plain = fit(&train, classes, &plain, seed, "plain")?;
            let pgd = fit(&train, classes, &robust, seed, "pgd")?;
            let surrogate = fit(&train, classes, &surrogate, seed, "surrogate")?;
            Ok::<_, LearnError>([plain, pgd, surrogate].map(Committee::of_one))
        });
        let members = fit_jointly(&train, classes, &robust, MEMBERS, seed);
        (members, singles.join().unwrap_or(Err(LearnError::Worker { doing: "training" })))
    });
    let [plain, pgd, surrogate] = singles?;
    let fused = fuse(members?, &validation, classes, seed);
    let model = |committee| Model { encoding: encoding.clone(), committee };
    let (plain, pgd, fused) = (model(plain), model(pgd), model(fused));
    progress(Progress::Attacking);
    let survived = assess(&[("plain", &plain), ("pgd", &pgd), ("final", &fused)], &surrogate, split, effort, seed)?;
    let evaluations: Vec<Evaluation> = survived.iter().map(Survived::evaluation).collect();
    let comparisons = compare(&survived, seed);
    progress(Progress::Done);
    Ok(Trained { plain, pgd, fused, alarms: alarms(&evaluations), evaluations, comparisons })
}

/// Weighs the members by how well they answer validation rows, clean and attacked through the
/// evenly weighted committee.
fn fuse(members: Vec<crate::net::Mlp>, validation: &Encoded, classes: usize, seed: u64) -> Committee {
    let count = members.len().max(1);
    let even = Committee { weights: vec![1.0 / count as f32; count], members };
    let batch = Batch::of(validation, classes);
    let attacked = Pgd::twenty(TARGET_EPS).run(&even, &batch, crate::attack::Loss::CrossEntropy, &mut Noise::new(seed, "fuse"));
    let truth = |x: &burn::tensor::Tensor<2>, member: &crate::net::Mlp| {
        let own = Committee::of_one(member.clone()).probabilities(x.clone());
        values(&(own * batch.y.clone()).sum_dim(1))
    };
    let likelihoods: Vec<Vec<f32>> = even
        .members
        .iter()
        .map(|member| [truth(&batch.x, member), truth(&attacked, member)].concat())
        .collect();
    Committee { weights: weights(&likelihoods), members: even.members }
}

/// Attacks every model, two at a time, and the constant answer.
fn assess(
    models: &[(&str, &Model)],
    surrogate: &Committee,
    split: &Split,
    effort: &Effort,
    seed: u64,
) -> Result<Vec<Survived>, LearnError> {
    let mut all = std::thread::scope(|scope| {
        let threads: Vec<_> = models
            .iter()
            .map(|&(name, model)| {
                let budget = LabelOnly { queries: effort.queries };
                let test = &split.test;
                let subject = Subject { name, model, test, surrogate, budget, restarts: effort.restarts, seed };
                scope.spawn(move || attack_all(&subject, &EPSILONS))
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().unwrap_or(Err(LearnError::Worker { doing: "attacking" }))?);
        }
        Ok::<_, LearnError>(all)
    })?;
    let answer = majority(&split.train);
    let rows: Vec<bool> = split.test.labels().iter().map(|label| *label == answer).collect();
    let constant = all.iter().filter(|s| s.model == "final").map(|s| Survived {
        model: "constant".to_owned(),
        rows: rows.clone(),
        ..s.clone()
    });
    let constant: Vec<Survived> = constant.collect();
    all.extend(constant);
    Ok(all)
}

/// The most frequent label.
fn majority(table: &Table) -> u32 {
    let count = |class: u32| table.labels().iter().filter(|label| **label == class).count();
    (0u32..).take(table.classes().len()).max_by_key(|class| (count(*class), std::cmp::Reverse(*class))).unwrap_or(0)
}

/// `final` against `plain` and `constant`, row by row, at the target eps.
fn compare(survived: &[Survived], seed: u64) -> Vec<Comparison> {
    let at_target = |s: &&Survived| s.attack == Attack::Clean || (s.eps - TARGET_EPS).abs() < 1e-6;
    let of = |model: &'static str| survived.iter().filter(move |s| s.model == model).filter(at_target);
    let mut comparisons = Vec::new();
    for with in ["plain", "constant"] {
        for (own, other) in of("final").zip(of(with)) {
            let difference = bootstrap(&own.rows, &other.rows, seed);
            comparisons.push(Comparison { with: with.to_owned(), attack: own.attack, eps: own.eps, difference });
        }
    }
    comparisons
}
