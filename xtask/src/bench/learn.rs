//! What robust training costs and gives on a dozen tables, beside scikit-learn and xgboost.

use super::client;
use crate::{environment, journeys, run};

/// Prints a row for each table and the bars; `data` holds Adult and German.
pub fn learn(data: &str, only: Option<&str>, seeds: &str, quick: bool) -> Result<(), String> {
    let python = environment::named("python-learn", "requirements-learn.txt")?;
    let folder = run::fresh("bench-learn")?;
    let mut command = client(&python.display().to_string(), "bench_learn.py");
    command.arg(journeys::program()?).arg(&folder).arg(data).args(["--seeds", seeds]);
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
