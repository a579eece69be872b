//! Which bundles may hold what is wanted.

use super::cursor::Cursor;
use super::hits::Hits;
use super::{Fault, Index};
use std::sync::Arc;

/// Goes through the ledger's bundles, and passes over those that the index says nothing of.
pub(super) struct Candidates {
    index: Arc<Index>,
    cursors: Vec<Cursor>,
    /// Bundles below this are in the index, and it is as it was written so far.
    indexed: u64,
    /// Rejections of the index before this began.
    seen: u64,
}

/// A bundle that may hold some.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub bundle: u64,
    pub hits: Hits,
    /// Whether the index says which entries they are.
    pub indexed: bool,
}

impl Candidates {
    pub(super) fn new(index: Arc<Index>, cursors: Vec<Cursor>, indexed: u64) -> Self {
        let seen = index.rejections();
        Self { index, cursors, indexed, seen }
    }

    /// The first of `at..end`. Where the index does not help any more, it is every bundle.
    pub(super) async fn next(&mut self, at: u64, end: u64) -> Option<Candidate> {
        match self.in_index(at, end).await {
            Ok(Some(found)) => return Some(found),
            Ok(None) => {}
            Err(fault) => {
                self.indexed = self.indexed.min(at);
                if let Fault::Changed(what) = fault {
                    self.index.reject(what, self.seen).await;
                }
            }
        }
        let bundle = at.max(self.indexed);
        (bundle < end).then_some(Candidate { bundle, hits: Hits::ALL, indexed: false })
    }

    /// A bundle was not as the index says: it is believed no more from there on.
    pub(super) async fn doubt(&mut self, bundle: u64) {
        self.indexed = self.indexed.min(bundle);
        let what = "it does not say what the entries are";
        self.index.reject(what, self.seen).await;
    }

    /// The first that has all terms.
    async fn in_index(&mut self, at: u64, end: u64) -> Result<Option<Candidate>, Fault> {
        let (end, mut bundle) = (end.min(self.indexed), at);
        'bundles: while bundle < end {
            let mut hits = Hits::ALL;
            for cursor in &mut self.cursors {
                let seals = self.index.reader.seals();
                match cursor.seek(bundle, &self.index.meta, &seals).await? {
                    None => return Ok(None),
                    Some(posting) if posting.bundle > bundle => {
                        bundle = posting.bundle;
                        continue 'bundles;
                    }
                    Some(posting) => hits = hits.and(posting.hits),
                }
            }
            if hits.count() > 0 {
                return Ok(Some(Candidate { bundle, hits, indexed: true }));
            }
            bundle += 1;
        }
        Ok(None)
    }
}
