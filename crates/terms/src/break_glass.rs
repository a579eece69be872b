//! What two people opened to somebody for a while.

use crate::{Action, ActivityId, Asset, PrincipalId, RoleId, Timestamp};
use serde::{Deserialize, Serialize};

/// A break-glass grant: one action on one asset, for one person and a time with an end. It stands in the
/// place of a cell of the RACI, and every allow by it names its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlassGrant {
    pub id: ActivityId,
    pub principal: PrincipalId,
    pub action: Action,
    pub asset: Asset,
    /// When the second person agreed.
    pub from: Timestamp,
    /// It ends then by itself.
    pub until: Timestamp,
    /// Roles that are told of each use, beside those that the RACI has told.
    pub told: Vec<RoleId>,
}

impl BreakGlassGrant {
    /// Whether it is for exactly that, and in force at `at`.
    #[must_use]
    pub fn covers(&self, who: &PrincipalId, action: Action, asset: &Asset, at: Timestamp) -> bool {
        let same = self.principal == *who && self.action == action && self.asset == *asset;
        same && self.from <= at && at < self.until
    }
}
