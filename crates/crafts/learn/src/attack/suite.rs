//! All attacks on all models, on the same rows.

use super::labels::{LabelOnly, label_only};
use crate::error::LearnError;
use crate::model::Model;
use crate::net::{Batch, Committee, survives};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::swap::by_search;
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// How inputs are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attack {
    /// Not at all.
    Clean,
    /// One gradient step.
    Fgsm,
    /// Twenty gradient steps from random starts, with two losses; the worst counts.
    Pgd20,
    /// Examples made for an independently trained network.
    Transfer,
    /// A search that sees labels alone.
    LabelOnly,
    /// One category of the row changed to the worst of all ([`crate::Changes`]), unknown ones included, and twenty gradient
    /// steps from there; rows without categories stay as they came.
    Category,
    /// Gradient steps that keep to a threat model (Simonetto et al. 2024), on the model or on a copy of it.
    Capgd,
    /// An evolutionary search that keeps to a threat model (after Simonetto et al. 2022), categories included.
    Moeva,
    /// The worst of all of these for each row.
    Worst,
}

impl Attack {
    /// Every attack where no threat model is given, in the order of the report.
    pub const ALL: [Self; 7] = [
        Self::Clean,
        Self::Fgsm,
        Self::Pgd20,
        Self::Transfer,
        Self::LabelOnly,
        Self::Category,
        Self::Worst,
    ];

    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Fgsm => "fgsm",
            Self::Pgd20 => "pgd20",
            Self::Transfer => "transfer",
            Self::LabelOnly => "label_only",
            Self::Category => "category",
            Self::Capgd => "capgd",
            Self::Moeva => "moeva",
            Self::Worst => "worst",
        }
    }
}

/// The accuracy of one model under one attack, on the test rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    pub model: String,
    pub attack: Attack,
    /// In standard deviations of each column; 0 for clean.
    pub eps: f32,
    pub accuracy: f64,
}

/// Which test rows one model still answers right under one attack.
#[derive(Debug, Clone, PartialEq)]
pub struct Survived {
    pub model: String,
    pub attack: Attack,
    pub eps: f32,
    pub rows: Vec<bool>,
}

impl Survived {
    /// The share of rows that are answered right.
    #[must_use]
    pub fn evaluation(&self) -> Evaluation {
        let right = self.rows.iter().filter(|right| **right).count();
        Evaluation {
            model: self.model.clone(),
            attack: self.attack,
            eps: self.eps,
            accuracy: right as f64 / self.rows.len().max(1) as f64,
        }
    }
}

/// A model, the rows that it is attacked on, and what the attacker may spend.
pub(crate) struct Subject<'a> {
    pub(crate) name: &'a str,
    pub(crate) model: &'a Model,
    pub(crate) test: &'a Table,
    /// An independently trained network, over the same encoding.
    pub(crate) surrogate: &'a Committee,
    pub(crate) budget: LabelOnly,
    pub(crate) restarts: usize,
    pub(crate) seed: u64,
}

/// Every attack at every eps; the worst case of each row last.
pub(crate) fn attack_all(
    subject: &Subject<'_>,
    epsilons: &[f32],
) -> Result<Vec<Survived>, LearnError> {
    let model = subject.model;
    let rows = model.encoding.encode(subject.test)?;
    let batch = Batch::of(&rows, model.schema().classes.len());
    let labels = &rows.labels;
    let mut noise = Noise::new(subject.seed, "attack");
    let clean = survives(&model.committee, batch.x.clone(), labels);
    let reach = epsilons.iter().copied().fold(0.0, f32::max);
    let scale = model.encoding.deviations();
    let distances = label_only(model, subject.test, &scale, reach, subject.budget, subject.seed)?;
    let survived =
        |attack, eps, rows| Survived { model: subject.name.to_owned(), attack, eps, rows };
    let swapped = by_search(&model.committee, &batch, labels, &mut noise);
    let unmoved = survives(&model.committee, swapped.clone(), labels);
    let swapped = Batch { x: swapped, ..batch.clone() };
    let mut all = vec![survived(Attack::Clean, 0.0, clean.clone())];
    for &eps in epsilons {
        let fgsm = Pgd::fgsm(eps).run(&model.committee, &batch, Loss::CrossEntropy, &mut noise);
        let fgsm = survives(&model.committee, fgsm, labels);
        let mut pgd = clean.clone();
        for _ in 0..subject.restarts {
            for loss in [Loss::CrossEntropy, Loss::Margin] {
                let x = Pgd::twenty(eps).run(&model.committee, &batch, loss, &mut noise);
                worsen(&mut pgd, &survives(&model.committee, x, labels));
            }
        }
        let transfer =
            Pgd::twenty(eps).run(subject.surrogate, &batch, Loss::CrossEntropy, &mut noise);
        let transfer = survives(&model.committee, transfer, labels);
        let x = Pgd::twenty(eps).run(&model.committee, &swapped, Loss::Margin, &mut noise);
        let mut category = unmoved.clone();
        worsen(&mut category, &survives(&model.committee, x, labels));
        let label_only: Vec<bool> = distances.iter().map(|distance| *distance > eps).collect();
        let mut worst = clean.clone();
        for rows in [&fgsm, &pgd, &transfer, &label_only, &category] {
            worsen(&mut worst, rows);
        }
        all.extend([
            survived(Attack::Fgsm, eps, fgsm),
            survived(Attack::Pgd20, eps, pgd),
            survived(Attack::Transfer, eps, transfer),
            survived(Attack::LabelOnly, eps, label_only),
            survived(Attack::Category, eps, category),
            survived(Attack::Worst, eps, worst),
        ]);
    }
    worst_of_smaller(&mut all);
    Ok(all)
}

/// A row that falls at some eps has fallen at each larger one: the change is within it.
pub(crate) fn worst_of_smaller(all: &mut [Survived]) {
    let fallen: Vec<Survived> =
        all.iter().filter(|survived| survived.attack == Attack::Worst).cloned().collect();
    for survived in all.iter_mut().filter(|survived| survived.attack == Attack::Worst) {
        let within = |other: &&Survived| other.model == survived.model && other.eps < survived.eps;
        let smaller: Vec<&Survived> = fallen.iter().filter(within).collect();
        smaller.into_iter().for_each(|other| worsen(&mut survived.rows, &other.rows));
    }
}

pub(crate) fn worsen(rows: &mut [bool], others: &[bool]) {
    for (row, other) in rows.iter_mut().zip(others) {
        *row &= *other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M13
    #[test]
    fn what_falls_at_a_smaller_eps_has_fallen_at_each_larger_one() {
        let worst = |model: &str, eps, rows: [bool; 3]| Survived {
            model: model.to_owned(),
            attack: Attack::Worst,
            eps,
            rows: rows.to_vec(),
        };
        let mut all = vec![
            worst("final", 0.2, [true, true, true]),
            worst("final", 0.05, [true, false, true]),
            worst("plain", 0.1, [true, true, true]),
            worst("final", 0.1, [false, true, true]),
        ];
        worst_of_smaller(&mut all);
        let rows: Vec<&[bool]> = all.iter().map(|survived| survived.rows.as_slice()).collect();
        assert_eq!(rows[0], [false, false, true]);
        assert_eq!(rows[1], [true, false, true]);
        assert_eq!(rows[2], [true, true, true], "another model's");
        assert_eq!(rows[3], [false, false, true]);
    }
}
