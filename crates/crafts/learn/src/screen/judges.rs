//! Who judges the rows: networks, boosted trees, their mean, or the caller's own probabilities;
//! whichever is least surprised by labels that it was not trained on.

use super::chance::{Knowledge, LEAST, row_losses};
use super::folds::folds;
use crate::arrangement::Arrangement;
use crate::encode::{Encoded, Encoding};
use crate::error::LearnError;
use crate::net::{Committee, tensor, values};
use crate::table::Table;
use crate::training::{Recipe, fit};
use crate::trees::{Asked, Binned, Plan, out_of_fold};
use serde::{Deserialize, Serialize};

/// Parts of the table; each is judged by what was learned from the others.
pub(super) const FOLDS: usize = 5;
/// Values of encoded rows that networks are fed with, at most; beyond that trees judge alone.
const MOST_ENCODED: usize = 400_000_000;
/// Rows that one network is asked of at a time.
const ASKED: usize = 65_536;
/// The share of chance's loss from which on a judge knows little.
const LITTLE: f64 = 0.85;
/// Powers that probabilities are raised to.
const POWERS: [f32; 9] = [1.0, 0.7, 0.8, 0.9, 1.15, 1.3, 1.5, 1.75, 2.0];

/// Who judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judge {
    Networks,
    Trees,
    NetworksAndTrees,
    /// The caller's own probabilities.
    Given,
}

/// Each row's probabilities by a judge that never saw it.
pub(super) struct Judged {
    /// `[row * classes + class]`.
    pub(super) probabilities: Vec<f32>,
    pub(super) judge: Judge,
    /// Mean logarithmic loss of each judge that was asked.
    pub(super) losses: Vec<(Judge, f64)>,
}

impl Judged {
    /// The caller's own probabilities.
    pub(super) fn given(labels: &[u32], probabilities: Vec<f32>, classes: usize) -> Self {
        let losses = vec![(Judge::Given, mean_loss(labels, &probabilities, classes))];
        Self { probabilities, judge: Judge::Given, losses }
    }
}

/// Judges every row of `table` out of its fold; the columns that are not `allowed` are not seen, and rows
/// are in the fold of the row that leads them, so that no copy of a row is on both sides.
pub(super) fn judge(
    table: &Table,
    data: &Binned,
    arranged: &Arrangement,
    leaders: Option<&[u32]>,
    allowed: &[bool],
    seed: u64,
) -> Result<Judged, LearnError> {
    let classes = table.classes().len();
    let mut fold_of = folds(table.labels(), arranged, FOLDS, seed);
    if let (Some(leaders), Arrangement::Independent) = (leaders, arranged) {
        let led = |leader: &u32| fold_of.get(*leader as usize).copied().unwrap_or(0);
        fold_of = leaders.iter().map(led).collect();
    }
    let rows: Vec<u32> = (0..u32::try_from(table.rows()).unwrap_or(u32::MAX)).collect();
    let labels = table.labels();
    let asked = Asked { data, labels, classes, fold_of: &fold_of, allowed, rows: &rows };
    let mut candidates = vec![(Judge::Trees, by_trees(&asked, seed)?)];
    let table = seen(table, allowed);
    let encoding = Encoding::fit(&table);
    if encoding.width() > 0 && encoding.width().saturating_mul(table.rows()) <= MOST_ENCODED {
        let networks = by_networks(&table, &encoding, &fold_of, seed)?;
        let both = |(_, trees): &(Judge, Vec<f32>)| {
            trees.iter().zip(&networks).map(|(a, b)| (a + b) / 2.0).collect()
        };
        let both: Option<Vec<f32>> = candidates.first().map(both);
        candidates.extend(both.map(|both| (Judge::NetworksAndTrees, both)));
        candidates.push((Judge::Networks, networks));
    }
    for (_, probabilities) in &mut candidates {
        calibrate(labels, probabilities, classes);
    }
    let losses: Vec<(Judge, f64)> =
        candidates.iter().map(|(judge, p)| (*judge, mean_loss(labels, p, classes))).collect();
    let mut best = candidates.into_iter().zip(losses.iter().map(|(_, loss)| *loss));
    let first = best.next().ok_or(LearnError::NoFeatures)?;
    let ((judge, probabilities), _) =
        best.fold(first, |best, next| if next.1 < best.1 { next } else { best });
    Ok(Judged { probabilities, judge, losses })
}

/// Trees; where they know little, calmer ones if these know more.
fn by_trees(asked: &Asked<'_>, seed: u64) -> Result<Vec<f32>, LearnError> {
    let trees = out_of_fold(asked, Plan::WHOLE, seed)?;
    let Knowledge { loss, chance_loss, .. } = Knowledge::of(asked.labels, &trees, asked.classes);
    if loss < LITTLE * chance_loss {
        return Ok(trees);
    }
    let calm = out_of_fold(asked, Plan::CALM, seed)?;
    let calmer = mean_loss(asked.labels, &calm, asked.classes) < loss;
    Ok(if calmer { calm } else { trees })
}

/// The table without the columns that are not allowed.
fn seen(table: &Table, allowed: &[bool]) -> Table {
    if allowed.iter().all(|allowed| *allowed) {
        return table.clone();
    }
    let keep = |at: usize| allowed.get(at).copied().unwrap_or(true);
    table.with_columns(keep)
}

fn mean_loss(labels: &[u32], probabilities: &[f32], classes: usize) -> f64 {
    row_losses(labels, probabilities, classes).sum::<f64>() / labels.len().max(1) as f64
}

/// Rows that calibration looks at, about.
const CALIBRATED_ON: usize = 20_000;

/// Raises probabilities to the power that makes them least surprised by the labels (temperature: Guo et
/// al. 2017, "On calibration of modern neural networks"): judges that stop early, and means of judges,
/// are less sure than they could be.
fn calibrate(labels: &[u32], probabilities: &mut [f32], classes: usize) {
    let step = labels.len().div_ceil(CALIBRATED_ON).max(1);
    let loss = |power: f32| -> f64 {
        let rows = labels.iter().zip(probabilities.chunks(classes.max(1))).step_by(step);
        rows.map(|(label, row)| {
            let sum: f32 = row.iter().map(|p| p.max(LEAST).powf(power)).sum();
            let own = row.get(*label as usize).copied().unwrap_or(0.0).max(LEAST).powf(power);
            -f64::from((own / sum.max(f32::MIN_POSITIVE)).max(LEAST)).ln()
        })
        .sum()
    };
    let losses = POWERS.map(|power| (power, loss(power)));
    let best = losses.iter().fold((1.0, f64::MAX), |a, b| if b.1 < a.1 { *b } else { a });
    for row in probabilities.chunks_mut(classes.max(1)) {
        row.iter_mut().for_each(|p| *p = p.max(LEAST).powf(best.0));
        let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|p| *p /= sum);
    }
}

/// Networks, two for each fold.
fn by_networks(
    table: &Table,
    encoding: &Encoding,
    fold_of: &[u8],
    seed: u64,
) -> Result<Vec<f32>, LearnError> {
    let classes = table.classes().len();
    let rows = encoding.encode(table)?;
    let judge = |fold: usize| -> Result<(Vec<usize>, Vec<f32>), LearnError> {
        let of = |own: bool| -> Vec<usize> {
            let fold_of = fold_of.iter().enumerate();
            fold_of.filter(|(_, f)| (usize::from(**f) == fold) == own).map(|(r, _)| r).collect()
        };
        let (others, own) = (rows.take(&of(false)), of(true));
        let recipe = recipe(others.rows());
        let member =
            |at: usize| fit(&others, None, classes, &recipe, seed, &format!("judge {fold} {at}"));
        let committee = Committee { members: vec![member(0)?, member(1)?], weights: vec![0.5; 2] };
        Ok((own.clone(), answers(&committee, &rows, &own)))
    };
    let all = std::thread::scope(|scope| {
        let halves: Vec<_> = [0..FOLDS / 2, FOLDS / 2..FOLDS]
            .into_iter()
            .map(|half| scope.spawn(|| half.map(judge).collect::<Result<Vec<_>, _>>()))
            .collect();
        let mut all = Vec::new();
        for half in halves {
            all.extend(half.join().unwrap_or(Err(LearnError::Worker { doing: "screening" }))?);
        }
        Ok::<_, LearnError>(all)
    })?;
    let mut probabilities = vec![0.0; table.rows() * classes];
    for (own, said) in all {
        for (row, said) in own.into_iter().zip(said.chunks(classes.max(1))) {
            if let Some(slot) = probabilities.get_mut(row * classes..(row + 1) * classes) {
                slot.copy_from_slice(said);
            }
        }
    }
    Ok(probabilities)
}

fn answers(committee: &Committee, rows: &Encoded, own: &[usize]) -> Vec<f32> {
    let asked = own.chunks(ASKED).flat_map(|some| {
        let taken = rows.take(some);
        values(&committee.probabilities(tensor(taken.values, some.len(), taken.width)))
    });
    asked.collect()
}

/// Small and short, so that no network learns single rows by heart.
fn recipe(rows: usize) -> Recipe {
    let batch = 256.min(rows.max(16) / 8);
    let steps = 1_200.min((12 * rows / batch.max(1)).max(150));
    Recipe { hidden: vec![48], steps, batch, rate: 8e-3, decay: 1e-3, attack: None }
}
