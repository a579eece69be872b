//! The version that a delivery is held against.

use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use bytes::Bytes;
use intake::Validated;
use intake::delivery::{self, Change, ChangeKind};
use intake::quality::Kept;
use ledger::{Ended, Event};
use protect::{Kek, Plan};
use store::{Store, StoreError, Wanted};
use terms::{Action, Asset, Classification, PrincipalId, Receipt};

/// The live version of a dataset, before the next takes its place.
pub(super) struct Before {
    classification: Classification,
    plan: Plan,
    receipt: Receipt,
    /// The encrypted file; none if it could not be fetched.
    file: Option<Bytes>,
    /// Whether anybody stands on what it is.
    relied_on: bool,
}

/// Uses of each kind that are looked at, the newest first.
const LOOKED_AT: u64 = 1_000;

impl Before {
    /// That of `dataset`, if there is one; `own` are its owner and who delivers.
    pub(super) async fn of(
        workspace: &Workspace,
        dataset: &Asset,
        own: [&PrincipalId; 2],
    ) -> Result<Option<Self>, Error> {
        let store = &workspace.store;
        let version = match store.live_version(dataset).await {
            Err(StoreError::Missing { .. }) => return Ok(None),
            other => other.internal("reading the version before")?,
        };
        Ok(Some(Self {
            plan: stored_plan(&version)?,
            receipt: store.receipt(&version).internal("verifying the receipt")?,
            file: store.objects().get(version.object).await.ok(),
            relied_on: relied_on(store, dataset, own).await?,
            classification: version.into_inner().classification,
        }))
    }

    /// What was `found` of a delivery, with no class lower than before, what changed, and what was there. Where the
    /// values of before can't be read, that is a change too, and stops nobody.
    ///
    /// # Errors
    /// If it is another table, somebody relies on the one before, and nobody says that this is meant.
    pub(super) fn held(
        self,
        name: &str,
        found: &Classification,
        delivered: &Validated,
        evolve: bool,
        kek: &Kek,
    ) -> Result<(Classification, Vec<Change>, Option<Kept>), Error> {
        let held = delivery::hold(&self.classification, found);
        if held.is_another() && self.relied_on && !evolve {
            return Err(Error::conflict(format!(
                "most columns of {name}, which others use, are not in this table: it is another one"
            ))
            .remedy("name another dataset; or, if it is meant, say so: hygeia ingest --evolve"));
        }
        let mut changes = held.changes;
        let stored = self
            .file
            .and_then(|file| intake::reopen(file, name, kek, &self.plan, &self.receipt).ok());
        let kept = stored.as_ref().and_then(|stored| Kept::of(stored, &self.plan));
        match stored {
            Some(stored) => changes.extend(delivery::compare(&stored, &delivered.batch)),
            None => changes.push(Change {
                kind: ChangeKind::NotCompared,
                column: None,
                detail: "the values of the version before can't be read".to_owned(),
            }),
        }
        Ok((held.classification, changes, kept))
    }
}

/// Whether something was learned from `dataset`, or anybody but `own` was let ask of it.
async fn relied_on(store: &Store, dataset: &Asset, own: [&PrincipalId; 2]) -> Result<bool, Error> {
    for action in [Action::Train, Action::Query, Action::Export] {
        let wanted = Wanted {
            asset: Some(dataset.clone()),
            operation: Some(action.name().to_owned()),
            ended: Some(Ended::Allowed),
            limit: Some(LOOKED_AT),
            ..Wanted::default()
        };
        let mut found = store.find(wanted).await?;
        while let Some(entries) = found.next().await? {
            let others = |(_, event): &(u64, Event)| !own.contains(&&event.actor.user.uid);
            if action == Action::Train && !entries.is_empty() || entries.iter().any(others) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
