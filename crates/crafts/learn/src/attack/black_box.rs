//! A model file attacked from outside, by somebody who has rows, labels and its answers alone.

use super::alarm::CONSTANT;
use super::categories::{Changed, change_one};
use super::constrained::{Asked, Unconstrained, search};
use super::constraints::Constraints;
use super::extraction::{Extraction, extract};
use super::labels::{LabelOnly, Probe, label_only_within};
use super::oracle::LabelOracle;
use super::suite::{Attack, Evaluation, Survived, worsen, worst_of_smaller};
use super::transfer::Surrogate;
use crate::bootstrap::bootstrap;
use crate::effort::Effort;
use crate::encode::Encoding;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;
use crate::threat::{Threat, ThreatModel};
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
    /// What may be made of a row. If it is given, every row that counts as attacked can be, and CAPGD and MOEVA
    /// are tried beside the others; if not, numbers move anywhere in the box.
    pub threat: Option<ThreatModel>,
}

/// What became of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Clean; one changed category, if there are any; for each eps transfer, label_only, where there is a threat model
    /// capgd and moeva, and the worst case of each row; the constant answer.
    pub evaluations: Vec<Evaluation>,
    /// Rows that were attacked.
    pub attacked: usize,
    /// Rows that the surrogate learned from.
    pub known: usize,
    pub findings: Vec<Finding>,
    /// How well copies answer as the model does, by how many questions they learned from.
    pub extraction: Vec<Extraction>,
    /// What `transfer` was before its rows were repaired; empty if there is no threat model.
    pub unconstrained: Vec<Unconstrained>,
    /// What the threat model does not say, and what it does not let move.
    pub notes: Vec<String>,
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
    let answers = model.labels(&victims)?;
    let right: Vec<bool> = answered_right(&answers, &victims);
    let scale = Encoding::fit(&known).deviations();
    let threat = plan.threat.as_ref().map(|threat| threat.bind(&victims, &scale)).transpose()?;
    let constraints = threat.as_ref().map(|threat| Constraints::new(threat, &victims));
    let constraints = constraints.as_ref();
    let learned = model.labels(&known)?;
    let surrogate = Surrogate::learn(&known, &learned, &plan.effort, plan.seed)?;
    let (copied, held) = ((&known, &*learned), (&victims, &*answers));
    let extraction = extract(copied, &surrogate, held, &plan.effort, plan.seed)?;
    let distances = distances(model, &victims, constraints, &scale, plan)?;
    let survived = |attack, eps, rows| Survived { model: name.to_owned(), attack, eps, rows };
    let asked = (&victims, constraints);
    let changed = change_one(model, asked, &right, plan.budget.queries, plan.seed)?;
    let mut all = vec![survived(Attack::Clean, 0.0, right.clone())];
    if changed.all > 0 {
        all.push(survived(Attack::Category, 0.0, changed.survived.clone()));
    }
    let (searched, unconstrained) = through_a_copy(
        &Asked {
            oracle: model,
            name,
            surrogate: &surrogate,
            queries: plan.budget.queries,
            seed: plan.seed,
        },
        (&victims, constraints),
        &right,
        &plan.epsilons,
    )?;
    for (&eps, searched) in plan.epsilons.iter().zip(searched) {
        let label_only = distances.iter().map(|distance| *distance > eps).collect();
        let mut worst = right.clone();
        worsen(&mut worst, &changed.survived);
        for (attack, rows) in searched.into_iter().chain([(Attack::LabelOnly, label_only)]) {
            worsen(&mut worst, &rows);
            all.push(survived(attack, eps, rows));
        }
        all.push(survived(Attack::Worst, eps, worst));
    }
    worst_of_smaller(&mut all);
    let constant = answered_right(&vec![known.majority(); victims.rows()], &victims);
    let findings = findings(name, &all, &constant, plan.seed);
    let numbers = threat.as_ref().map_or(scale.len(), Threat::movable);
    let mut doubts = doubts(&all, numbers, &changed, plan);
    if threat.as_ref().is_some_and(Threat::is_still) {
        doubts.push("the threat model lets nothing move: nothing was attacked".to_owned());
    }
    all.push(Survived { model: CONSTANT.to_owned(), ..survived(Attack::Clean, 0.0, constant) });
    Ok(Outcome {
        evaluations: all.iter().map(Survived::evaluation).collect(),
        attacked: victims.rows(),
        known: known.rows(),
        findings,
        extraction,
        unconstrained,
        notes: threat.map(|threat| threat.remarks(&plan.epsilons)).unwrap_or_default(),
        doubts,
    })
}

/// How far each row has to move, as somebody finds it who sees labels alone.
fn distances(
    oracle: &dyn LabelOracle,
    table: &Table,
    constraints: Option<&Constraints<'_>>,
    scale: &[f32],
    plan: &BlackBox,
) -> Result<Vec<f32>, LearnError> {
    let reach = plan.epsilons.iter().copied().fold(0.0, f32::max);
    let held = constraints.map(|constraints| constraints.scale(scale, reach));
    let scale = held.as_deref().unwrap_or(scale);
    label_only_within(&Probe { oracle, table, scale, reach, constraints }, plan.budget, plan.seed)
}

/// What each attack through the copy leaves, for each eps; and what it was without constraints.
type Searched = (Vec<Vec<(Attack, Vec<bool>)>>, Vec<Unconstrained>);

fn through_a_copy(
    asked: &Asked<'_>,
    (victims, constraints): (&Table, Option<&Constraints<'_>>),
    right: &[bool],
    epsilons: &[f32],
) -> Result<Searched, LearnError> {
    let Some(constraints) = constraints else {
        let attacked = asked.surrogate.attacks(victims, epsilons, asked.seed)?;
        let left = |table: &Table| {
            let left = answered_right(&asked.oracle.labels(table)?, table);
            Ok(vec![(Attack::Transfer, left)])
        };
        return Ok((attacked.iter().map(left).collect::<Result<_, LearnError>>()?, Vec::new()));
    };
    let left = search(asked, constraints, right, epsilons)?;
    let attacks = left.into_iter().map(|left| {
        let attacks = vec![
            (Attack::Transfer, left.transfer),
            (Attack::Capgd, left.capgd),
            (Attack::Moeva, left.moeva),
        ];
        (attacks, left.unconstrained)
    });
    Ok(attacks.unzip())
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
