//! A trained classifier: encoding, networks and their weights.

use crate::encode::{Encoded, Encoding};
use crate::error::LearnError;
use crate::net::{Committee, likeliest, tensor, values};
use crate::schema::Schema;
use crate::table::Table;
use crate::training::Watch;

/// A trained classifier over raw columns.
#[derive(Clone)]
pub struct Model {
    pub(crate) encoding: Encoding,
    pub(crate) committee: Committee,
    pub(crate) watch: Option<Watch>,
}

/// What a classifier answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// For each row, the probability of each class; empty if the model answers classes alone.
    pub probabilities: Vec<Vec<f32>>,
    /// For each row, the likeliest class.
    pub labels: Vec<u32>,
    /// For each row, how likely it was attacked, 0 to 1; empty if the model doesn't tell. Compare
    /// with [`Schema::suspicion_threshold`].
    pub suspicion: Vec<f32>,
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

    /// A model of a schema and a committee; the threshold of `watch` goes into the schema.
    pub(crate) fn new(mut encoding: Encoding, committee: Committee, watch: Option<Watch>) -> Self {
        encoding.schema.suspicion_threshold = watch.as_ref().map(|watch| watch.threshold);
        Self { encoding, committee, watch }
    }

    fn predict_encoded(&self, rows: &Encoded) -> Prediction {
        let x = tensor(rows.values.clone(), rows.rows(), rows.width);
        let classes = self.schema().classes.len().max(1);
        let flat = values(&self.committee.probabilities(x.clone()));
        let suspicion = self.watch.as_ref().map(|watch| watch.suspicion(x)).unwrap_or_default();
        Prediction::of(&flat, classes, suspicion)
    }
}

impl Prediction {
    /// From probabilities row by row.
    pub(crate) fn of(flat: &[f32], classes: usize, suspicion: Vec<f32>) -> Self {
        let rows = flat.chunks(classes.max(1));
        let labels = rows.clone().map(likeliest).collect();
        Self { labels, probabilities: rows.map(<[f32]>::to_vec).collect(), suspicion }
    }
}
