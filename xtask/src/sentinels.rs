//! `cargo xtask sentinels`: no sensitive value is anywhere in what a demo left on disk.

use crate::run;
use std::path::Path;
use std::process::Command;

/// Searches the demo's folder, which was made with `--keep-input`.
///
/// The program is built as a part of the workspace and not linked here: its libraries are built
/// already then, and the other developer commands stay quick to build.
pub fn run(folder: &Path) -> Result<(), String> {
    run::must(run::cargo().args(["build", "--release", "--workspace", "--bin", "sentinels"]))?;
    run::must(Command::new(run::built("sentinels")).arg(folder))
}
