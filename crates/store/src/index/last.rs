//! The newest entry of each of many, without reading the tail of the ledger for each.

use super::Index;
use super::candidates::Candidates;
use super::posting::bundle_of;
use super::wanted::Wanted;
use crate::StoreError;
use ledger::Event;
use std::sync::Arc;

impl Index {
    /// The newest entry of each that is wanted; their limits do not count.
    ///
    /// # Errors
    /// If an entry that has to be looked at can't be read, or is not what was acknowledged.
    pub(super) async fn last(
        self: &Arc<Self>,
        wanted: &[Wanted],
    ) -> Result<Vec<Option<(u64, Event)>>, StoreError> {
        let mut last: Vec<Option<(u64, Event)>> = wanted.iter().map(|_| None).collect();
        let (indexed, _) = self.cursors(Vec::new()).await?;
        let size = self.reader.size();
        let mut bundle = if size == 0 { 0 } else { bundle_of(size - 1) + 1 };
        while bundle > indexed {
            bundle -= 1;
            let entries = self.reader.bundle(bundle).await?;
            for (wanted, last) in wanted.iter().zip(&mut last).filter(|(_, last)| last.is_none()) {
                *last = newest_of(wanted, &entries);
            }
        }
        for (wanted, last) in wanted.iter().zip(&mut last) {
            if last.is_none() {
                *last = self.last_indexed(wanted, bundle).await?;
            }
        }
        Ok(last)
    }

    /// The newest wanted entry of the bundles before `end`, which are in the index.
    async fn last_indexed(
        self: &Arc<Self>,
        wanted: &Wanted,
        end: u64,
    ) -> Result<Option<(u64, Event)>, StoreError> {
        let (indexed, cursors) = self.cursors(wanted.terms()).await?;
        let mut candidates = Candidates::new(Arc::clone(self), cursors, indexed);
        let (mut high, mut width) = (end, 1);
        while high > 0 {
            let low = high.saturating_sub(width);
            let (mut at, mut there) = (low, Vec::new());
            while let Some(candidate) = candidates.next(at, high).await {
                there.push(candidate.bundle);
                at = candidate.bundle + 1;
            }
            while let Some(bundle) = there.pop() {
                let entries = self.reader.bundle(bundle).await?;
                if let Some(found) = newest_of(wanted, &entries) {
                    return Ok(Some(found));
                }
            }
            (high, width) = (low, width.saturating_mul(2));
        }
        Ok(None)
    }
}

fn newest_of(wanted: &Wanted, entries: &[(u64, Event)]) -> Option<(u64, Event)> {
    let fits = |event: &Event| wanted.fits(event) && wanted.in_time(event.time);
    entries.iter().rev().find(|(_, event)| fits(event)).cloned()
}
