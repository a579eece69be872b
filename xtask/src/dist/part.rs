//! What of packaging the suite runs: a wheel and a tarball of the ordinary program, what PyPI would say of
//! the wheel, and the hooks and the action with the program that came out of it.

use super::program::said;
use super::{Kind, Options, run as make, tried};
use crate::suite::Campaign;
use crate::{environment, journeys, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The part `packages` of the suite.
pub fn run(_: &Campaign) -> Result<(), String> {
    let out = run::fresh("packages")?;
    make(&Options {
        program: Some(journeys::program()?),
        zig: false,
        out: Some(out.clone()),
        key: None,
        only: vec![Kind::Wheel, Kind::Tarball],
    })?;
    run::must(Command::new("sha256sum").current_dir(&out).args([
        "--check",
        "--quiet",
        "SHA256SUMS",
    ]))?;
    let wheel = only(&out, "whl")?;
    let python = environment::named("python-dist", "requirements-dist.txt")?;
    let asks = |module: &str, arguments: &[&str]| {
        run::must(Command::new(&python).args(["-m", module]).args(arguments).arg(&wheel))
    };
    asks("twine", &["check", "--strict"])?;
    asks("check_wheel_contents", &["--toplevel", "hygeia"])?;
    // What it needs of a host is what manylinux says that hosts have, and nothing else.
    let judged = said(Command::new(&python).args(["-m", "auditwheel", "show"]).arg(&wheel))?;
    if !judged.contains("\"manylinux_") {
        return Err(format!("auditwheel: {judged}"));
    }
    let place = run::fresh("packages-installed")?;
    tried::installed(&wheel, &place)?;
    let script = run::root().join("xtask/clients/ci.py");
    let mut ci = Command::new(environment::python()?);
    ci.arg("-B").arg(script).arg(place.join("env/bin/hygeia")).arg(environment::node()?);
    ci.env("HYGEIA_OWN_BILL", only(&out, "cdx.json")?);
    run::must(ci.args(["hooks", "action", "own"]))
}

/// The one file in `folder` whose name ends so.
fn only(folder: &Path, ending: &str) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut found = entries.flatten().map(|entry| entry.path());
    let ends = |path: &PathBuf| path.to_string_lossy().ends_with(&format!(".{ending}"));
    found.find(ends).ok_or_else(|| format!("no {ending} is in {}", folder.display()))
}
