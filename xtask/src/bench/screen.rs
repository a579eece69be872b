//! How well and how fast tables are screened, beside cleanlab with boosted trees of scikit-learn.

use super::client;
use crate::{environment, journeys, run};

/// Prints tables of flipped labels, triggers, clean tables and seconds; `data` holds Adult and German.
pub fn screen(data: &str, only: Option<&str>, quick: bool) -> Result<(), String> {
    let python = environment::named("python-screen", "requirements-screen.txt")?;
    let folder = run::fresh("bench-screen")?;
    let mut command = client(&python.display().to_string(), "bench_screen.py");
    command.arg(journeys::program()?).arg(&folder).arg(data);
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    if quick {
        command.arg("--quick");
    }
    let measured = run::must(&mut command);
    std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    measured
}
