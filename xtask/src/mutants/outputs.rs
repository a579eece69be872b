//! A target folder of their own for mutants, which has what was built of the crates of others.
//!
//! Never the suite's own: cargo tells by times whether a room was built already, and could take a mutant
//! for the room itself.

use crate::run;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where cargo keeps what it built, below the folder of a profile.
const KINDS: [&str; 3] = [".fingerprint", "build", "deps"];
/// Files up to this size are copied: cargo writes some of them in place.
const SMALL: u64 = 1 << 16;

/// The target folder for mutants, below that of the workspace.
pub fn folder() -> Result<PathBuf, String> {
    let ours = names()?;
    let built = run::built("");
    let folder = built.parent().unwrap_or(&built).join("mutants");
    for kind in KINDS {
        let (from, to) = (built.join(kind), folder.join("release").join(kind));
        lend(&from, &to, &ours).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    Ok(folder)
}

/// What outputs of our own rooms are called: their packages, and what these build.
fn names() -> Result<BTreeSet<String>, String> {
    let told = run::cargo().args(["metadata", "--no-deps", "--format-version=1"]).output();
    let told = told.map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Metadata =
        serde_json::from_slice(&told.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata.packages.into_iter();
    let names = packages.flat_map(|one| one.targets.into_iter().chain([Named { name: one.name }]));
    Ok(names.map(|named| named.name.replace('-', "_")).collect())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Makes what is in `from` appear in `to`, but for what is there already and what is `ours`.
fn lend(from: &Path, to: &Path, ours: &BTreeSet<String>) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let there = to.join(&name);
        if !is_ours(&name.to_string_lossy(), ours) && !there.exists() {
            lend_one(&entry.path(), &there)?;
        }
    }
    Ok(())
}

/// Whether an output, as `libhygeia_gate-0123456789abcdef.rlib`, is of one of our rooms.
fn is_ours(output: &str, ours: &BTreeSet<String>) -> bool {
    let Some((name, _)) = output.rsplit_once('-') else { return false };
    let name = name.replace('-', "_");
    ours.contains(&name) || name.strip_prefix("lib").is_some_and(|name| ours.contains(name))
}

fn lend_one(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?;
    if kind.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            lend_one(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if kind.len() > SMALL {
        fs::hard_link(from, to)?;
    } else {
        fs::copy(from, to)?;
        // By its time cargo tells whether it is older than what it was made of.
        fs::File::options().append(true).open(to)?.set_modified(kind.modified()?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_of_our_rooms_are_told_from_those_of_others() {
        let ours = names().unwrap();
        for own in
            ["libhygeia_gate-0f.rlib", "hygeia-gate-0f", "hygeia_gate-0f.d", "all-0f", "xtask-0f"]
        {
            assert!(is_ours(own, &ours), "{own}");
        }
        for other in ["libserde-0f.rlib", "serde-0f", "libgates-0f.rmeta", "CACHEDIR.TAG"] {
            assert!(!is_ours(other, &ours), "{other}");
        }
    }
}
