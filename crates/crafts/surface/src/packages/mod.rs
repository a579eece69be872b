//! What is installed, read from the lists that package managers keep.

mod cargo;
mod debian;
mod python;

use crate::error::SurfaceError;
use crate::report::Ecosystem;
pub(crate) use debian::Release;
pub(crate) use python::{normalise as normalise_python, usual_places as usual_python_places};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Packages of one ecosystem; more are cut off and told.
const PACKAGES: usize = 200_000;

/// One installed package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    pub name: String,
    pub version: String,
    /// The list, folder or lock file in which it stands.
    pub place: String,
    /// Name and version under which advisories speak of it: the source package for Debian, the
    /// normalised name (PEP 503) for Python.
    pub advised: (String, String),
}

/// The installed packages of one ecosystem.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    /// By name, version and place, each once.
    pub packages: Vec<Package>,
    /// Whether there was any list to read.
    pub present: bool,
    /// What could not be read; then *clean* cannot be said.
    pub gaps: Vec<String>,
}

impl Inventory {
    fn gap(&mut self, what: String) {
        if self.gaps.len() < 20 {
            self.gaps.push(what);
        }
    }

    fn settle(mut self) -> Self {
        self.packages.sort();
        self.packages.dedup();
        if self.packages.len() > PACKAGES {
            self.gap(format!("only the first {PACKAGES} packages were looked at"));
            self.packages.truncate(PACKAGES);
        }
        self
    }
}

/// Where the lists of the package managers are: see [`crate::Options`].
#[derive(Clone, Copy)]
pub(crate) struct Places<'p> {
    pub dpkg_status: &'p Path,
    pub python: &'p [PathBuf],
    pub lockfiles: &'p [PathBuf],
    pub cargo_installed: Option<&'p Path>,
}

/// Reads what is installed from `ecosystem`. Lists that were named by the caller must be readable;
/// what is missing from the usual places is merely absent.
pub(crate) fn inventory(
    ecosystem: Ecosystem,
    places: Places<'_>,
) -> Result<Inventory, SurfaceError> {
    match ecosystem {
        Ecosystem::Debian => debian::installed(places.dpkg_status),
        Ecosystem::Python => Ok(python::installed(places.python)),
        Ecosystem::Cargo => cargo::installed(places.lockfiles, places.cargo_installed),
    }
    .map(Inventory::settle)
}

/// A whole text file of at most `limit` bytes; what is no UTF-8 in it is replaced.
fn read_text(what: &'static str, path: &Path, limit: u64) -> Result<String, SurfaceError> {
    let unreadable = |source| SurfaceError::Unreadable { what, path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(SurfaceError::TooLarge { what, path: path.to_owned(), limit, entries: 1 });
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
