//! Differential suite of the scan: random edits of valid containers, and what numpy, joblib, pickle,
//! zipfile, tarfile and safetensors would read in those that are called clean.

use crate::suite::Campaign;
use crate::{journeys, run};
use std::path::Path;
use std::process::Command;

/// The whole campaign.
pub const ALL: u64 = 100_000;
/// What the suite runs of it.
const SHARE: u64 = 2_000;

/// The share of the suite, or all in a long campaign.
pub fn share(python: &Path, campaign: &Campaign) -> Result<(), String> {
    with(python, if campaign.long { ALL } else { SHARE }, campaign.seed)
}

/// Edits as many as asked for; one that is called clean and reaches a name off the list is a failure.
pub fn with(python: &Path, edits: u64, seed: u64) -> Result<(), String> {
    let program = journeys::program()?;
    let script = run::root().join("xtask/clients/loaders.py");
    let folder = run::fresh("loaders")?;
    let mut command = Command::new(python);
    command.arg("-B").arg(script).arg(program).arg(&folder);
    run::must(command.args([edits.to_string(), seed.to_string()]))
}
