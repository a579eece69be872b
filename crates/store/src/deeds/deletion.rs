//! The end of a dataset that somebody deletes. Nobody reads it from then on; what is kept of it goes when the
//! time is over for which a deletion can be taken back, by itself as all that may be kept no longer
//! ([`super::retention`]). Of what is restricted nothing goes before a second person agreed.

use super::consultations;
use super::datasets::{enter, remove_objects};
use super::deed::Deed;
use crate::{
    Dataset, Deletion, Permit, Quarantine, Record, Refused, Store, StoreError, Verified, Version,
};
use ledger::{Operation, Outcome};
use terms::{Action, Asset, Denial, Fact, PrincipalId, Timestamp};

/// How a dataset is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleting {
    /// Days for which it can be brought back; none if it is to go at once.
    pub days: u16,
    /// A second person has to agree before anything goes.
    pub takes_two: bool,
}

impl Deleting {
    /// At once, by one person.
    pub const AT_ONCE: Self = Self { days: 0, takes_two: false };
}

impl Store {
    /// Deletes a dataset with all versions, or agrees to its deletion by somebody else, unless a live model was
    /// trained on it or a hold is on it. Gives what can still be taken back; none if all of it is gone.
    ///
    /// # Errors
    /// If the permit is not for this, a live model stands on it, or there is a hold; [`StoreError::Deleted`] if it
    /// is deleted already, and there is nothing to agree to for who asks.
    pub async fn dataset_deleted(
        &self,
        permit: &Permit,
        asked: Deleting,
    ) -> Result<Option<Deletion>, StoreError> {
        let asset = permit.asset();
        permit.covers(Action::Delete, asset, permit.detail(), self.now())?;
        if self.behind_live_model(asset).await? {
            return Err(self.dataset_kept(permit, Denial::BehindLiveModel).await?);
        }
        let mut deed = self.deed().await?;
        let versions = deed.list_of::<Version>(&asset.to_string()).await?;
        if versions.iter().any(|version| version.retention.hold) {
            drop(deed);
            return Err(self.dataset_kept(permit, Denial::OnHold).await?);
        }
        let dataset = self.docs::<Dataset>().get(&asset.to_string()).await?;
        let dataset = dataset.map(Verified::into_inner);
        let now = self.now();
        let deletion = match &dataset {
            Some(dataset) => Some(deletion_of(dataset, permit.actor(), asked, now)?),
            None => None,
        };
        let mut facts = vec![Fact::new("versions", versions.len())];
        if let Some(id) = permit.consultation() {
            facts.extend(consultations::used(&mut deed, id, now).await?.1);
        }
        let left = match (dataset, deletion) {
            (Some(dataset), Some(deletion)) if deletion.end().is_none_or(|end| now < end) => {
                facts.push(Fact::new("ends", deletion.ends.to_string()));
                facts.push(Fact::new("takes_two", deletion.takes_two));
                facts.push(Fact::new("agreed", deletion.second.is_some()));
                let deleted = Some(deletion.clone());
                deed.put(&Dataset { live: None, deleted, ..dataset })?;
                Some(deletion)
            }
            _ => {
                self.all_removed(&mut deed, asset, &versions).await?;
                None
            }
        };
        enter(deed, permit, asset, Operation::DatasetDeleted, &facts).await?;
        Ok(left)
    }

    /// Takes a deletion back: queries see what they saw before. The permit is for bringing data in there.
    ///
    /// # Errors
    /// If the permit is not for this; [`StoreError::Missing`] if it is not deleted, or gone.
    pub async fn dataset_restored(&self, permit: &Permit) -> Result<u64, StoreError> {
        let asset = permit.asset();
        permit.covers(Action::Ingest, asset, permit.detail(), self.now())?;
        let mut deed = self.deed().await?;
        let missing = || StoreError::Missing { kind: "deletion", key: asset.to_string() };
        let dataset = self.docs::<Dataset>().require(&asset.to_string()).await?.into_inner();
        let deletion = dataset.deleted.clone().ok_or_else(missing)?;
        // What it would show may have been kept long enough meanwhile.
        let versions = deed.list_of::<Version>(&asset.to_string()).await?;
        let live = deletion.live.filter(|live| versions.iter().any(|one| one.object == *live));
        deed.put(&Dataset { live, deleted: None, ..dataset })?;
        let facts = [
            Fact::new("versions", versions.len()),
            Fact::new("deleted_by", deletion.by.as_str()),
            Fact::new("deleted_at", deletion.at.to_string()),
        ];
        enter(deed, permit, asset, Operation::DatasetRestored, &facts).await
    }

    /// That `asset` is not deleted: what is has to be brought back, or to go, before anything comes in there.
    ///
    /// # Errors
    /// [`StoreError::Deleted`] if it is.
    pub(crate) async fn not_deleted(&self, asset: &Asset) -> Result<(), StoreError> {
        let dataset = self.docs::<Dataset>().get(&asset.to_string()).await?;
        match dataset.and_then(|dataset| dataset.into_inner().deleted) {
            Some(deletion) => Err(StoreError::deleted(asset, &deletion)),
            None => Ok(()),
        }
    }

    async fn all_removed(
        &self,
        deed: &mut Deed,
        asset: &Asset,
        versions: &[Version],
    ) -> Result<(), StoreError> {
        deed.remove::<Dataset>(&asset.to_string());
        for version in versions {
            deed.remove::<Version>(&version.key());
        }
        for quarantine in deed.list_of::<Quarantine>(&asset.to_string()).await? {
            deed.remove::<Quarantine>(&quarantine.key());
        }
        remove_objects(self, deed, versions).await
    }

    /// Enters that a dataset stays; gives what is told.
    async fn dataset_kept(
        &self,
        permit: &Permit,
        denial: Denial,
    ) -> Result<StoreError, StoreError> {
        let (kept, asset) = (Operation::DatasetKept, permit.asset());
        let ledger_index = self.note(permit, asset, kept, Outcome::Failure, &[]).await?;
        Ok(Refused::Denied { denial, ledger_index }.into())
    }
}

/// The deletion of `dataset` once `actor` asked for it as well.
fn deletion_of(
    dataset: &Dataset,
    actor: &PrincipalId,
    asked: Deleting,
    now: Timestamp,
) -> Result<Deletion, StoreError> {
    let ends = now.plus_days(i64::from(asked.days));
    let Some(before) = dataset.deleted.clone() else {
        let (by, takes_two) = (actor.clone(), asked.takes_two);
        return Ok(Deletion { by, at: now, ends, takes_two, second: None, live: dataset.live });
    };
    let second = match &before.second {
        None if before.takes_two && *actor != before.by => Some(actor.clone()),
        stands => stands.clone(),
    };
    // Somebody agrees, or lets go at once what may go: later is never what a second word makes of it.
    let sooner = ends < before.ends && (!before.takes_two || second.is_some());
    if second == before.second && !sooner {
        return Err(StoreError::deleted(&dataset.asset, &before));
    }
    let ends = if sooner { ends } else { before.ends };
    Ok(Deletion { ends, second, ..before })
}
