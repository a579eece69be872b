//! Running other programs, with what they did wrong told in full.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace: the folder above `xtask`.
pub fn root() -> PathBuf {
    // Asked at run time: build outputs are shared between clones, and one may be gone.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| ".".into(), PathBuf::from);
    here.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root());
    // What cargo told us of our own package: `ring` is built anew whenever that changes, and all that
    // stands on it, up to the engine.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name.as_ref());
        }
    }
    command
}

/// Where a program of the workspace is, once it is built.
pub fn built(name: &str) -> PathBuf {
    built_as("release", name)
}

/// The same, of a profile that is not that of the suite.
pub fn built_as(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(name)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs `command` to its end; an exit code other than 0 is an error that names the command.
pub fn must(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown} ended with {status}")),
        Err(error) => Err(format!("{shown} did not start: {error}")),
    }
}

/// Whether `program` can be started.
pub fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

/// Where build outputs of others go: a folder in the user's cache, outside of the clone.
pub fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(home)
        .unwrap_or_else(std::env::temp_dir)
        .join("hygeia")
}

/// An empty folder called `name` in the cache; what was in it is gone.
pub fn fresh(name: &str) -> Result<PathBuf, String> {
    let folder = cache().join(name);
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(told)?;
    }
    std::fs::create_dir_all(&folder).map_err(told)?;
    Ok(folder)
}

/// Where the real data sets are, if they are at hand (`HYGEIA_SHARED`, or `../shared`).
pub fn shared_folder() -> PathBuf {
    std::env::var_os("HYGEIA_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from)
        .join("data")
}

/// A file of the real data sets.
pub fn shared(file: &str) -> Option<PathBuf> {
    Some(shared_folder().join(file)).filter(|path| path.is_file())
}

/// Installs Debian packages where we are root and `apt-get` exists; else says what is missing.
pub fn debian(packages: &[&str]) -> Result<(), String> {
    let missing = || format!("please install these Debian packages: {}", packages.join(" "));
    if !has("apt-get") {
        return Err(missing());
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        must(&mut command)
    };
    apt(&["update", "-q"]).map_err(|_| missing())?;
    let mut install = vec!["install", "-qy", "--no-install-recommends"];
    install.extend(packages);
    apt(&install).map_err(|_| missing())
}
