//! Moments are found by halving the ledger: entries are in the order of time, within two seconds.

use super::Index;
use super::posting::bundle_of;
use crate::StoreError;
use std::collections::BTreeMap;
use std::ops::Range;
use terms::Timestamp;

/// Seconds that entries may be out of order, and as much again as moments are whole seconds.
const SLACK: i64 = 4;

/// The bundles of a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// No other has an entry of it.
    pub within: Range<u64>,
    /// These have no other entries.
    pub surely: Range<u64>,
}

/// Looks bundles up by the moment of their first entry.
pub(super) struct Moments<'a> {
    index: &'a Index,
    bundles: u64,
    first: BTreeMap<u64, i64>,
}

impl<'a> Moments<'a> {
    /// In the first `size` entries of the ledger.
    pub(super) const fn new(index: &'a Index, size: u64) -> Self {
        let bundles = if size == 0 { 0 } else { bundle_of(size - 1) + 1 };
        Self { index, bundles, first: BTreeMap::new() }
    }

    /// The bundles of entries from `from` on and before `to`.
    pub(super) async fn span(
        &mut self,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Result<Span, StoreError> {
        let (mut within, mut surely) = (0..self.bundles, 0..self.bundles);
        if let Some(from) = from {
            within.start = self.since(from.plus_seconds(-SLACK)).await?.saturating_sub(1);
            surely.start = self.since(from.plus_seconds(SLACK)).await?;
        }
        if let Some(to) = to {
            within.end = self.since(to.plus_seconds(SLACK)).await?;
            surely.end = self.since(to.plus_seconds(-SLACK)).await?.saturating_sub(1);
        }
        Ok(Span { within, surely })
    }

    /// Bundles that were read.
    pub(super) fn read(&self) -> u64 {
        self.first.len() as u64
    }

    /// The first bundle that begins at `moment` or later.
    async fn since(&mut self, moment: Timestamp) -> Result<u64, StoreError> {
        let (mut low, mut high) = (0, self.bundles);
        while low < high {
            let middle = low.midpoint(high);
            let earlier = self.begins(middle).await? < moment.unix().saturating_mul(1_000);
            if earlier { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    async fn begins(&mut self, bundle: u64) -> Result<i64, StoreError> {
        if let Some(first) = self.first.get(&bundle) {
            return Ok(*first);
        }
        let entries = self.index.reader.bundle(bundle).await?;
        let first = entries.first().map_or(i64::MAX, |(_, event)| event.time);
        self.first.insert(bundle, first);
        Ok(first)
    }
}
