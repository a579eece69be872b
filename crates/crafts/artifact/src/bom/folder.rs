//! A bill from what lies in a folder, once somebody has read its files.

use super::{Contents, Described, File, Inputs, Installed, OnnxFacts, Port, bom, described, onnx};
use crate::sign::{Listed, Listing};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use terms::Timestamp;

/// Bytes of an ONNX file that is looked into; of a larger one, only the digest is told.
const LOOKED_INTO: u64 = 1 << 30;
/// Bytes of an ONNX file that are worth keeping when somebody else reads it.
const KEPT: u64 = 64 << 20;
/// How model files are called; the first of these in a folder is its main file.
const ENDINGS: [&str; 11] =
    ["onnx", "safetensors", "gguf", "keras", "h5", "pt", "pth", "bin", "pkl", "joblib", "pickle"];

/// What whoever asks for a bill says.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Of the file or folder, if empty.
    pub name: String,
    pub version: String,
    pub supplier: String,
    /// Where a vulnerability is told to.
    pub contact: String,
    /// Packages of the environment in which the model runs.
    pub environment: Installed,
}

/// How many of the first bytes of a file, by its name, a bill asks for: whoever reads the files anyway may
/// keep them.
#[must_use]
pub fn asked_for(name: &str) -> u64 {
    match rank(Path::new(name)) {
        0 => KEPT,
        _ => super::described::asked_for(name),
    }
}

/// The bill of the model in `contents`, whose files were read before: whoever walked a folder, to scan or to
/// sign it, has names, lengths and digests. None of what is `odd` is in it but by name. `None` if there is
/// no file.
#[must_use]
pub fn of_listing(
    contents: &Contents<'_>,
    listing: &Listing,
    about: &About,
    at: Timestamp,
) -> Option<Value> {
    let mut files: Vec<&Listed> = listing.files.iter().collect();
    // A stable sort: of equals, the first by name stays the first.
    files.sort_by_key(|file| rank(&contents.place(&file.name)));
    let (main, others) = files.split_first()?;
    let path = contents.place(&main.name);
    let facts = facts(contents, main);
    let names: Vec<String> = listing.files.iter().map(|file| file.name.clone()).collect();
    let mut told = described(contents, &names, &about.environment);
    told.not_read.extend(listing.odd.iter().map(|odd| odd.name.clone()));
    let parameters = parameters(&called_fully(&path), facts.as_ref());
    let facts = facts.unwrap_or_default();
    let ours = entry(&facts, "hygeia.schema").is_some();
    let (inputs, outputs) = ports(&facts, &mut told);
    Some(bom(&Inputs {
        name: if about.name.is_empty() { called(&contents.place(".")) } else { about.name.clone() },
        version: about.version.clone(),
        description: facts.description,
        digest: main.digest,
        files: others.iter().map(|file| inventory(file)).collect(),
        task: if ours { "classification".to_owned() } else { String::new() },
        architecture: String::new(),
        inputs,
        outputs,
        datasets: Vec::new(),
        libraries: Vec::new(),
        parameters,
        metrics: Vec::new(),
        limitations: Vec::new(),
        described: told,
        supplier: about.supplier.clone(),
        contact: about.contact.clone(),
        phase: "post-build",
        at,
    }))
}

fn inventory(file: &Listed) -> File {
    File { name: file.name.clone(), bytes: Some(file.bytes), digest: file.digest }
}

/// What the file itself tells goes before what is told beside it.
fn ports(facts: &OnnxFacts, told: &mut Described) -> (Vec<Port>, Vec<Port>) {
    let named = |ports: &[Port]| -> Vec<Port> {
        ports.iter().filter(|port| !port.name.is_empty()).cloned().collect()
    };
    let (inputs, outputs) = (named(&facts.inputs), named(&facts.outputs));
    let or = |own: Vec<Port>, told: &mut Vec<Port>| {
        if own.is_empty() { std::mem::take(told) } else { own }
    };
    (or(inputs, &mut told.inputs), or(outputs, &mut told.outputs))
}

fn rank(path: &Path) -> usize {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    ENDINGS.iter().position(|known| *known == ending).unwrap_or(ENDINGS.len())
}

fn called(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if full.is_dir() { full.file_name() } else { full.file_stem() };
    name.map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn called_fully(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What the main file says about itself, if it is ONNX.
fn facts(contents: &Contents<'_>, main: &Listed) -> Option<OnnxFacts> {
    let looked_into = rank(&contents.place(&main.name)) == 0 && main.bytes <= LOOKED_INTO;
    let read = || contents.first(&main.name, main.bytes);
    looked_into.then(read).flatten().and_then(|bytes| onnx(&bytes))
}

fn entry<'a>(facts: &'a OnnxFacts, key: &str) -> Option<&'a str> {
    facts.metadata.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
}

fn parameters(file: &str, facts: Option<&OnnxFacts>) -> Vec<(String, String)> {
    let mut all = vec![("file".to_owned(), file.to_owned())];
    let Some(facts) = facts else { return all };
    let mut told = |name: &str, value: String| {
        if !value.is_empty() {
            all.push((name.to_owned(), value));
        }
    };
    told("format", "onnx".to_owned());
    told("producer", format!("{} {}", facts.producer, facts.producer_version).trim().to_owned());
    told("operator_set", facts.operator_set.map_or_else(String::new, |set| set.to_string()));
    let card = entry(facts, "hygeia.card").and_then(|card| serde_json::from_str(card).ok());
    if let Some(Value::Object(card)) = card {
        let text = |key: &str| match card.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        told("card", text("name"));
        told("trained_to_withstand_eps", text("eps"));
        told("training_data_sha256", text("training"));
        told("training_seed", text("seed"));
    }
    // A producer's own keys may hold anything; a short one is a name, a long one is data.
    for (key, value) in facts.metadata.iter().filter(|(_, value)| value.len() <= 200).take(64) {
        if !key.starts_with("hygeia.") {
            told(&format!("onnx:{key}"), terms::printable(value).into_owned());
        }
    }
    all
}
