//! What is where in the ledger: an index by principal, asset, cell, operation and outcome, in the
//! metadata, so that an answer costs what it holds and not what the ledger does.
//!
//! It is made from the ledger's full bundles, beside the appends, and it is not believed:
//! - Every posting is sealed under a key that follows from the ledger's, and names the one before it;
//!   every term's newest posting is under one seal with all others. A posting that was changed, moved,
//!   added or deleted is seen by who reads past it, and nothing is left out of an answer: from there on
//!   all entries are read, the index is made anew, and the ledger says so.
//! - An index of before is no lie: what it knows of the first bundles is still so, the rest is read.
//! - Entries are read from the ledger by their place, each bundle held against the root that this
//!   process knows ([`crate::log::Reader`]), and asked again whether they are wanted.
//! - Moments need no index: entries are in the order of time, within two seconds, so they are found by
//!   halving the ledger itself.
//!
//! Whoever holds the ledger's key can seal a lie; they can rewrite the ledger as well.

mod candidates;
mod check;
mod cursor;
mod find;
mod found;
mod hits;
mod keep;
mod known;
mod last;
mod moments;
mod posting;
mod terms_of;
mod wanted;

pub(crate) use check::IndexSeen;
pub use found::Found;
pub(crate) use keep::Keeping;
pub use wanted::{CellName, Wanted};

use crate::StoreError;
use crate::log::{Log, Reader};
use crate::meta::Meta;
use check::Checked;
use known::Known;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Weak};
use terms::Clock;
use tokio::sync::Mutex;

/// The index of a ledger.
pub(crate) struct Index {
    meta: Meta,
    reader: Reader,
    known: Mutex<Known>,
    /// What was read of it before; to be locked before what is known.
    checked: Mutex<Checked>,
    /// How often it was found changed.
    rejected: AtomicU64,
    /// Where that is told.
    log: Weak<Log>,
    clock: Arc<dyn Clock>,
}

impl Index {
    /// The index of `log`, of which nothing is read yet.
    pub(crate) fn new(meta: Meta, log: &Arc<Log>, clock: Arc<dyn Clock>) -> Arc<Self> {
        let (known, checked, rejected) = Default::default();
        let (reader, log) = (log.reader(), Arc::downgrade(log));
        Arc::new(Self { meta, reader, known, checked, rejected, log, clock })
    }
}

/// Why the index does not help.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is not as it was written.
    Changed(&'static str),
    Store(StoreError),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
