//! One holder of access, and when it was and has to be looked at.

use serde::{Deserialize, Serialize};
use terms::{Narrowing, PrincipalId, Timestamp};

/// When the access of one holder has to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderReview {
    pub holder: PrincipalId,
    pub reviewed: Reviewed,
    pub due: Timestamp,
    pub overdue: bool,
    pub narrowing: Option<Narrowing>,
    /// When only reading is left, if it is not reviewed before.
    pub read_only_from: Option<Timestamp>,
    /// When nothing is left.
    pub locked_from: Option<Timestamp>,
}

/// When somebody's access was looked at last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    pub at: Timestamp,
    /// By whom; nobody yet where it counts from when two people agreed to it.
    pub by: Option<PrincipalId>,
}
