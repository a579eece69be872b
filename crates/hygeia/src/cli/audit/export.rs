//! `hygeia audit export`

use super::super::output;
use super::super::place::{Actor, block_on};
use crate::failure::{At, Failure};
use crate::files::write_whole;
use crate::platform;
use std::path::PathBuf;
use terms::Action;
use web::Ask;

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
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let ask = Ask::of(Action::Audit, platform::workspace_asset()?);
        let _permit = platform.admit(&caller, ask).await?;
        std::fs::create_dir_all(&args.dir).usage()?;
        let exported = platform.store.export_ledger(&ledger).await.usage();
        exported
            .map_err(|failure| failure.hint("check the folder, its rights and the space left"))?;
        let pem = platform.store.ledger_public().to_pem().internal("writing the ledger's key")?;
        write_whole(&key, pem.as_bytes())?;
        output::print(&format!(
            "The ledger is in {at}; its key is {key}: keep a copy elsewhere.\n\
             Next: hygeia audit verify {at} --key {key}",
            at = ledger.display(),
            key = key.display()
        ))
    })
}
