use crate::{KeysUsed, Record};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;
use terms::seal::{Envelope, SealError, SealPublic};
use terms::{Asset, Classification, ColumnPlan, Digest, Handlings, PrincipalId, Timestamp};

/// The DSSE payload type of a sealed [`terms::Receipt`].
pub(crate) const RECEIPT_TYPE: &str = "application/vnd.hygeia.receipt+json";

/// A dataset: what its versions have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    pub asset: Asset,
    pub owner: PrincipalId,
    /// What it is kept for.
    pub purpose: String,
    /// The version that queries see: digest of its object.
    pub live: Option<Digest>,
    /// When it is to be deleted.
    pub retain_until: Option<Timestamp>,
    pub created: Timestamp,
    /// Somebody deleted it: nobody reads it until it is brought back, or goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deletion>,
}

/// A deletion that can be taken back until it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    pub by: PrincipalId,
    pub at: Timestamp,
    /// When all of it is to go for good, as they said.
    pub ends: Timestamp,
    /// Nothing goes before a second person, who may delete it too, has agreed.
    pub takes_two: bool,
    /// Who that is, and when all of it is to go as they said: the later of both counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<(PrincipalId, Timestamp)>,
    /// What queries saw before, and see again once it is brought back.
    pub live: Option<Digest>,
}

impl Deletion {
    /// When all of it goes; `None` as long as a second person has to agree.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        match (&self.second, self.takes_two) {
            (Some((_, ends)), true) => Some(self.ends.max(*ends)),
            (None, true) => None,
            (_, false) => Some(self.ends),
        }
    }
}

impl Record for Dataset {
    const KIND: &'static str = "dataset";
    fn key(&self) -> String {
        self.asset.to_string()
    }
}

/// For how long a version may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Retention {
    /// From its arrival on; without end if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<NonZeroU16>,
    /// Nothing of it may go as long as this stands, whoever asks and whatever time is over.
    #[serde(default)]
    pub hold: bool,
}

impl Retention {
    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What the committing stage knows about a version.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVersion {
    pub classification: Classification,
    /// How each column of it is protected.
    pub plan: Vec<ColumnPlan>,
    /// The keys that it was protected with.
    pub keys: KeysUsed,
    /// The signed receipt that landing gave.
    pub receipt: Envelope,
    pub owner: PrincipalId,
    pub purpose: String,
    pub retain_until: Option<Timestamp>,
    /// For how long it may be kept.
    pub retention: Retention,
    /// The texts that it was taken in under, each with its name (empty where there is none): they have to be the ones
    /// that are applied when it is committed.
    pub under: Vec<(String, String)>,
}

/// A committed version of a dataset: one encrypted object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub dataset: Asset,
    /// 1, 2, 3 … in order of commits.
    pub number: u32,
    /// Of the encrypted object.
    pub object: Digest,
    /// Of the end of the object, from its footer on: what it is held against when it is read in parts.
    /// Versions of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Digest>,
    pub bytes: u64,
    pub rows: u64,
    pub classification: Classification,
    /// How each column is protected: that decides what is stored, whatever is in force later. Versions
    /// of before have none ([`Version::stored_under`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Vec<ColumnPlan>>,
    /// Of a version of before, that has no plan: the handling of each class that it was stored under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handlings: Option<Handlings>,
    /// The keys that it was made with; of a version that does not say, as those of before, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysUsed>,
    /// For how long it may be kept.
    #[serde(default, skip_serializing_if = "Retention::says_nothing")]
    pub retention: Retention,
    /// DSSE envelope of a [`terms::Receipt`].
    pub receipt: Envelope,
    pub committed_by: PrincipalId,
    pub committed: Timestamp,
}

impl Record for Version {
    const KIND: &'static str = "version";
    fn key(&self) -> String {
        format!("{}@{}", self.dataset, self.object)
    }
    fn parent(&self) -> String {
        self.dataset.to_string()
    }
    /// Its receipt has to open.
    fn verify(&self, key: &SealPublic) -> Result<(), SealError> {
        self.receipt.open_bytes(key, RECEIPT_TYPE).map(drop)
    }
}

impl Version {
    /// What a version without a plan was stored under. Of one that does not say that either, it is taken
    /// that it holds originals: then nothing is shown that a view was not made of.
    #[must_use]
    pub fn stored_under(&self) -> Handlings {
        self.handlings.unwrap_or_default()
    }

    /// How others point at this version.
    #[must_use]
    pub fn reference(&self) -> VersionRef {
        VersionRef { dataset: self.dataset.clone(), object: self.object }
    }
}

/// Points at a version: lineage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionRef {
    pub dataset: Asset,
    pub object: Digest,
}
