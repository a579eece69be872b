//! The index is made, kept up, and made anew.

use super::cursor::Cursor;
use super::known::Known;
use super::posting::{Posting, signed};
use super::terms_of::hits_of;
use super::wanted::unreadable;
use super::{Fault, Index};
use crate::StoreError;
use crate::deeds::{itself, main};
use ledger::{Activity, Event, Operation, Outcome};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use terms::Fact;
use tokio::sync::MutexGuard;
use tokio::task::JoinHandle;

/// Bundles that are written in one transaction, at most.
const TOGETHER: u64 = 64;
/// How long it lets the ledger grow before it follows: who appends comes first.
const REST: Duration = Duration::from_secs(1);
/// So many entries in that time are a ledger that is busy: then it waits on, so many times at most.
const BUSY: u64 = 1_000;
const PATIENCE: usize = 10;

/// Keeps the index up beside the appends, and verifies what they wrote, until it is dropped.
pub(crate) struct Keeping(JoinHandle<()>);

impl Keeping {
    /// Begins to.
    pub(crate) fn of(index: Arc<Index>) -> Self {
        Self(tokio::spawn(async move {
            loop {
                index.reader.rolled().await;
                index.rest().await;
                // What could not be indexed now is, by who asks; and what does not verify is told by
                // who looks.
                drop(index.up_to_date().await);
                let _ = index.reader.verify(index.clock.now()).await;
            }
        }))
    }

    /// Ends it.
    pub(crate) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Index {
    /// Waits while the ledger is busy, and not for ever.
    async fn rest(&self) {
        for _ in 0..PATIENCE {
            let before = self.reader.size();
            tokio::time::sleep(REST).await;
            if self.reader.size() - before < BUSY {
                break;
            }
        }
    }

    /// Brings the index to where the ledger's full bundles end; gives how many are in it, and a cursor
    /// for each of `terms`. Where the database does not let it, fewer are.
    ///
    /// # Errors
    /// If a bundle is not what was acknowledged.
    pub(super) async fn cursors(
        &self,
        terms: Vec<String>,
    ) -> Result<(u64, Vec<Cursor>), StoreError> {
        let known = match self.up_to_date().await {
            Ok(known) => known,
            Err(error) if unreadable(&error) => return Ok((0, Vec::new())),
            Err(error) => return Err(error),
        };
        let cursor = |term: String| {
            let newest = known.newest(&term);
            Cursor::new(term, newest)
        };
        Ok((known.bundles, terms.into_iter().map(cursor).collect()))
    }

    /// Brings the index to where the ledger's full bundles end, and holds it there.
    ///
    /// # Errors
    /// If the database fails, or a bundle is not what was acknowledged.
    pub(super) async fn up_to_date(&self) -> Result<MutexGuard<'_, Known>, StoreError> {
        let mut known = self.known.lock().await;
        if !known.read {
            *known = match Known::read(&self.meta, &self.reader.seals()).await {
                // The ledger has fewer only if it is another: nothing of that index is of it.
                Ok(read) if read.bundles <= self.reader.bundled() => read,
                Ok(_) => self.made_anew("it is of a longer ledger").await,
                Err(Fault::Changed(what)) => self.made_anew(what).await,
                Err(Fault::Store(error)) => return Err(error),
            };
        }
        while known.bundles < self.reader.bundled() {
            let end = self.reader.bundled().min(known.bundles.saturating_add(TOGETHER));
            if let Err(error) = self.extend(&mut known, end).await {
                // How much of it was written, only the database knows.
                *known = Known::default();
                return Err(error);
            }
        }
        Ok(known)
    }

    /// Indexes the bundles up to `end`.
    async fn extend(&self, known: &mut Known, end: u64) -> Result<(), StoreError> {
        let (seals, mut rows, mut terms) = (self.reader.seals(), Vec::new(), Vec::new());
        for bundle in known.bundles..end {
            let read = |first, entries: Vec<Vec<u8>>| hits_of(first, &entries);
            for (term, hits) in self.reader.read(bundle, read).await? {
                let posting = Posting { bundle, previous: known.newest(&term), hits };
                rows.push(posting.to_row(&term, &seals));
                known.reach(&term, bundle, &seals);
                terms.push(term);
            }
        }
        terms.sort_unstable();
        terms.dedup();
        let newest = |term: String| {
            let newest = known.newest(&term).unwrap_or_default();
            (term, signed(newest))
        };
        let newest: Vec<_> = terms.into_iter().map(newest).collect();
        known.bundles = end;
        self.meta.index(&rows, &newest, &known.indexed(&seals), known.anew).await?;
        known.anew = false;
        Ok(())
    }

    /// The ledger goes on under another key, and nothing of the index is left: it is made anew.
    pub(crate) async fn forget(&self) {
        let mut checked = self.checked.lock().await;
        *self.known.lock().await = Known::default();
        *checked = None;
    }

    /// How often the index was found changed, before something is read of it.
    pub(super) fn rejections(&self) -> u64 {
        self.rejected.load(Ordering::SeqCst)
    }

    /// What was read since `seen` does not fit: the index is made anew by who asks next, and the
    /// ledger says so.
    pub(super) async fn reject(&self, what: &'static str, seen: u64) {
        let mut known = self.known.lock().await;
        // Another may have found the same, and it is being made anew.
        if self.rejections() == seen {
            *known = self.made_anew(what).await;
        }
    }

    async fn made_anew(&self, what: &'static str) -> Known {
        let told = async {
            let log = self.log.upgrade().ok_or(StoreError::Cancelled)?;
            let facts = [Fact::new("why", what)];
            let activity = Activity {
                operation: Operation::LedgerIndexRejected,
                actor: &itself()?,
                asset: &main()?,
                outcome: Outcome::Failure,
                facts: &facts,
            };
            let event = Event::of_activity(&activity, self.clock.now());
            log.append(event, self.clock.now_milliseconds()).await
        };
        self.rejected.fetch_add(1, Ordering::SeqCst);
        // That the ledger takes nothing is told by everything else.
        let _ = told.await;
        Known::anew()
    }
}
