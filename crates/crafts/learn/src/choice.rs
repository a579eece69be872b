//! Which of the trained models becomes `final`.

use crate::attack::worsen;
use crate::bootstrap::bootstrap;
use crate::encode::Encoded;
use crate::net::{Batch, Committee, survives};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::swap::by_search;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Clean accuracy that the final model may lose to the best candidate.
const CLEAN_LOST: f64 = 0.01;

/// How a candidate was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// Networks that were trained together, each on the attacks on the others, fused into one.
    Ensemble,
    /// One network, trained on attacks on itself.
    SingleNetwork,
}

/// A candidate on the validation rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub made: Made,
    /// Accuracy on rows as they came.
    pub clean: f64,
    /// The share of rows that is answered right as it came, under PGD-20 on the candidate itself and on
    /// an independent network, both at [`crate::Plan::eps`], and whatever one category is changed to.
    pub worst: f64,
}

/// Which candidate became `final`, and what it was chosen by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub made: Made,
    pub candidates: Vec<Candidate>,
}

impl Made {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Ensemble => "the ensemble",
            Self::SingleNetwork => "the single network trained with PGD",
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "final is {}; worst case (and clean accuracy) on validation rows:",
            self.made.in_words()
        )?;
        for (at, candidate) in self.candidates.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let (worst, clean) = (100.0 * candidate.worst, 100.0 * candidate.clean);
            write!(f, "{comma} {} {worst:.1} % ({clean:.1} %)", candidate.made.in_words())?;
        }
        Ok(())
    }
}

/// A candidate, and which validation rows it answers right as they came.
pub(crate) struct Measured {
    candidate: Candidate,
    rows: Vec<bool>,
}

/// The candidate with the best worst case among those that do not surely lose more than a point of clean
/// accuracy to the cleanest (95 % interval of a paired bootstrap: of few validation rows a point is
/// chance). The first of equals is taken.
pub(crate) fn choose(measured: &[Measured], seed: u64) -> Option<Choice> {
    let cleanest =
        measured.iter().max_by(|a, b| a.candidate.clean.total_cmp(&b.candidate.clean))?;
    let able = measured
        .iter()
        .filter(|one| bootstrap(&one.rows, &cleanest.rows, seed).high >= -CLEAN_LOST - 1e-9)
        .map(|one| one.candidate);
    let best = able.reduce(|best, next| if next.worst > best.worst { next } else { best })?;
    let candidates = measured.iter().map(|one| one.candidate).collect();
    Some(Choice { made: best.made, candidates })
}

/// Measures a candidate on validation rows, which no network was trained on.
pub(crate) fn measure(
    made: Made,
    model: &Committee,
    surrogate: &Committee,
    validation: &Encoded,
    (classes, eps): (usize, f32),
    seed: u64,
) -> Measured {
    let batch = Batch::of(validation, classes);
    let mut noise = Noise::new(seed, "choice");
    let rows = survives(model, batch.x.clone(), &validation.labels);
    let mut worst = rows.clone();
    let pgd = Pgd::twenty(eps);
    let attacked = [
        pgd.run(model, &batch, Loss::CrossEntropy, &mut noise),
        pgd.run(surrogate, &batch, Loss::CrossEntropy, &mut noise),
        by_search(model, &batch, &validation.labels, &mut noise),
    ];
    for attacked in attacked {
        worsen(&mut worst, &survives(model, attacked, &validation.labels));
    }
    Measured { candidate: Candidate { made, clean: share(&rows), worst: share(&worst) }, rows }
}

fn share(rows: &[bool]) -> f64 {
    rows.iter().filter(|right| **right).count() as f64 / rows.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M13
    #[test]
    fn the_best_worst_case_becomes_final_unless_it_surely_costs_more_than_a_point() {
        // The first `right` of `rows` are answered right.
        let of = |made, rows: usize, right: usize, worst| {
            let rows: Vec<bool> = (0..rows).map(|row| row < right).collect();
            Measured { candidate: Candidate { made, clean: share(&rows), worst }, rows }
        };
        let chosen = |rows, ensemble: (usize, f64), single: (usize, f64)| {
            let measured = [
                of(Made::Ensemble, rows, ensemble.0, ensemble.1),
                of(Made::SingleNetwork, rows, single.0, single.1),
            ];
            choose(&measured, 1).unwrap().made
        };
        assert_eq!(chosen(2_000, (1_800, 0.80), (1_800, 0.82)), Made::SingleNetwork);
        assert_eq!(chosen(2_000, (1_800, 0.82), (1_800, 0.80)), Made::Ensemble);
        assert_eq!(chosen(2_000, (1_800, 0.80), (1_800, 0.80)), Made::Ensemble);
        assert_eq!(chosen(2_000, (1_800, 0.80), (1_785, 0.85)), Made::SingleNetwork);
        assert_eq!(chosen(2_000, (1_800, 0.80), (1_700, 0.85)), Made::Ensemble);
        // Two of fifty rows are four points, and chance.
        assert_eq!(chosen(50, (45, 0.60), (43, 0.70)), Made::SingleNetwork);
        assert!(choose(&[], 1).is_none());
    }
}
