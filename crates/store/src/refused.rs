//! Why there is no permit.

use terms::{Denial, PrincipalId, Timestamp};

/// Why there is no permit, or why it does not cover what is to be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("refused: {denial} (entry {ledger_index} of the ledger)")]
    Denied { denial: Denial, ledger_index: u64 },
    #[error("the decision was made {0} seconds before or after now; ask again")]
    Stale(i64),
    #[error("the ledger takes no entry, so nothing is allowed: {0}")]
    Unrecorded(String),
    #[error("the permit ran out at {0}; ask again")]
    Expired(Timestamp),
    #[error("the permit is for {granted}, not for {wanted}")]
    Other { granted: String, wanted: String },
    #[error("{0} made this, and nobody agrees to their own work")]
    OwnWork(PrincipalId),
}
