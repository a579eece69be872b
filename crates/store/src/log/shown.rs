//! What readers see of the log: everything up to the last commit that was acknowledged. Whoever
//! reads holds up nobody who appends.

use super::load::bundle;
use super::tail::Start;
use crate::StoreError;
use ledger::{BUNDLE, Edge};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use terms::Digest;
use tokio::sync::Notify;

/// Shared by the one who appends and all who read.
pub(super) struct Shown {
    state: Mutex<State>,
    /// Told whenever bundles have left the tail.
    pub rolled: Notify,
}

/// Where the entries of a bundle are.
pub(super) enum Bundle {
    /// In a file, which this edge is over.
    File(Edge),
    /// In memory, as many of them as there are.
    Tail(Vec<Arc<[u8]>>),
}

/// The log at a moment.
#[derive(Clone)]
pub(super) struct State {
    /// The log in full bundles, which lie in files that change no more.
    pub start: Start,
    /// The log with what is in the tail.
    pub now: Start,
    pub root: Digest,
    /// The tail's entries.
    pub recent: Vec<Arc<[u8]>>,
    /// Groups of entries that were made durable since the log was opened.
    pub groups: u64,
    /// Why nothing is appended any more.
    pub stopped: Option<String>,
}

impl Shown {
    pub(super) fn new(state: State) -> Self {
        Self { state: Mutex::new(state), rolled: Notify::new() }
    }

    /// The state, for a moment: nothing is read or written while it is held.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left it whole: it is changed by assignments alone.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log as it is now.
    pub(super) fn state(&self) -> State {
        self.lock().clone()
    }

    pub(super) fn size(&self) -> u64 {
        self.lock().now.edge.size()
    }

    /// The entries in `range`, as far as they exist.
    pub(super) fn entries(
        &self,
        dir: &Path,
        range: Range<u64>,
    ) -> Result<Vec<Arc<[u8]>>, StoreError> {
        let (base, recent) = self.recent(&range);
        let width = BUNDLE as u64;
        let mut entries = Vec::new();
        for number in range.start / width..range.end.min(base).div_ceil(width) {
            let bundled = bundle(dir, number)?.into_iter().zip(number * width..);
            let wanted = bundled.filter(|(_, index)| range.contains(index));
            entries.extend(wanted.map(|(entry, _)| Arc::from(entry)));
        }
        entries.extend(recent);
        Ok(entries)
    }

    /// The bundle `number`.
    pub(super) fn bundle(&self, number: u64) -> Bundle {
        let width = BUNDLE as u64;
        let (first, state) = (number.saturating_mul(width), self.lock());
        let base = state.start.edge.size();
        if first < base {
            return Bundle::File(state.start.edge.clone());
        }
        let from = usize::try_from(first - base).unwrap_or(usize::MAX);
        Bundle::Tail(state.recent.iter().skip(from).take(BUNDLE).cloned().collect())
    }

    /// How many entries are in full bundles, and those of the others that are in `range`.
    fn recent(&self, range: &Range<u64>) -> (u64, Vec<Arc<[u8]>>) {
        let state = self.lock();
        let base = state.start.edge.size();
        let within = state.recent.iter().zip(base..).filter(|(_, index)| range.contains(index));
        (base, within.map(|(entry, _)| entry.clone()).collect())
    }
}
