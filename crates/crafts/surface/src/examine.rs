//! One look at the host.

use crate::advisory::{Knowledge, Wanted};
use crate::ask::speak_to;
use crate::assess::assess;
use crate::error::SurfaceError;
use crate::options::Options;
use crate::packages::{Inventory, Places, Release, inventory};
use crate::report::{Ecosystem, Packages, Report};
use crate::{findings, listen, modes, probes};
use terms::{Clock, Timestamp};

/// Looks at listeners, packages and modes, and says what is wrong.
///
/// # Errors
/// If the sockets cannot be listed, or if a path that `options` names (advisories, lock files)
/// cannot be used. What is merely out of sight is *unknown* in the report.
pub fn examine(options: &Options, clock: &dyn Clock) -> Result<Report, SurfaceError> {
    let at = clock.now();
    let packages = packages(options, at)?;
    let (mut listeners, unlisted) = listen::listeners()?;
    speak_to(&mut listeners, options);
    let modes = modes::look_at(&options.guarded);
    let findings = findings::findings(&listeners, &packages, &modes);
    let mut report = Report {
        at,
        listeners,
        unlisted: unlisted as u64,
        packages,
        modes,
        findings,
        probes: Vec::new(),
    };
    report.probes = probes::probes(&report);
    Ok(report)
}

fn packages(options: &Options, at: Timestamp) -> Result<Vec<Packages>, SurfaceError> {
    let places = Places {
        dpkg_status: &options.dpkg_status,
        system: &options.system,
        kernel: &options.kernel,
        python: &options.python,
        python_named: &options.python_named,
        lockfiles: &options.lockfiles,
        cargo_installed: options.cargo_installed.as_deref(),
    };
    let read = |ecosystem| inventory(ecosystem, places).map(|inventory| (ecosystem, inventory));
    let inventories =
        Ecosystem::ALL.into_iter().map(read).collect::<Result<Vec<(Ecosystem, Inventory)>, _>>()?;
    let names = |(ecosystem, inventory): &(Ecosystem, Inventory)| {
        let ecosystem = *ecosystem;
        inventory
            .packages
            .iter()
            .filter_map(|package| package.advised.as_ref())
            .map(move |(name, _)| (ecosystem, name.clone()))
            .collect::<Vec<_>>()
    };
    let wanted: Wanted = inventories.iter().flat_map(names).collect();
    let knowledge = match options.advisories.as_slice() {
        [] => None,
        paths => Some(Knowledge::read(paths, &wanted, &Release::read(&options.os_release), at)?),
    };
    Ok(inventories
        .iter()
        .map(|(ecosystem, inventory)| assess(*ecosystem, inventory, knowledge.as_ref()))
        .collect())
}
