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
use terms::{Action, Asset, Class, Denial, Fact, PrincipalId, Timestamp};

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
    /// is deleted already, and there is nothing to agree to for who asks; [`StoreError::TakesPeople`] if it takes two
    /// people, and a service asks.
    pub async fn dataset_deleted(
        &self,
        permit: &Permit,
        asked: Deleting,
    ) -> Result<Option<Deletion>, StoreError> {
        let asset = permit.asset();
        permit.covers(Action::Delete, asset, permit.detail(), self.now())?;
        let mut deed = self.deed().await?;
        // In the deed: nothing is promoted in between.
        if self.behind_live_model(asset).await? {
            drop(deed);
            return Err(self.dataset_kept(permit, Denial::BehindLiveModel).await?);
        }
        let versions = deed.list_of::<Version>(&asset.to_string()).await?;
        if versions.iter().any(|version| version.retention.hold) {
            drop(deed);
            return Err(self.dataset_kept(permit, Denial::OnHold).await?);
        }
        // All of it goes, and not what queries see alone.
        let restricted = |one: &Version| one.classification.class() >= Class::Restricted;
        let takes_two = asked.takes_two || versions.iter().any(restricted);
        let asked = Deleting { takes_two, ..asked };
        if takes_two && permit.actor().is_service() {
            return Err(StoreError::TakesPeople(asset.clone()));
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
                let ends = deletion.end().unwrap_or(deletion.ends);
                facts.push(Fact::new("ends", ends.to_string()));
                facts.push(Fact::new("takes_two", deletion.takes_two));
                facts.push(Fact::new("agreed", deletion.second.is_some()));
                let deleted = Some(deletion.clone());
                deed.put(&Dataset { live: None, deleted, ..dataset })?;
                Some(deletion)
            }
            _ => {
                facts.push(Fact::new("gone", true));
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
    /// If the permit is not for this; [`StoreError::Missing`] if it is not deleted, or its time is over.
    pub async fn dataset_restored(&self, permit: &Permit) -> Result<u64, StoreError> {
        let asset = permit.asset();
        permit.covers(Action::Ingest, asset, permit.detail(), self.now())?;
        let mut deed = self.deed().await?;
        let missing = || StoreError::Missing { kind: "deletion", key: asset.to_string() };
        let dataset = self.docs::<Dataset>().require(&asset.to_string()).await?.into_inner();
        let deletion = dataset.deleted.clone().ok_or_else(missing)?;
        // What it would show may have been kept long enough meanwhile.
        let versions = deed.list_of::<Version>(&asset.to_string()).await?;
        // What is over goes, unless it is on hold, and does not come back because nobody ended it yet.
        let held = versions.iter().any(|version| version.retention.hold);
        if !held && deletion.end().is_some_and(|end| end <= self.now()) {
            return Err(missing());
        }
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

/// The deletion of `dataset` once `actor` asked for it as well. What takes two people goes when both said that it
/// goes: each may have it go sooner by their own word, and not by the other's.
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
    let mut after = before.clone();
    // What was classified higher since takes two from then on.
    after.takes_two |= asked.takes_two;
    match &mut after.second {
        _ if !after.takes_two || *actor == after.by => after.ends = after.ends.min(ends),
        None => after.second = Some((actor.clone(), ends)),
        Some((second, wanted)) if second == actor => *wanted = ends.min(*wanted),
        Some(_) => {}
    }
    if after == before { Err(StoreError::deleted(&dataset.asset, &before)) } else { Ok(after) }
}
