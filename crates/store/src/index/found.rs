//! The wanted entries, read in pieces: memory does not grow with the answer.

use super::Index;
use super::candidates::{Candidate, Candidates};
use super::moments::Span;
use super::wanted::Wanted;
use crate::StoreError;
use ledger::{BUNDLE, Event};
use std::ops::Range;
use std::sync::Arc;

/// Entries that somebody wants, oldest first, each with its index.
pub struct Found {
    index: Arc<Index>,
    candidates: Candidates,
    wanted: Wanted,
    /// The ledger's size when this was asked: what came later is not looked at.
    size: u64,
    span: Span,
    /// The next bundle to look at.
    at: u64,
    /// Wanted entries to pass over: older than the newest that are wanted.
    skip: u64,
    left: u64,
    read: u64,
}

impl Found {
    pub(super) fn new(
        index: Arc<Index>,
        candidates: Candidates,
        wanted: Wanted,
        size: u64,
    ) -> Self {
        let left = wanted.limit.unwrap_or(u64::MAX);
        let span = Span { within: 0..0, surely: 0..0 };
        Self { index, candidates, wanted, size, span, at: 0, skip: 0, left, read: 0 }
    }

    /// The next entries, a bundle's at most; `None` after the last.
    ///
    /// # Errors
    /// If a bundle can't be read, or does not hold what was acknowledged.
    pub async fn next(&mut self) -> Result<Option<Vec<(u64, Event)>>, StoreError> {
        while self.left > 0 {
            let next = self.candidates.next(self.at, self.span.within.end).await;
            let Some(candidate) = next else { return Ok(None) };
            self.at = candidate.bundle + 1;
            if self.skip > 0 && self.is_sure(&candidate) && candidate.hits.count() <= self.skip {
                self.skip -= candidate.hits.count();
                continue;
            }
            let mut found = self.entries(&candidate).await?;
            let gone = usize::try_from(self.skip).unwrap_or(usize::MAX).min(found.len());
            found.drain(..gone);
            self.skip -= gone as u64;
            found.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= found.len() as u64;
            if !found.is_empty() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Bundles of the ledger that were read so far, of at most 256 entries each: what the answer
    /// costs.
    #[must_use]
    pub const fn bundles_read(&self) -> u64 {
        self.read
    }

    /// Sets where to begin: in that span, and at the newest that are wanted.
    pub(super) async fn begin(&mut self, span: Span, read: u64) -> Result<(), StoreError> {
        (self.at, self.span, self.read) = (span.within.start, span, read);
        if let Some(limit) = self.wanted.limit {
            (self.at, self.skip) = self.newest(limit).await?;
        }
        Ok(())
    }

    /// Where the newest `limit` begin: a bundle, and how many wanted entries from there on are older.
    /// Looks back twice as far each time, so that it looks at little more than it finds.
    async fn newest(&mut self, limit: u64) -> Result<(u64, u64), StoreError> {
        let Range { start, end } = self.span.within.clone();
        let (mut high, mut width, mut found) = (end, 1, 0);
        while high > start && found < limit {
            let low = high.saturating_sub(width).max(start);
            let mut at = low;
            while let Some(candidate) = self.candidates.next(at, high).await {
                found += match self.is_sure(&candidate) {
                    true => candidate.hits.count(),
                    false => self.entries(&candidate).await?.len() as u64,
                };
                at = candidate.bundle + 1;
            }
            (high, width) = (low, width.saturating_mul(2));
        }
        Ok((high, found.saturating_sub(limit)))
    }

    /// Whether the index alone says how many there are in it.
    fn is_sure(&self, candidate: &Candidate) -> bool {
        candidate.indexed && self.span.surely.contains(&candidate.bundle)
    }

    /// The wanted entries of a bundle.
    async fn entries(&mut self, candidate: &Candidate) -> Result<Vec<(u64, Event)>, StoreError> {
        self.read += 1;
        let mut entries = self.index.reader.bundle(candidate.bundle).await?;
        let fits =
            |(index, event): &(u64, Event)| self.wanted.fits(event) != candidate.hits.holds(*index);
        if candidate.indexed && entries.len() == BUNDLE && entries.iter().any(fits) {
            self.candidates.doubt(candidate.bundle).await;
        }
        let (wanted, size) = (&self.wanted, self.size);
        entries.retain(|(index, event)| {
            *index < size && wanted.in_time(event.time) && wanted.fits(event)
        });
        Ok(entries)
    }
}
