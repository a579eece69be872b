//! What a workspace is, read without the product, and what is wrong with it.

use super::home::Home;
use super::ledger;
use super::place::{Place, told};
use super::records::{self, Records, digest, hex};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Records, entries and objects of a workspace, and all files in its home.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub records: Records,
    pub entries: Vec<Value>,
    /// Objects, and whether each has the digest that is its name.
    objects: BTreeMap<String, bool>,
    /// All files in its home, with their lengths.
    pub files: BTreeMap<PathBuf, u64>,
}

/// What a deed changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Operations that were entered, in order.
    pub entered: Vec<String>,
    /// By kind: documents that came, went, and were changed.
    pub documents: BTreeMap<String, [usize; 3]>,
    /// Files that came and went, by their names without what is drawn at random.
    pub files: BTreeMap<String, i64>,
}

/// Entered by whoever opens a workspace, or tells of what they saw: no part of a deed.
const BESIDE: [&str; 2] = ["records-attested", "keys-recorded"];

/// What temporary files and folders are called.
const TEMPORARY: &str = ".tmp";

impl State {
    /// Whether nothing temporary is left.
    pub fn is_tidy(&self) -> bool {
        !self.files.keys().any(|path| path.to_string_lossy().starts_with(TEMPORARY))
    }

    /// Reads the workspace `ws` in `home`, which nobody has open.
    pub fn read(place: &Place, home: &Home<'_>, ws: &str) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        walk(&home.folder, &mut all)?;
        let below = |path: &PathBuf| path.strip_prefix(&home.folder).unwrap_or(path).to_owned();
        let files = all.iter().map(|(path, length)| (below(path), *length)).collect();
        let state = home.path(ws).join("state");
        if !state.exists() {
            return Ok(Self { files, ..Self::default() });
        }
        let mut objects = BTreeMap::new();
        for path in all.keys().filter(|path| path.starts_with(state.join("objects"))) {
            let bytes = fs::read(path).map_err(|e| told(path, &e))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let whole = hex(&digest(&bytes)) == name;
            objects.insert(name, whole);
        }
        let entries = ledger::read(&state.join("ledger"))?;
        Ok(Self { records: records::read(place, home, ws)?, entries, objects, files })
    }

    /// Where records, ledger and objects disagree.
    pub fn disagreement(&self) -> Option<String> {
        let said = self.entries.iter().rev().find_map(|entry| entry.pointer("/unmapped/records"));
        let (said, found) = (said.and_then(Value::as_str), records::root(&self.records.rows));
        if let Some(said) = said.filter(|said| said.trim_start_matches("sha256:") != found) {
            return Some(format!(
                "the ledger says that the records are {said}, and they are {found}"
            ));
        }
        if self.records.outbox > 0 {
            return Some("a deed is under way for good".to_owned());
        }
        for row in &self.records.rows {
            let payload: Value = serde_json::from_str(&row.payload()).unwrap_or_default();
            for named in objects_of(&row.kind, &payload) {
                match self.objects.get(&named) {
                    Some(true) => {}
                    Some(false) => {
                        return Some(format!("{} {}: object {named} is broken", row.kind, row.key));
                    }
                    None => {
                        return Some(format!(
                            "{} {}: object {named} is missing",
                            row.kind, row.key
                        ));
                    }
                }
            }
        }
        None
    }

    /// What is otherwise than in `before`.
    pub fn since(&self, before: &Self) -> Effect {
        let new = self.entries.get(before.entries.len()..).unwrap_or_default();
        let operation =
            |entry: &Value| entry.pointer("/api/operation")?.as_str().map(str::to_owned);
        let entered =
            new.iter().filter_map(operation).filter(|name| !BESIDE.contains(&name.as_str()));
        let mut effect = Effect { entered: entered.collect(), ..Effect::default() };
        effect.documents = documents(&before.records, &self.records);
        for (files, by) in [(&self.files, 1), (&before.files, -1)] {
            for name in files.keys().filter_map(|path| plain(path)) {
                *effect.files.entry(name).or_default() += by;
            }
        }
        effect.files.retain(|_, count| *count != 0);
        effect
    }
}

/// Objects that a document of that kind names.
fn objects_of(kind: &str, payload: &Value) -> Vec<String> {
    let text =
        |value: &Value| value.as_str().map(|text| text.trim_start_matches("sha256:").to_owned());
    match kind {
        "version" => payload.get("object").and_then(text).into_iter().collect(),
        "model" => {
            let files = payload.get("files").and_then(Value::as_object);
            files.into_iter().flat_map(|files| files.values()).filter_map(text).collect()
        }
        _ => Vec::new(),
    }
}

fn documents(before: &Records, after: &Records) -> BTreeMap<String, [usize; 3]> {
    let index = |records: &Records| -> BTreeMap<(String, String), String> {
        let entry =
            |row: &records::Row| ((row.kind.clone(), row.key.clone()), row.envelope.clone());
        records.rows.iter().map(entry).collect()
    };
    let (before, after) = (index(before), index(after));
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let change = match (before.get(key), after.get(key)) {
            (None, Some(_)) => 0,
            (Some(_), None) => 1,
            (old, new) if old != new => 2,
            _ => continue,
        };
        if let Some(count) = counts.entry(key.0.clone()).or_default().get_mut(change) {
            *count += 1;
        }
    }
    counts
}

/// The name of a file without what is drawn at random; `None` for what comes and goes by itself.
fn plain(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    // The home is the folder for temporary files too: what can't be removed from there stays, but for keys.
    if text.starts_with(TEMPORARY) && !text.contains("keys/") {
        return None;
    }
    let passing = ["-wal", "-shm", "state/lock", "state/socket", "state/ledger/usage"];
    if passing.iter().any(|end| text.ends_with(end)) {
        return None;
    }
    let parts: Vec<&str> = text.split('/').collect();
    let shard = |at: usize, part: &str| {
        part.len() == 2 && parts.get(at + 1).is_some_and(|next| random(next))
    };
    let shown = parts.iter().enumerate().map(|(at, part)| match random(part) || shard(at, part) {
        true => "*",
        false => part,
    });
    Some(shown.collect::<Vec<_>>().join("/"))
}

/// Whether a part of a path is a digest, holds one, or is the sixteen digits of a workspace.
fn random(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_hexdigit).count();
    digits > 20 || (digits >= 16 && digits == part.len())
}

fn walk(folder: &Path, into: &mut BTreeMap<PathBuf, u64>) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(|e| told(folder, &e))? {
        let path = entry.map_err(|e| told(folder, &e))?.path();
        let found = fs::symlink_metadata(&path).map_err(|e| told(&path, &e))?;
        if found.is_dir() {
            walk(&path, into)?;
        } else {
            into.insert(path, found.len());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_nothing_that_is_drawn_at_random() {
        let name = |path: &str| plain(Path::new(path));
        let here = ".config/hygeia/sign-in/7b2f14d4a2f6d8a7/ca.crt";
        assert_eq!(name(here).as_deref(), Some(".config/hygeia/sign-in/*/ca.crt"));
        let digest = "a".repeat(64);
        let object = format!("ws/state/objects/ab/{digest}");
        assert_eq!(name(&object).as_deref(), Some("ws/state/objects/*/*"));
        assert_eq!(name("ws/raci.csv").as_deref(), Some("ws/raci.csv"));
        assert_eq!(name("ws/state/meta.sqlite-wal"), None);
    }
}
