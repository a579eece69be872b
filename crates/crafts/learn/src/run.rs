//! The whole of training: three classifiers, all attacks, and what the comparison says.

use crate::attack::{
    Attack, CONSTANT, Evaluation, LabelOnly, Membership, Subject, Survived, Unconstrained, alarms,
    attack_all, attack_all_within, membership,
};
use crate::bootstrap::bootstrap;
use crate::choice::{Made, choose, measure};
use crate::effort::Effort;
use crate::encode::{Encoded, Encoding};
use crate::error::LearnError;
use crate::model::Model;
use crate::net::{Batch, Committee, Mlp, values};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::plan::Plan;
use crate::split::Split;
use crate::swap::Changes;
use crate::threat::Threat;
use crate::trained::{Comparison, Rejection, Trained};
use crate::training::{Recipe, Watch, fit, fit_jointly, weights};

/// The share of rows that have one category changed while robust networks are trained.
const SWAPPED: f32 = 0.75;
/// Networks in the ensemble.
pub const MEMBERS: usize = 3;

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

/// Trains `plain`, `pgd` and the fused ensemble, chooses which becomes `final` by the validation rows
/// ([`crate::Choice`]), and attacks them on the test rows. The same
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
    train_within(split, &Plan::of(effort.clone(), seed), progress)
}

/// As [`train_all`], by a plan; where it has a threat model, every row that the models are attacked with on the test rows
/// keeps to it, and CAPGD and MOEVA are tried beside the other attacks. Networks are trained on the whole
/// box all the same.
///
/// # Errors
/// As [`train_all`], and if the threat model does not fit the columns.
pub fn train_within(
    split: &Split,
    plan: &Plan,
    progress: &dyn Fn(Progress),
) -> Result<Trained, LearnError> {
    progress(Progress::Training);
    let Plan { effort, seed, eps, .. } = plan;
    let (seed, eps) = (*seed, *eps);
    let encoding = Encoding::fit(&split.train);
    let scale = encoding.deviations();
    let threat = plan.threat.as_ref();
    let threat = threat.map(|threat| threat.bind(&split.test, &scale)).transpose()?;
    let train = encoding.encode(&split.train)?;
    let validation = encoding.encode(&split.validation)?;
    let classes = split.train.classes().len();
    let attack = trained_on(effort, eps);
    let plain = effort.plain(train.rows());
    let robust = effort.recipe(train.rows(), Some(attack));
    // Members differ in how much they give for categories: between them lies what suits the table.
    let members: Vec<Recipe> = (0..MEMBERS)
        .map(|member| {
            let swaps = SWAPPED * member as f32 / MEMBERS as f32;
            effort.recipe(train.rows(), Some(Pgd { swaps, ..attack }))
        })
        .collect();
    // The surrogate shares nothing with the others but the data: another size, another seed.
    let surrogate = Recipe { hidden: vec![effort.width * 3 / 2], ..plain.clone() };
    let (members, singles) = std::thread::scope(|scope| {
        let singles = scope.spawn(|| {
            let plain = fit(&train, Some(&validation), classes, &plain, seed, "plain")?;
            let pgd = fit(&train, Some(&validation), classes, &robust, seed, "pgd")?;
            let surrogate = fit(&train, Some(&validation), classes, &surrogate, seed, "surrogate")?;
            Ok::<_, LearnError>([plain, pgd, surrogate].map(Committee::of_one))
        });
        let members = fit_jointly(&train, &validation, classes, &members, seed);
        (members, singles.join().unwrap_or(Err(LearnError::Worker { doing: "training" })))
    });
    let [plain, pgd, surrogate] = singles?;
    let fused = fuse(members?, &validation, classes, eps, seed);
    let measured = [(Made::Ensemble, &fused), (Made::SingleNetwork, &pgd)]
        .map(|(made, model)| measure(made, model, &surrogate, &validation, (classes, eps), seed));
    let choice = choose(&measured, seed).ok_or(LearnError::NoFeatures)?;
    let best = if choice.made == Made::Ensemble { fused } else { pgd.clone() };
    let watch = Watch::fit(&train, &validation, &[&best, &surrogate], classes, eps, seed)?;
    let test = encoding.encode(&split.test)?;
    let victims = [&best, &surrogate];
    let rejection = rejection(&watch, victims, &Batch::of(&test, classes), eps, seed);
    let model = |committee, watch| Model::new(encoding.clone(), committee, watch);
    let (plain, pgd, best) = (model(plain, None), model(pgd, None), model(best, Some(watch)));
    progress(Progress::Attacking);
    let (survived, unconstrained) = assess(
        &[("plain", &plain), ("pgd", &pgd), ("final", &best)],
        &surrogate,
        split,
        threat.as_ref(),
        plan,
    )?;
    let evaluations: Vec<Evaluation> = survived.iter().map(Survived::evaluation).collect();
    let comparisons = compare(&survived, eps, seed);
    progress(Progress::Done);
    Ok(Trained {
        plain,
        pgd,
        best,
        choice,
        categories: Changes::of(&test),
        alarms: alarms(&evaluations),
        evaluations,
        comparisons,
        rejection,
        unconstrained,
        notes: threat.map(|threat| threat.remarks(&plan.epsilons())).unwrap_or_default(),
    })
}

/// What robust networks are trained on.
fn trained_on(effort: &Effort, eps: f32) -> Pgd {
    Pgd {
        eps,
        steps: effort.attack_steps,
        stride: 2.5 / effort.attack_steps.max(1) as f32,
        random_start: true,
        swaps: SWAPPED,
    }
}

/// How well somebody tells the rows of `plain` and of `final` from the test rows. Shadows are single networks,
/// whichever way `final` was made; it takes as long as training sixteen of them.
///
/// # Errors
/// If a shadow's training fails.
pub fn memberships(
    split: &Split,
    trained: &Trained,
    plan: &Plan,
) -> Result<Vec<Membership>, LearnError> {
    let Plan { effort, seed, eps, .. } = plan;
    let (seed, eps) = (*seed, *eps);
    std::thread::scope(|scope| {
        let plain =
            scope.spawn(|| membership("plain", &trained.plain, split, (effort, None), seed));
        let robust = (effort, Some(trained_on(effort, eps)));
        let best = membership("final", &trained.best, split, robust, seed);
        let plain = plain.join().unwrap_or(Err(LearnError::Worker { doing: "attacking" }));
        Ok(vec![plain?, best?])
    })
}

/// Weighs the members by how well they answer validation rows, clean and attacked through the
/// evenly weighted committee.
fn fuse(members: Vec<Mlp>, validation: &Encoded, classes: usize, eps: f32, seed: u64) -> Committee {
    let count = members.len().max(1);
    let even = Committee { weights: vec![1.0 / count as f32; count], members };
    let batch = Batch::of(validation, classes);
    let attacked =
        Pgd::twenty(eps).run(&even, &batch, Loss::CrossEntropy, &mut Noise::new(seed, "fuse"));
    let truth = |x: &burn_tensor::Tensor<2>, member: &Mlp| {
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

fn rejection(
    watch: &Watch,
    victims: [&Committee; 2],
    test: &Batch,
    eps: f32,
    seed: u64,
) -> Rejection {
    let mut noise = Noise::new(seed, "rejection");
    let attack = Pgd::twenty(eps);
    let [pgd20, transfer] = victims
        .map(|victim| watch.rejected(attack.run(victim, test, Loss::CrossEntropy, &mut noise)));
    Rejection { honest: watch.rejected(test.x.clone()), pgd20, transfer }
}

/// Attacks every model, two at a time, and the constant answer.
fn assess(
    models: &[(&str, &Model)],
    surrogate: &Committee,
    split: &Split,
    threat: Option<&Threat>,
    plan: &Plan,
) -> Result<(Vec<Survived>, Vec<Unconstrained>), LearnError> {
    let (effort, seed, epsilons) = (&plan.effort, plan.seed, plan.epsilons());
    let (mut all, unconstrained) = std::thread::scope(|scope| {
        let threads: Vec<_> = models
            .iter()
            .map(|&(name, model)| {
                let budget = LabelOnly { queries: effort.queries };
                let test = &split.test;
                let subject = Subject {
                    name,
                    model,
                    test,
                    surrogate,
                    budget,
                    restarts: effort.restarts,
                    seed,
                };
                scope.spawn(move || match threat {
                    Some(threat) => attack_all_within(&subject, threat, &epsilons),
                    None => attack_all(&subject, &epsilons).map(|all| (all, Vec::new())),
                })
            })
            .collect();
        let (mut all, mut unconstrained) = (Vec::new(), Vec::new());
        for thread in threads {
            let attacked =
                thread.join().unwrap_or(Err(LearnError::Worker { doing: "attacking" }))?;
            all.extend(attacked.0);
            unconstrained.extend(attacked.1);
        }
        Ok::<_, LearnError>((all, unconstrained))
    })?;
    let answer = split.train.majority();
    let rows: Vec<bool> = split.test.labels().iter().map(|label| *label == answer).collect();
    let constant = all.iter().filter(|s| s.model == "final").map(|s| Survived {
        model: CONSTANT.to_owned(),
        rows: rows.clone(),
        ..s.clone()
    });
    let constant: Vec<Survived> = constant.collect();
    all.extend(constant);
    Ok((all, unconstrained))
}

/// `final` against `plain`, `pgd` and `constant`, row by row, at the target eps.
fn compare(survived: &[Survived], eps: f32, seed: u64) -> Vec<Comparison> {
    let at_target = |s: &&Survived| s.attack == Attack::Clean || (s.eps - eps).abs() < 1e-6;
    let of =
        |model: &'static str| survived.iter().filter(move |s| s.model == model).filter(at_target);
    let mut comparisons = Vec::new();
    for with in ["plain", "pgd", CONSTANT] {
        for (own, other) in of("final").zip(of(with)) {
            let difference = bootstrap(&own.rows, &other.rows, seed);
            comparisons.push(Comparison {
                with: with.to_owned(),
                attack: own.attack,
                eps: own.eps,
                difference,
            });
        }
    }
    comparisons
}
