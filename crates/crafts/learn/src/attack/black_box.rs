//! A model file attacked from outside, by somebody who has rows, labels and its answers alone.

use super::alarm::CONSTANT;
use super::categories::{Changed, change_one};
use super::labels::{LabelOnly, label_only};
use super::oracle::LabelOracle;
use super::suite::{Attack, Evaluation, Survived, worsen};
use super::transfer::transfer;
use crate::bootstrap::bootstrap;
use crate::effort::Effort;
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;
use terms::{Finding, Location, Severity};

/// Fewest rows to attack: of fewer, chance moves an accuracy by more than ten points.
const LEAST_POINTS: usize = 50;
/// Rows that a surrogate learns the model's answers from, at most.
const MOST_KNOWN: usize = 20_000;
/// What a model may lose of its accuracy before that is told.
const LOSES_MUCH: f64 = 0.1;

/// How a model is attacked from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct BlackBox {
    /// Sizes of the box, in standard deviations.
    pub epsilons: Vec<f32>,
    /// Rows to attack, at most; and at most half of the rows, as the surrogate needs the others.
    pub points: usize,
    pub budget: LabelOnly,
    /// How the surrogate is trained.
    pub effort: Effort,
    pub seed: u64,
}

/// What became of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Clean; one changed category, if there are any; for each eps transfer, label_only and the worst case of each row; the constant answer.
    pub evaluations: Vec<Evaluation>,
    /// Rows that were attacked.
    pub attacked: usize,
    /// Rows that the surrogate learned from.
    pub known: usize,
    pub findings: Vec<Finding>,
    /// Why the accuracies may be too high; empty if nothing speaks for that.
    pub doubts: Vec<String>,
}

/// Attacks the model on some rows of `table`, and trains a surrogate on its answers to the others.
/// `name` is what the results call it. Standard deviations are those of the rows that the attacker
/// knows. Rows that the model was trained on make it look better.
///
/// # Errors
/// If the table has fewer than 100 rows or lacks what the model takes, or the surrogate's training
/// fails.
pub fn black_box(
    model: &dyn LabelOracle,
    name: &str,
    table: &Table,
    plan: &BlackBox,
) -> Result<Outcome, LearnError> {
    let mut order: Vec<usize> = (0..table.rows()).collect();
    Noise::new(plan.seed, "black box").shuffle(&mut order);
    let known = order.split_off(plan.points.min(table.rows() / 2));
    if order.len() < LEAST_POINTS {
        let found = table.rows();
        return Err(LearnError::FewRows { found, least: 2 * LEAST_POINTS });
    }
    let (victims, known) =
        (table.take(&order), table.take(known.get(..MOST_KNOWN).unwrap_or(&known)));
    let right: Vec<bool> = answered_right(&model.labels(&victims)?, &victims);
    let transferred = transfer(model, &known, &victims, &plan.epsilons, &plan.effort, plan.seed)?;
    let reach = plan.epsilons.iter().copied().fold(0.0, f32::max);
    let scale = Encoding::fit(&known).deviations();
    let distances = label_only(model, &victims, &scale, reach, plan.budget, plan.seed)?;
    let survived = |attack, eps, rows| Survived { model: name.to_owned(), attack, eps, rows };
    let changed = change_one(model, &victims, &right, plan.budget.queries, plan.seed)?;
    let mut all = vec![survived(Attack::Clean, 0.0, right.clone())];
    if changed.all > 0 {
        all.push(survived(Attack::Category, 0.0, changed.survived.clone()));
    }
    for (&eps, transfer) in plan.epsilons.iter().zip(transferred) {
        let searched: Vec<bool> = distances.iter().map(|distance| *distance > eps).collect();
        let mut worst = right.clone();
        worsen(&mut worst, &transfer);
        worsen(&mut worst, &searched);
        worsen(&mut worst, &changed.survived);
        all.push(survived(Attack::Transfer, eps, transfer));
        all.push(survived(Attack::LabelOnly, eps, searched));
        all.push(survived(Attack::Worst, eps, worst));
    }
    let constant = answered_right(&vec![known.majority(); victims.rows()], &victims);
    let findings = findings(name, &all, &constant, plan.seed);
    let doubts = doubts(&all, scale.len(), &changed, plan);
    all.push(Survived { model: CONSTANT.to_owned(), ..survived(Attack::Clean, 0.0, constant) });
    Ok(Outcome {
        evaluations: all.iter().map(Survived::evaluation).collect(),
        attacked: victims.rows(),
        known: known.rows(),
        findings,
        doubts,
    })
}

fn answered_right(answers: &[u32], table: &Table) -> Vec<bool> {
    answers.iter().zip(table.labels()).map(|(answer, label)| answer == label).collect()
}

fn share(rows: &[bool]) -> f64 {
    rows.iter().filter(|right| **right).count() as f64 / rows.len().max(1) as f64
}

/// At most one finding of a kind: at the smallest eps at which it holds.
fn findings(name: &str, all: &[Survived], constant: &[bool], seed: u64) -> Vec<Finding> {
    let Some(clean) = all.first() else { return Vec::new() };
    let (accuracy, idle) = (share(&clean.rows), share(constant));
    let told = |rule, severity, message| {
        let remedy = "train it on adversarial examples (hygeia train does), give it fewer columns \
                      that are nearly equal, or answer by rule instead";
        Finding::new(rule, severity, Location::of(name), message, remedy)
            .with_references(&["AML.T0043", "AML.T0015"])
    };
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    if accuracy <= idle {
        return vec![told(
            "learn/no-better-than-constant",
            Severity::High,
            format!(
                "unattacked, it answers {} of {} rows right, and the most frequent label alone {}",
                percent(accuracy),
                clean.rows.len(),
                percent(idle)
            ),
        )];
    }
    let worst = || all.iter().filter(|survived| survived.attack == Attack::Worst);
    let below = worst().find(|worst| share(&worst.rows) < idle).map(|worst| {
        let sure = bootstrap(constant, &worst.rows, seed).low > 0.0;
        let severity = if sure { Severity::High } else { Severity::Medium };
        told("learn/below-constant", severity, format!(
            "attacked by moves of {} standard deviations, or one changed category, it answers {} right, less than the {} of the most frequent label alone",
            worst.eps, percent(share(&worst.rows)), percent(idle)
        ))
    });
    let brittle = worst().find(|worst| accuracy - share(&worst.rows) > LOSES_MUCH).map(|worst| {
        told(
            "learn/brittle",
            Severity::Medium,
            format!(
                "attacked by moves of {} standard deviations, or one changed category, it falls from {} to {}",
                worst.eps,
                percent(accuracy),
                percent(share(&worst.rows))
            ),
        )
    });
    below.into_iter().chain(brittle).collect()
}

/// Signs that the attack was weak, so that the model may be weaker than it looks.
fn doubts(all: &[Survived], numbers: usize, changed: &Changed, plan: &BlackBox) -> Vec<String> {
    let mut doubts = Vec::new();
    if changed.tried < changed.all {
        doubts.push(format!(
            "of {} categories that a row could be changed to, {} were tried: give as many queries",
            changed.all, changed.tried
        ));
    }
    if numbers == 0 {
        // Every change that there is was tried, or that was said.
        return doubts;
    }
    // A direction for each column and each block of columns above it, and six halvings.
    let needed = 2 * numbers + 6;
    if plan.budget.queries < needed {
        doubts.push(format!(
            "{} queries for each row end before every one of {numbers} numbers was tried; {needed} would do",
            plan.budget.queries
        ));
    }
    let rows = |attack| all.iter().filter(move |survived| survived.attack == attack);
    let widest = rows(Attack::Worst).max_by(|a, b| a.eps.total_cmp(&b.eps));
    if let (Some(clean), Some(widest)) = (rows(Attack::Clean).next(), widest)
        && widest.eps >= 0.1
        && widest.rows == clean.rows
    {
        doubts.push(format!(
            "no attack up to eps {} turned a single row: try a larger eps or more queries",
            widest.eps
        ));
    }
    doubts
}
