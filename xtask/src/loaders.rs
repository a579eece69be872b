//! Differential suite of the scan: random edits of valid containers, and what the real loaders would read in
//! those that are called clean: numpy, joblib, pickle, zipfile, tarfile, safetensors, gguf, onnx, h5py, skops,
//! json, PyYAML, pip and Jinja; in long campaigns PyTorch and Keras, too.

use crate::suite::Campaign;
use crate::{environment, journeys, run};
use std::path::Path;
use std::process::Command;

/// The whole campaign.
pub const ALL: u64 = 100_000;
/// What the suite runs of it.
const SHARE: u64 = 2_000;

/// The share of the suite, or all in a long campaign.
pub fn share(python: &Path, campaign: &Campaign) -> Result<(), String> {
    if campaign.long {
        return with(&environment::loaders()?, ALL, campaign.seed, true);
    }
    with(python, SHARE, campaign.seed, false)
}

/// Edits as many as asked for; one that is called clean and reaches what is on no list is a failure.
pub fn with(python: &Path, edits: u64, seed: u64, heavy: bool) -> Result<(), String> {
    let program = journeys::program()?;
    let script = run::root().join("xtask/clients/loaders/suite.py");
    let folder = run::fresh("loaders")?;
    let mut command = Command::new(python);
    command.arg("-B").arg(script).arg(program).arg(&folder);
    command.args([edits.to_string(), seed.to_string()]);
    if heavy {
        command.arg("--heavy");
    }
    run::must(&mut command)
}
