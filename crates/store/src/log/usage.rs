//! When each cell was last used: counted from the log where it was left off, and kept beside it.

use super::seals::{SEAL, Seals, same};
use super::shown::Shown;
use crate::StoreError;
use files::{Mode, write_whole};
use ledger::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terms::{CellRef, Timestamp};

/// Entries that are read at a time.
const PIECE: u64 = 4_096;
/// So many that were counted are worth keeping.
const WORTH: u64 = 1_024;

/// What was counted over the first `size` entries.
#[derive(Default)]
pub(super) struct Usage {
    size: u64,
    last: BTreeMap<CellRef, Timestamp>,
}

/// The file `usage`, after its seal: JSON.
#[derive(Serialize, Deserialize)]
struct Kept {
    size: u64,
    last: Vec<(CellRef, Timestamp)>,
}

impl Usage {
    /// Counts what was appended since; from the file beside the log if nothing was counted yet, and
    /// from the log's beginning if there is none that holds.
    pub(super) fn catch_up(
        &mut self,
        dir: &Path,
        shown: &Shown,
        seals: &Seals,
    ) -> Result<BTreeMap<CellRef, Timestamp>, StoreError> {
        let end = shown.size();
        if self.size == 0 {
            *self = Self::kept(dir, seals).filter(|kept| kept.size <= end).unwrap_or_default();
        }
        let first = self.size;
        while self.size < end {
            let piece = shown.entries(dir, self.size..end.min(self.size + PIECE))?;
            piece.iter().for_each(|entry| self.count(entry));
            self.size += piece.len() as u64;
        }
        if self.size - first >= WORTH {
            // Without it, counting takes longer the next time.
            let _ = self.keep(dir, seals);
        }
        Ok(self.last.clone())
    }

    /// Notes the cells that an allow used.
    fn count(&mut self, entry: &[u8]) {
        if let Ok(event) = Event::from_entry(entry) {
            // What a drill was allowed, nobody needed.
            if event.actor.is_drill() {
                return;
            }
            let at = event.at();
            for cell in event.unmapped.cells {
                self.last.insert(cell, at);
            }
        }
    }

    fn kept(dir: &Path, seals: &Seals) -> Option<Self> {
        parse(&fs::read(dir.join("usage")).ok()?, seals)
    }

    fn keep(&self, dir: &Path, seals: &Seals) -> Result<(), StoreError> {
        let last = self.last.iter().map(|(cell, at)| (cell.clone(), *at)).collect();
        let body = serde_json::to_vec(&Kept { size: self.size, last })?;
        let bytes = [&seals.usage(self.size, &body)[..], &body].concat();
        Ok(write_whole(&dir.join("usage"), &bytes, Mode::Private)?)
    }
}

/// What was counted, if that is sealed.
pub(super) fn parse(bytes: &[u8], seals: &Seals) -> Option<Usage> {
    let (seal, body) = bytes.split_first_chunk::<SEAL>()?;
    let kept: Kept = serde_json::from_slice(body).ok()?;
    let sealed = same(&seals.usage(kept.size, body), seal);
    sealed.then(|| Usage { size: kept.size, last: kept.last.into_iter().collect() })
}
