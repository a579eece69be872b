//! Why the surface cannot be examined as asked. Whatever is merely out of sight is no error: it is
//! *unknown* in the report.

use std::path::PathBuf;

/// An input that was named and cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SurfaceError {
    /// A path that was named cannot be read.
    #[error("cannot read {what} {}: {source}; check the path and its permissions", path.display())]
    Unreadable { what: &'static str, path: PathBuf, source: std::io::Error },
    /// A file of advisories holds none.
    #[error("no advisory in {}; give a RustSec, PyPA or OSV bundle (.tar.gz, .tar, a folder, .json, .yaml, .md)", path.display())]
    NoAdvisory { path: PathBuf },
    /// A file is larger than what is read.
    #[error("{what} {} is larger than {limit} bytes or {entries} entries; split it", path.display())]
    TooLarge { what: &'static str, path: PathBuf, limit: u64, entries: usize },
    /// A lock file that is no `Cargo.lock`.
    #[error("{} is no Cargo.lock: {reason}; give the lock file that cargo wrote", path.display())]
    Lockfile { path: PathBuf, reason: String },
    /// The operating system does not say what listens.
    #[error("cannot list the sockets of this host: {0}; /proc/net must be readable")]
    Sockets(String),
}

impl SurfaceError {
    /// An [`SurfaceError::Unreadable`] for use with `map_err`.
    pub(crate) fn unreadable(
        what: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { what, path, source }
    }
}
