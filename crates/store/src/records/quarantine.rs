use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{Asset, Digest, PrincipalId, Timestamp};

/// Rows of a table that stay where they are, and that nothing is learned from.
///
/// It goes by the table's content, not by its object: who protects the same rows anew frees none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    pub dataset: Asset,
    /// Of the table's values, as its receipt names it.
    pub content: Digest,
    /// From 0, in the order of the table; each once, ascending.
    pub rows: Vec<u64>,
    /// Who changed it last, and when.
    pub by: PrincipalId,
    pub at: Timestamp,
}

impl Quarantine {
    /// The key of the one for `content` of `dataset`.
    pub(crate) fn key_of(dataset: &Asset, content: Digest) -> String {
        format!("{dataset}@{content}")
    }
}

impl Record for Quarantine {
    const KIND: &'static str = "quarantine";
    fn key(&self) -> String {
        Self::key_of(&self.dataset, self.content)
    }
    fn parent(&self) -> String {
        self.dataset.to_string()
    }
}
