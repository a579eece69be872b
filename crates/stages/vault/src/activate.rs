//! From a workspace that stands by to one in production's place.

use crate::VaultError;
use crate::aside::Aside;
use ledger::{Activity, Operation, Outcome};
use std::sync::Arc;
use std::time::Duration;
use store::{Permit, Store, StoreConfig};
use terms::{Action, AssetKind, Digest, Fact};

/// A restored workspace under another name: whole and verified, and not yet in production's place.
pub struct Standby {
    pub(crate) store: Arc<Store>,
    pub(crate) config: StoreConfig,
    pub(crate) aside: Aside,
    pub(crate) point: Digest,
    pub(crate) objects: u64,
    pub(crate) took: Duration,
}

/// The workspace that took over.
pub struct Activated {
    pub store: Store,
    /// The point that it came from.
    pub point: Digest,
    pub objects: u64,
    /// From the start of the restore to the workspace being whole: the RTO, without people.
    pub took: Duration,
    /// Why the vault could not note whose it is now, where it was to: then the workspace that fell can go on in
    /// it as well, if it comes up again.
    pub unnoted: Option<VaultError>,
}

impl Standby {
    /// The restored workspace: its config decides who may activate, its ledger takes the decision
    /// ([`Store::passage`]).
    #[must_use]
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The detail that a permit to activate must have: the point's digest.
    #[must_use]
    pub const fn point(&self) -> Digest {
        self.point
    }

    /// Enters the activation and puts the workspace in place. The permit is of this standby's own
    /// ledger, to activate `vault/NAME`, with [`Standby::point`] as its detail.
    ///
    /// # Errors
    /// If the permit is for something else, the place was taken meanwhile, or somebody still holds
    /// [`Standby::store`]: then nothing stays of what was restored.
    pub async fn activate(self, permit: &Permit) -> Result<Activated, VaultError> {
        match self.enter(permit).await {
            Ok(()) => self.in_place().await,
            Err(error) => {
                let _ = self.discard().await;
                Err(error)
            }
        }
    }

    async fn enter(&self, permit: &Permit) -> Result<(), VaultError> {
        if permit.asset().kind != AssetKind::Vault {
            return Err(VaultError::Permit(permit.asset().clone()));
        }
        permit.covers(Action::Activate, permit.asset(), Some(self.point), self.store.now())?;
        self.aside.is_vacant()?;
        let facts = [
            Fact::new("point", self.point.hex()),
            Fact::new("objects", self.objects),
            Fact::new("milliseconds", u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)),
        ];
        let activity = Activity {
            operation: Operation::VaultActivated,
            actor: permit.actor(),
            asset: permit.asset(),
            outcome: Outcome::Success,
            facts: &facts,
        };
        self.store.record_by(&activity, permit.by()).await?;
        Ok(())
    }

    /// Moves the workspace to its place and opens it there: the last part of an activation, and of
    /// a drill.
    pub(crate) async fn in_place(self) -> Result<Activated, VaultError> {
        let (clock, place) = (self.store.clock(), self.aside.place.clone());
        self.store.close().await;
        if let Err(error) = alone(self.store).and_then(|_| self.aside.put()) {
            // All keys lie in it.
            let _ = self.aside.remove();
            return Err(error);
        }
        let store = Store::open(&place, &self.config, clock).await?;
        let (point, objects, took) = (self.point, self.objects, self.took);
        Ok(Activated { store, point, objects, took, unnoted: None })
    }

    /// Removes what was restored, and empties the database that it was put into, for the next try. Gives how
    /// long the restore took.
    ///
    /// # Errors
    /// If it can't be removed.
    pub async fn discard(self) -> Result<Duration, VaultError> {
        self.store.close().await;
        let emptied = Store::unmake(self.aside.folder.path(), &self.config).await;
        self.aside.remove()?;
        emptied?;
        Ok(self.took)
    }
}

/// The store, once nobody else holds it: who moves a workspace must not leave it open elsewhere.
fn alone(store: Arc<Store>) -> Result<Store, VaultError> {
    let folder = store.folder().to_owned();
    Arc::try_unwrap(store).map_err(|_| VaultError::Locked(folder))
}
