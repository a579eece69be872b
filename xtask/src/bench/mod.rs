//! `cargo xtask bench`: measured figures, printed with what they are made of. Bars are printed as met
//! or missed; only what is wrong (a decision that others don't share) is a failure.

mod access;
mod data;
mod latency;
mod learn;
mod ledger;
mod opening;
mod peers;
mod prose;
mod scan;
mod screen;
mod world;

pub use access::access;
pub use data::data;
pub use learn::learn;
pub use ledger::ledger;
pub use opening::opening;
pub use prose::prose;
pub use scan::scan;
pub use screen::screen;

use crate::run;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The programs that measure from within: examples of the rooms that they measure.
const EXAMPLES: [&str; 3] = ["admission", "ledger", "opening"];

/// Builds them as the suite builds, so that nothing is compiled for them alone; gives their folder.
fn examples() -> Result<PathBuf, String> {
    let mut command = run::cargo();
    command.args(["build", "--release", "--workspace"]);
    for name in EXAMPLES {
        command.args(["--example", name]);
    }
    run::must(&mut command)?;
    Ok(run::built("examples"))
}

/// Runs `command`, which prints JSON; what it says beside goes to our standard error.
fn answer(command: &mut Command) -> Result<Value, String> {
    let shown = format!("{command:?}");
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{shown} did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown} ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{shown} printed no JSON: {error}"))
}

/// A client in Python, from `xtask/clients`.
fn client(python: &str, script: &str) -> Command {
    let mut command = Command::new(python);
    // -B: nothing is written beside the scripts.
    command.arg("-B").arg(run::root().join("xtask/clients").join(script));
    command
}

fn write(path: PathBuf, text: &str) -> Result<(), String> {
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// What else the machine had to do.
fn load() -> Result<String, String> {
    let load = std::fs::read_to_string("/proc/loadavg").map_err(|error| error.to_string())?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let minutes: Vec<&str> = load.split(' ').take(3).collect();
    Ok(format!("{cores} cores, load {} (1, 5 and 15 minutes)", minutes.join(" ")))
}
