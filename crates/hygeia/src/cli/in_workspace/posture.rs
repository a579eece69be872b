//! `hygeia posture`

use super::place::{Place, block_on};
use crate::cli::output::{self, Shape};
use crate::cli::surface::active_python;
use crate::failure::{At, Failure};
use std::path::PathBuf;
use terms::{Area, Probed, State, SystemClock};
use workspace::records::Table;
use workspace::{HostLook, PostureRequest, closed_probes, host_probes};

/// Look at everything, and show it in one table: what is proven, what failed, what is unknown.
///
/// Every line is from a probe that ran just now. Exit 1 if one failed, 3 if one is unknown.
///
/// Example: hygeia posture
///
/// Example: hygeia posture --zoom least-privilege
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// One area, with the same numbers; or several, each by an option of its own.
    #[arg(long, value_parser = area, value_name = "AREA")]
    zoom: Vec<Area>,
    /// The vault's folder, if no other was applied.
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Advisory bundles, for the patch levels of this host.
    #[arg(long, value_name = "BUNDLE")]
    advisories: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Looks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = args.vault.as_deref().map(std::path::absolute).transpose().usage()?;
    let request = PostureRequest { zoom: None, now: true, vault };
    let mut probes = block_on(seen(&args.place, &request))?;
    if args.zoom.is_empty() || args.zoom.contains(&Area::Surface) {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let keys = vec![args.place.workspace.join("state/keys")];
        let look = HostLook { home, python: active_python().collect() };
        probes.extend(host_probes(look, args.advisories.clone(), keys)?);
    }
    let whole = Table::of(&probes);
    let table = if args.zoom.is_empty() { whole } else { whole.only(&args.zoom) };
    match args.format {
        Shape::Json => output::json(&table)?,
        Shape::Table => people(&table, !args.zoom.is_empty())?,
    }
    match (table.failed, table.state) {
        (failed @ 1.., _) => Err(Failure::refused(format!("{failed} controls failed"))
            .hint("do what the table says; --zoom AREA shows one area alone")),
        (_, State::Unknown) => Err(Failure::inconclusive("not all of it could be looked at")
            .hint("do what the table says; what is unknown is not clean")),
        _ => Ok(()),
    }
}

/// What the workspace's probes see; of one that does not open, what can be seen from outside.
async fn seen(place: &Place, request: &PostureRequest) -> Result<Vec<Probed>, Failure> {
    match place.client().await {
        Ok(client) => {
            let probes = client.get("/v1/posture", request).await;
            client.close().await;
            probes
        }
        Err(failure) => {
            let closed = closed_probes(&place.workspace, &failure.message, &SystemClock).await;
            closed.ok_or(failure)
        }
    }
}

fn people(table: &Table, zoomed: bool) -> Result<(), Failure> {
    let head = ["area", "proven", "failed", "unknown", "state"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(table.areas.iter().map(|row| {
        let (proven, failed, unknown) = (row.proven, row.failed, row.unknown);
        let counts = [proven, failed, unknown].map(|count| count.to_string());
        let cells = [row.area.to_string()].into_iter().chain(counts);
        cells.chain([output::state(row.state)]).collect()
    }));
    output::print(&output::table(&rows))?;
    let told = |probe: &&Probed| zoomed || matches!(probe.state, State::Failed | State::Unknown);
    for probe in table.areas.iter().flat_map(|row| &row.probes).filter(told) {
        output::print(&format!(
            "\n{} {}: {}\n  {}",
            output::state(probe.state),
            probe.id,
            probe.claim,
            probe.saw
        ))?;
        if let (Some(remedy), true) = (&probe.remedy, probe.state != State::Proven) {
            output::print(&format!("  → {remedy}"))?;
        }
    }
    output::print(&format!(
        "\n{} proven, {} failed, {} unknown",
        table.proven, table.failed, table.unknown
    ))
}

fn area(text: &str) -> Result<Area, String> {
    Area::ALL
        .into_iter()
        .find(|area| area.name() == text)
        .ok_or_else(|| format!("the areas are {}", Area::ALL.map(Area::name).join(", ")))
}
