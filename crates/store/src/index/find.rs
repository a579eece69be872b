//! What the store says of its ledger to who asks for something in it.

use super::candidates::Candidates;
use super::cursor::Cursor;
use super::found::Found;
use super::moments::Moments;
use super::posting::signed;
use super::wanted::Wanted;
use super::{Fault, Index};
use crate::{Store, StoreError};
use ledger::Event;
use std::sync::Arc;

impl Store {
    /// The entries that are wanted, as of now, oldest first. Costs what the answer holds, not what the
    /// ledger does.
    ///
    /// # Errors
    /// If an entry that has to be looked at can't be read, or is not what was acknowledged.
    pub async fn find(&self, wanted: Wanted) -> Result<Found, StoreError> {
        self.index.find(wanted).await
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

    /// How many postings the index has, each as it was written; it is brought up to date first.
    pub(crate) async fn check_index(&self) -> Result<u64, StoreError> {
        let seen = self.index.rejections();
        match self.index.check().await {
            Ok(postings) => Ok(postings),
            Err(Fault::Store(error)) => Err(error),
            Err(Fault::Changed(what)) => {
                self.index.reject(what, seen).await;
                Err(StoreError::IndexChanged(what))
            }
        }
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

    /// Reads every posting of every term.
    async fn check(&self) -> Result<u64, Fault> {
        let (seals, known) = (self.reader.seals(), self.up_to_date().await?);
        let mut count = 0u64;
        for (term, newest) in known.terms() {
            let (mut cursor, mut at) = (Cursor::new(term.to_owned(), Some(newest)), 0);
            while let Some(posting) = cursor.seek(at, &self.meta, &seals).await? {
                at = posting.bundle + 1;
                count += 1;
            }
        }
        if self.meta.count_postings().await? == signed(count) {
            Ok(count)
        } else {
            Err(Fault::Changed("there are postings that nobody wrote"))
        }
    }
}
