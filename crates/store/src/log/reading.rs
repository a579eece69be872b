//! What the store says of its ledger: read in pieces, so that nobody holds all of it in memory.

use super::Log;
use crate::{Boxed, Store, StoreError};
use ledger::{BUNDLE, Event};
use std::ops::Range;
use terms::Timestamp;

/// Entries may be two seconds out of order, and moments are whole seconds.
const SLACK: i64 = 4;

/// Entries of a range, a bundle at a time and in order, each with its index.
pub struct Pages<'a> {
    log: &'a Log,
    left: Range<u64>,
}

impl Pages<'_> {
    /// The next entries; `None` after the last. What is appended meanwhile is read too, as far as it
    /// is in the range.
    ///
    /// # Errors
    /// If a bundle can't be read.
    pub async fn next(&mut self) -> Result<Option<Vec<(u64, Event)>>, StoreError> {
        let first = self.left.start;
        let end = (first / BUNDLE as u64).saturating_add(1).saturating_mul(BUNDLE as u64);
        let events = self.log.events(first..end.min(self.left.end)).await?;
        self.left.start = first.saturating_add(events.len() as u64);
        Ok((!events.is_empty()).then(|| (first..).zip(events).collect()))
    }
}

impl Store {
    /// The entries in `range` (indexes), as far as they exist, in pieces.
    #[must_use]
    pub fn event_pages(&self, range: Range<u64>) -> Pages<'_> {
        Pages { log: &self.log, left: range }
    }

    /// How many entries the ledger has.
    #[must_use]
    pub fn ledger_size(&self) -> u64 {
        self.log.held.shown.size()
    }

    /// When the newest entry was made; none if there is none. Nothing is entered that is dated more
    /// than two seconds before: a clock that says less runs behind, or this one ran ahead.
    #[must_use]
    pub fn newest_entry(&self) -> Option<Timestamp> {
        let state = self.log.held.shown.lock();
        let newest = Timestamp::from_unix(state.now.newest.div_euclid(1_000));
        (state.now.edge.size() > 0).then_some(newest)
    }

    /// How often entries were made durable since the workspace was opened; all who wait share one.
    #[must_use]
    pub fn ledger_syncs(&self) -> u64 {
        self.log.held.shown.lock().groups
    }

    /// The index of the first entry that may be of `moment` or later: every entry before it is
    /// earlier. Reads as many bundles as the ledger's length has binary digits.
    ///
    /// # Errors
    /// If a bundle can't be read.
    pub fn first_entry_since<'a>(
        &'a self,
        moment: Timestamp,
    ) -> Boxed<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let (mut low, mut high) = (0, self.ledger_size());
            while low < high {
                let middle = low.midpoint(high);
                let found = self.log.events(middle..middle + 1).await?;
                let earlier = |event: &Event| event.at().plus_seconds(SLACK) < moment;
                if found.first().is_some_and(earlier) { low = middle + 1 } else { high = middle }
            }
            Ok(low)
        })
    }
}

impl Log {
    /// The events in `range`, as far as they exist.
    pub(crate) async fn events(&self, range: Range<u64>) -> Result<Vec<Event>, StoreError> {
        let read = move |held: &super::Held| {
            let entries = held.shown.entries(&held.dir, range)?;
            entries.iter().map(|entry| Ok(Event::from_entry(entry)?)).collect()
        };
        self.blocking(read).await
    }
}
