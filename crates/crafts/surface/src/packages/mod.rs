//! What is installed, read from the lists that package managers keep.

mod cargo;
mod control;
mod debian;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod kernel;
mod others;
mod python;

use crate::error::SurfaceError;
use crate::regular;
use crate::report::Ecosystem;
pub(crate) use debian::Release;
pub(crate) use python::{normalise as normalise_python, usual_places as usual_python_places};
use std::io;
use std::path::{Path, PathBuf};
use terms::printable;

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
    /// normalised name (PEP 503) for Python. `None` where no advisory on it counts: a kernel that
    /// does not run.
    pub advised: Option<(String, String)>,
}

/// The installed packages of one ecosystem.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    /// By name, version and place, each once.
    pub packages: Vec<Package>,
    /// What could not be read; then *clean* cannot be said.
    pub gaps: Vec<String>,
}

impl Inventory {
    fn gap(&mut self, what: String) {
        if self.gaps.len() < 20 {
            self.gaps.push(printable(&what).into_owned());
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
    pub system: &'p Path,
    pub kernel: &'p Path,
    pub python: &'p [PathBuf],
    pub python_named: &'p [PathBuf],
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
        Ecosystem::Debian => Ok(debian::installed(places)),
        Ecosystem::Python => Ok(python::installed(places.python, places.python_named)),
        Ecosystem::Cargo => cargo::installed(places.lockfiles, places.cargo_installed),
    }
    .map(Inventory::settle)
}

/// A whole text file of at most `limit` bytes; what is no UTF-8 in it is replaced.
fn read_text(what: &'static str, path: &Path, limit: u64) -> Result<String, SurfaceError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::FileTooLarge => {
            SurfaceError::TooLarge { what, path: path.to_owned(), limit, entries: 1 }
        }
        _ => SurfaceError::unreadable(what, path)(error),
    };
    let bytes = regular::read(path, limit).map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
