//! `hygeia audit checkpoint`

use super::place::{Actor, block_on};
use crate::cli::{file, output};
use crate::failure::Failure;
use std::path::PathBuf;

/// Write the ledger's signed checkpoint, to be held elsewhere: only against one that was held is a
/// rewritten ledger seen.
///
/// Example: hygeia audit checkpoint --out held.checkpoint --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where it goes; to standard output, if it is not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    actor: Actor,
}

/// Asks, which is an entry too, and writes it.
pub fn run(args: &Args) -> Result<(), Failure> {
    let note = block_on(async {
        let client = args.actor.client().await?;
        let note = client.get_text("/v1/audit/checkpoint", &()).await;
        client.close().await;
        note
    })?;
    let Some(path) = &args.out else { return output::raw(note.trim_end_matches('\n')) };
    file::write(path, note.as_bytes())?;
    let shown = super::place::shown(path);
    output::print(&format!(
        "The checkpoint is in {shown}: keep it on another host.\n\
         Next: hygeia audit consistency --from {shown} --out grown.json{}{}",
        args.actor.flag(),
        args.actor.place.flag()
    ))
}
