//! A workspace, open.

use crate::deeds::deed::{Deed, Desk, With};
use crate::deeds::is_own;
use crate::index::{Index, Keeping};
use crate::keys::Keys;
use crate::layout::{Identity, Layout};
use crate::log::{Log, Place, resume};
use crate::meta::{Bound, Budgets, Docs, Mark, Meta, Record};
use crate::objects::Objects;
use crate::{Boxed, StoreConfig, StoreError};
use files::Mode;
use ledger::{Activity, By, Endpoint, Event, origin};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use terms::seal::{SealKey, SealPublic};
use terms::{Asset, CellRef, Clock, Timestamp};
use tokio::sync::Mutex as AsyncMutex;

/// An open workspace; held by one process at a time.
pub struct Store {
    pub(crate) identity: Identity,
    pub(crate) folder: PathBuf,
    pub(crate) meta: Meta,
    pub(crate) objects: Objects,
    pub(crate) keys: Arc<Keys>,
    pub(crate) log: Arc<Log>,
    pub(crate) index: Arc<Index>,
    keeping: Keeping,
    /// One deed at a time.
    pub(crate) desk: Arc<AsyncMutex<Desk>>,
    /// Entries since the last that says what the records are.
    pub(crate) since: AtomicU64,
    /// Datasets that a live model was trained on, as of a mark of the models.
    pub(crate) behind_live: Mutex<Option<(Mark, Arc<BTreeSet<Asset>>)>>,
    clock: Arc<dyn Clock>,
    /// Until it is closed.
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Makes the state of a new workspace in `dir`, wholly or not at all, and opens it. A database
    /// that was bound to another is taken where nothing became of that.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is one; if keys can't be drawn or files can't be written.
    pub fn create<'a>(
        dir: &'a Path,
        config: &'a StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Boxed<'a, Result<Self, StoreError>> {
        Box::pin(async move {
            lay_out_new(dir, clock.now())?;
            if let Some(url) = &config.meta_url {
                // What is wrong with it, opening tells.
                let _ = Meta::vacate(url, Bound::Nothing).await;
            }
            Self::open(dir, config, clock).await
        })
    }

    /// Lets go of the database that the new workspace in `dir` was bound to, of which nothing became:
    /// with all its records. It must be closed. SQLite goes with the folder.
    ///
    /// # Errors
    /// If there is no workspace, or the database fails.
    pub fn unmake<'a>(dir: &'a Path, config: &'a StoreConfig) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let identity = Layout::of(dir).read_identity()?;
            match &config.meta_url {
                Some(url) => Meta::vacate(url, Bound::To(&identity.id)).await,
                None => Ok(()),
            }
        })
    }

    /// Opens the workspace in `dir`: locks it, checks keys, verifies the ledger, migrates metadata.
    ///
    /// # Errors
    /// If there is none, it is in use, newer, or does not verify; if its records are not those that
    /// the ledger knows, or a key is not the one that was made.
    pub fn open<'a>(
        dir: &'a Path,
        config: &'a StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Boxed<'a, Result<Self, StoreError>> {
        Box::pin(async move {
            let store = Self::unsettled(dir, config, clock).await?;
            store.settle().await?;
            Ok(store)
        })
    }

    /// Opens it, and believes nothing of its records yet.
    pub(crate) fn unsettled<'a>(
        dir: &'a Path,
        config: &'a StoreConfig,
        clock: Arc<dyn Clock>,
    ) -> Boxed<'a, Result<Self, StoreError>> {
        Box::pin(async move {
            let layout = Layout::of(dir);
            let identity = layout.read_identity()?;
            let lock = layout.lock()?;
            layout.sweep()?;
            resume(&layout.ledger(), &layout.keys())?;
            let (keys, ledger_key) = Keys::load(&layout.keys())?;
            let meta = match &config.meta_url {
                Some(url) => Meta::postgres(url, &identity.id).await?,
                None => Meta::sqlite(&layout.sqlite(), &identity.id).await?,
            };
            meta.made_with(&keys).await?;
            let log =
                Log::open(&layout.ledger(), &layout.keys(), &origin(&identity.id), ledger_key)?;
            let objects = Objects::in_folder(&layout.objects())?;
            let (folder, behind_live) = (dir.to_owned(), Mutex::default());
            let (keys, log, lock) = (Arc::new(keys), Arc::new(log), Mutex::new(Some(lock)));
            let (desk, since) = Default::default();
            let index = Index::new(meta.clone(), &log, clock.clone());
            let keeping = Keeping::of(Arc::clone(&index));
            Ok(Self {
                identity,
                folder,
                meta,
                objects,
                keys,
                log,
                index,
                keeping,
                desk,
                since,
                behind_live,
                clock,
                lock,
            })
        })
    }

    /// Gives back what was lent of budgets, and closes ledger and database in order: from then on
    /// nothing is recorded or decided, whoever still holds the store, and others may open it.
    /// Dropping the store is safe too; what was lent counts as spent then.
    pub fn close<'a>(&'a self) -> Boxed<'a, ()> {
        Box::pin(async move {
            // What can't be given back counts as spent.
            let _ = self.budgets().give_back().await;
            self.keeping.stop();
            self.log.close().await;
            self.meta.close().await;
            self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        })
    }

    /// 16 hexadecimal digits, drawn when the workspace was made.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.identity.id
    }
    /// The workspace's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
    /// The moment that it is, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// The store's clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }
    /// Signs receipts, statements and metadata.
    #[must_use]
    pub fn seal(&self) -> Arc<SealKey> {
        self.keys.seal()
    }
    /// Verifies the ledger's checkpoints.
    #[must_use]
    pub fn ledger_public(&self) -> SealPublic {
        self.log.public()
    }
    /// The objects.
    #[must_use]
    pub const fn objects(&self) -> &Objects {
        &self.objects
    }
    /// The documents of kind `T`.
    #[must_use]
    pub fn docs<T: Record>(&self) -> Docs<'_, T> {
        Docs::new(&self.meta, &self.keys)
    }
    /// The budgets.
    #[must_use]
    pub const fn budgets(&self) -> Budgets<'_> {
        Budgets(&self.meta)
    }

    /// Enters what happened and is no decision; returns its index once it is durable.
    ///
    /// # Errors
    /// If it can't be made durable, or is too long; if it would say that a deed was done.
    pub async fn record(&self, activity: &Activity<'_>) -> Result<u64, StoreError> {
        self.record_from(activity, Endpoint::default()).await
    }

    /// The same, from where somebody came who did it.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub async fn record_by(&self, activity: &Activity<'_>, by: By<'_>) -> Result<u64, StoreError> {
        self.record_from(activity, by.endpoint()).await
    }

    /// The same, from that device, zone and address.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub async fn record_from(
        &self,
        activity: &Activity<'_>,
        from: Endpoint,
    ) -> Result<u64, StoreError> {
        if is_own(activity.operation) {
            return Err(StoreError::NoDeed(activity.operation));
        }
        let event = Event::of_activity(activity, self.now()).from_endpoint(from);
        let entered = self.enter(event).await;
        self.meta.changed();
        entered
    }

    /// Grows with everything that happens and is no decision: activities that are recorded, documents
    /// that are written. Who saw the same number before knows that nothing changed since but the
    /// clock, the disk and other hosts.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.meta.generation()
    }

    /// Begins a deed.
    pub(crate) fn deed<'a>(&'a self) -> Boxed<'a, Result<Deed, StoreError>> {
        Box::pin(async move { self.begin().await.ready().await })
    }

    /// While this is held no deed is under way, and none is half done.
    pub(crate) async fn still(&self) -> Result<Deed, StoreError> {
        self.deed().await
    }

    /// Begins a deed of opening: the records are not known yet.
    pub(crate) async fn begin(&self) -> Deed {
        let (meta, log, keys) = (self.meta.clone(), self.log.clone(), self.keys.clone());
        let (objects, desk, clock) = (self.objects.clone(), self.desk.clone(), self.clock());
        Deed::begin(With { meta, log, keys, objects, desk, clock }).await
    }

    pub(crate) fn enter<'a>(&'a self, event: Event) -> Boxed<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let index = self.log.append(event, self.clock.now_milliseconds()).await?;
            self.attest_in_time().await;
            Ok(index)
        })
    }

    /// The events in `range` (indexes), as far as they exist.
    ///
    /// # Errors
    /// If a bundle can't be read.
    pub fn events<'a>(&'a self, range: Range<u64>) -> Boxed<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move { self.log.events(range).await })
    }

    /// When each RACI cell last allowed something: as the ledger says.
    ///
    /// # Errors
    /// If the ledger can't be read.
    pub fn usage<'a>(&'a self) -> Boxed<'a, Result<BTreeMap<CellRef, Timestamp>, StoreError>> {
        Box::pin(async move { self.log.usage().await })
    }

    /// The ledger's last checkpoint: a signed note, to be held elsewhere.
    pub async fn checkpoint(&self) -> Vec<u8> {
        self.log.checkpoint()
    }

    /// Writes a copy of the ledger in the C2SP layout to `dest`, which must not exist or be empty.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn export_ledger<'a>(&'a self, dest: &'a Path) -> Boxed<'a, Result<(), StoreError>> {
        Box::pin(async move { self.log.export(dest).await })
    }
}

/// The state of a workspace in which nothing happened yet.
pub(crate) fn lay_out_new(dir: &Path, now: Timestamp) -> Result<(), StoreError> {
    lay_out(dir, |layout| {
        let identity = layout.write_identity(None, now)?;
        Keys::create(&layout.keys())?;
        let (_, key) = Keys::load(&layout.keys())?;
        let (dir, keys, origin) = (&layout.ledger(), &layout.keys(), &origin(&identity.id));
        Place { dir, keys, origin, key: &key }.create()
    })
}

/// Fills the state folder of `dir` under another name, and renames it when it is complete.
pub(crate) fn lay_out(
    dir: &Path,
    fill: impl FnOnce(&Layout) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let layout = Layout::of(dir);
    if layout.state.exists() {
        return Err(StoreError::Exists(dir.to_owned()));
    }
    let unfinished = Layout::unfinished(dir);
    if unfinished.state.exists() {
        fs::remove_dir_all(&unfinished.state).map_err(StoreError::io(&unfinished.state))?;
    }
    files::private_folder(&unfinished.state)?;
    files::private_folder(&unfinished.objects())?;
    files::write_whole(&unfinished.sqlite(), b"", Mode::Private)?;
    fill(&unfinished)?;
    fs::rename(&unfinished.state, &layout.state).map_err(StoreError::io(&layout.state))?;
    Ok(files::sync_folder(dir)?)
}
