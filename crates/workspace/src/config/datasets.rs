//! `datasets/NAME.toml`: what people say of the columns of a dataset, under version control as the rest
//! of the config.
//!
//! ```toml
//! keep_days = 90
//! hold = "the audit of 2026 asks for it"
//!
//! [columns.branch]
//! type = "category"
//! class = "internal"
//! reason = "codes of our branches, from the product list"
//! seen = { type = "unknown", class = "internal" }
//!
//! [[rules]]
//! column = "branch"
//! rule = "set"
//! ```
//!
//! Rules hold values only where a person wrote them; a set without values, and a range without ends, are
//! those of the version before.

use super::{parse::explained, read_text};
use crate::{Context as _, Error};
use files::Mode;
use quality::rules::Rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use store::{ConfigVersion, Store, Verified};
use terms::{Asset, AssetKind, Declared, limits};

/// The folder of these files.
pub const FOLDER: &str = "datasets";

/// One file, parsed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetFile {
    /// Days for which a version may be kept, if that is less than its class allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<NonZeroU16>,
    /// Why nothing of it may go as long as this stands, whoever asks and whatever time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    #[serde(default)]
    pub columns: Declared,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// The name of the file of `dataset`, below the workspace's folder.
#[must_use]
pub fn file_of(dataset: &str) -> String {
    format!("{FOLDER}/{dataset}.toml")
}

/// Writes what is `said` of columns into the file of `dataset`, beside what it says of others; gives its
/// path. Nothing is in force before it is applied.
///
/// # Errors
/// If the name is none of a dataset, or the file can't be read or written.
pub fn say(workspace: &Path, dataset: &str, said: Declared) -> Result<PathBuf, Error> {
    edit(workspace, dataset, |file| file.columns.extend(said))
}

/// Writes `rules` that somebody accepted into the file of `dataset`, beside what it says already; gives its
/// path. A rule that is there of the same column and kind stays as it is.
///
/// # Errors
/// As [`say()`].
pub fn accept(workspace: &Path, dataset: &str, rules: Vec<Rule>) -> Result<PathBuf, Error> {
    edit(workspace, dataset, |file| {
        for rule in rules {
            let there = |it: &Rule| it.column == rule.column && it.kind == rule.kind;
            if !file.rules.iter().any(there) {
                file.rules.push(rule);
            }
        }
    })
}

fn edit(
    workspace: &Path,
    dataset: &str,
    change: impl FnOnce(&mut DatasetFile),
) -> Result<PathBuf, Error> {
    let asset = Asset::new(AssetKind::Dataset, dataset).invalid()?;
    let name = file_of(asset.name());
    let path = workspace.join(&name);
    let mut file = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => DatasetFile::default(),
        _ => {
            let text = read_text(&path)?;
            toml::from_str(&text).map_err(|error| explained(&name, &text, &error))?
        }
    };
    change(&mut file);
    let body = toml::to_string_pretty(&file).internal("writing what is said of a dataset")?;
    let text = format!(
        "# What people say of the columns of {dataset}; `hygeia apply` applies it.\n{body}"
    );
    std::fs::create_dir_all(workspace.join(FOLDER)).invalid()?;
    files::write_whole(&path, text.as_bytes(), Mode::Kept).invalid()?;
    Ok(path)
}

/// The texts of all files in the folder of a workspace, by name; what is empty says nothing.
///
/// # Errors
/// If one is no file of a dataset, can't be read, or there are more than a workspace may have.
pub(crate) fn read(workspace: &Path) -> Result<BTreeMap<String, String>, Error> {
    let folder = workspace.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        other => other.map_err(|error| unread(&folder, &error))?,
    };
    let mut texts = BTreeMap::new();
    for entry in entries {
        let name = entry.map_err(|error| unread(&folder, &error))?.file_name();
        let name = name.to_string_lossy();
        let Some(dataset) = name.strip_suffix(".toml") else { continue };
        if texts.len() >= limits::DATASET_FILES {
            let limit = limits::DATASET_FILES;
            return Err(Error::invalid(format!("{FOLDER}/ holds more than {limit} files")));
        }
        let text = read_text(&folder.join(name.as_ref()))?;
        if !text.trim().is_empty() {
            texts.insert(file_of(dataset), text);
        }
    }
    Ok(texts)
}

fn unread(folder: &Path, error: &std::io::Error) -> Error {
    Error::invalid(format!("{} can't be read: {error}", folder.display()))
}

/// What the texts say, by the name of the dataset.
///
/// # Errors
/// If one is not called after a dataset, or doesn't parse.
pub(crate) fn parse(texts: &BTreeMap<String, String>) -> Result<BTreeMap<String, Declared>, Error> {
    Ok(files(texts)?.into_iter().map(|(name, file)| (name, file.columns)).collect())
}

/// The rules in them, by the name of the dataset.
///
/// # Errors
/// As [`parse()`], and if a rule lacks what it needs.
pub(crate) fn rules(
    texts: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Vec<Rule>>, Error> {
    let mut all = BTreeMap::new();
    for (name, file) in files(texts)? {
        for rule in &file.rules {
            rule.judge().map_err(|why| {
                Error::invalid(format!("{}: the rule {why}", file_of(&name)))
                    .remedy("correct the rule, or take it out")
            })?;
        }
        all.insert(name, file.rules);
    }
    Ok(all)
}

/// For how long the versions of a dataset may be kept, as its own file says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnRetention {
    /// Days, if that is less than its class allows.
    pub keep_days: Option<NonZeroU16>,
    /// Why nothing of it may go.
    pub hold: Option<String>,
}

/// For how long versions may be kept, where a file says so, by the name of the dataset.
///
/// # Errors
/// As [`parse()`], and if a hold says no reason.
pub(crate) fn retention(
    texts: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, OwnRetention>, Error> {
    let mut all = BTreeMap::new();
    for (name, DatasetFile { keep_days, hold, .. }) in files(texts)? {
        if hold.as_deref().is_some_and(|why| why.trim().is_empty()) {
            return Err(Error::invalid(format!("{}: the hold says no reason", file_of(&name)))
                .remedy("say in hold = \"…\" why nothing of it may go, or take it out"));
        }
        if keep_days.is_some() || hold.is_some() {
            all.insert(name, OwnRetention { keep_days, hold });
        }
    }
    Ok(all)
}

fn files(texts: &BTreeMap<String, String>) -> Result<BTreeMap<String, DatasetFile>, Error> {
    let mut all = BTreeMap::new();
    for (name, text) in texts {
        let dataset = name.strip_prefix(FOLDER).and_then(|name| name.strip_prefix('/'));
        let dataset = dataset.and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
        let asset = Asset::new(AssetKind::Dataset, dataset).map_err(|_| {
            Error::invalid(format!("{:?} is not called after a dataset", terms::printable(name)))
                .remedy("a file is called datasets/NAME.toml, as the dataset is")
        })?;
        let file: DatasetFile =
            toml::from_str(text).map_err(|error| explained(name, text, &error))?;
        all.insert(asset.name().to_owned(), file);
    }
    Ok(all)
}

/// Every version of these texts.
///
/// # Errors
/// If a record doesn't verify.
pub(crate) async fn versions(store: &Store) -> Result<Vec<ConfigVersion>, Error> {
    let all = store.docs::<ConfigVersion>().list().await.internal("reading what was applied")?;
    let all = all.into_iter().map(Verified::into_inner);
    Ok(all.filter(|version| is_file(&version.name)).collect())
}

/// Those that were applied under `number`. A file that was taken away was applied as nothing.
pub(crate) fn of_number(versions: &[ConfigVersion], number: u32) -> BTreeMap<String, String> {
    let those =
        versions.iter().filter(|version| version.number == number && is_file(&version.name));
    let said = those.filter(|version| !version.text.is_empty());
    said.map(|version| (version.name.clone(), version.text.clone())).collect()
}

fn is_file(name: &str) -> bool {
    name.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}
