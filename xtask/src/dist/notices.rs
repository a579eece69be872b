//! The licences of all that is linked into the program, with their texts, each told once.

use super::{files, linked};
use crate::allowances::Allowances;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// How files with licences are called.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// The list, and the texts behind it.
pub fn text(metadata: &Value) -> Result<String, String> {
    let allowances = Allowances::read()?;
    let mut list = String::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in linked::packages(metadata)? {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        // Our own are under LICENSE, which lies beside this list.
        if text("source").is_empty() {
            continue;
        }
        let name = format!("{} {}", text("name"), text("version"));
        let licence = licence(package, &allowances);
        let _ = writeln!(list, "{name:<44} {licence}");
        for found in files(Path::new(text("manifest_path")))? {
            texts.entry(found).or_default().push(name.clone());
        }
    }
    let mut page = format!("What is linked into hygeia, and under which licence.\n\n{list}");
    for (text, packages) in texts {
        let line = "-".repeat(78);
        let _ = write!(page, "\n{line}\n{}\n{line}\n\n{}\n", packages.join(", "), text.trim_end());
    }
    Ok(page)
}

/// The SPDX expression of a package, or what a person read in its files.
pub fn licence(package: &Value, allowances: &Allowances) -> String {
    let named = package.get("license").and_then(Value::as_str);
    let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
    let recorded = || allowances.unnamed.iter().find(|unnamed| unnamed.package == name);
    // `/` is an old way to write `OR`.
    named
        .map(|licence| licence.replace(" / ", " OR ").replace('/', " OR "))
        .or_else(|| recorded().map(|unnamed| unnamed.licence.clone()))
        .unwrap_or_else(|| "NOASSERTION".to_owned())
}

/// The texts beside a package's manifest.
fn files(manifest: &Path) -> Result<Vec<String>, String> {
    let folder = manifest.parent().unwrap_or(manifest);
    let entries = std::fs::read_dir(folder);
    let entries = entries.map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_one = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
        path.is_file() && NAMES.iter().any(|known| name.starts_with(known))
    };
    let text = |path: &std::path::PathBuf| {
        Ok(String::from_utf8_lossy(&files::read(path)?).replace('\r', ""))
    };
    paths.iter().filter(is_one).map(text).collect()
}
