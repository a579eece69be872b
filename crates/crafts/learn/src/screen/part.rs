//! The rows of a table that can be judged.

use super::hygiene::{Merged, Spelling, merged};
use super::judges::{FOLDS, Judged};
use crate::error::LearnError;
use crate::table::Table;

/// Fewest rows of a class that is judged: two in each part.
const LEAST_ROWS: usize = 2 * FOLDS;

/// The rows that can be judged: those of classes with enough rows, ways to write a class taken for one.
pub(super) struct Part {
    pub(super) table: Table,
    /// For each of its rows, the position in the features' table.
    pub(super) positions: Vec<usize>,
    /// Classes of too few rows, with the positions of these.
    pub(super) rare: Vec<(String, Vec<usize>)>,
    pub(super) spellings: Vec<Spelling>,
    /// For each class of the features' table, its class here.
    class_of: Vec<Option<u32>>,
}

impl Part {
    pub(super) fn of(table: &Table) -> Result<Self, LearnError> {
        let Merged { labels, classes, spellings } = merged(table.labels(), table.classes());
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); classes.len()];
        for (row, label) in labels.iter().enumerate() {
            if let Some(rows) = rows.get_mut(*label as usize) {
                rows.push(row);
            }
        }
        let (mut kept, mut rare, mut new) = (Vec::new(), Vec::new(), Vec::new());
        for (class, rows) in classes.iter().zip(rows) {
            if rows.len() >= LEAST_ROWS {
                new.push(u32::try_from(kept.len()).ok());
                kept.push(class.clone());
            } else {
                new.push(None);
                if !rows.is_empty() {
                    rare.push((class.clone(), rows));
                }
            }
        }
        if kept.len() < 2 {
            let (class, found) =
                rare.first().map_or((String::new(), 0), |r| (r.0.clone(), r.1.len()));
            return Err(LearnError::TooFew { class, found, least: LEAST_ROWS });
        }
        let of = |label: &u32| new.get(*label as usize).copied().flatten();
        let positions: Vec<usize> = labels
            .iter()
            .enumerate()
            .filter(|(_, l)| of(l).is_some())
            .map(|(row, _)| row)
            .collect();
        let labels: Vec<u32> = labels.iter().filter_map(of).collect();
        let before = merged_into(table.classes(), &classes, &spellings);
        let class_of = before.iter().map(|class| class.and_then(|c| of(&c))).collect();
        let part = table.take(&positions).reclassed(labels, kept)?;
        Ok(Self { table: part, positions, rare, spellings, class_of })
    }

    /// The caller's probabilities for these rows and classes.
    pub(super) fn given(&self, given: &[f32], before: usize) -> Result<Judged, LearnError> {
        let classes = self.table.classes().len();
        let mut probabilities = Vec::with_capacity(self.positions.len() * classes);
        for position in &self.positions {
            let own = given.get(position * before..(position + 1) * before);
            let own =
                own.ok_or(LearnError::Probabilities { found: given.len() / before.max(1) })?;
            let mut row = vec![0.0f32; classes];
            for (p, class) in own.iter().zip(&self.class_of) {
                let into = class.and_then(|class| row.get_mut(class as usize));
                if let Some(sum) = into {
                    *sum += p;
                }
            }
            let sum: f32 = row.iter().sum();
            let ordinary = own.iter().all(|p| (0.0..=1.0).contains(p));
            if !ordinary {
                return Err(LearnError::Probabilities { found: given.len() / before.max(1) });
            }
            let even = 1.0 / classes.max(1) as f32;
            probabilities.extend(row.iter().map(|p| if sum > 1e-6 { p / sum } else { even }));
        }
        Ok(Judged::given(self.table.labels(), probabilities, classes))
    }
}

/// For each class before merging, the class that it is one with.
fn merged_into(before: &[String], after: &[String], spellings: &[Spelling]) -> Vec<Option<u32>> {
    let same = |class: &String| {
        spellings
            .iter()
            .find(|s| s.same && s.classes.contains(class))
            .and_then(|s| s.classes.first())
    };
    let at = |class: &String| {
        let name = same(class).unwrap_or(class);
        (0u32..).zip(after).find(|(_, other)| *other == name).map(|(at, _)| at)
    };
    before.iter().map(at).collect()
}
