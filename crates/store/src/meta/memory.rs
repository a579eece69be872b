//! What was read from the database and verified, held so that it is verified once.
//!
//! This is right because one process writes (see [`super::writer`]), and because of turns: who reads
//! or writes documents of a kind in the database takes the kind's turn first. A write takes what it
//! may change out of the memory before it begins, and puts it back when the database has
//! acknowledged it; who asks meanwhile waits for the turn. Everything else is answered at once.

use super::recent::Recent;
use std::any::Any;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Bytes of documents of one kind in a generation of [`Recent`]: what grows without end, such as
/// tokens and versions, is forgotten when it is not asked for.
const KIND_BYTES: usize = 8 << 20;
/// Longer lists are read each time, so that listing all does not push out what is asked for.
const LIST_BYTES: usize = KIND_BYTES / 2;
/// A list that grew longer than this is not kept up.
const LIST_KEYS: usize = 20_000;
/// After a write of which nobody knows whether it came through, nothing of its kind is held for so
/// long: a server may finish what a broken connection sent.
const UNSURE: Duration = Duration::from_secs(60);

/// A verified document; its type is its kind's.
pub(crate) type Value = Arc<dyn Any + Send + Sync>;

/// A fencing token, and the changes of a kind under it.
pub(crate) type Mark = (i64, u64);

/// A document as it is held.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub parent: String,
    /// About how many bytes it takes.
    pub weight: usize,
    pub value: Value,
}

/// All kinds.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<String, Arc<Shelf>>>);

impl Memory {
    pub(super) fn shelf(&self, kind: &str) -> Arc<Shelf> {
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = shelves.get(kind) {
            return shelf.clone();
        }
        shelves.entry(kind.to_owned()).or_default().clone()
    }
}

/// One kind. Every question comes with the fencing token of who writes now: what was read under
/// another, or under none, is not believed.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    turn: Arc<AsyncMutex<()>>,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    token: i64,
    one: Recent<Entry>,
    /// The keys of all documents, if they are known.
    all: Option<Arc<BTreeSet<String>>>,
    /// The keys of those that belong to a parent.
    of: Recent<Arc<BTreeSet<String>>>,
    /// Grows when a write begins and when it ends.
    changes: u64,
    unsure_until: Option<Instant>,
}

impl Default for Held {
    fn default() -> Self {
        let (one, of) = (Recent::new(KIND_BYTES), Recent::new(KIND_BYTES));
        Self { token: 0, one, all: None, of, changes: 0, unsure_until: None }
    }
}

impl Shelf {
    /// The document with `key`: the inner `None` if there is none, the outer if that is not known.
    pub(super) fn get(&self, token: Option<i64>, key: &str) -> Option<Option<Value>> {
        let mut held = self.held(token?);
        if let Some(entry) = held.one.get(key) {
            return Some(Some(entry.value.clone()));
        }
        let absent = held.all.as_ref().is_some_and(|all| !all.contains(key));
        absent.then_some(None)
    }

    /// All documents, or those of `parent`, by key; `None` if not all of them are held.
    pub(super) fn list(&self, token: Option<i64>, parent: Option<&str>) -> Option<Vec<Value>> {
        let mut held = self.held(token?);
        let keys = match parent {
            Some(parent) => held.of.get(parent)?.clone(),
            None => held.all.clone()?,
        };
        keys.iter().map(|key| Some(held.one.get(key)?.value.clone())).collect()
    }

    /// Changes whenever a document of the kind may have changed; `None` if that can't be told.
    pub(super) fn mark(&self, token: Option<i64>) -> Option<Mark> {
        let token = token?;
        Some((token, self.held(token).changes))
    }

    /// Waits until nobody else reads or writes the kind in the database.
    pub(super) async fn turn(self: &Arc<Self>) -> Turn {
        let guard = self.turn.clone().lock_owned().await;
        Turn { shelf: self.clone(), _guard: guard }
    }

    fn held(&self, token: i64) -> MutexGuard<'_, Held> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.token != token {
            let (changes, unsure_until) = (held.changes + 1, held.unsure_until);
            *held = Held { token, changes, unsure_until, ..Held::default() };
        }
        held
    }
}

/// The right to read and write documents of a kind in the database, and to say so here.
pub(super) struct Turn {
    shelf: Arc<Shelf>,
    _guard: OwnedMutexGuard<()>,
}

/// What a write may change, while it is under way. Dropped without [`Turn::settle`], all of it is
/// read again.
pub(super) struct Parked {
    all: Option<Arc<BTreeSet<String>>>,
    /// The lists of the parents that the documents had, and of those that they shall have.
    of: Vec<(String, Arc<BTreeSet<String>>)>,
}

/// A document that was written: its key, whether there is one now, and how it is held if it is.
pub(super) type Written = (String, bool, Option<Entry>);

impl Turn {
    /// Holds what was just read with `key`.
    pub(super) fn hold(&self, token: Option<i64>, key: &str, entry: Entry) {
        if let Some(mut held) = self.sure(token) {
            held.one.insert(key.to_owned(), entry.weight, entry);
        }
    }

    /// Holds all documents that were just read, or all of `parent`.
    pub(super) fn hold_list(
        &self,
        token: Option<i64>,
        parent: Option<&str>,
        entries: Vec<(String, Entry)>,
    ) {
        let weight = entries.iter().map(|(_, entry)| entry.weight).sum::<usize>();
        let Some(mut held) = self.sure(token).filter(|_| weight <= LIST_BYTES) else { return };
        let keys: Arc<BTreeSet<String>> =
            Arc::new(entries.iter().map(|(key, _)| key.clone()).collect());
        for (key, entry) in entries {
            held.one.insert(key, entry.weight, entry);
        }
        match parent {
            Some(parent) => held.of.insert(parent.to_owned(), list_weight(parent, &keys), keys),
            None => held.all = Some(keys),
        }
    }

    /// Takes out what a write of the documents with these keys may change, as they shall belong to
    /// these parents.
    pub(super) fn park<'a>(
        &self,
        token: i64,
        rows: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Parked {
        let mut held = self.shelf.held(token);
        held.changes += 1;
        let (all, mut of, mut strangers) = (held.all.take(), Vec::new(), false);
        for (key, parent) in rows {
            let Some(before) = held.one.remove(key) else {
                strangers = true;
                continue;
            };
            for parent in BTreeSet::from([before.parent.as_str(), parent]) {
                of.extend(held.of.remove(parent).map(|keys| (parent.to_owned(), keys)));
            }
        }
        if strangers {
            // Nobody knows in which list they stand.
            held.of.clear();
            of.clear();
        }
        Parked { all, of }
    }

    /// The database acknowledged the write: puts back what was parked, with the documents as they
    /// are now.
    pub(super) fn settle(&self, token: i64, parked: Parked, now: Vec<Written>) {
        let mut held = self.shelf.held(token);
        held.changes += 1;
        let Parked { mut all, mut of } = parked;
        for (key, is, entry) in now {
            all = all.map(|keys| with(keys, &key, is));
            if is && entry.is_none() {
                of.clear();
            }
            for (parent, keys) in &mut of {
                let belongs = entry.as_ref().is_some_and(|entry| entry.parent == *parent);
                *keys = with(std::mem::take(keys), &key, belongs);
            }
            if let Some(entry) = entry {
                held.one.insert(key, entry.weight, entry);
            }
        }
        held.all = all.filter(|keys| keys.len() <= LIST_KEYS);
        for (parent, keys) in of {
            held.of.insert(parent.clone(), list_weight(&parent, &keys), keys);
        }
    }

    /// Nobody knows whether a write came through.
    pub(super) fn unsure(&self, token: i64) {
        self.shelf.held(token).unsure_until = Some(Instant::now() + UNSURE);
    }

    /// Everything of the kind is to be read again.
    pub(super) fn forget(&self) {
        let mut held = self.shelf.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Held { changes: held.changes + 1, ..Held::default() };
    }

    fn sure(&self, token: Option<i64>) -> Option<MutexGuard<'_, Held>> {
        let held = self.shelf.held(token?);
        held.unsure_until.is_none_or(|until| Instant::now() > until).then_some(held)
    }
}

fn with(mut keys: Arc<BTreeSet<String>>, key: &str, belongs: bool) -> Arc<BTreeSet<String>> {
    let list = Arc::make_mut(&mut keys);
    if belongs {
        list.insert(key.to_owned());
    } else {
        list.remove(key);
    }
    keys
}

fn list_weight(parent: &str, keys: &BTreeSet<String>) -> usize {
    parent.len() + keys.iter().map(|key| key.len() + 48).sum::<usize>()
}
