//! What real clients need, installed once in the user's cache: Python packages and Node's.

use crate::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python with all real clients.
pub fn python() -> Result<PathBuf, String> {
    named("python", "requirements.txt")
}

/// A Python that has PyTorch and Keras, too, which take minutes to install.
pub fn loaders() -> Result<PathBuf, String> {
    named("python-loaders", "requirements-loaders.txt")
}

/// A folder in the user's cache with what `xtask/clients/package.json` names; made once.
pub fn node() -> Result<PathBuf, String> {
    let wanted = run::root().join("xtask/clients/package.json");
    let wanted = std::fs::read_to_string(wanted).map_err(|e| e.to_string())?;
    let folder = run::cache().join("node");
    let mark = folder.join("installed.json");
    if std::fs::read_to_string(&mark).is_ok_and(|have| have == wanted) {
        return Ok(folder);
    }
    if !run::has("npm") {
        run::debian(&["nodejs", "npm"])?;
    }
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    std::fs::write(folder.join("package.json"), &wanted).map_err(|e| e.to_string())?;
    let mut install = Command::new("npm");
    install.current_dir(&folder);
    run::must(install.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    std::fs::write(&mark, wanted).map_err(|e| e.to_string())?;
    Ok(folder)
}

/// A Python environment called `name` in the user's cache with what the file `requirements` in
/// `xtask/clients` names; made once.
pub fn named(name: &str, requirements: &str) -> Result<PathBuf, String> {
    let requirements = run::root().join("xtask/clients").join(requirements);
    let wanted = std::fs::read_to_string(&requirements).map_err(|e| e.to_string())?;
    let environment = run::cache().join(name);
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
