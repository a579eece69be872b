//! Rows under attack, and what may be made of them.

use crate::error::LearnError;
use crate::table::Table;
use crate::threat::{Row, Threat};

/// A threat model, and the rows as they came.
pub(super) struct Constraints<'a> {
    pub(super) threat: &'a Threat,
    pub(super) origin: &'a Table,
    pub(super) rows: Vec<Row>,
}

impl<'a> Constraints<'a> {
    pub(super) fn new(threat: &'a Threat, origin: &'a Table) -> Self {
        Self { threat, origin, rows: Row::all(origin) }
    }

    /// The rows of `attacked`, one for each row as it came, brought back to what can be.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub(super) fn repair(&self, attacked: &Table, eps: f32) -> Result<Table, LearnError> {
        self.table(&self.repaired(&Row::all(attacked), eps))
    }

    /// The rows, brought back to what can be.
    pub(super) fn repaired(&self, attacked: &[Row], eps: f32) -> Vec<Row> {
        let pairs = self.rows.iter().zip(attacked);
        pairs.map(|(origin, row)| self.threat.repair(origin, row, eps)).collect()
    }

    /// A table of rows, one for each row as it came.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub(super) fn table(&self, rows: &[Row]) -> Result<Table, LearnError> {
        Row::table(rows.iter(), self.origin.labels().to_vec(), self.origin)
    }

    /// What one step of a search up to `reach` moves each number by: a standard deviation (`scale`), or the part of
    /// what the threat model allows in its place.
    pub(super) fn scale(&self, scale: &[f32], reach: f32) -> Vec<f32> {
        let rules = self.threat.numbers.iter().zip(scale);
        let part = |far: f64| (far / f64::from(reach.max(f32::MIN_POSITIVE))) as f32;
        rules.map(|(rule, scale)| rule.far().map_or(*scale, part)).collect()
    }
}
