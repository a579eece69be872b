//! `hygeia vault pull`

use super::super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::{At, Failure};
use std::path::PathBuf;
use workspace::{PullRequest, PullResponse};

/// Take a recovery point of the workspace. What the vault holds already is not copied again.
///
/// Example: hygeia vault pull --vault /mnt/vault --as viktor@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The vault's folder, if no other was applied.
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Pulls and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = args.vault.as_deref().map(std::path::absolute).transpose().usage()?;
    let request = PullRequest { vault };
    let point: PullResponse = block_on(async {
        let client = args.actor.client().await?;
        let point = client.post("/v1/vault/pull", &request).await;
        client.close().await;
        point
    })?;
    if args.format == Shape::Json {
        return output::json(&point);
    }
    output::print(&format!(
        "point {}: {} files, {} bytes, digest {}",
        point.number, point.files, point.bytes, point.digest
    ))?;
    super::tell(&point.findings);
    if !point.can_be_activated {
        output::print(
            "unready: nobody who may activate the vault has a device; enrol one, and pull again",
        )?;
    }
    Ok(())
}
