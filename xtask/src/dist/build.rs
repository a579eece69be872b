//! The build of what is shipped: profile `dist`, all optimised.

use super::program::said;
use crate::{environment, run};
use std::path::PathBuf;
use std::process::Command;

/// The oldest glibc that `cargo zigbuild` links against: that of manylinux2014.
const GLIBC: &str = "2.17";

/// Builds the program.
///
/// A fully static one (`-C target-feature=+crt-static`) is no choice: in it `dlopen` fails, and with it
/// the modules of PKCS #11 tokens.
pub fn program(zig: bool) -> Result<PathBuf, String> {
    let arguments = ["--profile", "dist", "--package", "hygeia", "--locked"];
    if !zig {
        run::must(run::cargo().arg("build").args(arguments))?;
        return Ok(run::built_as("dist", "hygeia"));
    }
    let python = environment::named("python-dist", "requirements-dist.txt")?;
    let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut build = run::cargo();
    build.args(["zigbuild", "--target", &format!("{triple}.{GLIBC}")]).args(arguments);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let tools = python.parent().map(std::path::Path::to_path_buf);
    let path = std::env::join_paths(tools.into_iter().chain(std::env::split_paths(&path)));
    run::must(build.env("PATH", path.map_err(|error| error.to_string())?))?;
    Ok(run::built_as(&format!("{triple}/dist"), "hygeia"))
}

/// When what is here was committed, in seconds since 1970; `SOURCE_DATE_EPOCH` overrules.
///
/// <https://reproducible-builds.org/specs/source-date-epoch/>
pub fn epoch() -> Result<i64, String> {
    if let Some(told) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let told = told.to_string_lossy();
        return told.parse().map_err(|_| format!("SOURCE_DATE_EPOCH is {told}, not seconds"));
    }
    git(&["log", "-1", "--format=%ct"])?.parse().map_err(|_| "git told no time".to_owned())
}

/// The day of that moment in UTC, as `2026-11-30`.
pub fn day(epoch: i64) -> Result<String, String> {
    said(Command::new("date").args(["--utc", "+%F", &format!("--date=@{epoch}")]))
}

/// That moment in UTC, as RFC 3339 writes it.
pub fn moment(epoch: i64) -> Result<String, String> {
    said(Command::new("date").args(["--utc", "+%FT%TZ", &format!("--date=@{epoch}")]))
}

/// What `git` says about the repository, without the line's end.
pub fn git(arguments: &[&str]) -> Result<String, String> {
    Ok(said(Command::new("git").current_dir(run::root()).args(arguments))?.trim().to_owned())
}
