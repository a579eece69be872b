//! The vault: a separate folder (in production another site and account) with its own identity and
//! keys. It *pulls* recovery points from a workspace, verifies them, and is activated in its place.
//!
//! ```text
//! identity.txt                 0600  age identity: `age -d -i identity.txt objects/ab/abcd….age`
//! signing.key, signing.pub     0600  Ed25519, signs the points
//! head.dsse.json                     the newest point: its loss would be seen
//! points/00000001.dsse.json          DSSE: what a point holds, chained to the point before
//! objects/ab/abcd….age               named by the SHA-256 of the age file itself
//! ```
//!
//! Invariants:
//! - A workspace has neither write access nor the vault's keys: the vault reads, never is written to.
//! - A point counts once its signed manifest is renamed into place: a kill before leaves the last one.
//! - Each point is judged by itself: what is damaged, missing or strange beside it is told
//!   ([`Vault::contents`]), and takes nothing from it.
//! - Nothing that does not verify is restored: one bad file of a point, and that point is refused.
//! - No link is followed below the vault's folder, the workspace's state, or where one is restored.
//! - What was applied is restored from the signed metadata, never from files that lie about.
//! - A restored workspace stands by under another name until a permit of its own ledger, bound to
//!   the point's digest, puts it in place. One that a drill restored never leaves its scratch folder.
//! - Who only reads the vault writes nothing in it.
//!
//! Limits: whoever has both the vault's keys and its folder can rewrite it. An older vault that was
//! put back whole is seen only by the workspace's ledger, which has the digest of each point
//! ([`Vault::against_ledger`]). Objects and the ledger are read by the workspace's own store: a link
//! there is refused before, not while they are read. On the same disk or under the same user the
//! vault is not separate: the probes say so.
#![forbid(unsafe_code)]

mod activate;
mod applied;
mod aside;
mod contents;
mod drill;
mod error;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod keyring;
mod lineage;
mod manifest;
mod model;
mod named;
mod own_keys;
mod points;
mod predictions;
mod probes;
mod pull;
mod restore;
mod resume;
mod strays;
mod successor;
mod taken;
mod told;
mod vault;
mod verify;
mod walk;

pub use activate::{Activated, Standby};
pub use aside::standby;
pub use contents::Contents;
pub use drill::Drilled;
pub use error::VaultError;
pub use manifest::{Entry, Manifest, Point, Source};
pub use model::VaultModel;
pub use named::NamedPoint;
pub use predictions::{Asked, Prediction, Values};
pub use pull::Pulled;
pub use vault::Vault;
pub use verify::Report;
