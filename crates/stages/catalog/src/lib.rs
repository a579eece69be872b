//! What there is: datasets, whose they are and what for, who used them last, and which models stand
//! on them. A lake, never a swamp.
//!
//! Invariants: what is listed was verified under the workspace's key; *used* means that the ledger
//! holds an allowed request; the catalogue reads, and changes nothing.
#![forbid(unsafe_code)]

mod list;
mod probes;
mod used;

pub use list::{Entry, list};
pub use probes::probes;
