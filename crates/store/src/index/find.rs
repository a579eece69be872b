//! What the store says of its ledger to who asks for something in it.

use super::candidates::Candidates;
use super::found::Found;
use super::moments::Moments;
use super::wanted::Wanted;
use super::{Fault, Index, IndexSeen};
use crate::{Boxed, Store, StoreError};
use ledger::Event;
use std::sync::Arc;

impl Store {
    /// The entries that are wanted, as of now, oldest first. Costs what the answer holds, not what the
    /// ledger does.
    ///
    /// # Errors
    /// If an entry that has to be looked at can't be read, or is not what was acknowledged.
    pub fn find<'a>(&'a self, wanted: Wanted) -> Boxed<'a, Result<Found, StoreError>> {
        Box::pin(async move { self.index.find(wanted).await })
    }

    /// The newest entry of each that is wanted.
    ///
    /// # Errors
    /// As [`Store::find`].
    pub async fn find_last(
        &self,
        wanted: &[Wanted],
    ) -> Result<Vec<Option<(u64, Event)>>, StoreError> {
        self.index.last(wanted).await
    }

    /// Brings the index up to date, and looks whether it is as it was written: at what is new of it,
    /// and a share of the rest.
    pub(crate) fn check_index<'a>(&'a self) -> Boxed<'a, Result<IndexSeen, StoreError>> {
        Box::pin(async move {
            let seen = self.index.rejections();
            match self.index.check(self.now()).await {
                Ok(seen) => Ok(seen),
                Err(Fault::Store(error)) => Err(error),
                Err(Fault::Changed(what)) => {
                    self.index.reject(what, seen).await;
                    Err(StoreError::IndexChanged(what))
                }
            }
        })
    }
}

impl Index {
    async fn find(self: &Arc<Self>, wanted: Wanted) -> Result<Found, StoreError> {
        let (indexed, cursors) = self.cursors(wanted.terms()).await?;
        let size = self.reader.size();
        let mut moments = Moments::new(self, size);
        let span = moments.span(wanted.from, wanted.to).await?;
        let read = moments.read();
        let candidates = Candidates::new(Arc::clone(self), cursors, indexed);
        let mut found = Found::new(Arc::clone(self), candidates, wanted, size);
        found.begin(span, read).await?;
        Ok(found)
    }
}
