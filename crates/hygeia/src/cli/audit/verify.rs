//! `hygeia audit verify`

use super::super::output::{self, Format};
use super::super::{file, sarif};
use crate::failure::{At, Failure, whole};
use ledger::{Check, Verdict, verify_export, verify_proof};
use std::path::{Path, PathBuf};
use terms::seal::SealPublic;

/// A proof is an entry of at most 64 KiB, escaped, and some dozens of hashes.
const PROOF_BYTES: u64 = 1 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exported folder.
    #[arg(required_unless_present = "proof")]
    path: Option<PathBuf>,
    /// A proof, as `hygeia audit inclusion` and `hygeia audit consistency` write them, instead.
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    proof: Option<PathBuf>,
    /// The ledger's public key (PEM); without it, who signed is unknown.
    #[arg(long)]
    key: Option<PathBuf>,
    /// An earlier checkpoint that was held elsewhere: only it shows a full rewrite. A consistency
    /// proof must begin with it.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Verifies and tells: exit 1 if something was changed, 3 if authenticity is unknown.
pub fn run(args: &Args) -> Result<(), Failure> {
    let key = match &args.key {
        Some(path) => Some(public(path)?),
        None => None,
    };
    let earlier = args.checkpoint.as_deref().map(file::text).transpose()?;
    let check = Check { key: key.as_ref(), earlier: earlier.as_deref().map(str::as_bytes) };
    let verdict = match (&args.proof, &args.path) {
        (Some(proof), _) => verify_proof(&file::read(proof, PROOF_BYTES)?, check),
        (None, Some(path)) => exported(path, check)?,
        (None, None) => {
            return Err(Failure::usage("there is nothing to verify")
                .hint("name the folder of an exported ledger, or a proof with --proof FILE"));
        }
    };
    match args.format {
        Format::Json => output::json(&verdict)?,
        Format::Sarif => output::json(&sarif::document("audit-verify", &verdict.findings))?,
        Format::Table => people(&verdict)?,
    }
    match (verdict.consistent, verdict.authentic) {
        (false, _) | (_, Some(false)) => {
            let what = if args.proof.is_some() { "the proof" } else { "the ledger" };
            Err(Failure::refused(format!("{what} does not verify"))
                .hint("keep it as it is, and compare it with a checkpoint that was held elsewhere"))
        }
        (true, None) => Err(Failure::inconclusive("whole, but who signed it is unknown")
            .hint("give the ledger's public key with --key")),
        (true, Some(true)) => Ok(()),
    }
}

fn exported(path: &Path, check: Check<'_>) -> Result<Verdict, Failure> {
    verify_export(path, check).usage().map_err(|failure| {
        failure.hint(
            "name the folder that `hygeia audit export` or the demo wrote: it holds checkpoint",
        )
    })
}

fn people(verdict: &Verdict) -> Result<(), Failure> {
    output::findings(&verdict.findings)?;
    let authentic = match verdict.authentic {
        Some(true) if verdict.signers.is_empty() => "signed by the given key",
        Some(true) => "signed by the keys that the given one is of",
        Some(false) => "NOT signed by the given key",
        None => "unknown who signed it (give --key)",
    };
    let whole = if verdict.consistent { "whole" } else { "CHANGED" };
    if let Some(times) = verdict.signers.len().checked_sub(1) {
        output::print(&format!("handed on to another key {times} times"))?;
    }
    output::print(&format!("{} entries, {whole}, {authentic}", verdict.entries))
}

fn public(path: &Path) -> Result<SealPublic, Failure> {
    SealPublic::from_pem(&file::text(path)?).map_err(|error| {
        Failure::usage(format!("{}: {}", path.display(), whole(&error)))
            .hint("give the public key that lies beside the exported ledger")
    })
}
