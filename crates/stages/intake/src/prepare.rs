//! A table as it was read becomes one that can be kept and learned from.

use crate::validate::{
    ValidateError, Validated, learnable, learnable_rows, validate, validate_without,
};
use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::nullif;
use arrow::error::ArrowError;
use classify::ClassifyError;
use std::collections::BTreeSet;
use tables::Table;
use tables::read::ReadOptions;
use terms::Classification;

/// A table in order: what its columns hold, and its typed columns with all that is wrong with them.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub classification: Classification,
    /// All rows of the table as it came, of which those that are shifted are empty.
    pub validated: Validated,
}

impl Prepared {
    /// The rows that may be learned from: those that landed, less those that are excluded
    /// ([`Validated::excluded`]). The effort of training is chosen by this count, wherever a table
    /// is trained on; of one that was reopened,
    /// [`crate::validate::learnable_rows`] gives the same.
    #[must_use]
    pub fn learnable_rows(&self) -> usize {
        learnable_rows(&self.validated.batch, &self.validated.excluded)
    }

    /// What is learned from: see [`crate::validate::learnable`].
    ///
    /// # Errors
    /// If a column is of a type that has no text.
    pub fn learnable(&self) -> Result<RecordBatch, ArrowError> {
        learnable(&self.validated.batch, &self.classification)
    }
}

/// Why a table cannot be brought into order.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error(transparent)]
    Classify(#[from] ClassifyError),
    #[error(transparent)]
    Validate(#[from] ValidateError),
}

/// How a table is read that is to be prepared: all is found out from its bytes, and a first row in
/// which the classify craft finds somebody's value is no header.
#[must_use]
pub fn read_options() -> ReadOptions {
    ReadOptions::new(classify::names_somebody)
}

/// Classifies and validates; if rows turn out to be shifted, again without them, as what slipped one
/// column over must not lift its neighbours. No row is dropped: the shifted ones are told and empty,
/// so that nothing is kept that the classification did not see. `label` names what is to be predicted.
///
/// # Errors
/// If a column is not text, there are too many, or none is called `label`.
pub fn prepare(table: &Table, label: Option<&str>) -> Result<Prepared, PrepareError> {
    let options = classify::Options { label, ..classify::Options::default() };
    let classification = classify::classify(&table.batch, &options)?;
    let validated = validate(table, &classification, label)?;
    if validated.shifted.is_empty() {
        return Ok(Prepared { classification, validated });
    }
    let shifted = validated.shifted.into_iter().collect();
    let emptied = without(&table.batch, &shifted).map_err(ValidateError::from)?;
    let classification = classify::classify(&emptied, &options)?;
    let validated = validate_without(table, &classification, label, shifted)?;
    Ok(Prepared { classification, validated })
}

/// The same table with these rows emptied.
fn without(batch: &RecordBatch, rows: &BTreeSet<u64>) -> Result<RecordBatch, ArrowError> {
    let gone: BooleanArray =
        (0..batch.num_rows() as u64).map(|row| Some(rows.contains(&row))).collect();
    let columns = batch.columns().iter().map(|column| nullif(column, &gone));
    RecordBatch::try_new(batch.schema(), columns.collect::<Result<_, _>>()?)
}
