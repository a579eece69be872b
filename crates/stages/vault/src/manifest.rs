//! What a recovery point holds.

use serde::{Deserialize, Serialize};
use std::ops::Deref;
use terms::{Digest, Timestamp};

/// DSSE payload type of a [`Manifest`].
pub(crate) const POINT: &str = "application/vnd.hygeia.recovery-point+json";
/// The metadata dump among the entries.
pub(crate) const METADATA: &str = "metadata.json";
/// What the live models answered then.
pub(crate) const PREDICTIONS: &str = "predictions.json";

/// A recovery point, as the vault's key signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// 1, 2, 3 …
    pub number: u64,
    pub created: Timestamp,
    pub source: Source,
    /// The ledger's checkpoint (a signed note): the vault is its witness.
    pub checkpoint: String,
    /// SHA-256 of the file of the point that this one goes on from: the one before, or the one that
    /// was activated since; none if there was none that was whole.
    pub previous: Option<Digest>,
    /// By path.
    pub entries: Vec<Entry>,
}

/// The workspace that a point was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub workspace: String,
    pub created: Timestamp,
    /// SPKI PEM of the key that signs receipts and metadata.
    pub seal: String,
}

/// One file of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `objects/<sha256>`, `keys/<name>`, `ledger/<path>`, `config/<path>`, `metadata.json` or
    /// `predictions.json`.
    pub path: String,
    /// Of the plaintext.
    pub sha256: Digest,
    /// Bytes of the plaintext.
    pub size: u64,
    /// Of the age file, which is its name in `objects/`.
    pub age_sha256: Digest,
}

/// A manifest whose signature verified, under the number that its file is named by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// SHA-256 of the manifest's file: what a permit to activate is bound to.
    pub digest: Digest,
    pub(crate) manifest: Manifest,
}

impl Deref for Point {
    type Target = Manifest;
    fn deref(&self) -> &Manifest {
        &self.manifest
    }
}
