//! What to look at. Paths are parameters, so that tests and images of other hosts can be examined.

use std::path::PathBuf;
use std::time::Duration;

/// What [`crate::examine()`] looks at.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether listening services are spoken to; without it they are only listed.
    pub speak: bool,
    /// Ports that are listed and never spoken to.
    pub leave_ports: Vec<u16>,
    /// How long to wait for one reply of a service; one service gets at most twenty times as long.
    pub patience: Duration,
    /// How long to speak to all services together; who has not been asked by then is unknown.
    pub speaking: Duration,
    /// Advisory bundles: RustSec or PyPA `.tar.gz`, OSV JSON or YAML, or folders of these.
    pub advisories: Vec<PathBuf>,
    /// The list of installed Debian packages; `status.d` beside it counts as well.
    pub dpkg_status: PathBuf,
    /// The root of the system, below which lists of other package managers are looked for.
    pub system: PathBuf,
    /// Tells the release of the running kernel.
    pub kernel: PathBuf,
    /// Tells the Debian release, which advisories speak of.
    pub os_release: PathBuf,
    /// Python environments: folders that hold `*.dist-info`, or virtual environments.
    pub python: Vec<PathBuf>,
    /// Python environments that were named: see [`Options::with_python`].
    pub python_named: Vec<PathBuf>,
    /// `Cargo.lock` files of what is built or run here.
    pub lockfiles: Vec<PathBuf>,
    /// The list of binaries that `cargo install` put here.
    pub cargo_installed: Option<PathBuf>,
    /// Key files, data files and folders of these, which others should not read.
    pub guarded: Vec<PathBuf>,
}

impl Options {
    /// This host, with the usual places of Debian, and of Python and Cargo below `home`.
    #[must_use]
    pub fn of_host(home: Option<PathBuf>) -> Self {
        let python = crate::packages::usual_python_places(home.as_deref());
        Self {
            speak: true,
            leave_ports: Vec::new(),
            patience: Duration::from_millis(500),
            speaking: Duration::from_secs(90),
            advisories: Vec::new(),
            dpkg_status: PathBuf::from("/var/lib/dpkg/status"),
            system: PathBuf::from("/"),
            kernel: PathBuf::from("/proc/sys/kernel/osrelease"),
            os_release: PathBuf::from("/etc/os-release"),
            python,
            python_named: Vec::new(),
            lockfiles: Vec::new(),
            cargo_installed: home.map(|home| home.join(".cargo/.crates.toml")),
            guarded: Vec::new(),
        }
    }

    /// The same, and Python environments that somebody named or has activated (`VIRTUAL_ENV`,
    /// `CONDA_PREFIX`): a virtual environment, a folder of packages, or the interpreter in one. One
    /// that is not there or holds nothing is a gap, never clean.
    #[must_use]
    pub fn with_python(mut self, environments: impl IntoIterator<Item = PathBuf>) -> Self {
        self.python_named.extend(environments);
        self
    }
}
