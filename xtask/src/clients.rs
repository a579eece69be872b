//! Real clients on what the sample's journey left: pyarrow, model_signing, onnxruntime, CycloneDX.

use crate::{journeys, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs every client's check; each is a Python program beside the room that it checks.
pub fn run() -> Result<(), String> {
    let demo = journeys::folder("sample");
    if !demo.join("report.json").is_file() {
        return Err("there is no journey to look at: run the part `journeys` first".to_owned());
    }
    let python = python()?;
    let mut faults = Vec::new();
    for script in scripts() {
        let named = script.strip_prefix(run::root()).unwrap_or(&script).display().to_string();
        println!("client: {named}");
        if let Err(why) = run::must(Command::new(&python).arg(&script).arg(&demo)) {
            faults.push(why);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Every `clients/*.py`; each takes the demo's folder, and ends with 0 if the client agrees.
fn scripts() -> Vec<PathBuf> {
    let folder = run::root().join("xtask/clients");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut scripts: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .collect();
    scripts.sort();
    scripts
}

/// A Python environment in the user's cache with what `requirements.txt` names; made once.
fn python() -> Result<PathBuf, String> {
    let requirements = run::root().join("xtask/clients/requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).map_err(|e| e.to_string())?;
    let environment = run::cache().join("python");
    let mark = environment.join("requirements.txt");
    let python = environment.join("bin/python");
    if std::fs::read_to_string(&mark).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    make(&environment)?;
    run::must(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(&requirements))?;
    std::fs::write(&mark, wanted).map_err(|e| e.to_string())?;
    Ok(python)
}

fn make(environment: &Path) -> Result<(), String> {
    let venv = || run::must(Command::new("python3").args(["-m", "venv"]).arg(environment));
    venv().or_else(|_| {
        run::debian(&["python3", "python3-venv", "python3-pip"])?;
        venv()
    })
}
