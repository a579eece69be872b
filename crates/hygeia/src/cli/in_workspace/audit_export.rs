//! `hygeia audit export`

use super::place::{Actor, block_on};
use crate::cli::output;
use crate::failure::{At, Failure};
use std::path::PathBuf;

/// Write a copy of the ledger, and the key that it is verified with: ledger/ and ledger.pub.
///
/// Example: hygeia audit export audit-2026 --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; ledger/ must not be there yet.
    dir: PathBuf,
    #[command(flatten)]
    actor: Actor,
}

/// Asks the gate, which is an entry too, and exports.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (ledger, key) = (args.dir.join("ledger"), args.dir.join("ledger.pub"));
    if let Some(there) = [&ledger, &key].into_iter().find(|path| path.exists()) {
        return Err(Failure::usage(format!("{} is there already", there.display()))
            .hint("name another folder; nothing in this one was touched"));
    }
    std::fs::create_dir_all(&args.dir)
        .usage()
        .map_err(|failure| failure.hint("check the folder, its rights and the space left"))?;
    block_on(async {
        let client = args.actor.client().await?;
        let done = client.post_for_files::<()>("/v1/audit/export", &(), &args.dir).await;
        client.close().await;
        done
    })?;
    output::print(&format!(
        "The ledger is in {at}; its key is {key}: keep a copy elsewhere.\n\
         Next: hygeia audit verify {at} --key {key}",
        at = ledger.display(),
        key = key.display()
    ))
}
