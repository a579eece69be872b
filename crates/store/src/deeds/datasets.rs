//! A dataset's way: landed, protected, committed. Its end is in [`super::deletion`].

use super::deed::Deed;
use crate::object_file::footer;
use crate::{
    Committed, ConfigVersion, Dataset, Held, Landed, Model, NewVersion, Permit, Protected, Record,
    Refused, Stage, Step, Store, StoreError, Verified, Version, VersionRef,
};
use bytes::Bytes;
use ledger::{Activity, Operation, Outcome};
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use terms::seal::Envelope;
use terms::{Action, Asset, Digest, Fact};

/// Parquet files with encrypted footer begin and end so (Parquet Modular Encryption, section 5.1).
const ENCRYPTED: &[u8] = b"PARE";

impl Store {
    /// A table arrived: opens its sealed receipt and enters it. Nothing of the table is kept yet.
    ///
    /// # Errors
    /// If the permit is not for ingesting this, or the receipt is not sealed by this workspace or
    /// is for another dataset or source than the permit.
    pub async fn dataset_landed(
        &self,
        permit: &Permit,
        receipt: &Envelope,
    ) -> Result<Held<Landed>, StoreError> {
        let asset = permit.asset();
        let (receipt, _) = self.receipt_by(permit, receipt)?;
        permit.covers(Action::Ingest, asset, permit.detail(), self.now())?;
        let other_source = permit.detail().is_some_and(|source| source != receipt.source_digest);
        if receipt.dataset != asset.name() || other_source {
            let granted = format!("ingest of {asset}");
            return Err(Refused::Other {
                granted,
                wanted: format!("the source of {}", receipt.dataset),
            }
            .into());
        }
        self.not_deleted(asset).await?;
        let facts =
            [Fact::new("rows", receipt.rows), Fact::new("source", receipt.source_digest.hex())];
        let index = self.step::<Landed>(permit, asset, &facts).await?;
        Ok(Held::new(asset.clone(), receipt.content_digest, index))
    }

    /// Keeps the encrypted bytes of a landed dataset.
    ///
    /// # Errors
    /// [`StoreError::Clear`] if they are not Parquet with an encrypted footer; if the permit is
    /// not for this.
    pub async fn dataset_protected(
        &self,
        held: Held<Landed>,
        permit: &Permit,
        bytes: Bytes,
    ) -> Result<Held<Protected>, StoreError> {
        permit.covers(Action::Ingest, &held.asset, permit.detail(), self.now())?;
        if !(bytes.starts_with(ENCRYPTED) && bytes.ends_with(ENCRYPTED)) {
            return Err(StoreError::Clear(held.asset));
        }
        let size = bytes.len() as u64;
        let object = self.objects.put(bytes).await?;
        let facts = [Fact::new("object", object.hex()), Fact::new("bytes", size)];
        let index = self.step::<Protected>(permit, &held.asset, &facts).await?;
        Ok(Held::new(held.asset, object, index))
    }

    /// Makes a protected dataset the version that queries see.
    ///
    /// # Errors
    /// If the permit is not for this, or the receipt in `new` does not open; [`StoreError::AppliedMeanwhile`] if
    /// something else is applied than what it was taken in under.
    pub async fn dataset_committed(
        &self,
        held: Held<Protected>,
        permit: &Permit,
        new: NewVersion,
    ) -> Result<Held<Committed>, StoreError> {
        let asset = held.asset;
        permit.covers(Action::Ingest, &asset, permit.detail(), self.now())?;
        let file = self.objects.get(held.digest).await?;
        let mut deed = self.deed().await?;
        let (receipt, signed) = self.receipt_by(permit, &new.receipt)?;
        let facts = [Fact::new("object", held.digest.hex()), Fact::new("rows", receipt.rows)];
        // In the deed: none of them is destroyed meanwhile, and nothing else is applied.
        self.keys.holds(&new.keys)?;
        still_applied(&deed, &asset, &new.under).await?;
        self.not_deleted(&asset).await?;
        let versions = deed.list_of::<Version>(&asset.to_string()).await?;
        let number = versions.iter().map(|version| version.number).max().unwrap_or(0);
        deed.put(&Version {
            dataset: asset.clone(),
            number: number.saturating_add(1),
            object: held.digest,
            footer: footer(&file),
            bytes: file.len() as u64,
            rows: receipt.rows,
            classification: new.classification,
            plan: Some(new.plan),
            handlings: None,
            keys: Some(new.keys),
            retention: new.retention,
            receipt: signed,
            committed_by: permit.principal().clone(),
            committed: self.now(),
        })?;
        let old = self.docs::<Dataset>().get(&asset.to_string()).await?;
        deed.put(&Dataset {
            asset: asset.clone(),
            owner: new.owner,
            purpose: new.purpose,
            live: Some(held.digest),
            retain_until: new.retain_until,
            created: old.map_or_else(|| self.now(), |old| old.created),
            deleted: None,
        })?;
        let done = Operation::DatasetCommitted;
        let index = enter(deed, permit, &asset, done, &facts).await?;
        Ok(Held::new(asset, held.digest, index))
    }

    /// The version that queries see.
    ///
    /// # Errors
    /// If there is none, or it does not verify.
    pub async fn live_version(&self, asset: &Asset) -> Result<Verified<Version>, StoreError> {
        let missing = || StoreError::Missing { kind: "version", key: asset.to_string() };
        let dataset = self.docs::<Dataset>().require(&asset.to_string()).await?;
        let object = dataset.live.ok_or_else(missing)?;
        self.version(&VersionRef { dataset: asset.clone(), object }).await
    }

    /// The version that `reference` points at; its receipt verified too.
    ///
    /// # Errors
    /// If there is none, its dataset was deleted, or it or its receipt does not verify.
    pub async fn version(&self, reference: &VersionRef) -> Result<Verified<Version>, StoreError> {
        let key = format!("{}@{}", reference.dataset, reference.object);
        match self.not_deleted(&reference.dataset).await {
            Err(StoreError::Deleted { .. }) => {
                return Err(StoreError::Missing { kind: "version", key });
            }
            // Whether it was deleted can't be told: then nothing of it is read.
            other => other?,
        }
        self.docs::<Version>().require(&key).await
    }

    /// Whether a promoted model was trained on the dataset.
    ///
    /// # Errors
    /// If a model does not verify.
    pub async fn behind_live_model(&self, asset: &Asset) -> Result<bool, StoreError> {
        // Asked on every request: gathered once for as long as no model changes.
        let mark = self.meta.mark(Model::KIND);
        let held = self.behind_live.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((of, behind)) = held
            && mark == Some(of)
        {
            return Ok(behind.contains(asset));
        }
        let models = self.docs::<Model>().list().await?;
        let live = models.iter().filter(|model| model.stage == Stage::Promoted);
        let behind: BTreeSet<Asset> = live
            .flat_map(|model| model.trained_on.iter().map(|version| version.dataset.clone()))
            .collect();
        let stands = behind.contains(asset);
        // Only if no model changed meanwhile: that would go unnoticed.
        let unchanged = mark.filter(|_| self.meta.mark(Model::KIND) == mark);
        *self.behind_live.lock().unwrap_or_else(PoisonError::into_inner) =
            unchanged.map(|mark| (mark, Arc::new(behind)));
        Ok(stands)
    }

    /// Enters that `asset` reached step `S`, which changes no record.
    pub(crate) async fn step<S: Step>(
        &self,
        permit: &Permit,
        asset: &Asset,
        facts: &[Fact],
    ) -> Result<u64, StoreError> {
        self.note(permit, asset, S::OPERATION, Outcome::Success, facts).await
    }

    pub(crate) async fn note(
        &self,
        permit: &Permit,
        asset: &Asset,
        operation: Operation,
        outcome: Outcome,
        facts: &[Fact],
    ) -> Result<u64, StoreError> {
        let facts = by_permit(permit, facts);
        let activity = Activity { operation, actor: permit.actor(), asset, outcome, facts: &facts };
        self.record_by(&activity, permit.by()).await
    }
}

/// Whether each of the texts is the one that is applied.
async fn still_applied(
    deed: &Deed,
    asset: &Asset,
    texts: &[(String, String)],
) -> Result<(), StoreError> {
    for (name, text) in texts {
        let all = deed.list_of::<ConfigVersion>(name).await?;
        let newest = all.iter().max_by_key(|version| version.number);
        if newest.map_or("", |version| version.text.as_str()) != text {
            return Err(StoreError::AppliedMeanwhile(asset.clone()));
        }
    }
    Ok(())
}

/// Removes the objects of versions that go: those that no version which stays names.
pub(super) async fn remove_objects(
    store: &Store,
    deed: &mut Deed,
    gone: &[Version],
) -> Result<(), StoreError> {
    let going: BTreeSet<String> = gone.iter().map(|version| version.key()).collect();
    let all = store.docs::<Version>().list().await?;
    let stay = all.iter().filter(|version| !going.contains(&version.key()));
    let named: BTreeSet<Digest> = stay.map(|version| version.object).collect();
    for version in gone.iter().filter(|version| !named.contains(&version.object)) {
        deed.remove_object(version.object);
    }
    Ok(())
}

/// Does `deed` by a permit.
pub(super) async fn enter(
    deed: Deed,
    permit: &Permit,
    asset: &Asset,
    operation: Operation,
    facts: &[Fact],
) -> Result<u64, StoreError> {
    let facts = by_permit(permit, facts);
    let activity = Activity {
        operation,
        actor: permit.actor(),
        asset,
        outcome: Outcome::Success,
        facts: &facts,
    };
    deed.from(permit.by()).enter(&activity).await
}

fn by_permit(permit: &Permit, facts: &[Fact]) -> Vec<Fact> {
    facts.iter().cloned().chain([Fact::new("permit", permit.ledger_index())]).collect()
}
