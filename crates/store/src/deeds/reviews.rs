//! Access that somebody looked at.

use crate::{ReviewDone, Store, StoreError};
use ledger::{Activity, Operation, Outcome};
use terms::{ActivityId, Asset, CellRef, Fact, PrincipalId};

impl Store {
    /// `by` looked at all `cells` of an activity on an asset, and they stay.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn access_reviewed(
        &self,
        by: &PrincipalId,
        activity: &ActivityId,
        asset: &Asset,
        cells: &[CellRef],
    ) -> Result<u64, StoreError> {
        let mut deed = self.deed().await?;
        for cell in cells {
            let (cell, by, at) = (cell.clone(), by.clone(), self.now());
            deed.put(&ReviewDone { cell, by, at, kept: true })?;
        }
        let facts = [Fact::new("activity", activity.as_str()), Fact::new("cells", cells.len())];
        let entry = Activity {
            operation: Operation::AccessReviewed.as_str(),
            actor: by,
            asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&entry).await
    }
}
