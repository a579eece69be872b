//! `cargo-mutants`, which makes the mutants and runs the tests on each.

use super::mutant::{self, Mutant, Outcome};
use super::outputs;
use super::share::Share;
use crate::run;
use std::path::PathBuf;
use std::process::Command;

/// Another version makes other mutants, and the answers are to those of this one.
const VERSION: &str = "27.1.0";

/// Which mutants are tried.
pub struct Selection {
    pub rooms: Vec<String>,
    /// Patterns of files; none means all.
    pub files: Vec<String>,
    /// A share, and the seed that draws it; `None` means all.
    pub share: Option<(Share, u64)>,
}

impl Selection {
    /// Every mutant of `rooms`.
    pub fn whole(rooms: &[&str]) -> Self {
        let rooms = rooms.iter().map(|&room| room.to_owned()).collect();
        Self { rooms, files: Vec::new(), share: None }
    }

    fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for room in &self.rooms {
            command.arg(format!("--package=hygeia-{room}"));
        }
        for file in &self.files {
            command.arg(format!("--file={file}"));
        }
        if let Some((share, seed)) = self.share {
            command.args(["--sharding=round-robin", "--shard", &share.drawn_by(seed)]);
        }
        command
    }
}

/// The program, in the version that the answers are for.
pub struct Tool {
    /// Where it is, if not where cargo looks by itself.
    programs: Option<PathBuf>,
}

impl Tool {
    /// The one that is installed, or else one of our own in the user's cache.
    pub fn at_hand() -> Result<Self, String> {
        let found = Self { programs: None };
        if found.is_right() {
            return Ok(found);
        }
        let root = run::cache().join("tools");
        let own = Self { programs: Some(root.join("bin")) };
        if !own.is_right() {
            // Unoptimised: it waits for cargo, and is built in half the time.
            let package = format!("cargo-mutants@{VERSION}");
            let arguments = ["install", "--quiet", "--locked", "--debug", &package, "--root"];
            let mut install = run::cargo();
            install
                .args(arguments)
                .arg(&root)
                .env("CARGO_TARGET_DIR", run::cache().join("tools/target"));
            run::must(&mut install).map_err(|why| format!("please install {package}: {why}"))?;
        }
        Ok(own)
    }

    fn is_right(&self) -> bool {
        let told = self.command().arg("--version").output();
        told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains(VERSION))
    }

    /// All mutants of the selection, untried.
    pub fn list(&self, selection: &Selection) -> Result<Vec<Mutant>, String> {
        let mut command = self.command();
        let told = selection.tell(&mut command).args(["--list", "--json"]).output();
        let told = told.map_err(|error| format!("cargo mutants did not start: {error}"))?;
        if !told.status.success() {
            return Err(format!("no list of mutants: {}", String::from_utf8_lossy(&told.stderr)));
        }
        mutant::listed(&told.stdout)
    }

    /// Tries the mutants of the selection; where the tests are red without any, that is an error.
    pub fn run(&self, selection: &Selection) -> Result<Vec<Outcome>, String> {
        let wanted = self.list(selection)?.len();
        if wanted == 0 {
            return Ok(Vec::new());
        }
        let target = outputs::folder()?;
        let mut command = self.command();
        selection.tell(&mut command).args(how()).arg("--output").arg(&target);
        command.env("CARGO_TARGET_DIR", &target);
        // The tests run in a copy of the sources, from where `../shared` is somewhere else.
        if let Some(shared) = run::shared_folder().parent() {
            command.env("HYGEIA_SHARED", shared);
        }
        let status = command.status().map_err(|error| format!("cargo mutants: {error}"))?;
        let written = target.join("mutants.out/outcomes.json");
        let outcomes =
            std::fs::read(&written).map_err(|e| format!("{}: {e}", written.display()))?;
        let outcomes = mutant::tried(&outcomes)?;
        // 2 and 3 are survivors and tests without an end, which we judge ourselves.
        if !matches!(status.code(), Some(0 | 2 | 3)) || outcomes.len() != wanted {
            return Err(format!("{} of {wanted} mutants were tried: {status}", outcomes.len()));
        }
        Ok(outcomes)
    }

    fn command(&self) -> Command {
        let mut command = run::cargo();
        if let Some(programs) = &self.programs {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let paths = [programs.clone()].into_iter().chain(std::env::split_paths(&path));
            if let Ok(paths) = std::env::join_paths(paths) {
                command.env("PATH", paths);
            }
        }
        command.args(["mutants", "--no-config", "--colors=never"]);
        command
    }
}

/// How each mutant is built and tested: as the suite does, but only the mutant's own room.
fn how() -> Vec<&'static str> {
    // With the features of the workspace, so that nothing below the room is built again.
    let whole = "--cargo-arg=--package=hygeia-whole";
    let mut how = vec!["--profile=release", whole, "--cargo-arg=--lib", "--cargo-arg=--test=all"];
    if run::cargo().args(["nextest", "--version"]).output().is_ok_and(|o| o.status.success()) {
        how.push("--test-tool=nextest");
    }
    how
}
