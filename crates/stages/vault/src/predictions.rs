//! What live models answered when a point was taken: a drill compares.

use crate::manifest::PREDICTIONS;
use crate::{Point, Vault, VaultError};
use serde::{Deserialize, Serialize};
use terms::{Asset, Digest};

/// How far a probability may be off: the same file on another processor rounds otherwise.
const TOLERANCE: f64 = 1e-4;

/// One question to a live model, and its answer. The rows are made up from what the model file says
/// of its inputs: no value of a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    pub model: Asset,
    /// SHA-256 of the ONNX file that answered.
    pub digest: Digest,
    /// In the model's order.
    pub asked: Vec<Asked>,
    /// For each row, the probability of each class.
    pub answered: Vec<Vec<f32>>,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub name: String,
    pub values: Values,
}

/// A value for each row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Values {
    Numbers(Vec<f32>),
    /// Indexes into the vocabulary.
    Codes(Vec<i64>),
}

impl Prediction {
    /// How `answered` differs from what was recorded; nothing if it is the same.
    #[must_use]
    pub fn difference(&self, answered: &[Vec<f32>]) -> Option<String> {
        if self.answered.is_empty() {
            return Some("nothing was recorded to compare with".to_owned());
        }
        if self.answered.len() != answered.len() {
            let (now, then) = (answered.len(), self.answered.len());
            return Some(format!("{now} rows are answered, and {then} were when it was taken"));
        }
        let same = |then: &Vec<f32>, now: &Vec<f32>| {
            let near = |(a, b): (&f32, &f32)| (f64::from(*a) - f64::from(*b)).abs() <= TOLERANCE;
            then.len() == now.len() && !then.is_empty() && then.iter().zip(now).all(near)
        };
        let row = self.answered.iter().zip(answered).position(|(then, now)| !same(then, now))?;
        Some(format!(
            "row {row} of {} is answered otherwise than when it was taken",
            answered.len()
        ))
    }
}

impl Vault {
    /// What the live models answered when `point` was taken; `None` if it recorded nothing of that,
    /// as points of before.
    ///
    /// # Errors
    /// If it does not verify.
    pub fn predictions(&self, point: &Point) -> Result<Option<Vec<Prediction>>, VaultError> {
        if point.entries.iter().all(|entry| entry.path != PREDICTIONS) {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&self.plain(point, PREDICTIONS)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_answer_is_told_and_rounding_is_not() {
        let prediction = |answered: Vec<Vec<f32>>| Prediction {
            model: Asset::parse("model/credit").unwrap(),
            digest: Digest::of(b"onnx"),
            asked: Vec::new(),
            answered,
        };
        let then = prediction(vec![vec![0.25, 0.75], vec![0.5, 0.5]]);
        assert_eq!(then.difference(&[vec![0.25, 0.75], vec![0.500_01, 0.499_99]]), None);
        let others: [&[Vec<f32>]; 6] = [
            &[vec![0.25, 0.75], vec![0.49, 0.51]],
            &[vec![0.75, 0.25], vec![0.5, 0.5]],
            &[vec![0.25, 0.75]],
            &[vec![0.25, 0.75], vec![]],
            &[vec![0.25, 0.75], vec![0.5, f32::NAN]],
            &[],
        ];
        for other in others {
            assert!(then.difference(other).is_some(), "{other:?}");
        }
        assert!(prediction(Vec::new()).difference(&[]).is_some(), "nothing proves nothing");
    }
}
