//! All attacks on one model of ours, each of which keeps to a threat model.

use super::capgd::Capgd;
use super::categories::worst_categories;
use super::moeva::moeva;
use super::scored::Scored;
use super::unconstrained::{Tally, Unconstrained};
use crate::attack::constraints::Constraints;
use crate::attack::labels::{Probe, label_only_within};
use crate::attack::oracle::LabelOracle;
use crate::attack::suite::{Attack, Subject, Survived, worsen};
use crate::attack::transfer::moves;
use crate::error::LearnError;
use crate::net::{Batch, survives};
use crate::noise::Noise;
use crate::objective::Loss;
use crate::pgd::Pgd;
use crate::table::Table;
use crate::threat::{Row, Threat};

/// Steps of CAPGD, as many as of PGD-20.
const STEPS: usize = 20;
/// Generations of the evolutionary search over all sizes of the box.
const GENERATIONS: usize = 45;

/// Every attack at every eps (ascending), as [`crate::attack::attack_all`] has them and CAPGD and MOEVA beside;
/// what attacks that know no constraints make is repaired before it is judged. The worst case of each row last;
/// and what the attacks that know none would have been.
///
/// # Errors
/// If the test rows lack what the model takes.
pub(crate) fn attack_all_within(
    subject: &Subject<'_>,
    threat: &Threat,
    epsilons: &[f32],
) -> Result<(Vec<Survived>, Vec<Unconstrained>), LearnError> {
    let (model, test) = (subject.model, subject.test);
    let batch = Batch::of(&model.encoding.encode(test)?, model.schema().classes.len());
    let constraints = Constraints::new(threat, test);
    let scored = Scored { committee: &model.committee, encoding: &model.encoding };
    let mut noise = Noise::new(subject.seed, "attack");
    let clean = right(model, test)?;
    let scale = model.encoding.deviations();
    let distances = distances(subject, &constraints, &scale, epsilons)?;
    let swapped = worst_categories(scored, &constraints, &mut noise)?;
    let subject_of = (scored, model as &dyn LabelOracle);
    let evolved = moeva(subject_of, &constraints, &clean, epsilons, GENERATIONS, &mut noise)?;
    let of = |attack, eps, rows| Survived { model: subject.name.to_owned(), attack, eps, rows };
    let (mut all, mut told) = (vec![of(Attack::Clean, 0.0, clean.clone())], Vec::new());
    for (&eps, evolved) in epsilons.iter().zip(evolved) {
        let mut worst = clean.clone();
        for (attack, runs) in [
            (Attack::Fgsm, vec![(Pgd::fgsm(eps), &model.committee, Loss::CrossEntropy)]),
            (Attack::Pgd20, twenty(subject, eps)),
            (Attack::Transfer, vec![(Pgd::twenty(eps), subject.surrogate, Loss::CrossEntropy)]),
        ] {
            let (mut left, mut tally) = (clean.clone(), Tally::new(&clean));
            for (pgd, victim, loss) in runs {
                let x = pgd.run(victim, &batch, loss, &mut noise);
                let by = moves(&(x.clone() - batch.x.clone()), scale.len());
                let attacked = test.moved(&by, &scale);
                let survived = survives(&model.committee, x, test.labels());
                tally.add(&constraints, &attacked, &survived, eps);
                worsen(&mut left, &right(model, &constraints.repair(&attacked, eps)?)?);
            }
            told.push(tally.told(subject.name, attack, eps));
            worsen(&mut worst, &left);
            all.push(of(attack, eps, left));
        }
        let label_only: Vec<bool> = distances.iter().map(|distance| *distance > eps).collect();
        let mut capgd = |start: &[Row], loss, random_start| -> Result<Vec<bool>, LearnError> {
            let capgd = Capgd { eps, steps: STEPS, loss, random_start };
            let rows = capgd.run(scored, &constraints, start, &mut noise)?;
            right(model, &constraints.table(&rows)?)
        };
        let mut category = right(model, &constraints.table(&swapped)?)?;
        worsen(&mut category, &capgd(&swapped, Loss::Margin, false)?);
        let mut climbed = capgd(&constraints.rows, Loss::Margin, false)?;
        worsen(&mut climbed, &capgd(&constraints.rows, Loss::CrossEntropy, true)?);
        for (attack, rows) in [
            (Attack::LabelOnly, label_only),
            (Attack::Category, category),
            (Attack::Capgd, climbed),
            (Attack::Moeva, evolved),
        ] {
            worsen(&mut worst, &rows);
            all.push(of(attack, eps, rows));
        }
        all.push(of(Attack::Worst, eps, worst));
    }
    Ok((all, told))
}

/// PGD-20 from as many starts as there are, with two losses.
fn twenty<'a>(subject: &'a Subject<'_>, eps: f32) -> Vec<(Pgd, &'a crate::net::Committee, Loss)> {
    let losses = [Loss::CrossEntropy, Loss::Margin];
    let starts = (0..subject.restarts).flat_map(|_| losses);
    starts.map(|loss| (Pgd::twenty(eps), &subject.model.committee, loss)).collect()
}

fn distances(
    subject: &Subject<'_>,
    constraints: &Constraints<'_>,
    scale: &[f32],
    epsilons: &[f32],
) -> Result<Vec<f32>, LearnError> {
    let reach = epsilons.iter().copied().fold(0.0, f32::max);
    let scale = constraints.scale(scale, reach);
    let probe = Probe {
        oracle: subject.model,
        table: subject.test,
        scale: &scale,
        reach,
        constraints: Some(constraints),
    };
    label_only_within(&probe, subject.budget, subject.seed)
}

/// Which rows are answered as labelled.
fn right(model: &dyn LabelOracle, table: &Table) -> Result<Vec<bool>, LearnError> {
    let answers = model.labels(table)?;
    Ok(answers.iter().zip(table.labels()).map(|(answer, label)| answer == label).collect())
}
