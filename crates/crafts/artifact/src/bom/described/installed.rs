//! Packages that are installed: `*.dist-info/METADATA` in a folder of Python's, `conda-meta/*.json` in one of
//! conda's. What they say is taken for the libraries that a model asks for, and nothing is guessed.

use super::{Required, metadata};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Packages of one environment.
const PACKAGES: usize = 20_000;
/// Bytes of one description.
const BYTES: u64 = 1 << 20;
/// Bytes of one file of licences.
const LICENCE: u64 = 64 << 10;

/// What is installed, by ecosystem and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installed {
    packages: BTreeMap<(&'static str, String), Required>,
}

impl Installed {
    /// Reads a folder of packages (`site-packages`), or the environment that has one.
    ///
    /// # Errors
    /// If `folder` cannot be listed, or no package is installed there.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut installed = Self::default();
        std::fs::read_dir(folder)?;
        for place in places(folder) {
            installed.python(&place);
        }
        installed.conda(&folder.join("conda-meta"));
        match installed.packages.is_empty() {
            false => Ok(installed),
            true => Err(io::Error::other("no package is installed there")),
        }
    }

    /// How many packages there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.packages.len()
    }

    /// Of the package called so. One of PyPI's that conda installed describes itself as any other does.
    pub(super) fn get(&self, ecosystem: &'static str, name: &str) -> Option<&Required> {
        self.packages.get(&(ecosystem, name.to_owned()))
    }

    /// A description of a package, by its text.
    pub(super) fn add(&mut self, text: &str) -> Option<()> {
        self.keep(metadata::read(text)?);
        Some(())
    }

    fn keep(&mut self, package: Required) {
        if self.packages.len() < PACKAGES {
            self.packages.entry((package.ecosystem, package.name.clone())).or_insert(package);
        }
    }

    fn python(&mut self, folder: &Path) {
        for place in entries(folder).filter(|path| ends(path, "dist-info")) {
            let text = first(&place.join("METADATA"), BYTES);
            let Some(mut package) = text.and_then(|text| metadata::read(&text)) else { continue };
            package.told.copyright = copyright(&place);
            self.keep(package);
        }
    }

    /// As `conda` keeps it: name, version, licence, digest, where it came from, what it needs.
    fn conda(&mut self, folder: &Path) {
        for path in entries(folder).filter(|path| ends(path, "json")) {
            let text = first(&path, 16 * BYTES).unwrap_or_default();
            self.add_conda(&text);
        }
    }

    /// A package as conda describes it, by its text; nothing if that is none.
    pub(crate) fn add_conda(&mut self, text: &str) -> Option<()> {
        let about: Value = serde_json::from_str(text).ok()?;
        let of = |key: &str| about.get(key).and_then(super::scalar).unwrap_or_default();
        let mut package = Required {
            name: of("name").to_lowercase(),
            version: of("version"),
            ecosystem: "conda",
            digests: of("sha256").parse().into_iter().collect(),
            needs: about.get("depends").map(|all| names(&super::scalars(Some(all)))),
            ..Required::default()
        };
        package.told.licences.extend(Some(of("license")).filter(|text| !text.is_empty()));
        (!package.name.is_empty()).then(|| self.keep(package))
    }
}

/// The folders in which Python looks for packages.
fn places(folder: &Path) -> Vec<PathBuf> {
    let versions = entries(&folder.join("lib")).map(|path| path.join("site-packages"));
    let windows = folder.join("Lib/site-packages");
    std::iter::once(folder.to_path_buf()).chain(versions).chain([windows]).collect()
}

fn names(specs: &[String]) -> Vec<String> {
    let name = |spec: &String| spec.split_whitespace().next().unwrap_or_default().to_lowercase();
    let mut names: Vec<String> = specs.iter().map(name).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

/// Lines of licence files that say whose it is.
fn copyright(place: &Path) -> Vec<String> {
    const WORDS: [&str; 5] = ["licen", "copying", "notice", "copyright", "authors"];
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        WORDS.iter().any(|word| name.starts_with(word))
    };
    let beside = entries(place).filter(named);
    let below = entries(&place.join("licenses")).filter(named);
    let mut found: Vec<String> = Vec::new();
    for text in beside.chain(below).filter_map(|path| first(&path, LICENCE)) {
        for line in text.lines().map(str::trim).filter(|line| claims(line)) {
            let line: String = line.chars().take(200).collect();
            if found.len() < 16 && !found.contains(&line) {
                found.push(line);
            }
        }
    }
    found
}

/// `Copyright (c) 2005`, `Copyright © Somebody`, `Copyright 2005 Somebody`; no sentence about copyright.
fn claims(line: &str) -> bool {
    let rest = line.strip_prefix("Copyright").or_else(|| line.strip_prefix("COPYRIGHT"));
    rest.map(str::trim_start).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '©')
            || rest.get(..3).is_some_and(|sign| sign.eq_ignore_ascii_case("(c)"))
    })
}

/// What lies in a folder, in order; nothing if it cannot be listed.
fn entries(folder: &Path) -> std::vec::IntoIter<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.path()).take(PACKAGES * 2).collect();
    paths.sort();
    paths.into_iter()
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

/// The first bytes of a plain file, as text.
fn first(path: &Path, limit: u64) -> Option<String> {
    let mut bytes = Vec::new();
    let plain = path.metadata().ok().filter(std::fs::Metadata::is_file);
    plain.and_then(|_| File::open(path).ok())?.take(limit).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
