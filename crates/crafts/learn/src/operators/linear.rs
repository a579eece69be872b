//! `LinearClassifier` and `LinearRegressor`.

use super::by_row::Answer;
use super::scores::{Transform, greatest};
use crate::lower::Attributes;
use tract_onnx::pb::NodeProto;

/// One row of coefficients and one intercept for each score.
#[derive(Debug)]
pub(super) struct Linear {
    coefficients: Vec<f32>,
    intercepts: Vec<f32>,
    columns: usize,
    labels: Vec<i64>,
    transform: Transform,
}

impl Linear {
    pub(super) fn classifier(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let labels = given.integers("classlabels_ints").to_vec();
        let intercepts = given.floats("intercepts").to_vec();
        let (scores, classes) = (intercepts.len(), labels.len());
        if !(scores == classes || scores == 1 && classes == 2) || classes < 2 {
            return Err(format!("{classes} labels, and {scores} intercepts"));
        }
        Self::of(given, "coefficients", intercepts, labels)
    }

    pub(super) fn regressor(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let targets = usize::try_from(given.integer("targets").unwrap_or(1)).unwrap_or(0);
        let mut intercepts = given.floats("intercepts").to_vec();
        if intercepts.is_empty() && targets <= given.floats("coefficients").len() {
            intercepts = vec![0.0; targets];
        }
        if intercepts.len() != targets {
            return Err(format!("{targets} targets, and {} intercepts", intercepts.len()));
        }
        Self::of(given, "coefficients", intercepts, Vec::new())
    }

    fn of(
        given: Attributes<'_>,
        name: &str,
        intercepts: Vec<f32>,
        labels: Vec<i64>,
    ) -> Result<Self, String> {
        let coefficients = given.floats(name).to_vec();
        let (count, scores) = (coefficients.len(), intercepts.len());
        if scores == 0 || count == 0 || !count.is_multiple_of(scores) {
            return Err(format!("{count} coefficients are no rows for {scores} scores"));
        }
        let transform = Transform::parse(given.text("post_transform")?.as_deref())?;
        Ok(Self { coefficients, intercepts, columns: count / scores, labels, transform })
    }
}

impl Answer for Linear {
    fn columns(&self) -> (usize, bool) {
        (self.columns, false)
    }

    fn scores(&self) -> usize {
        self.intercepts.len().max(self.labels.len())
    }

    fn answer(&self, row: &[f32], scores: &mut [f32]) -> i64 {
        let weights = self.coefficients.chunks(self.columns.max(1));
        for ((score, weights), intercept) in scores.iter_mut().zip(weights).zip(&self.intercepts) {
            *score = weights.iter().zip(row).map(|(weight, x)| weight * x).sum::<f32>() + intercept;
        }
        let label = |at: usize| self.labels.get(at).copied().unwrap_or(-1);
        if let (1, [only, second]) = (self.intercepts.len(), &mut *scores) {
            // One score for two classes: that of the second.
            let answer = label(usize::from(*only > 0.0));
            *second = *only;
            if self.transform == Transform::None {
                *only = 1.0 - *second;
            } else {
                *only = -*second;
                self.transform.apply(scores);
            }
            return answer;
        }
        let answer = label(greatest(scores));
        self.transform.apply(scores);
        answer
    }
}
