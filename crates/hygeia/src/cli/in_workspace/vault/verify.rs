//! `hygeia vault verify`

use super::Which;
use crate::cli::output::{self, Format};
use crate::cli::sarif;
use crate::failure::Failure;
use workspace::vault;

/// Decrypt and check every file of a recovery point, and its place in the chain.
///
/// Example: hygeia vault verify --vault /mnt/vault
///
/// Example: hygeia vault verify --vault /mnt/vault --point 3 --format sarif
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// The point's number; the newest, if not given.
    #[arg(long)]
    point: Option<u64>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Verifies and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = args.which.open()?;
    let report = vault::verify(&vault, &vault::point(&vault, args.point)?)?;
    match args.format {
        Format::Json => output::json(&report)?,
        Format::Sarif => output::json(&sarif::document("vault-verify", &report.findings))?,
        Format::Table => {
            output::findings(&report.findings)?;
            output::print(&format!(
                "{} files, {} bytes, {} findings; point {}",
                report.files,
                report.bytes,
                report.findings.len(),
                report.point
            ))?;
        }
    }
    match report.findings.is_empty() {
        true => Ok(()),
        false => Err(Failure::refused("the point can't be restored as a whole")
            .hint("pull again while the workspace is sound; else use another point")),
    }
}
