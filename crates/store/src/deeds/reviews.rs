//! Access that somebody looked at.

use crate::{ReviewDone, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{ActivityId, Asset, CellRef, Fact};

impl Store {
    /// `by` looked at all `cells` of an activity on an asset, and they stay.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn access_reviewed(
        &self,
        by: impl Into<By<'_>>,
        activity: &ActivityId,
        asset: &Asset,
        cells: &[CellRef],
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        for cell in cells {
            let (cell, at) = (cell.clone(), self.now());
            deed.put(&ReviewDone { cell, by: by.who.clone(), at, kept: true })?;
        }
        let facts = [Fact::new("activity", activity.as_str()), Fact::new("cells", cells.len())];
        let entry = Activity {
            operation: Operation::AccessReviewed,
            actor: by.who,
            asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&entry).await
    }
}
