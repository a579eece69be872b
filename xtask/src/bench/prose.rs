//! How many names in sentences are hidden, and how much beside them.

use super::client;
use crate::{environment, run};

/// Prints recall and precision by language; `misses` prints each name that is shown, too.
pub fn prose(misses: bool) -> Result<(), String> {
    let python = environment::named("python-prose", "requirements-prose.txt")?;
    let mut build = run::cargo();
    build.args(["build", "--release", "-p", "hygeia-classify", "--example", "hidden"]);
    run::must(&mut build)?;
    let mut command = client(&python.display().to_string(), "bench_prose.py");
    command.arg(run::built("examples").join("hidden"));
    if misses {
        command.arg("--misses");
    }
    run::must(&mut command)
}
