//! What a black-box attacker has: inputs in, labels out.

use crate::error::LearnError;
use crate::model::Model;
use crate::table::Table;

/// A classifier seen from outside.
pub trait LabelOracle: Sync {
    /// The class of each row of `table`, an index into the classifier's own classes. The table's
    /// labels are not looked at.
    ///
    /// # Errors
    /// If the table lacks what the classifier takes, or the classifier can't answer.
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError>;
}

impl LabelOracle for Model {
    fn labels(&self, table: &Table) -> Result<Vec<u32>, LearnError> {
        Ok(self.predict(table)?.labels)
    }
}
