//! What a model's folder says about the model, in the files that tracking servers, package managers and
//! hubs write. Nothing of it is proven.

mod card;
mod environment;
mod licence;
mod mlflow;
mod requirements;
mod weights;

pub(super) use licence::licence;

use super::contents::Contents;
use super::{Metric, Port};
use serde_json::Value;
use std::path::Path;
use terms::Digest;

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

/// A library that the model needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required {
    pub name: String,
    /// Exact; empty where a range is asked for, or any.
    pub version: String,
    /// As it stands there: `>=1.2,<2`.
    pub asked: String,
    /// Package URL type: `pypi`, `conda`, `generic`.
    pub ecosystem: &'static str,
    /// SHA-256 of the packages that may be taken for it, where it is said.
    pub digests: Vec<Digest>,
}

/// What the files `names` say, as the files of `contents` that somebody read, or as they lie on disk.
#[must_use]
pub fn described(contents: &Contents<'_>, names: &[String]) -> Described {
    let mut all = Described::default();
    for name in names {
        let path = contents.place(name);
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let reader: fn(&str, &mut Described) -> Option<()> = match file {
            "MLmodel" => mlflow::read,
            "conda.yaml" | "conda.yml" | "environment.yml" | "environment.yaml" => {
                environment::conda
            }
            "python_env.yaml" => environment::python,
            "README.md" if !name.contains('/') => card::read,
            _ if requirements::is_one(file) => requirements::read,
            _ if file.ends_with(".safetensors") => {
                if weights::read(contents, name, &mut all).is_none() {
                    all.not_read.push(name.clone());
                }
                continue;
            }
            _ => continue,
        };
        let read = text(contents, name).and_then(|text| reader(&text, &mut all));
        if read.is_none() {
            all.not_read.push(name.clone());
        }
    }
    all.in_order();
    all
}

impl Described {
    fn need(&mut self, library: Required) {
        if self.libraries.len() < ENTRIES && !library.name.is_empty() {
            self.libraries.push(library);
        }
    }

    /// Each library once; one without an exact version only where none has one.
    fn in_order(&mut self) {
        let key = |library: &Required| (library.ecosystem, library.name.clone());
        self.libraries.sort_by(|a, b| {
            (key(a), a.version.is_empty(), &a.version).cmp(&(
                key(b),
                b.version.is_empty(),
                &b.version,
            ))
        });
        self.libraries
            .dedup_by(|b, a| key(a) == key(b) && (a.version == b.version || b.version.is_empty()));
        for list in [&mut self.licences, &mut self.base_models, &mut self.datasets, &mut self.tags]
        {
            let mut seen = std::collections::HashSet::new();
            list.retain(|entry| !entry.is_empty() && seen.insert(entry.clone()));
            list.truncate(ENTRIES);
        }
    }
}

fn text(contents: &Contents<'_>, name: &str) -> Option<String> {
    let bytes = contents.first(name, BYTES + 1)?;
    let text = String::from_utf8(bytes).ok()?;
    (text.len() as u64 <= BYTES).then_some(text)
}

/// How many of the first bytes of a file [`described`] asks for, by its name.
#[must_use]
pub fn asked_for(name: &str) -> u64 {
    let file = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let texts = [
        "MLmodel",
        "conda.yaml",
        "conda.yml",
        "environment.yml",
        "environment.yaml",
        "python_env.yaml",
        "README.md",
    ];
    match file {
        _ if texts.contains(&file) || requirements::is_one(file) => BYTES + 1,
        _ if file.ends_with(".safetensors") => weights::USUAL,
        _ => 0,
    }
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
#[path = "described_tests.rs"]
mod tests;
