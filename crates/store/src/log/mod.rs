//! The ledger on disk: full bundles with their hash tiles, the tail, the last checkpoint; and its
//! head, which lies beside the keys.
//!
//! One thread appends ([`group`]): what waits goes into the tail together, is synced once, and only
//! then acknowledged. Readers see what was acknowledged ([`shown`]) and hold nobody up. Opening reads
//! the tail alone ([`load`]), which holds the right edge of the tree; [`check`] reads all of it.
//!
//! - A sync that fails ends the log for this process: what the disk has then, nobody knows.
//! - A tail that was cut, or a whole older ledger, is refused at opening: the head says how many
//!   entries were acknowledged, and with which root. A killed process leaves it exact. After a power
//!   cut it may say what was true fifty milliseconds earlier: who can cut the power at will and then
//!   writes to the ledger's folder can take back unseen what was acknowledged since.
//! - An entry that is dated before the newest one, by more than two seconds, is refused.

mod append;
mod begin;
mod bundles;
mod bundling;
mod check;
mod copy;
#[cfg(test)]
mod faults;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod group;
mod head;
mod load;
mod place;
mod proven;
mod proving;
mod reading;
mod rekey;
mod roll;
mod seals;
mod shown;
mod tail;
mod tampered;
mod upgrade;
mod usage;
mod verified;

pub(crate) use begin::Place;
pub(crate) use check::Looked;
pub(crate) use proven::Reader;
pub use proving::LedgerProof;
pub use reading::Pages;
pub(crate) use rekey::resume;
pub(crate) use seals::{SEAL, Seals, same};

use crate::StoreError;
use append::Appender;
use group::{Ask, Entry};
use ledger::{Checkpoint, Event, hand_on};
use shown::Shown;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;
use terms::seal::{SealKey, SealPublic};
use terms::{CellRef, Timestamp};
use tokio::sync::{Semaphore, oneshot};
use usage::Usage;
use verified::Verified;

/// Entries that wait for a commit, at most: who comes after them waits before that.
const WAITING: usize = 16_384;

/// The workspace's ledger.
pub(crate) struct Log {
    held: Arc<Held>,
    room: Arc<Semaphore>,
    /// `None` once it is dropped.
    asks: Option<mpsc::Sender<Ask>>,
    thread: Option<JoinHandle<()>>,
}

/// What readers need.
struct Held {
    dir: PathBuf,
    keys: PathBuf,
    origin: String,
    signer: Arc<Signers>,
    shown: Arc<Shown>,
    usage: Mutex<Usage>,
    verified: Mutex<Verified>,
}

/// What signs and seals the log.
#[derive(Clone)]
struct Signer {
    key: Arc<SealKey>,
    seals: Arc<Seals>,
}

/// The one that does now.
struct Signers(RwLock<Signer>);

impl Signers {
    fn get(&self) -> Signer {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn set(&self, signer: Signer) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = signer;
    }
}

impl Log {
    /// Opens the ledger in `dir`, with its head in the folder `keys`; drops what was never
    /// acknowledged.
    pub(crate) fn open(
        dir: &Path,
        keys: &Path,
        origin: &str,
        key: SealKey,
    ) -> Result<Self, StoreError> {
        let (seals, key) = (Arc::new(Seals::of(&key, origin)), Arc::new(key));
        let signer = Arc::new(Signers(RwLock::new(Signer { key: key.clone(), seals })));
        let place = Place { dir, keys, origin, key: &key };
        let appender = Appender::open(&place, signer.clone())?;
        let held = Held {
            dir: dir.to_owned(),
            keys: keys.to_owned(),
            origin: origin.to_owned(),
            shown: appender.shown.clone(),
            usage: Mutex::default(),
            verified: Mutex::default(),
            signer,
        };
        let (asks, asked) = mpsc::channel();
        let thread = std::thread::Builder::new().name("ledger".into());
        let thread = thread.spawn(move || group::run(appender, &asked));
        Ok(Self {
            held: Arc::new(held),
            room: Arc::new(Semaphore::new(WAITING)),
            asks: Some(asks),
            thread: Some(thread.map_err(StoreError::io(dir))?),
        })
    }

    /// How many entries the ledger at `place` has, if they verify; for one that nobody has open.
    pub(crate) fn verify_closed(place: &Place<'_>) -> Result<u64, StoreError> {
        check::closed(place, &Seals::of(place.key, place.origin))
    }

    pub(crate) fn public(&self) -> SealPublic {
        self.held.signer.get().key.public()
    }

    /// A statement of the key and of `new` that the log as it is now goes on under `new`.
    pub(crate) fn hand_on(&self, new: &SealKey) -> Result<String, StoreError> {
        let state = self.held.shown.state();
        let (origin, size) = (self.held.origin.clone(), state.now.edge.size());
        let head = Checkpoint { origin, size, root: state.now.edge.root() };
        Ok(hand_on(&head, &self.held.signer.get().key, new)?)
    }

    /// Goes on under `key`, which waits in `ledger.key.new`; appends wait meanwhile.
    pub(crate) async fn rekey(&self, key: SealKey) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        if !self.ask(Ask::Rekey(Arc::new(key), answer)) {
            return Err(self.closed());
        }
        answered.await.map_err(|_| self.closed())?
    }

    /// How many entries were acknowledged.
    pub(crate) fn size(&self) -> u64 {
        self.held.shown.size()
    }

    /// Appends nothing from now on, and leaves all on disk in order.
    pub(crate) async fn close(&self) {
        let (done, ended) = oneshot::channel();
        if self.ask(Ask::Close(done)) {
            let _ = ended.await;
        }
    }

    /// Appends the event, of that time in milliseconds since 1970; returns its index once it is
    /// durable.
    pub(crate) async fn append(&self, mut event: Event, time: i64) -> Result<u64, StoreError> {
        let (answer, answered) = oneshot::channel();
        event.time = time;
        let bytes = event.to_entry()?;
        drop(event);
        let room = self.room.clone().acquire_owned().await;
        let entry = Entry { bytes, time, answer, _room: room.map_err(|_| StoreError::Cancelled)? };
        if !self.ask(Ask::Append(entry)) {
            return Err(self.closed());
        }
        let (result, others) = answered.await.map_err(|_| self.closed())?;
        drop(others);
        result.map_err(StoreError::from)
    }

    fn ask(&self, ask: Ask) -> bool {
        self.asks.as_ref().is_some_and(|asks| asks.send(ask).is_ok())
    }

    fn closed(&self) -> StoreError {
        let why = self.held.shown.lock().stopped.clone();
        StoreError::LedgerClosed(why.unwrap_or_else(|| "its thread ended".to_owned()))
    }

    /// When each cell was last used to allow something.
    pub(crate) async fn usage(&self) -> Result<BTreeMap<CellRef, Timestamp>, StoreError> {
        self.blocking(|held| {
            let mut usage = held.usage.lock().unwrap_or_else(PoisonError::into_inner);
            usage.catch_up(&held.dir, &held.shown, &held.signer.get().seals)
        })
        .await
    }

    /// The last checkpoint, as a signed note.
    pub(crate) fn checkpoint(&self) -> Vec<u8> {
        let Held { origin, shown, signer, .. } = &*self.held;
        // An origin that names no key would have been refused at opening; an empty note opens nowhere.
        place::note(origin, &shown.state().now, &signer.get().key).unwrap_or_default()
    }

    /// Writes a copy in the C2SP layout to the new folder `dest`.
    pub(crate) async fn export(&self, dest: &Path) -> Result<(), StoreError> {
        let dest = dest.to_owned();
        self.blocking(move |held| {
            let state = held.shown.state();
            let note = place::note(&held.origin, &state.now, &held.signer.get().key)?;
            copy::export(&held.dir, &state, &note, &dest)
        })
        .await
    }

    /// Verifies what is on disk now, apart from what is in memory: what is new since it was verified
    /// last, what is not as it was then, and a share of the rest.
    pub(crate) async fn verify(&self, at: Timestamp) -> Result<Looked, StoreError> {
        self.blocking(move |held| held.verify(at)).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Held) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let held = self.held.clone();
        tokio::task::spawn_blocking(move || work(&held)).await.map_err(|_| StoreError::Cancelled)?
    }
}

impl Held {
    fn verify(&self, at: Timestamp) -> Result<Looked, StoreError> {
        let Self { dir, keys, origin, signer, shown, .. } = self;
        // One at a time: the others find verified what this one read.
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let Signer { key, seals } = signer.get();
        let place = Place { dir, keys, origin, key: &key };
        check::whole(&place, &seals, shown, &mut verified, at)
    }
}

impl Drop for Log {
    /// Ends the thread before the workspace's lock is let go.
    fn drop(&mut self) {
        self.asks.take();
        if let Some(thread) = self.thread.take() {
            // What it could not write, the next who opens it does.
            let _ = thread.join();
        }
    }
}
