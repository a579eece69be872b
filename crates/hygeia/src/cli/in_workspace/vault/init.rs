//! `hygeia vault init`

use crate::cli::output;
use crate::failure::Failure;
use std::path::PathBuf;
use workspace::vault;

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
    let (at, key) = (args.dir.display(), vault::init(&args.dir)?);
    output::print(&format!(
        "A vault is made in {at}, key {key}. Its keys lie there alone: keep a copy in a safe.\n\
         Next: hygeia vault pull --vault {at} --as NAME, and [vault] folder = \"{at}\" in \
         hygeia.toml"
    ))
}
