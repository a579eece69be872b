//! `TreeEnsembleClassifier` and `TreeEnsembleRegressor`, versions 1 and 3.
//!
//! How labels and scores follow from the sums is onnxruntime's reading of a standard that leaves
//! it open (two classes of which the file weighs one; base values).

mod grown;
mod verdict;

use super::by_row::Answer;
use super::scores::Transform;
use crate::lower::Attributes;
use grown::{Grown, Names};
use tract_onnx::pb::NodeProto;
use verdict::{Aggregate, Verdict};

/// Trees, and what is made of their leaves.
#[derive(Debug)]
pub(super) struct Trees {
    grown: Grown,
    /// Sums that each row has.
    targets: usize,
    verdict: Verdict,
    transform: Transform,
}

impl Trees {
    pub(super) fn classifier(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let labels = given.integers("classlabels_int64s").to_vec();
        if labels.len() < 2 {
            return Err(format!("{} classes", labels.len()));
        }
        let grown = Grown::parse(given, &Names::CLASS, labels.len())?;
        let base = narrow(given.doubles("base_values")?);
        let targets = labels.len();
        if base.len() > targets {
            return Err(format!("{} base values for {targets} classes", base.len()));
        }
        let verdict = Verdict::classes(labels, base, &grown);
        let transform = Transform::parse(given.text("post_transform")?.as_deref())?;
        Ok(Self { grown, targets, verdict, transform })
    }

    pub(super) fn regressor(node: &NodeProto) -> Result<Self, String> {
        let given = Attributes(node);
        let targets = usize::try_from(given.integer("n_targets").unwrap_or(1)).unwrap_or(0);
        if !(1..=4_096).contains(&targets) {
            return Err(format!("{targets} targets"));
        }
        let grown = Grown::parse(given, &Names::TARGET, targets)?;
        let base = narrow(given.doubles("base_values")?);
        if !(base.is_empty() || base.len() == targets) {
            return Err(format!("{} base values for {targets} targets", base.len()));
        }
        let aggregate = match given.text("aggregate_function")?.as_deref() {
            None | Some("SUM") => Aggregate::Sum,
            Some("AVERAGE") => Aggregate::Average,
            Some("MIN") => Aggregate::Min,
            Some("MAX") => Aggregate::Max,
            Some(other) => return Err(format!("aggregate_function {other:.20}")),
        };
        let transform = Transform::parse(given.text("post_transform")?.as_deref())?;
        Ok(Self { grown, targets, verdict: Verdict::Numbers { aggregate, base }, transform })
    }
}

fn narrow(values: Vec<f64>) -> Vec<f32> {
    values.into_iter().map(|value| value as f32).collect()
}

impl Answer for Trees {
    fn columns(&self) -> (usize, bool) {
        (self.grown.columns(), true)
    }

    fn scores(&self) -> usize {
        self.targets
    }

    fn answer(&self, row: &[f32], scores: &mut [f32]) -> i64 {
        let mut reached = vec![false; self.targets];
        let aggregate = match self.verdict {
            Verdict::Numbers { aggregate, .. } => aggregate,
            Verdict::Classes { .. } => Aggregate::Sum,
        };
        self.grown.each(row, |target, weight| {
            if let (Some(score), Some(reached)) = (scores.get_mut(target), reached.get_mut(target))
            {
                *score = match aggregate {
                    _ if !*reached => weight,
                    Aggregate::Sum | Aggregate::Average => *score + weight,
                    Aggregate::Min => score.min(weight),
                    Aggregate::Max => score.max(weight),
                };
                *reached = true;
            }
        });
        self.verdict.of(scores, &reached, self.grown.trees(), self.transform)
    }
}
