use crate::{Record, VersionRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use terms::{Asset, Digest, Finding, PrincipalId, Timestamp};

/// How far a model has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    Trained,
    Scanned,
    Signed,
    Promoted,
    /// Was promoted, and another version took its place.
    Retired,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Trained => "trained",
            Self::Scanned => "scanned",
            Self::Signed => "signed",
            Self::Promoted => "promoted",
            Self::Retired => "retired",
        })
    }
}

/// What training knows about a model.
#[derive(Debug, Clone, PartialEq)]
pub struct NewModel {
    pub asset: Asset,
    pub trained_on: Vec<VersionRef>,
    /// `None` if nobody looked how good it is.
    pub evaluation: Option<Evaluation>,
}

/// What was found when the model was attacked; never a value of a dataset.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Evaluation {
    pub accuracies: Vec<Accuracy>,
    /// What blocks its promotion unless somebody answers for it; `None` if nobody judged that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weaknesses: Option<Vec<Finding>>,
    /// Who answers for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_weak: Option<AcceptedWeak>,
}

/// One row of the table of attacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// `plain`, `pgd`, `final` or `constant`.
    pub model: String,
    /// `clean`, `fgsm`, `pgd20`, `transfer`, `label_only`, `category` or `worst`; under a threat model `capgd` and `moeva`
    /// too.
    pub attack: String,
    /// In standard deviations; 0 for clean.
    pub eps: f64,
    pub accuracy: f64,
}

/// That somebody answers for what is weak about a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedWeak {
    pub by: PrincipalId,
    /// The entry of the permit to ask for its promotion.
    pub entry: u64,
}

/// A version of a model: its files, where it comes from, and how far it has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub asset: Asset,
    /// 1, 2, 3 … in order of training.
    pub number: u32,
    /// Of the list of its files: names and digests.
    pub digest: Digest,
    /// Relative name (`final.onnx`) to object.
    pub files: BTreeMap<String, Digest>,
    /// The signature over the files, once signed.
    pub signature: Option<Digest>,
    pub author: PrincipalId,
    /// Whether it was made elsewhere and registered by its author: then nobody here saw its training, and
    /// `trained_on` is what it was attacked on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_elsewhere: bool,
    pub trained_on: Vec<VersionRef>,
    pub evaluation: Option<Evaluation>,
    pub stage: Stage,
    pub promoted_by: Option<PrincipalId>,
    pub created: Timestamp,
    /// The entries that its steps left in the ledger. The last field: see `records::numbered`.
    pub ledger: Vec<u64>,
}

impl Model {
    /// What is weak about it; `None` if it was never evaluated, which is no strong model.
    #[must_use]
    pub fn weaknesses(&self) -> Option<&[Finding]> {
        self.evaluation.as_ref()?.weaknesses.as_deref()
    }

    /// Who answers for what is weak about it, if somebody does.
    #[must_use]
    pub fn accepted_weak(&self) -> Option<&AcceptedWeak> {
        self.evaluation.as_ref()?.accepted_weak.as_ref()
    }

    /// The digest of a list of files.
    ///
    /// # Errors
    /// Never: names and digests serialise.
    pub fn digest_of(files: &BTreeMap<String, Digest>) -> Result<Digest, serde_json::Error> {
        serde_json::to_vec(files).map(|bytes| Digest::of(&bytes))
    }

    /// The key of a version of a model.
    #[must_use]
    pub fn key_of(asset: &Asset, digest: Digest) -> String {
        format!("{asset}@{digest}")
    }
}

impl Record for Model {
    const KIND: &'static str = "model";
    fn key(&self) -> String {
        Self::key_of(&self.asset, self.digest)
    }
    fn parent(&self) -> String {
        self.asset.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_written_before_it_was_a_type_is_read_and_written_as_it_was() {
        let finding = r#"{"rule":"train/weak-model","severity":"high","location":{"subject":"model"},"message":"weak","remedy":"train longer"}"#;
        let finding: Finding = serde_json::from_str(finding).unwrap();
        let finding = serde_json::to_string(&finding).unwrap();
        let row = r#"{"model":"final","attack":"pgd20","eps":0.1,"accuracy":0.9}"#;
        for before in [
            r#"{"accuracies":[],"weaknesses":[]}"#.to_owned(),
            format!(r#"{{"accuracies":[{row}],"weaknesses":[{finding}]}}"#),
            format!(
                r#"{{"accuracies":[{row}],"weaknesses":[{finding}],"accepted_weak":{{"by":"mia","entry":7}}}}"#
            ),
            "null".to_owned(),
        ] {
            let read: Option<Evaluation> = serde_json::from_str(&before).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), before);
        }
    }
}
