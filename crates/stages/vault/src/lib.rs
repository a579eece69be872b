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
//! - Nothing that does not verify is restored: one bad file, and the whole point is refused.
//! - A restored workspace stands by under another name until a permit of its own ledger, bound to
//!   the point's digest, puts it in place.
//!
//! Limits: whoever has both the vault's keys and its folder can rewrite it. Whoever puts back an
//! older head together with fewer points is seen only by the workspace's ledger, which has the
//! digest of each point. On the same disk or under the same user the vault is not separate: the
//! probes say so.
#![forbid(unsafe_code)]

mod activate;
mod error;
mod files;
mod keyring;
mod manifest;
mod model;
mod points;
mod probes;
mod pull;
mod vault;
mod verify;

pub use activate::{Activated, Standby};
pub use error::VaultError;
pub use manifest::{Entry, Manifest, Point, Source};
pub use model::VaultModel;
pub use vault::Vault;
pub use verify::Report;
