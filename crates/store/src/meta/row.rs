//! A document's row: its record, and where it lies.

use crate::{StoreError, records};
use serde::{Deserialize, Serialize};
use terms::Digest;
use terms::seal::SealKey;

/// A document as it shall be, or is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub kind: String,
    pub key: String,
    pub parent: String,
    /// Counts up with each change of the document, from 1.
    pub revision: i64,
    /// The record as JSON; `None` if there shall be none.
    pub payload: Option<String>,
    /// Whether the record names the entry of the deed: it is put in once the ledger says which.
    pub numbered: bool,
}

impl Row {
    /// Of the record, but for the entries that it names: which one a deed is, is known only after.
    pub(crate) fn content(&self) -> Digest {
        let payload = self.payload.as_deref().unwrap_or_default();
        records::unnumbered(&self.kind, payload)
    }

    /// The row as it is to be written, with its envelope if there shall be one.
    pub(super) fn sealed(
        &self,
        entry: u64,
        key: &SealKey,
    ) -> Result<(Self, Option<String>), StoreError> {
        let mut row = self.clone();
        let Some(payload) = &mut row.payload else { return Ok((row, None)) };
        if self.numbered {
            *payload = records::numbered(payload, entry);
        }
        let envelope = key.seal_bytes(&payload_type(&self.kind), payload.as_bytes());
        let envelope = serde_json::to_string(&envelope)?;
        Ok((row, Some(envelope)))
    }
}

/// The DSSE payload type of a kind.
pub(crate) fn payload_type(kind: &str) -> String {
    format!("application/vnd.hygeia.{kind}+json")
}
