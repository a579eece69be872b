//! `hygeia audit consistency`

use super::audit_inclusion::put;
use super::place::{Actor, block_on};
use crate::cli::file;
use crate::failure::Failure;
use std::path::PathBuf;
use workspace::ConsistencyRequest;

/// Prove that the ledger only grew since a checkpoint that you held: a consistency proof (RFC 6962),
/// which anybody verifies with the ledger's public key and nothing else.
///
/// Example: hygeia audit consistency --from held.checkpoint --out grown.json --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The checkpoint: a file that `hygeia audit checkpoint` wrote, or that of an export.
    #[arg(long, value_name = "CHECKPOINT")]
    from: PathBuf,
    /// Where the proof goes; to standard output, if it is not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    actor: Actor,
}

/// Asks, which is an entry too, and writes the proof.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = ConsistencyRequest { checkpoint: file::text(&args.from)? };
    let proof = block_on(async {
        let client = args.actor.client().await?;
        let proof = client.post_text("/v1/audit/consistency", &request).await;
        client.close().await;
        proof
    })?;
    put(&proof, args.out.as_deref())
}
