//! The probes of the host that somebody sits at.

use crate::{Context as _, Error};
use std::path::PathBuf;
use surface::Options;
use terms::{Probed, SystemClock};

/// Where to look for what is installed.
#[derive(Debug, Clone, Default)]
pub struct HostLook {
    /// Whose usual places are looked at.
    pub home: Option<PathBuf>,
    /// Python environments beside those: the active one.
    pub python: Vec<PathBuf>,
}

/// Looks at this host: what listens, how well it is patched by `advisories`, and who can read what
/// is `guarded`, such as a workspace's keys.
///
/// # Errors
/// If the advisories can't be read.
pub fn host_probes(
    look: HostLook,
    advisories: Vec<PathBuf>,
    guarded: Vec<PathBuf>,
) -> Result<Vec<Probed>, Error> {
    let usual = Options::of_host(look.home).with_python(look.python);
    let options = Options { advisories, guarded, ..usual };
    Ok(surface::examine(&options, &SystemClock).invalid()?.probes)
}
