//! A black-box attack that sees labels alone.
//!
//! RayS (Chen and Gu 2020, "RayS: a ray searching method for hard-label adversarial attack"): look
//! for the direction, a sign for each number, along which the answer turns wrong soonest, by
//! flipping the signs of ever smaller blocks of columns; a direction is worth a binary search only
//! if it errs at the best distance so far. A row for which no direction has erred yet tries random
//! corners of the box, as there is nothing to shorten.

use super::constraints::Constraints;
use super::oracle::LabelOracle;
use crate::error::LearnError;
use crate::noise::Noise;
use crate::table::Table;
use crate::threat::Row;

/// The budget of the attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelOnly {
    /// Queries for each row, at most.
    pub queries: usize,
}

/// One row under attack.
struct Ray {
    row: usize,
    signs: Vec<f32>,
    /// The shortest distance that was seen to err, in standard deviations.
    distance: f32,
}

/// For each row of `table`, the smallest change (in `scale`, one for each numeric column) that was
/// found to make the oracle answer something else than the row's label; infinite if none was found
/// up to `reach`. Rows that are wrong to begin with have 0.
///
/// # Errors
/// As the oracle.
pub fn label_only(
    oracle: &dyn LabelOracle,
    table: &Table,
    scale: &[f32],
    reach: f32,
    budget: LabelOnly,
    seed: u64,
) -> Result<Vec<f32>, LearnError> {
    label_only_within(&Probe { oracle, table, scale, reach, constraints: None }, budget, seed)
}

/// As [`label_only`], of a probe that may keep to constraints: then every row that is asked about can be, and a
/// distance is that of the box in which such a row was found.
pub(super) fn label_only_within(
    probe: &Probe<'_>,
    budget: LabelOnly,
    seed: u64,
) -> Result<Vec<f32>, LearnError> {
    let Probe { oracle, table, .. } = probe;
    let width = table.numeric().len();
    let mut noise = Noise::new(seed, "label only");
    let clean = oracle.labels(table)?;
    let wrong = clean.iter().zip(table.labels()).map(|(answer, label)| answer != label);
    let mut found: Vec<f32> = wrong.map(|wrong| if wrong { 0.0 } else { f32::INFINITY }).collect();
    let right = |(row, distance): (usize, &f32)| (*distance > 0.0).then_some(row);
    let ray = |row| Ray { row, signs: vec![1.0; width], distance: f32::INFINITY };
    let mut rays: Vec<Ray> = found.iter().enumerate().filter_map(right).map(ray).collect();
    let (mut left, mut block, mut level) = (budget.queries, 0, 1usize);
    while left > 0 && width > 0 && !rays.is_empty() {
        let candidates: Vec<Vec<f32>> =
            rays.iter().map(|ray| ray.candidate(block, level, &mut noise)).collect();
        left = left.saturating_sub(probe.shorten(&mut rays, candidates, left)?);
        block += 1;
        if block >= level {
            block = 0;
            level = if level >= width { 1 } else { (level * 2).min(width) };
        }
    }
    for ray in rays {
        if let Some(distance) = found.get_mut(ray.row) {
            *distance = ray.distance;
        }
    }
    Ok(found)
}

impl Ray {
    /// The signs to try next: block `block` of `level` flipped, or a random corner.
    fn candidate(&self, block: usize, level: usize, noise: &mut Noise) -> Vec<f32> {
        let width = self.signs.len();
        if self.distance.is_infinite() {
            return noise.signs(width);
        }
        let flipped = block * width / level..(block + 1) * width / level;
        let sign = |(at, sign): (usize, &f32)| if flipped.contains(&at) { -sign } else { *sign };
        self.signs.iter().enumerate().map(sign).collect()
    }
}

/// What the rays are held against.
pub(super) struct Probe<'a> {
    pub(super) oracle: &'a dyn LabelOracle,
    pub(super) table: &'a Table,
    /// One for each numeric column.
    pub(super) scale: &'a [f32],
    pub(super) reach: f32,
    pub(super) constraints: Option<&'a Constraints<'a>>,
}

/// Halvings of a distance, to 1/64 of it.
const HALVINGS: usize = 6;

impl Probe<'_> {
    /// Keeps each candidate that errs no later than its ray does, finds how soon it errs, and says
    /// how many queries that took for each row.
    fn shorten(
        &self,
        rays: &mut [Ray],
        candidates: Vec<Vec<f32>>,
        left: usize,
    ) -> Result<usize, LearnError> {
        let tried: Vec<(usize, &[f32], f32)> = rays
            .iter()
            .zip(&candidates)
            .map(|(ray, signs)| (ray.row, signs.as_slice(), ray.distance.min(self.reach)))
            .collect();
        let errs = self.errs(&tried)?;
        let mut better: Vec<(&mut Ray, f32)> = Vec::new();
        for ((ray, signs), errs) in rays.iter_mut().zip(candidates).zip(errs) {
            if errs {
                ray.signs = signs;
                ray.distance = ray.distance.min(self.reach);
                better.push((ray, 0.0));
            }
        }
        let mut used = 1;
        while used < left.min(1 + HALVINGS) && !better.is_empty() {
            let tried: Vec<(usize, &[f32], f32)> = better
                .iter()
                .map(|(ray, low)| (ray.row, ray.signs.as_slice(), (low + ray.distance) / 2.0))
                .collect();
            let errs = self.errs(&tried)?;
            for ((ray, low), errs) in better.iter_mut().zip(errs) {
                let middle = (*low + ray.distance) / 2.0;
                if errs { ray.distance = middle } else { *low = middle }
            }
            used += 1;
        }
        Ok(used)
    }

    /// Whether each row errs when moved along its signs by its distance.
    fn errs(&self, tried: &[(usize, &[f32], f32)]) -> Result<Vec<bool>, LearnError> {
        let rows: Vec<usize> = tried.iter().map(|(row, ..)| *row).collect();
        let moves: Vec<f32> = tried
            .iter()
            .flat_map(|(_, signs, distance)| signs.iter().map(move |sign| sign * distance))
            .collect();
        let mut moved = self.table.take(&rows).moved(&moves, self.scale);
        if let Some(constraints) = self.constraints {
            let made = Row::all(&moved);
            let repaired: Vec<Row> = tried
                .iter()
                .zip(&made)
                .filter_map(|((row, _, distance), made)| {
                    let origin = constraints.rows.get(*row)?;
                    Some(constraints.threat.repair(origin, made, *distance))
                })
                .collect();
            moved = Row::table(repaired.iter(), moved.labels().to_vec(), self.table)?;
        }
        let answers = self.oracle.labels(&moved)?;
        Ok(answers.iter().zip(moved.labels()).map(|(answer, label)| answer != label).collect())
    }
}
