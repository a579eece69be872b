//! One deed: what it changes in the records, and its entry in the ledger, wholly or not at all.
//!
//! 1. What shall be written is kept in the database, in the outbox, in one transaction.
//! 2. The entry is made in the ledger, with the digest of all records as they then are.
//! 3. The records are written and the outbox is emptied, in one transaction.
//!
//! The entry decides: who finds something in the outbox writes it if the ledger has its entry, and
//! drops it if not (the *transactional outbox*, with the ledger as the log of a redo recovery: Gray
//! and Reuter, *Transaction Processing*, 1993, chapter 11). One deed at a time is under way.

mod ending;

use crate::keys::{KeyMove, Keys};
use crate::log::Log;
use crate::meta::{Docs, Hold, Intent, Meta, Record, Row, hold};
use crate::objects::Objects;
use crate::{Boxed, StoreError};
use ledger::{Activity, By, Endpoint, Event};
use std::sync::Arc;
use terms::seal::SealKey;
use terms::{Clock, Digest, RoleId};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Where one deed at a time is done.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// What broke off in this process.
    broken_off: Option<Intent>,
    /// Whether the ledger may have its entry without saying so: only a later entry settles that.
    in_doubt: bool,
    /// The fencing token under which the records are what this process knows.
    token: i64,
    /// The last entry that changed a record or attested them.
    entry: u64,
}

/// A deed that is being made up.
pub(crate) struct Deed {
    meta: Meta,
    log: Arc<Log>,
    keys: Arc<Keys>,
    desk: OwnedMutexGuard<Desk>,
    clock: Arc<dyn Clock>,
    objects: Objects,
    rows: Vec<Row>,
    holds: Vec<Hold>,
    gone: Vec<Digest>,
    /// Where it came from.
    from: Endpoint,
    /// Roles that are heard and told of it (the RACI's C and I).
    concerned: [Vec<RoleId>; 2],
    moves: Vec<KeyMove>,
    /// The key that signs all records once the deed is done, if that is another.
    signer: Option<Arc<SealKey>>,
}

/// What a deed is done with.
pub(crate) struct With {
    pub meta: Meta,
    pub log: Arc<Log>,
    pub keys: Arc<Keys>,
    pub objects: Objects,
    pub desk: Arc<AsyncMutex<Desk>>,
    pub clock: Arc<dyn Clock>,
}

impl Deed {
    /// Begins a deed, once the one before is through. Dropped without [`Deed::enter`], nothing was.
    pub(crate) async fn begin(with: With) -> Self {
        let With { meta, log, keys, objects, desk, clock } = with;
        let (rows, holds, gone, from, concerned, moves, signer) = Default::default();
        let desk = desk.lock_owned().await;
        Self {
            meta,
            log,
            keys,
            objects,
            desk,
            clock,
            rows,
            holds,
            gone,
            from,
            concerned,
            moves,
            signer,
        }
    }

    /// Ends what broke off, and holds what is known of the records against the database if another
    /// process may have written.
    ///
    /// # Errors
    /// If this process may not write, what broke off can't be finished ([`StoreError::Blocked`]), or
    /// another process wrote.
    pub(crate) fn ready(mut self) -> Boxed<'static, Result<Self, StoreError>> {
        Box::pin(async move {
            let token = self.meta.writer.require()?;
            self.finish().await.map_err(|error| match error {
                // The entry that stands is not this deed's.
                StoreError::Unfinished { entry, why } => StoreError::Blocked { entry, why },
                other => other,
            })?;
            if self.desk.token != token {
                let known = self.meta.commitment().root();
                if self.meta.root_at_rest().await? != known {
                    return Err(StoreError::OtherRecords { entry: self.desk.entry });
                }
                self.desk.token = token;
            }
            Ok(self)
        })
    }

    /// Adds `record`.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if its key is taken.
    pub(crate) fn insert<T: Record>(&mut self, record: &T) -> Result<(), StoreError> {
        let key = record.key();
        if self.meta.commitment().leaf(T::KIND, &key).is_some() {
            return Err(StoreError::Duplicate { kind: T::KIND, key });
        }
        self.put(record)
    }

    /// Adds `record`, or puts it in the place of the one with its key.
    ///
    /// # Errors
    /// If it does not verify.
    pub(crate) fn put<T: Record>(&mut self, record: &T) -> Result<(), StoreError> {
        let signer = self.signer.clone().unwrap_or_else(|| self.keys.seal());
        record.verify(&signer.public())?;
        let (key, parent) = (record.key(), record.parent());
        let payload = Some(serde_json::to_string(record)?);
        self.plan::<T>(key, parent, payload);
        Ok(())
    }

    /// As [`Deed::put`], and the record's list of entries ends with this deed's.
    ///
    /// # Errors
    /// If it does not verify.
    pub(crate) fn put_numbered<T: Record>(&mut self, record: &T) -> Result<(), StoreError> {
        self.put(record)?;
        if let Some(row) = self.rows.last_mut() {
            row.numbered = true;
        }
        Ok(())
    }

    /// The record with `key` as it is in the database now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none; if it is not the newest, or does not verify.
    pub(crate) async fn require<T: Record + Clone>(&self, key: &str) -> Result<T, StoreError> {
        let docs = Docs::<T>::new(&self.meta, &self.keys);
        let missing = || StoreError::Missing { kind: T::KIND, key: key.to_owned() };
        Ok(docs.read(key).await?.ok_or_else(missing)?.into_inner())
    }

    /// All records of a kind that belong to `parent`. While this deed is under way, nothing changes.
    ///
    /// # Errors
    /// If one is not the newest, or does not verify.
    pub(crate) async fn list_of<T: Record + Clone>(
        &self,
        parent: &str,
    ) -> Result<Vec<T>, StoreError> {
        let docs = Docs::<T>::new(&self.meta, &self.keys);
        let all = docs.list_of(parent).await?;
        Ok(all.into_iter().map(crate::Verified::into_inner).collect())
    }

    /// Removes the record with `key`; whether there is one.
    pub(crate) fn remove<T: Record>(&mut self, key: &str) -> bool {
        let leaf = self.meta.commitment().leaf(T::KIND, key).cloned();
        let Some(leaf) = leaf else { return false };
        self.plan::<T>(key.to_owned(), leaf.parent, None);
        true
    }

    /// Removes an object, which no record names any more.
    pub(crate) fn remove_object(&mut self, object: Digest) {
        self.gone.push(object);
    }

    /// Changes key files; the check values that go with it are records.
    pub(crate) fn move_keys(&mut self, moves: impl IntoIterator<Item = KeyMove>) {
        self.moves.extend(moves);
    }

    /// All records are signed by `key` once this is done, which goes with it.
    pub(crate) fn sign_by(&mut self, key: Arc<SealKey>) {
        self.signer = Some(key);
    }

    fn plan<T: Record>(&mut self, key: String, parent: String, payload: Option<String>) {
        let before = self.meta.commitment().leaf(T::KIND, &key).map_or(0, |leaf| leaf.revision);
        let (kind, revision, numbered) = (T::KIND.to_owned(), before.saturating_add(1), false);
        if let Some(at) = self.rows.iter().position(|row| row.kind == kind && row.key == key) {
            self.rows.remove(at);
            self.holds.remove(at);
        }
        self.rows.push(Row { kind, key, parent, revision, payload, numbered });
        self.holds.push(hold::<T>);
    }

    /// Its entry says that it came from there.
    pub(crate) fn from(mut self, by: By<'_>) -> Self {
        self.from = by.endpoint();
        self
    }

    /// Its entry names the roles that are heard and told of it.
    pub(crate) fn concerning(mut self, heard: &[RoleId], told: &[RoleId]) -> Self {
        self.concerned = [heard.to_vec(), told.to_vec()];
        self
    }

    /// Does it: gives the index of its entry once all of it is durable. Who asked may go away in the
    /// middle, it goes on to its end.
    ///
    /// # Errors
    /// If it is not done, nothing of it is; but [`StoreError::Unfinished`] says that its entry stands.
    pub(crate) fn enter(
        mut self,
        activity: &Activity<'_>,
    ) -> Boxed<'static, Result<u64, StoreError>> {
        // Now, not when it began: others may have entered something while it waited for its turn.
        let event = Event::of_activity(activity, self.clock.now());
        let mut event = event.from_endpoint(self.from.clone());
        let [consult, inform] = std::mem::take(&mut self.concerned);
        (event.unmapped.consult, event.unmapped.inform) = (consult, inform);
        Box::pin(
            async move { tokio::spawn(self.run(event)).await.map_err(|_| StoreError::Cancelled)? },
        )
    }

    async fn run(mut self, mut event: Event) -> Result<u64, StoreError> {
        let records = self.meta.commitment().root_after(&self.rows);
        event.unmapped.records = Some(records);
        event.to_entry()?;
        let (rows, gone) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.gone));
        let keys = std::mem::take(&mut self.moves);
        let intent = Intent { entries: self.log.size(), records, rows, gone, keys };
        if !intent.rows.is_empty() {
            self.desk.broken_off = Some(intent.clone());
            // By both keys, where one takes the other's place: whichever is there opens it.
            let signers: Vec<_> =
                [self.keys.seal()].into_iter().chain(self.signer.take()).collect();
            if let Err(error) = self.meta.intend(&intent, &signers).await {
                // What is left of it is dropped by whoever comes next.
                let _ = self.finish().await;
                return Err(error);
            }
        }
        let entry = match self.log.append(event, self.clock.now_milliseconds()).await {
            Ok(entry) => entry,
            Err(error) => {
                self.desk.in_doubt = true;
                return Err(error);
            }
        };
        self.desk.entry = entry;
        if self.desk.broken_off.is_some() {
            self.fulfil(&intent, entry).await?;
            self.desk.broken_off = None;
        }
        Ok(entry)
    }
}
