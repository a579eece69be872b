//! `hygeia audit`

use super::output::{self, Format};
use crate::config;
use crate::failure::{At, Failure};
use clap::Subcommand;
use ledger::{Check, verify_export};
use std::path::PathBuf;
use terms::seal::SealPublic;

/// Verify an exported ledger, with no workspace and no network.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Recompute everything from the entries, and compare with the checkpoint.
    ///
    /// Example: hygeia audit verify hygeia-demo/ledger --key hygeia-demo/ledger.pub
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The exported folder.
    path: PathBuf,
    /// The ledger's public key (PEM); without it, who signed is unknown.
    #[arg(long)]
    key: Option<PathBuf>,
    /// An earlier checkpoint that was held elsewhere: only it shows a full rewrite.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// `table` or `json`.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Verifies and tells: exit 1 if something was changed, 3 if authenticity is unknown.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    let Verb::Verify(args) = verb;
    let key = match &args.key {
        Some(path) => Some(SealPublic::from_pem(&config::read_text(path)?).usage()?),
        None => None,
    };
    let earlier = args.checkpoint.as_deref().map(config::read_text).transpose()?;
    let check = Check { key: key.as_ref(), earlier: earlier.as_deref().map(str::as_bytes) };
    let verdict = verify_export(&args.path, check).usage()?;
    if args.format == Format::Table {
        output::print(&output::findings_table(&verdict.findings))?;
        let authentic = match verdict.authentic {
            Some(true) => "signed by the given key",
            Some(false) => "NOT signed by the given key",
            None => "unknown who signed it (give --key)",
        };
        let whole = if verdict.consistent { "whole" } else { "CHANGED" };
        output::print(&format!("{} entries, {whole}, {authentic}", verdict.entries))?;
    } else {
        output::json(&verdict)?;
    }
    match (verdict.consistent, verdict.authentic) {
        (false, _) | (_, Some(false)) => Err(Failure::refused("the ledger does not verify")),
        (true, None) => Err(Failure::inconclusive("whole, but who signed it is unknown")),
        (true, Some(true)) => Ok(()),
    }
}
