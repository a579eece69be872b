//! `hygeia surface`

use super::output::{self, FailOn, Format};
use super::sarif;
use crate::failure::{At, Ending, Failure};
use ::surface::{Listener, Options, Owner, Packages, Reach, Report};
use std::path::PathBuf;
use terms::{State, SystemClock};

/// Look at this host: what listens and lets anybody in, and which packages are vulnerable.
///
/// Nothing is changed. Services of this host are asked, in their own protocol, whether they want
/// credentials. Without advisories, patch levels are unknown, never clean.
///
/// Example: hygeia surface
///
/// Example: hygeia surface --advisories osv-debian.tar.gz --advisories rustsec.tar.gz --fail-on medium
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Advisory bundles: RustSec, PyPA or OSV; a .tar.gz, a file or a folder of these. That one is
    /// complete, and of what day, is told by its manifest.json, OSV's modified_id.csv, or numbering.
    #[arg(long, value_name = "BUNDLE")]
    advisories: Vec<PathBuf>,
    /// `Cargo.lock` files of what is built or run here.
    #[arg(long, value_name = "CARGO.LOCK")]
    lockfile: Vec<PathBuf>,
    /// Key and data files, or folders of these, which others should not read.
    #[arg(long, value_name = "PATH")]
    guard: Vec<PathBuf>,
    /// Python environments, or interpreters of these, beside the active one and the usual places.
    #[arg(long, value_name = "PATH")]
    python: Vec<PathBuf>,
    /// List what listens, and speak to none of it.
    #[arg(long)]
    list_only: bool,
    /// Ports that are listed and never spoken to.
    #[arg(long, value_name = "PORT", value_delimiter = ',')]
    leave_port: Vec<u16>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
}

/// Looks and tells. What could not be seen is inconclusive, never clean.
pub fn run(args: &Args) -> Result<(), Failure> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let mut options = Options::of_host(home).with_python(active_python());
    options = options.with_python(args.python.clone());
    options.advisories = args.advisories.clone();
    options.lockfiles = args.lockfile.clone();
    options.guarded = args.guard.clone();
    options.speak = !args.list_only;
    options.leave_ports = args.leave_port.clone();
    let report = ::surface::examine(&options, &SystemClock).usage()?;
    match args.format {
        Format::Json => output::json(&report)?,
        Format::Sarif => output::json(&sarif::document("surface", &report.findings))?,
        Format::Table => people(&report)?,
    }
    if args.fail_on.judge(&report.findings) == Err(Ending::Refused) {
        return Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say, the worst first"));
    }
    match report.probes.iter().find(|probe| probe.state == State::Unknown) {
        Some(unknown) => {
            let failure =
                Failure::inconclusive(format!("unknown: {} {}", unknown.claim, unknown.saw));
            Err(match &unknown.remedy {
                Some(remedy) => failure.hint(remedy),
                None => failure,
            })
        }
        None => Ok(()),
    }
}

/// The Python environment that is active in this shell.
pub fn active_python() -> impl Iterator<Item = PathBuf> {
    ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(std::env::var_os).map(PathBuf::from)
}

fn people(report: &Report) -> Result<(), Failure> {
    let head = ["port", "from", "program", "service", "credentials", "tls"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(report.listeners.iter().map(listener));
    output::print(&output::table(&rows))?;
    let mut rows = vec![["packages", "installed", "state", "seen"].map(str::to_owned).to_vec()];
    rows.extend(report.packages.iter().map(packages));
    output::print(&format!("\n{}\n", output::table(&rows)))?;
    output::findings(&report.findings)?;
    for probe in report.probes.iter().filter(|probe| probe.state == State::Unknown) {
        output::print(&format!("unknown: {} {}", probe.claim, probe.saw))?;
    }
    if report.unlisted > 0 {
        output::print(&format!("{} more listeners were not looked at", report.unlisted))?;
    }
    let (listeners, findings) = (report.listeners.len(), report.findings.len());
    output::print(&format!("{listeners} listeners, {findings} findings"))
}

fn listener(seen: &Listener) -> Vec<String> {
    let from = match seen.reach {
        Reach::Loopback => "this host",
        Reach::OneAddress => "one address",
        Reach::AllAddresses => "everywhere",
    };
    let program = match &seen.owner {
        Owner::Program { pid, name, .. } => format!("{name} ({pid})"),
        Owner::Hidden { uid } => format!("unknown, of user {uid}"),
        Owner::Outside { .. } => "outside of this host".to_owned(),
    };
    let unknown = || "unknown".to_owned();
    let (service, credentials, tls) = match &seen.service {
        None => {
            (format!("not asked: {}", seen.untold.as_deref().unwrap_or("")), unknown(), unknown())
        }
        Some(service) => {
            let names = [service.product.as_deref(), service.version.as_deref()];
            let names: Vec<&str> =
                [Some(service.protocol.as_str())].into_iter().chain(names).flatten().collect();
            let tls = service.encrypted.map_or("unknown", |yes| if yes { "yes" } else { "no" });
            (names.join(" "), service.auth.to_string(), tls.to_owned())
        }
    };
    let port = format!("{}/{}", seen.address.port(), seen.transport);
    vec![port, from.to_owned(), program, service, credentials, tls]
}

fn packages(seen: &Packages) -> Vec<String> {
    vec![
        seen.ecosystem.to_string(),
        seen.installed.to_string(),
        output::state(seen.state),
        seen.saw.clone(),
    ]
}
