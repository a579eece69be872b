//! Each package is installed from the artefact into an empty place, and the program runs from there.

use super::image::Container;
use super::program::said;
use super::{Kind, Making, files};
use crate::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A pickle that is data alone, and one that would run `true` when it is loaded.
const CLEAN: &[u8] = b"\x80\x04}\x94.";
const ARMED: &[u8] = b"cos\nsystem\n(S'true'\ntR.";
/// Rows of the demo: enough for each step to be proven.
const ROWS: &str = "2000";

/// Installs the package at `path`, and runs it.
pub fn package(making: &Making, kind: Kind, path: &Path) -> Result<(), String> {
    let place = run::fresh(&format!("dist-tried/{kind:?}"))?;
    match kind {
        Kind::Wheel => wheel(making, path, &place),
        Kind::Tarball => tarball(path, &place),
        Kind::Deb => deb(path, &place),
        Kind::Image => image(path, &place),
    }
}

fn wheel(making: &Making, path: &Path, place: &Path) -> Result<(), String> {
    let python = installed(path, place)?;
    let program = place.join("env/bin/hygeia");
    runs(&program, place)?;
    let module = said(Command::new(&python).args(["-m", "hygeia", "--version"]))?;
    if module != format!("hygeia {}", making.program.version) {
        return Err(format!("python -m hygeia --version says {module:?}"));
    }
    held(&place.join("env"), &["share/man/man1/hygeia-scan.1"])?;
    demo(&program, place)
}

/// A new environment with the wheel alone, without an index: its Python.
pub fn installed(path: &Path, place: &Path) -> Result<PathBuf, String> {
    let environment = place.join("env");
    said(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    let python = environment.join("bin/python");
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"]);
    said(install.arg(path))?;
    Ok(python)
}

fn tarball(path: &Path, place: &Path) -> Result<(), String> {
    let mut open = Command::new("tar");
    said(open.arg("-xf").arg(path).arg("-C").arg(place).arg("--strip-components=1"))?;
    held(place, &["share/man/man1/hygeia.1", "share/doc/hygeia/LICENSE"])?;
    let program = place.join("bin/hygeia");
    runs(&program, place)?;
    demo(&program, place)
}

/// `dpkg` itself unpacks and configures it into a root of its own; what it depends on is this host's.
fn deb(path: &Path, place: &Path) -> Result<(), String> {
    let root = place.join("root");
    for folder in ["info", "updates", "triggers"] {
        let folder = root.join("var/lib/dpkg").join(folder);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    for file in ["status", "available"] {
        files::put(&root.join("var/lib/dpkg").join(file), b"")?;
    }
    let log = place.join("dpkg.log");
    let mut install = Command::new("dpkg");
    install.arg(format!("--root={}", root.display())).arg(format!("--log={}", log.display()));
    install.args(["--force-not-root", "--force-depends", "--install"]).arg(path);
    said(&mut install)?;
    let mut list = Command::new("dpkg-query");
    list.arg(format!("--admindir={}", root.join("var/lib/dpkg").display()));
    let state = said(list.args(["--show", "--showformat=${db:Status-Status}", "hygeia"]))?;
    if state != "installed" {
        return Err(format!("dpkg says that the package is {state}"));
    }
    held(&root, &["usr/share/man/man1/hygeia.1.gz", "usr/share/doc/hygeia/copyright"])?;
    let program = root.join("usr/bin/hygeia");
    runs(&program, place)?;
    demo(&program, place)
}

fn image(path: &Path, place: &Path) -> Result<(), String> {
    models(place)?;
    let container = Container::from(&format!("oci-archive:{}", path.display()))?;
    container.call("copy", &["--quiet"], &[&place.display().to_string(), "/work"])?;
    let ran = |arguments: &[&str]| {
        let call = [&["--", "/usr/bin/hygeia"], arguments].concat();
        container.call("run", &[], &call)
    };
    ran(&["scan", "/work/clean.pkl"])?;
    match ran(&["scan", "/work/armed.pkl"]) {
        Err(why) if why.contains("pickle") => {}
        other => return Err(format!("the image does not refuse an armed pickle: {other:?}")),
    }
    ran(&["demo", "--once", "--rows", ROWS, "--dir", "/work/demo"]).map(drop)
}

/// It says its version, finds nothing in a clean model, and refuses an armed one.
pub fn runs(program: &Path, place: &Path) -> Result<(), String> {
    models(place)?;
    let scan = |name: &str| {
        let mut command = alone(program, place);
        command.arg("scan").arg(name).output().map_err(|error| error.to_string())
    };
    for (name, wanted) in [("clean.pkl", 0), ("armed.pkl", 1)] {
        let ended = scan(name)?;
        if ended.status.code() != Some(wanted) {
            let told = String::from_utf8_lossy(&ended.stderr).into_owned();
            return Err(format!("scan {name} ended with {}, not {wanted}: {told}", ended.status));
        }
    }
    Ok(())
}

fn demo(program: &Path, place: &Path) -> Result<(), String> {
    let mut command = alone(program, place);
    said(command.args(["demo", "--once", "--rows", ROWS, "--dir", "demo"]))?;
    held(&place.join("demo"), &["report.html", "report.json", "model/final.onnx"])
}

/// The program in `place`, with nothing of our own environment.
fn alone(program: &Path, place: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("HOME", place).env("PATH", "/usr/bin:/bin").current_dir(place);
    command
}

fn models(place: &Path) -> Result<(), String> {
    files::put(&place.join("clean.pkl"), CLEAN)?;
    files::put(&place.join("armed.pkl"), ARMED)
}

fn held(folder: &Path, wanted: &[&str]) -> Result<(), String> {
    match wanted.iter().find(|file| !folder.join(file).is_file()) {
        Some(missing) => Err(format!("{missing} is not in {}", folder.display())),
        None => Ok(()),
    }
}
