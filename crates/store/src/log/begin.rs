//! A new ledger: empty, or with the entries of an exported one.

use super::head::Head;
use super::place::{self, bundle_files};
use super::seals::Seals;
use super::tail::Start;
use super::tampered::tampered;
use crate::StoreError;
use ledger::{BUNDLE, Checkpoint, Edge, read_export};
use std::fs;
use std::path::Path;
use terms::seal::SealKey;

/// Files that are written and synced together.
const TOGETHER: usize = 64;

/// Where a ledger lies, and whose it is.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The ledger's folder.
    pub dir: &'a Path,
    /// The folder of keys, where the ledger keeps its head.
    pub keys: &'a Path,
    pub origin: &'a str,
    pub key: &'a SealKey,
}

impl Place<'_> {
    /// Writes an empty ledger.
    pub(crate) fn create(&self) -> Result<(), StoreError> {
        files::private_folder(self.dir)?;
        let empty = Start { edge: Edge::new(), newest: 0 };
        self.lay_out::<Vec<u8>>(&empty, &[], &empty)
    }

    /// Writes a ledger with the entries of the exported one in `from`, a bundle at a time.
    ///
    /// # Errors
    /// If that is not whole, or not of this log and key.
    pub(crate) fn import(&self, from: &Path) -> Result<(), StoreError> {
        files::private_folder(self.dir)?;
        let path = from.join("checkpoint");
        let note = fs::read(&path).map_err(StoreError::io(&path))?;
        let signed = Checkpoint::open(&note, &self.key.public())?;
        let (mut start, mut rest) = (Start { edge: Edge::new(), newest: 0 }, Vec::new());
        let mut waiting = Vec::new();
        for entries in read_export(from)? {
            let entries = entries?;
            if entries.len() < BUNDLE {
                rest = entries;
                break;
            }
            waiting.extend(bundle_files(&mut start, &entries)?);
            if waiting.len() >= TOGETHER {
                place::put(self.dir, &std::mem::take(&mut waiting))?;
            }
        }
        place::put(self.dir, &waiting)?;
        let mut now = start.clone();
        rest.iter().for_each(|entry| drop(now.push(entry)));
        if signed.origin != self.origin || signed.root != now.edge.root() {
            return Err(tampered(from, "its entries are not those that were signed"));
        }
        self.lay_out(&start, &rest, &now)
    }

    fn lay_out<T: AsRef<[u8]>>(
        &self,
        start: &Start,
        rest: &[T],
        now: &Start,
    ) -> Result<(), StoreError> {
        let seals = Seals::of(self.key, self.origin);
        place::tail(self.dir, start, rest, now, &seals)?;
        place::sign(self.dir, self.origin, now, self.key)?;
        Head::create(self.keys, now.edge.size(), now.edge.root(), &seals)
    }
}
