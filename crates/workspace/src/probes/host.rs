//! The probes of the host that somebody sits at.

use crate::{Context as _, Error};
use std::path::PathBuf;
use surface::Options;
use terms::{Probed, SystemClock};

/// Looks at this host: what listens, how well it is patched by `advisories`, and who can read what
/// is `guarded`, such as a workspace's keys.
///
/// # Errors
/// If the advisories can't be read.
pub fn host_probes(
    home: Option<PathBuf>,
    advisories: Vec<PathBuf>,
    guarded: Vec<PathBuf>,
) -> Result<Vec<Probed>, Error> {
    let options = Options { advisories, guarded, ..Options::of_host(home) };
    Ok(surface::examine(&options, &SystemClock).invalid()?.probes)
}
