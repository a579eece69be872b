//! The attack surface of this host: what listens and whether it asks for credentials, which
//! installed packages have known vulnerabilities, and who else may read keys and data.
//!
//! Invariants:
//! - Nothing is changed: services are spoken to in their own protocol as far as it takes to see
//!   whether they ask for credentials (at most one attempt to sign in, no command that writes),
//!   packages and advisories are read and never unpacked to disk.
//! - Only this host's own listening sockets are spoken to, at its own addresses, never another; a
//!   socket of no process that can be seen (another container's) is listed and left alone.
//! - What could not be looked at is *unknown*, never *clean*: a program that cannot be read, a
//!   service that does not answer, an ecosystem without advisories or with stale ones. *Proven*
//!   comes from [`terms::Sight::judge`] alone.
//! - Only regular files are opened, and no name from outside leaves here unescaped.
//! - Everything that comes from outside (replies, archives, package lists) is bounded in size,
//!   count and time.
#![forbid(unsafe_code)]

mod addresses;
mod advisory;
mod ask;
mod assess;
mod device;
mod error;
mod examine;
mod findings;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod listen;
mod modes;
mod options;
mod packages;
mod probes;
mod regular;
mod report;
mod settle;
mod speak;
mod version;
mod weakness;

pub use device::{Measure, Measured, measure};
pub use error::SurfaceError;
pub use examine::examine;
pub use options::Options;
pub use report::{
    AdvisoryData, Answer, Auth, Ecosystem, Listener, Mode, Modes, Owner, Packages, Reach, Report,
    Service, Transport, Vulnerable,
};
pub use speak::identify;
