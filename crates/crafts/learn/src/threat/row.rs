//! One row of a table, to change it as a whole.

use crate::error::LearnError;
use crate::table::{Categorical, Numeric, Table};

/// The numbers and the codes of a row, in the order of a table's columns.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// `NaN` and infinities are missing.
    pub(crate) numbers: Vec<f32>,
    /// [`Categorical::UNKNOWN`] is missing.
    pub(crate) codes: Vec<u32>,
}

/// Bit by bit: what is missing equals itself.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.codes == other.codes
            && self.numbers.len() == other.numbers.len()
            && self.numbers.iter().zip(&other.numbers).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

impl Row {
    /// The rows of a table.
    pub(crate) fn all(table: &Table) -> Vec<Self> {
        let number = |row: usize| {
            let of = |column: &Numeric| column.values.get(row).copied().unwrap_or(f32::NAN);
            table.numeric().iter().map(of).collect()
        };
        let code = |row: usize| {
            let of = |column: &Categorical| {
                column.codes.get(row).copied().unwrap_or(Categorical::UNKNOWN)
            };
            table.categorical().iter().map(of).collect()
        };
        (0..table.rows()).map(|row| Self { numbers: number(row), codes: code(row) }).collect()
    }

    /// A table of `rows` with the columns and classes of `like` and the labels `labels`.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub(crate) fn table<'a>(
        rows: impl Iterator<Item = &'a Self> + Clone,
        labels: Vec<u32>,
        like: &Table,
    ) -> Result<Table, LearnError> {
        let numeric = like.numeric().iter().enumerate().map(|(at, column)| Numeric {
            name: column.name.clone(),
            values: rows
                .clone()
                .map(|row| row.numbers.get(at).copied().unwrap_or(f32::NAN))
                .collect(),
        });
        let categorical = like.categorical().iter().enumerate().map(|(at, column)| Categorical {
            name: column.name.clone(),
            vocabulary: column.vocabulary.clone(),
            codes: rows
                .clone()
                .map(|row| row.codes.get(at).copied().unwrap_or(Categorical::UNKNOWN))
                .collect(),
        });
        Table::new(numeric.collect(), categorical.collect(), labels, like.classes().to_vec())
    }
}
