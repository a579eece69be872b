//! What a model's folder says about the model, in the files that tracking servers, package managers and
//! hubs write. Nothing of it is proven.

mod card;
mod conda_lock;
mod config;
mod environment;
mod installed;
mod licence;
mod locks;
mod metadata;
mod mlflow;
mod required;
mod requirements;
mod weights;

pub use installed::Installed;
pub(super) use licence::licences;
pub use required::{Attribution, Person, Required};

use super::contents::Contents;
use super::{Metric, Port};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// Bytes of one such file.
const BYTES: u64 = 4 << 20;
/// Entries of one kind that are listed.
const ENTRIES: usize = 4_096;
/// Characters of one text.
const TEXT: usize = 1_000;

/// What was told. What was not is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Described {
    /// SPDX ids, or names as the card has them.
    pub licences: Vec<String>,
    /// Models that this one was made from.
    pub base_models: Vec<String>,
    /// Datasets by name alone.
    pub datasets: Vec<String>,
    pub libraries: Vec<Required>,
    /// `text-classification` ...
    pub task: String,
    /// `llama`, and the class that makes it: `LlamaForCausalLM`.
    pub family: String,
    pub architecture: String,
    pub description: String,
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    pub metrics: Vec<Metric>,
    /// Tags, languages.
    pub tags: Vec<String>,
    /// More, by name.
    pub properties: Vec<(String, String)>,
    /// What lies there and could not be understood.
    pub not_read: Vec<String>,
}

/// What the files `names` say, as the files of `contents` that somebody read, or as they lie on disk; and
/// what packages that are installed, beside the model or in an `environment`, say of themselves.
#[must_use]
pub fn described(contents: &Contents<'_>, names: &[String], environment: &Installed) -> Described {
    let (mut all, mut beside) = (Described::default(), Installed::default());
    for name in names {
        let path = contents.place(name);
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let read = if file.ends_with(".safetensors") {
            weights::read(contents, name, &mut all)
        } else if metadata::is_one(name) {
            text_of(contents, name).and_then(|text| beside.add(&text))
        } else if let Some(reader) = reader(name, file) {
            text_of(contents, name).and_then(|text| reader(&text, &mut all))
        } else {
            Some(())
        };
        if read.is_none() {
            all.not_read.push(name.clone());
        }
    }
    included(contents, names, &mut all);
    all.in_order();
    for library in &mut all.libraries {
        let places = [&beside, environment];
        let installed =
            places.iter().filter_map(|place| place.get(library.ecosystem, &library.name));
        library.attribute(&installed.cloned().collect::<Vec<_>>());
    }
    all
}

/// What reads a text, by its name.
type Reader = fn(&str, &mut Described) -> Option<()>;

fn reader(name: &str, file: &str) -> Option<Reader> {
    let top = !name.contains('/');
    Some(match file {
        "MLmodel" => mlflow::read,
        "conda.yaml" | "conda.yml" | "environment.yml" | "environment.yaml" => environment::conda,
        "python_env.yaml" => environment::python,
        "README.md" if top => card::read,
        "config.json" if top => config::read,
        _ if requirements::is_one(file) => requirements::read,
        _ => return locks::reader(file).or_else(|| conda_lock::reader(file)),
    })
}

/// Lists of requirements that others include (`-r base.txt`), as long as they lie in the folder; and what
/// constrains them (`-c versions.txt`).
fn included(contents: &Contents<'_>, names: &[String], all: &mut Described) {
    let there: HashSet<&str> = names.iter().map(String::as_str).collect();
    let own = names.iter().filter(|name| requirements::is_one(last(name)));
    let mut waiting: Vec<(String, bool)> = own.map(|name| (name.clone(), false)).collect();
    let mut seen: BTreeSet<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
    let mut constraints = Described::default();
    while let Some((name, constrains)) = waiting.pop() {
        let Some(list) = text_of(contents, &name) else { continue };
        for other in requirements::includes(&list, &name) {
            if seen.len() >= ENTRIES || !seen.insert(other.name.clone()) {
                continue;
            }
            let constrains = constrains || other.constrains;
            let into = if constrains { &mut constraints } else { &mut *all };
            let text = Some(&other.name).filter(|name| there.contains(name.as_str()));
            let read = text.and_then(|name| text_of(contents, name));
            match read.and_then(|text| requirements::read(&text, into)) {
                Some(()) => waiting.push((other.name, constrains)),
                None => all.not_read.push(other.name),
            }
        }
    }
    for library in all.libraries.iter_mut().filter(|library| library.version.is_empty()) {
        let mut same = constraints.libraries.iter().filter(|other| other.name == library.name);
        if let Some(fixed) = same.find(|other| library.ecosystem == other.ecosystem) {
            library.version.clone_from(&fixed.version);
            library.join(&mut fixed.clone());
        }
    }
}

impl Described {
    fn need(&mut self, library: Required) {
        if self.libraries.len() < ENTRIES && !library.name.is_empty() {
            self.libraries.push(library);
        }
    }

    /// Each library once, with all that is told of it; one without an exact version only where none has one.
    fn in_order(&mut self) {
        let key = |library: &Required| (library.ecosystem, library.name.clone());
        self.libraries.sort_by(|a, b| {
            (key(a), a.version.is_empty(), &a.version).cmp(&(
                key(b),
                b.version.is_empty(),
                &b.version,
            ))
        });
        self.libraries.dedup_by(|b, a| {
            let same = key(a) == key(b) && (a.version == b.version || b.version.is_empty());
            if same && a.version == b.version {
                a.join(b);
            }
            same
        });
        for list in [&mut self.licences, &mut self.base_models, &mut self.datasets, &mut self.tags]
        {
            let mut seen = HashSet::new();
            list.retain(|entry| !entry.is_empty() && seen.insert(entry.clone()));
            list.truncate(ENTRIES);
        }
    }
}

fn text_of(contents: &Contents<'_>, name: &str) -> Option<String> {
    let bytes = contents.first(name, BYTES + 1)?;
    let text = String::from_utf8(bytes).ok()?;
    (text.len() as u64 <= BYTES).then_some(text)
}

/// How many of the first bytes of a file [`described`] asks for, by its name.
#[must_use]
pub fn asked_for(name: &str) -> u64 {
    let file = last(name);
    if file.ends_with(".safetensors") {
        return weights::USUAL;
    }
    let asked = metadata::is_one(name) || reader(name, file).is_some();
    if asked { BYTES + 1 } else { 0 }
}

fn last(name: &str) -> &str {
    Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn yaml(text: &str) -> Option<Value> {
    serde_saphyr::from_str(text).ok()
}

/// The text of a scalar.
fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => return None,
    };
    let text: String = text.trim().chars().take(TEXT).collect();
    (!text.is_empty()).then_some(text)
}

/// The texts of a list, or of a scalar that stands in its place.
fn scalars(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().take(ENTRIES).filter_map(scalar).collect(),
        Some(other) => scalar(other).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
#[path = "described/package_tests.rs"]
mod package_tests;
#[cfg(test)]
#[path = "described_tests.rs"]
mod tests;
