//! Why the surface cannot be examined as asked. Whatever is merely out of sight is no error: it is
//! *unknown* in the report.

use std::path::{Path, PathBuf};
use terms::printable;

/// An input that was named and cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SurfaceError {
    /// A path that was named cannot be read.
    #[error("cannot read {what} {}: {source}; check the path and its permissions", shown(path))]
    Unreadable { what: &'static str, path: PathBuf, source: std::io::Error },
    /// A file of advisories holds none.
    #[error(
        "no advisory in {}; give a RustSec, PyPA or OSV bundle (.tar.gz, .tar, a folder, .json, .yaml, .md)",
        shown(path)
    )]
    NoAdvisory { path: PathBuf },
    /// A file is larger than what is read.
    #[error("{what} {} is larger than {limit} bytes or {entries} entries; split it", shown(path))]
    TooLarge { what: &'static str, path: PathBuf, limit: u64, entries: usize },
    /// A lock file that is no `Cargo.lock`.
    #[error(
        "{} is no Cargo.lock: {}; give the lock file that cargo wrote",
        shown(path),
        printable(reason)
    )]
    Lockfile { path: PathBuf, reason: String },
    /// The operating system does not say what listens.
    #[error("cannot list the sockets of this host: {0}; /proc/net must be readable")]
    Sockets(String),
}

impl SurfaceError {
    /// An [`SurfaceError::Unreadable`] for use with `map_err`.
    pub(crate) fn unreadable(
        what: &'static str,
        path: &Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { what, path, source }
    }
}

/// A path as text that is fit for a terminal.
fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}
