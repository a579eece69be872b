//! `hygeia vault verify`

use super::Which;
use crate::cli::output::{self, Format};
use crate::cli::sarif;
use crate::failure::Failure;
use terms::Severity;
use workspace::vault;

/// Decrypt and check every file of a recovery point, and look at the rest of the vault.
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
    let all = [report.findings.as_slice(), report.vault.as_slice()].concat();
    let beside = report.vault.iter().any(|finding| finding.severity >= Severity::Medium);
    match args.format {
        Format::Json => output::json(&report)?,
        Format::Sarif => output::json(&sarif::document("vault-verify", &all))?,
        Format::Table => {
            output::findings(&all)?;
            output::print(&format!(
                "{} files, {} bytes, {} findings, {} more beside it in the vault; point {}",
                report.files,
                report.bytes,
                report.findings.len(),
                report.vault.len(),
                report.point
            ))?;
        }
    }
    match report.findings.is_empty() {
        // Who names a point asks for that one alone.
        true if args.point.is_none() && beside => {
            Err(Failure::refused("this point is whole, and something else in the vault is not")
                .hint("see the findings; --point N asks for one point alone"))
        }
        true => Ok(()),
        false => Err(Failure::refused("the point can't be restored as a whole")
            .hint("pull again while the workspace is sound; else use another point")),
    }
}
