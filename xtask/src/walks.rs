//! Tables of many shapes go through the journey: none stops it without a reason, and no step says *proven*
//! of what it did not look at.

use crate::suite::Campaign;
use crate::{environment, journeys, run};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// Of so many tables one is walked, unless the campaign is whole.
const ONE_OF: u64 = 4;

/// A table as its maker names it.
#[derive(Debug, Deserialize)]
struct Made {
    name: String,
    file: String,
    label: String,
    /// What is said to read it.
    arguments: Vec<String>,
}

/// Makes all tables, and walks a share of them.
pub fn run(campaign: &Campaign) -> Result<(), String> {
    let (program, folder) = (journeys::program()?, run::fresh("walks")?);
    let script = run::root().join("xtask/clients/ordinary_tables.py");
    let mut maker = Command::new(environment::python()?);
    maker.arg("-B").arg(script).arg(folder.join("tables"));
    let output = maker.arg(campaign.seed.to_string()).output();
    let output = output.map_err(|error| format!("ordinary_tables.py: {error}"))?;
    if !output.status.success() {
        return Err(format!("ordinary_tables.py: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let lines = String::from_utf8_lossy(&output.stdout);
    let made = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Made>, _>>();
    let made = made.map_err(|error| format!("ordinary_tables.py: {error}"))?;
    let chosen: Vec<&Made> = made
        .iter()
        .zip(campaign.seed..)
        .filter(|(_, at)| campaign.long || at % ONE_OF == 0)
        .map(|(one, _)| one)
        .collect();
    println!("walks: {} of {} tables", chosen.len(), made.len());
    let faults: Vec<String> =
        chosen.into_iter().filter_map(|table| walk(&program, &folder, table).err()).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Takes one table through the journey. A weak model is no fault of a table: it is handed over on record.
fn walk(program: &Path, folder: &Path, table: &Made) -> Result<(), String> {
    let home = folder.join(&table.name);
    let mut command = Command::new(program);
    command.args([
        "demo",
        "--once",
        "--accept-weak",
        "--data",
        &table.file,
        "--label",
        &table.label,
    ]);
    command.args(&table.arguments).arg("--dir").arg(&home);
    let output = command.output().map_err(|error| format!("{}: {error}", table.name))?;
    let said = || String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    let told = journeys::check(&table.name, &home)
        .map_err(|why| format!("{}: {why}\n{}", table.name, said()));
    // What it leaves is large, and looked at only where something is wrong.
    if told.is_ok() {
        std::fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", table.name))?;
    }
    told
}
