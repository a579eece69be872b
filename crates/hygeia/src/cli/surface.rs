//! `hygeia surface`

use super::output::{self, FailOn};
use super::report::{Accepting, Outcome, Telling};
use crate::failure::{At, Failure};
use ::surface::{Listener, Options, Owner, Packages, Reach, Report};
use serde_json::Value;
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
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling,
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
    let remedies = report.probes.iter().filter(|probe| probe.state == State::Unknown);
    let remedy = remedies.clone().find_map(|probe| probe.remedy.clone());
    let unknown = remedies.map(|probe| format!("{} {}", probe.claim, probe.saw));
    let outcome = Outcome::new("this host", &report, report.findings.clone())?
        .with_table(tables(&report))
        .with_unknown(unknown.collect())
        .with_summary(summary(&report));
    super::report::Report {
        verb: "surface",
        telling: &args.telling,
        accepting: Some(&args.accepting),
        counts: &|finding| args.fail_on.counts(finding.severity),
        advice: "do what the findings say, the worst first",
        unknown: remedy.as_deref().unwrap_or("look where it can be seen"),
        several: false,
        beside: Value::Null,
        left_out: &[],
    }
    .tell(vec![outcome])
}

/// The Python environment that is active in this shell.
pub fn active_python() -> impl Iterator<Item = PathBuf> {
    ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(std::env::var_os).map(PathBuf::from)
}

fn tables(report: &Report) -> String {
    let head = ["port", "from", "program", "service", "credentials", "tls"];
    let mut listeners = vec![head.map(str::to_owned).to_vec()];
    listeners.extend(report.listeners.iter().map(listener));
    let mut rows = vec![["packages", "installed", "state", "seen"].map(str::to_owned).to_vec()];
    rows.extend(report.packages.iter().map(packages));
    format!("{}\n\n{}\n", output::table(&listeners), output::table(&rows))
}

fn summary(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    if report.unlisted > 0 {
        lines.push(format!("{} more listeners were not looked at", report.unlisted));
    }
    let (listeners, findings) = (report.listeners.len(), report.findings.len());
    lines.push(format!("{listeners} listeners, {findings} findings"));
    lines
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
