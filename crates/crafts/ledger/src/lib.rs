//! The tamper-evident audit log, as mathematics: events, a Merkle tree over them, signed
//! checkpoints, and the offline verification of an exported copy. Files are the store's business.
//!
//! - Tree: RFC 6962 section 2.1 (SHA-256, leaf prefix 0, node prefix 1).
//! - Layout: C2SP tlog-tiles: `checkpoint`, `tile/<level>/<n>`, `tile/entries/<n>`.
//! - Checkpoint: C2SP tlog-checkpoint, a signed note with one Ed25519 signature.
//! - Entries: OCSF 1.3 *API Activity* (class 6003) events as JSON.
//!
//! Invariants: an entry never holds a value of a dataset, only names, digests and counts; a
//! verdict is *authentic* only if a key was given and its signature verifies.
//!
//! What a Merkle tree can't see: whoever holds the signing key, or replaces both log and
//! checkpoint by older ones, rewrites history unseen, unless a checkpoint is held elsewhere
//! (see [`Check::earlier`]).
#![forbid(unsafe_code)]

mod actor;
mod bundle;
mod checkpoint;
mod decided;
mod edge;
mod error;
mod event;
mod export;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod operation;
mod outcome;
mod proof;
mod rotation;
mod tiled;
mod tree;
mod verify;

pub use actor::{Actor, By, DRILL, Endpoint, TERMINAL, drill};
pub use bundle::{
    BUNDLE, ENTRY_BYTES, bundle_path, decode, encode, full_paths, parse_frames, tiles,
};
pub use checkpoint::{Checkpoint, origin, verifier_key};
pub use edge::{Edge, HashTile};
pub use error::LedgerError;
pub use event::{Activity, Event};
pub use export::read_export;
pub use operation::Operation;
pub use outcome::{Ended, Outcome};
pub use proof::{Proof, verify_proof};
pub use rotation::{HANDED_ON, hand_on, handed_on};
pub use tiled::TiledTree;
pub use tree::{Tree, includes, is_consistent};
pub use verify::{Check, Verdict, verify_export};
