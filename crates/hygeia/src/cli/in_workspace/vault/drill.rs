//! `hygeia vault drill`

use super::super::place::block_on;
use super::Which;
use crate::cli::interrupt;
use crate::cli::output::{self, Shape};
use crate::failure::{At, Failure};
use serde_json::json;
use std::path::PathBuf;
use workspace::vault;

/// Restore a recovery point aside, check all of it, and throw it away: how long would it take?
///
/// Keys and objects lie in a private folder meanwhile; columns stay encrypted in it.
///
/// Example: hygeia vault drill --vault /mnt/vault
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// The point's number; the newest, if not given.
    #[arg(long)]
    point: Option<u64>,
    /// Where there is room to restore; the system's temporary folder, if not given.
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Rehearses and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let vault = args.which.open()?;
    super::tell(&vault::contents(&vault)?.findings);
    let point = vault::point(&vault, args.point)?;
    let scratch = match &args.scratch {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let scratch = scratch.usage()?;
    // Who interrupts leaves none of the keys.
    let _leaving = interrupt::leaving(scratch.path());
    interrupt::listen();
    block_on(async {
        let done = vault::drill(&vault, &point, scratch.path()).await?;
        let took = done.took.as_secs_f64();
        let (number, files) = (point.number, point.entries.len());
        if args.format == Shape::Json {
            let digest = point.digest;
            return output::json(
                &json!({ "point": number, "digest": digest, "files": files, "seconds": took,
                    "models": done.models, "compared": done.compared, "unproven": done.unproven }),
            );
        }
        output::print(&format!(
            "point {number}: {files} files restored and verified in {took:.1} s, then discarded; \
             {} of {} live models answered as when it was taken",
            done.compared, done.models
        ))?;
        done.unproven.iter().try_for_each(|why| output::print(&format!("not proven: {why}")))
    })
}
