//! What networks say about rows that they were not trained on.

use crate::encode::{Encoded, Encoding};
use crate::error::LearnError;
use crate::net::{Committee, tensor, values};
use crate::noise::Noise;
use crate::table::Table;
use crate::training::{Recipe, fit};

/// Parts of the table; each is judged by networks trained on the other parts.
const FOLDS: usize = 4;
/// Fewest rows of a class: one in each fold.
const LEAST: usize = 2 * FOLDS;

/// Each row's probabilities by networks that never saw it, and those networks.
pub(super) struct OutOfFold {
    pub(super) encoding: Encoding,
    pub(super) rows: Encoded,
    /// `[row * classes + class]`.
    pub(super) probabilities: Vec<f32>,
    judges: Vec<Committee>,
    fold_of: Vec<usize>,
}

impl OutOfFold {
    pub(super) fn of(table: &Table, seed: u64) -> Result<Self, LearnError> {
        let classes = table.classes().len();
        let encoding = Encoding::fit(table);
        let rows = encoding.encode(table)?;
        let fold_of = folds(table, seed)?;
        let train = |fold: usize| -> Result<Committee, LearnError> {
            let others: Vec<usize> =
                (0..table.rows()).filter(|row| fold_of.get(*row) != Some(&fold)).collect();
            let others = rows.take(&others);
            let recipe = recipe(others.rows());
            let member =
                |at: usize| fit(&others, classes, &recipe, seed, &format!("judge {fold} {at}"));
            Ok(Committee { members: vec![member(0)?, member(1)?], weights: vec![0.5; 2] })
        };
        let judges = std::thread::scope(|scope| {
            let halves: Vec<_> = [0..FOLDS / 2, FOLDS / 2..FOLDS]
                .into_iter()
                .map(|half| scope.spawn(|| half.map(train).collect::<Result<Vec<_>, _>>()))
                .collect();
            let mut judges = Vec::new();
            for half in halves {
                judges
                    .extend(half.join().unwrap_or(Err(LearnError::Worker { doing: "screening" }))?);
            }
            Ok::<_, LearnError>(judges)
        })?;
        let mut judged = Self { encoding, rows, probabilities: Vec::new(), judges, fold_of };
        let all: Vec<usize> = (0..table.rows()).collect();
        judged.probabilities = judged.judge(&all, &[]);
        Ok(judged)
    }

    /// The probabilities of `rows` with the encoded columns at `blanked` set to zero: the mean of a
    /// number, no category at all.
    pub(super) fn judge(&self, rows: &[usize], blanked: &[usize]) -> Vec<f32> {
        let classes = self.encoding.schema.classes.len().max(1);
        let mut answers = vec![0.0; rows.len() * classes];
        for (fold, judge) in self.judges.iter().enumerate() {
            let own: Vec<usize> = (0..rows.len())
                .filter(|at| rows.get(*at).and_then(|row| self.fold_of.get(*row)) == Some(&fold))
                .collect();
            let positions: Vec<usize> =
                own.iter().filter_map(|at| rows.get(*at).copied()).collect();
            let mut seen = self.rows.take(&positions);
            for row in seen.values.chunks_mut(seen.width) {
                for at in blanked {
                    if let Some(value) = row.get_mut(*at) {
                        *value = 0.0;
                    }
                }
            }
            if own.is_empty() {
                continue;
            }
            let x = tensor(seen.values, positions.len(), seen.width);
            let flat = values(&judge.probabilities(x));
            for (at, row) in own.iter().zip(flat.chunks(classes)) {
                if let Some(slot) = answers.get_mut(at * classes..(at + 1) * classes) {
                    slot.copy_from_slice(row);
                }
            }
        }
        answers
    }
}

/// Which fold each row is in; every class is spread evenly.
fn folds(table: &Table, seed: u64) -> Result<Vec<usize>, LearnError> {
    let mut noise = Noise::new(seed, "folds");
    let mut fold_of = vec![0; table.rows()];
    for (class, name) in (0u32..).zip(table.classes()) {
        let labels = table.labels().iter().enumerate();
        let mut rows: Vec<usize> =
            labels.filter(|(_, l)| **l == class).map(|(row, _)| row).collect();
        if rows.len() < LEAST {
            return Err(LearnError::TooFew {
                class: name.clone(),
                found: rows.len(),
                least: LEAST,
            });
        }
        noise.shuffle(&mut rows);
        for (at, row) in rows.into_iter().enumerate() {
            if let Some(fold) = fold_of.get_mut(row) {
                *fold = at % FOLDS;
            }
        }
    }
    Ok(fold_of)
}

/// Small and short, so that no network learns single rows by heart.
fn recipe(rows: usize) -> Recipe {
    let batch = 256.min(rows.max(16) / 8);
    let steps = 1_200.min((12 * rows / batch.max(1)).max(150));
    Recipe { hidden: vec![48], steps, batch, rate: 8e-3, decay: 1e-3, attack: None }
}
