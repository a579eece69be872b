//! Judges that never saw some columns.

use super::super::folds::folds;
use crate::arrangement::Arrangement;
use crate::error::LearnError;
use crate::table::Table;
use crate::trees::{Asked, Binned, Plan, out_of_fold};

/// Parts of the table for these judges: each row is judged once, by trees grown on the others.
const FOLDS: usize = 3;
/// Few small trees: there are many judges.
const PLAN: Plan = Plan { trees: 40, leaves: 12, grown_on: 12_000, calm: false };
/// Judges for single columns, at most; beyond that some columns are hidden together.
const MOST_JUDGES: usize = 24;
/// Rows times classes that many judges are affordable for.
const AFFORDABLE: usize = 2_000_000;

/// Makes judges.
pub(super) struct Blind<'a> {
    table: &'a Table,
    data: &'a Binned,
    allowed: &'a [bool],
    fold_of: Vec<u8>,
    rows: Vec<u32>,
    seed: u64,
}

impl<'a> Blind<'a> {
    pub(super) fn new(table: &'a Table, data: &'a Binned, allowed: &'a [bool], seed: u64) -> Self {
        let fold_of = folds(table.labels(), &Arrangement::Independent, FOLDS, seed ^ 1);
        let rows = (0..u32::try_from(table.rows()).unwrap_or(u32::MAX)).collect();
        Self { table, data, allowed, fold_of, rows, seed }
    }

    /// Which of the `columns` are hidden together.
    pub(super) fn groups(&self, columns: &[usize]) -> Vec<Vec<usize>> {
        let size = self.table.rows().max(1) * self.table.classes().len().max(1);
        let most = MOST_JUDGES.min((MOST_JUDGES * AFFORDABLE / size).max(4));
        let judges = columns.len().clamp(1, most);
        let mut groups = vec![Vec::new(); judges];
        for (at, column) in columns.iter().enumerate() {
            if let Some(group) = groups.get_mut(at % judges) {
                group.push(*column);
            }
        }
        groups
    }

    /// What trees that see none of `hidden` say of each row, `[row * classes + class]`.
    pub(super) fn without(&self, hidden: &[usize]) -> Result<Vec<f32>, LearnError> {
        let sees =
            |at: usize| !hidden.contains(&at) && self.allowed.get(at).copied().unwrap_or(true);
        let allowed: Vec<bool> = (0..self.data.columns()).map(sees).collect();
        let asked = Asked {
            data: self.data,
            labels: self.table.labels(),
            classes: self.table.classes().len(),
            fold_of: &self.fold_of,
            allowed: &allowed,
            rows: &self.rows,
        };
        out_of_fold(&asked, PLAN, self.seed)
    }
}
