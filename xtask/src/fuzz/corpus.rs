//! The targets, by their seeds in the repository, and where a machine keeps what it found beside them.

use crate::run;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bytes of the longest input that is taken into the repository.
const SEED_BYTES: u64 = 4 << 10;
/// Seeds of a target that are taken at once.
const TAKEN: usize = 20;

/// One target: `gate-raci-csv` of the room `gate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    pub room: String,
}

/// The targets of these names or rooms; all if there is none.
pub fn targets(wanted: &[String]) -> Result<Vec<Target>, String> {
    let all = names(&seeds());
    chosen(&all, wanted)
}

fn chosen(all: &[String], wanted: &[String]) -> Result<Vec<Target>, String> {
    let known: Vec<Target> = all.iter().filter_map(|name| Target::new(name)).collect();
    let fits = |target: &Target, name: &String| target.name == *name || target.room == *name;
    if let Some(unknown) = wanted.iter().find(|name| !known.iter().any(|t| fits(t, name))) {
        return Err(format!("{unknown} is no target; there are {}", all.join(", ")));
    }
    let is_wanted = |t: &Target| wanted.is_empty() || wanted.iter().any(|name| fits(t, name));
    Ok(known.into_iter().filter(is_wanted).collect())
}

/// Takes inputs into the repository that cover what its seeds do not.
pub fn keep(target: &Target, mut program: Command) -> Result<(), String> {
    let fresh = run::fresh(&format!("fuzz/kept/{}", target.name))?;
    let seeds = target.seeds_folder();
    copy(&seeds, &fresh, usize::MAX)?;
    program.arg("-merge=1").args([&fresh, &target.grown_folder()?]);
    run::must(&mut program)?;
    copy(&fresh, &seeds, TAKEN)
}

/// Copies the short files that are missing in `to`, the shortest first, at most so many.
fn copy(from: &Path, to: &Path, most: usize) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", to.display());
    let mut files: Vec<(u64, String)> = names(from)
        .into_iter()
        .filter(|name| !to.join(name).exists())
        .filter_map(|name| Some((fs::metadata(from.join(&name)).ok()?.len(), name)))
        .filter(|(length, _)| *length <= SEED_BYTES)
        .collect();
    files.sort();
    for (_, name) in files.into_iter().take(most) {
        fs::copy(from.join(&name), to.join(&name)).map_err(told)?;
    }
    Ok(())
}

fn seeds() -> PathBuf {
    run::root().join("fuzz/corpus")
}

/// The names of what lies in `folder`, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

impl Target {
    fn new(name: &str) -> Option<Self> {
        let (room, _) = name.split_once('-')?;
        Some(Self { name: name.to_owned(), room: room.to_owned() })
    }

    /// In the repository.
    pub fn seeds_folder(&self) -> PathBuf {
        seeds().join(&self.name)
    }

    /// What this machine found beside the seeds.
    pub fn grown_folder(&self) -> Result<PathBuf, String> {
        self.own("grown")
    }

    /// How many inputs that is.
    pub fn grown(&self) -> Result<usize, String> {
        Ok(names(&self.grown_folder()?).len())
    }

    /// Where inputs go that a target failed on.
    pub fn crashes(&self) -> Result<PathBuf, String> {
        self.own("crashes")
    }

    fn own(&self, what: &str) -> Result<PathBuf, String> {
        let folder = run::cache().join("fuzz").join(what).join(&self.name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(wanted: &[&str]) -> Result<Vec<String>, String> {
        let all = ["gate-people", "gate-words", "store-tail"].map(str::to_owned);
        let wanted: Vec<String> = wanted.iter().map(|&name| name.to_owned()).collect();
        Ok(chosen(&all, &wanted)?.into_iter().map(|target| target.name).collect())
    }

    #[test]
    fn targets_are_chosen_by_name_or_by_room() {
        assert_eq!(picked(&[]).unwrap().len(), 3);
        assert_eq!(picked(&["gate"]).unwrap(), ["gate-people", "gate-words"]);
        assert_eq!(picked(&["store-tail", "gate-words"]).unwrap(), ["gate-words", "store-tail"]);
        assert!(picked(&["gate", "tail"]).unwrap_err().starts_with("tail is no target"));
    }

    #[test]
    fn every_folder_of_seeds_is_of_a_program() {
        let manifest = fs::read_to_string(run::root().join("fuzz/Cargo.toml")).unwrap();
        let all = targets(&[]).unwrap();
        assert!(all.len() > 30, "{} targets", all.len());
        for target in all {
            let program = format!("name = \"fuzz-{}\"", target.room);
            assert!(manifest.contains(&program), "{} has no program", target.name);
        }
    }
}
