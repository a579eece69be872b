//! `hygeia vault pull`

use super::super::output;
use super::super::place::{Actor, Shape, block_on};
use crate::failure::Failure;
use crate::platform;
use ::vault::Vault;
use serde::Serialize;
use std::path::PathBuf;

/// Take a recovery point of the workspace. What the vault holds already is not copied again.
///
/// Example: hygeia vault pull --vault /mnt/vault --as viktor@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The vault's folder; the one that hygeia.toml names, if not given.
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Told {
    number: u64,
    digest: String,
    created: String,
    files: usize,
    bytes: u64,
}

/// Pulls and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = Vault::open(&args.actor.place.vault(args.vault.as_deref())?)?;
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let point = platform::pull(&platform, &caller, &vault).await?;
        let told = Told {
            number: point.number,
            digest: point.digest.hex(),
            created: point.created.to_string(),
            files: point.entries.len(),
            bytes: point.entries.iter().map(|entry| entry.size).sum(),
        };
        if args.format == Shape::Json {
            return output::json(&told);
        }
        output::print(&format!(
            "point {}: {} files, {} bytes, digest {}",
            told.number, told.files, told.bytes, told.digest
        ))?;
        if !platform::can_be_activated(&platform).await? {
            output::print(
                "unready: nobody who may activate the vault has a device; enrol one, and pull again",
            )?;
        }
        Ok(())
    })
}
