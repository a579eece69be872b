//! A network that an attacker knows: the model itself, or a copy of it.

use crate::encode::Encoding;
use crate::error::LearnError;
use crate::net::{Batch, Committee, values};
use crate::objective::{Loss, objective};
use crate::swap::margins;
use crate::table::Table;

/// A network, and how it sees raw columns.
#[derive(Clone, Copy)]
pub(super) struct Scored<'a> {
    pub(super) committee: &'a Committee,
    pub(super) encoding: &'a Encoding,
}

impl Scored<'_> {
    /// For each row, how much likelier the best wrong class is than the row's own, in logarithms: above 0 the
    /// answer is wrong.
    ///
    /// # Errors
    /// If a column is missing or of the other type.
    pub(super) fn margins(&self, table: &Table) -> Result<Vec<f32>, LearnError> {
        let rows = self.encoding.encode(table)?;
        Ok(margins(self.committee, &rows.values, rows.width, &rows.labels))
    }

    /// For each row, how the loss rises with each number, row by row; 0 where a number is missing or cut.
    ///
    /// # Errors
    /// As [`Scored::margins`].
    pub(super) fn slopes(&self, table: &Table, loss: Loss) -> Result<Vec<f32>, LearnError> {
        let rows = self.encoding.encode(table)?;
        let batch = Batch::of(&rows, table.classes().len());
        let x = batch.x.autodiff().require_grad();
        let climbed = objective(&self.committee.constant(), &x, &batch.y.autodiff(), loss);
        let gradient = x.grad_remove(&mut climbed.backward());
        let slopes = gradient.map(|gradient| values(&gradient)).unwrap_or_default();
        let numbers = self.encoding.numbers();
        let free = slopes.iter().zip(&rows.movable).map(|(slope, free)| slope * free);
        let free: Vec<f32> = free.collect();
        Ok(free
            .chunks(rows.width.max(1))
            .flat_map(|row| row.iter().take(numbers))
            .copied()
            .collect())
    }
}
