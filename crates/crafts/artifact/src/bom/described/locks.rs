//! Lock files of Python's package managers: exact versions, with the digests of what may be installed for
//! them. Poetry, PDM, uv, `pylock.toml` (PEP 751), Pipenv.

use super::requirements::{normal, required};
use super::{Described, Reader, Required, scalar};
use serde_json::Value;
use std::collections::BTreeSet;
use terms::Digest;

/// What reads a lock file, by its name.
pub(super) fn reader(file: &str) -> Option<Reader> {
    match file {
        "poetry.lock" | "pdm.lock" | "uv.lock" | "pylock.toml" => Some(toml),
        "Pipfile.lock" => Some(pipfile),
        _ if file.starts_with("pylock.") && file.ends_with(".toml") => Some(toml),
        _ => None,
    }
}

/// All of them are lists of packages in TOML, which differ in how they write a digest.
fn toml(text: &str, into: &mut Described) -> Option<()> {
    let lock: Value = toml::from_str(text).ok()?;
    let list = ["package", "packages"].iter().find_map(|key| lock.get(key)?.as_array());
    // Poetry before 1.5 keeps the files of all packages in one table.
    let apart = lock.pointer("/metadata/files");
    for package in list?.iter().filter(|package| is_needed(package)) {
        let Some(name) = package.get("name").and_then(scalar) else { continue };
        let mut digests = Vec::new();
        for key in ["files", "wheels", "sdist", "archive"] {
            found(package.get(key), &mut digests);
        }
        found(apart.and_then(|files| files.get(&name)), &mut digests);
        let version = package.get("version").and_then(scalar).unwrap_or_default();
        into.need(Required {
            name: normal(&name),
            asked: format!("=={version}"),
            version,
            ecosystem: "pypi",
            digests,
            needs: Some(needs(package.get("dependencies"))),
            ..Required::default()
        });
    }
    Some(())
}

/// Neither the project itself nor what only its developers need.
fn is_needed(package: &Value) -> bool {
    let source = package.get("source");
    let own = |key: &&str| source.and_then(|source| source.get(key)).is_some();
    let groups = super::scalars(package.get("groups"));
    let main = ["main", "default"].iter().any(|main| groups.iter().any(|group| group == main));
    let developers = package.get("category").and_then(Value::as_str) == Some("dev");
    !["virtual", "editable"].iter().any(own) && (groups.is_empty() || main) && !developers
}

/// `hash = "sha256:…"` and `hashes = { sha256 = "…" }`, of one file or of a list of them.
fn found(files: Option<&Value>, digests: &mut Vec<Digest>) {
    let one = files.filter(|files| files.is_object());
    let list = files.and_then(Value::as_array).into_iter().flatten();
    for file in list.chain(one).take(super::ENTRIES) {
        let named = file.get("hash").and_then(Value::as_str);
        let named = named.and_then(|hash| hash.strip_prefix("sha256:"));
        let keyed = file.pointer("/hashes/sha256").and_then(Value::as_str);
        if let Some(digest) = named.or(keyed).and_then(|hex| hex.parse().ok())
            && !digests.contains(&digest)
        {
            digests.push(digest);
        }
    }
}

/// A table of names, a list of tables with a name, or a list of requirements.
fn needs(value: Option<&Value>) -> Vec<String> {
    let names: BTreeSet<String> = match value {
        Some(Value::Object(table)) => table.keys().map(|name| normal(name)).collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|entry| match entry {
                Value::String(line) => required(line).map(|library| library.name),
                other => other.get("name").and_then(scalar).map(|name| normal(&name)),
            })
            .collect(),
        _ => BTreeSet::new(),
    };
    names.into_iter().take(super::ENTRIES).collect()
}

/// Pipenv's is JSON: what is needed to run under `default`.
fn pipfile(text: &str, into: &mut Described) -> Option<()> {
    let lock: Value = serde_json::from_str(text).ok()?;
    for (name, package) in lock.get("default")?.as_object()? {
        let asked = package.get("version").and_then(scalar).unwrap_or_default();
        let hashes = super::scalars(package.get("hashes"));
        let hashes = hashes.iter().filter_map(|hash| hash.strip_prefix("sha256:"));
        into.need(Required {
            name: normal(name),
            version: asked.strip_prefix("==").unwrap_or_default().to_owned(),
            asked,
            ecosystem: "pypi",
            digests: hashes.filter_map(|hex| hex.parse().ok()).collect(),
            ..Required::default()
        });
    }
    Some(())
}
