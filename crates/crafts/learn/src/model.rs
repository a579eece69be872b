//! A trained classifier: encoding, networks and their weights.

use crate::attack::likeliest;
use crate::encode::{Encoded, Encoding};
use crate::net::{Committee, tensor, values};
use crate::{LearnError, Schema, Table};

/// A trained classifier over raw columns.
#[derive(Clone)]
pub struct Model {
    pub(crate) encoding: Encoding,
    pub(crate) committee: Committee,
}

/// What a classifier answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// For each row, the probability of each class.
    pub probabilities: Vec<Vec<f32>>,
    /// For each row, the likeliest class.
    pub labels: Vec<u32>,
}

impl Model {
    /// What the model takes and answers.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.encoding.schema
    }

    /// The weight of each member network; they sum to 1.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.committee.weights
    }

    /// The probability of each class for each row of `table`, by the trained network itself.
    ///
    /// # Errors
    /// If a column that the model takes is missing or of the other type.
    pub fn predict(&self, table: &Table) -> Result<Prediction, LearnError> {
        Ok(self.predict_encoded(&self.encoding.encode(table)?))
    }

    pub(crate) fn predict_encoded(&self, rows: &Encoded) -> Prediction {
        let x = tensor(rows.values.clone(), rows.rows(), rows.width);
        let classes = self.schema().classes.len().max(1);
        let flat = values(&self.committee.probabilities(x));
        Prediction::of(&flat, classes)
    }
}

impl Prediction {
    /// From probabilities row by row.
    pub(crate) fn of(flat: &[f32], classes: usize) -> Self {
        let rows = flat.chunks(classes.max(1));
        Self { labels: rows.clone().map(likeliest).collect(), probabilities: rows.map(<[f32]>::to_vec).collect() }
    }
}
