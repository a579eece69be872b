//! `hygeia audit inclusion`

use super::place::{Actor, block_on};
use crate::cli::{file, output};
use crate::failure::Failure;
use std::path::{Path, PathBuf};
use workspace::InclusionRequest;

/// Prove that an entry is in the ledger: an inclusion proof (RFC 6962), which anybody verifies with
/// the ledger's public key and nothing else.
///
/// Example: hygeia audit inclusion 17 --out entry-17.json --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The entry's place in the ledger, as `hygeia audit query` shows it.
    entry: u64,
    /// Where the proof goes; to standard output, if it is not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    actor: Actor,
}

/// Asks, which is an entry too, and writes the proof.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = InclusionRequest { entry: args.entry };
    let proof = block_on(async {
        let client = args.actor.client().await?;
        let proof = client.get_text("/v1/audit/inclusion", &request).await;
        client.close().await;
        proof
    })?;
    put(&proof, args.out.as_deref())
}

/// Writes a proof to where it was asked for.
pub(super) fn put(proof: &str, out: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = out else { return output::raw(proof.trim_end_matches('\n')) };
    file::write(path, proof.as_bytes())?;
    let shown = super::place::shown(path);
    output::print(&format!(
        "The proof is in {shown}.\nNext: hygeia audit verify --proof {shown} --key ledger.pub"
    ))
}
