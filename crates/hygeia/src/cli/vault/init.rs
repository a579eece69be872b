//! `hygeia vault init`

use super::super::output;
use crate::failure::Failure;
use ::vault::Vault;
use std::path::PathBuf;

/// Make a vault with keys of its own: on another disk, better on another site and account.
///
/// Example: hygeia vault init /mnt/vault
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; it has to be empty, or not there.
    dir: PathBuf,
}

/// Makes it.
pub fn run(args: &Args) -> Result<(), Failure> {
    let at = args.dir.display();
    if Vault::open(&args.dir).is_ok() {
        return Err(Failure::usage(format!("{at} is a vault already"))
            .hint(format!("hygeia vault pull --vault {at} --as NAME")));
    }
    let vault = Vault::init(&args.dir)?;
    output::print(&format!(
        "A vault is made in {at}, key {}. Its keys lie there alone: keep a copy in a safe.\n\
         Next: hygeia vault pull --vault {at} --as NAME, and [vault] folder = \"{at}\" in \
         hygeia.toml",
        vault.public().id()
    ))
}
