//! Crates, from lock files and from the list that `cargo install` keeps.

use super::{Inventory, Package, read_text};
use crate::error::SurfaceError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Bytes of one lock file.
const LOCK_BYTES: u64 = 16 << 20;

#[derive(Deserialize)]
struct Lock {
    version: Option<u32>,
    package: Option<Vec<Locked>>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    /// Absent for what is built from a folder: that is nobody's published crate.
    source: Option<String>,
}

#[derive(Deserialize)]
struct Installed {
    #[serde(default)]
    v1: BTreeMap<String, toml::Value>,
}

/// The crates of every lock file, and the binaries that were installed.
pub(super) fn installed(
    lockfiles: &[PathBuf],
    list: Option<&Path>,
) -> Result<Inventory, SurfaceError> {
    let mut inventory = Inventory::default();
    for path in lockfiles {
        let text = read_text("lock file", path, LOCK_BYTES)?;
        let wrong = |reason: String| SurfaceError::Lockfile { path: path.clone(), reason };
        let lock: Lock = toml::from_str(&text).map_err(|e| wrong(e.message().to_owned()))?;
        if lock.version.is_none() && lock.package.is_none() {
            return Err(wrong("it lists no package".to_owned()));
        }
        let published =
            lock.package.into_iter().flatten().filter(|package| package.source.is_some());
        inventory
            .packages
            .extend(published.map(|package| crate_at(path, package.name, package.version)));
    }
    if let Some(list) = list.filter(|list| list.symlink_metadata().is_ok()) {
        binaries(list, &mut inventory);
    }
    Ok(inventory)
}

fn crate_at(place: &Path, name: String, version: String) -> Package {
    let advised = Some((name.clone(), version.clone()));
    Package { name, version, place: place.display().to_string(), advised }
}

/// `"ripgrep 14.1.0 (registry+…)" = ["rg"]`
fn binaries(list: &Path, inventory: &mut Inventory) {
    let text = read_text("list of installed binaries", list, LOCK_BYTES).ok();
    let Some(read) = text.and_then(|text| toml::from_str::<Installed>(&text).ok()) else {
        return inventory.gap(format!("{}: not as cargo writes it", list.display()));
    };
    for key in read.v1.keys() {
        let mut words = key.split(' ');
        match (words.next(), words.next()) {
            (Some(name), Some(version)) => {
                inventory.packages.push(crate_at(list, name.to_owned(), version.to_owned()));
            }
            _ => inventory.gap(format!("{}: {key:?} has no version", list.display())),
        }
    }
    // Only the binaries themselves are listed; what they were built from is out of sight.
    if !read.v1.is_empty() {
        inventory
            .gap(format!("{}: does not list what the binaries were built from", list.display()));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn published_crates_of_a_lock_file_count() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("Cargo.lock");
        let text = "version = 4\n[[package]]\nname = \"mine\"\nversion = \"0.1.0\"\n\
            [[package]]\nname = \"time\"\nversion = \"0.1.43\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        std::fs::write(&lock, text).unwrap();
        let found = installed(std::slice::from_ref(&lock), None).unwrap();
        assert_eq!(found.packages.len(), 1);
        assert_eq!(found.packages[0].name, "time");
        std::fs::write(&lock, "a = 1\n").unwrap();
        assert!(matches!(installed(&[lock], None), Err(SurfaceError::Lockfile { .. })));
        let absent = installed(&[], Some(&folder.path().join("none"))).unwrap();
        assert!(absent.packages.is_empty() && absent.gaps.is_empty());
    }

    #[test]
    fn installed_binaries_count_and_what_they_hold_stays_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join(".crates.toml");
        std::fs::write(&list, "[v1]\n\"ripgrep 14.1.0 (registry+x)\" = [\"rg\"]\n").unwrap();
        let found = installed(&[], Some(&list)).unwrap();
        assert_eq!((found.packages[0].name.as_str(), found.gaps.len()), ("ripgrep", 1));
    }
}
