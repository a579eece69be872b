//! The version that a delivery is held against.

use crate::workspace::stored_plan;
use crate::{Context as _, Error, Workspace};
use bytes::Bytes;
use intake::Validated;
use intake::delivery::{self, Change, ChangeKind};
use protect::{Kek, Plan};
use store::StoreError;
use terms::{Asset, Classification, Receipt};

/// The live version of a dataset, before the next takes its place.
pub(super) struct Before {
    classification: Classification,
    plan: Plan,
    receipt: Receipt,
    /// The encrypted file; none if it could not be fetched.
    file: Option<Bytes>,
}

impl Before {
    /// That of `dataset`, if there is one.
    pub(super) async fn of(workspace: &Workspace, dataset: &Asset) -> Result<Option<Self>, Error> {
        let store = &workspace.store;
        let version = match store.live_version(dataset).await {
            Err(StoreError::Missing { .. }) => return Ok(None),
            other => other.internal("reading the version before")?,
        };
        Ok(Some(Self {
            plan: stored_plan(&version)?,
            receipt: store.receipt(&version).internal("verifying the receipt")?,
            file: store.objects().get(version.object).await.ok(),
            classification: version.into_inner().classification,
        }))
    }

    /// What was `found` of a delivery, with no class lower than before, and what changed. Where the
    /// values of before can't be read, that is a change too, and stops nobody.
    ///
    /// # Errors
    /// If it is another table, and nobody says that this is meant.
    pub(super) fn held(
        self,
        name: &str,
        found: &Classification,
        delivered: &Validated,
        evolve: bool,
        kek: &Kek,
    ) -> Result<(Classification, Vec<Change>), Error> {
        let held = delivery::hold(&self.classification, found);
        if held.is_another() && !evolve {
            return Err(Error::conflict(format!(
                "most columns of {name} are not in this table: it is another one"
            ))
            .remedy("name another dataset; or, if it is meant, say so: hygeia ingest --evolve"));
        }
        let mut changes = held.changes;
        let stored = self
            .file
            .and_then(|file| intake::reopen(file, name, kek, &self.plan, &self.receipt).ok());
        match stored {
            Some(stored) => changes.extend(delivery::compare(&stored, &delivered.batch)),
            None => changes.push(Change {
                kind: ChangeKind::NotCompared,
                column: None,
                detail: "the values of the version before can't be read".to_owned(),
            }),
        }
        Ok((held.classification, changes))
    }
}
