//! Full bundles leave the tail. Their files are written beside the appends; only the tail is replaced
//! between two of them.

use super::append::Appender;
use super::bundling::{Bundled, Bundling, Owner, begin, bundle};
use super::place;
use crate::StoreError;
use ledger::BUNDLE;
use std::fs::File;
use std::thread::JoinHandle;

/// Entries and bytes that the tail holds before bundles are made of it, however busy it is.
const TAIL_ENTRIES: usize = 4_096;
const LONG: u64 = 4 << 20;
/// Entries that the tail holds before bundles are made of it while nobody asks.
const WORTH: usize = 4 * BUNDLE;

impl Appender {
    /// Makes bundles of a tail that has grown long, beside the appends; waits for them only where it
    /// grows faster than they are written. What fails is tried again after the next commit.
    pub(super) fn shorten(&mut self) {
        let times = |many: usize| {
            let entries = self.shown.lock().recent.len() >= TAIL_ENTRIES * many;
            entries || self.length >= LONG * many as u64
        };
        let (long, too_long) = (times(1), times(4));
        match self.bundling.take() {
            None if long && self.holds_its_folder().is_ok() => {
                self.bundling = begin(&self.owner, self.shown.state()).ok();
            }
            Some(running) if too_long || running.is_finished() => drop(self.finish(running)),
            running => self.bundling = running,
        }
    }

    /// Whether there is nothing that could be done while nobody asks.
    pub(super) fn is_settled(&self) -> bool {
        let state = self.shown.lock();
        let done = state.stopped.is_some() || self.unsettled;
        done || (!self.head_waits && state.recent.len() < WORTH)
    }

    /// Does what can wait while nobody asks.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.settle_down_to(WORTH)
    }

    /// Makes the head durable, and bundles of the tail if it holds so many entries.
    fn settle_down_to(&mut self, entries: usize) -> Result<(), StoreError> {
        let running = self.bundling.take();
        if self.shown.lock().stopped.is_some() {
            // It writes files, and must have ended before another opens the log.
            running.map(JoinHandle::join);
            return Ok(());
        }
        if let Err(error) = self.holds_its_folder() {
            // It may be back by the next commit; until then nothing of this log goes there.
            running.map(JoinHandle::join);
            self.unsettled = true;
            return Err(error);
        }
        self.sync_head()?;
        let finished = running.map_or(Ok(()), |running| self.finish(running));
        let rolled = finished.and_then(|()| {
            if self.shown.lock().recent.len() < entries {
                return Ok(());
            }
            let bundled = bundle(&self.owner, &self.shown.state())?;
            bundled.map_or(Ok(()), |bundled| self.replace(&bundled))
        });
        self.unsettled = rolled.is_err();
        rolled
    }

    /// Settles, and signs what is there.
    pub(super) fn close(&mut self) -> Result<(), StoreError> {
        self.settle_down_to(BUNDLE)?;
        let state = self.shown.state();
        if state.stopped.is_none() && self.signed < state.now.edge.size() {
            let Owner { dir, origin, key } = &self.owner;
            place::sign(dir, origin, &state.now, key)?;
            self.signed = state.now.edge.size();
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, running: Bundling) -> Result<(), StoreError> {
        let bundled = running.join().map_err(|_| StoreError::Cancelled)??;
        self.replace(&bundled)
    }

    /// Begins a tail without the bundles, which are on disk. A crash before that repeats the work;
    /// neither checkpoint nor head are ever older than what a tail begins with.
    fn replace(&mut self, bundled: &Bundled) -> Result<(), StoreError> {
        self.signed = self.signed.max(bundled.signed);
        self.sync_head()?;
        let state = self.shown.state();
        self.holds_its_folder()?;
        let gone = bundled.start.edge.size().saturating_sub(state.start.edge.size());
        let gone = usize::try_from(gone).unwrap_or(usize::MAX);
        let rest = state.recent.get(gone..).unwrap_or_default();
        let length = place::tail(&self.owner.dir, &bundled.start, rest, &state.now, &self.seals)?;
        let path = self.path();
        let file = File::options().read(true).write(true).open(&path).map_err(StoreError::io(path));
        // The old file has no name any more: what is appended to it would be lost.
        self.file = file.map_err(|error| self.stop(&error))?;
        self.length = length;
        let mut state = self.shown.lock();
        state.start = bundled.start.clone();
        state.recent.drain(..gone);
        drop(state);
        self.shown.rolled.notify_one();
        Ok(())
    }
}
