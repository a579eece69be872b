use crate::{Record, VersionRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use terms::{Asset, Digest, PrincipalId, Timestamp};

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
    /// Accuracies and the like; never a value of a dataset.
    pub evaluation: serde_json::Value,
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
    pub trained_on: Vec<VersionRef>,
    pub evaluation: serde_json::Value,
    pub stage: Stage,
    pub promoted_by: Option<PrincipalId>,
    pub created: Timestamp,
    /// The entries that its steps left in the ledger. The last field: see `records::numbered`.
    pub ledger: Vec<u64>,
}

impl Model {
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
