//! The cell of a RACI that something comes from.

use crate::{ActivityId, Asset, RoleId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The RACI cell that an allow comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    pub activity: ActivityId,
    pub asset: Asset,
    pub role: RoleId,
    /// `R`, `A`, or both.
    pub letters: String,
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] × {} = {}", self.activity, self.asset, self.role, self.letters)
    }
}
