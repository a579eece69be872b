//! A bill of materials for a model: CycloneDX 1.6 (ECMA-424), as machine-learning BOM.
//!
//! It holds names, digests, classes and figures; never a value of the data. What is not known (an
//! empty text or list) is left out of its place, and named as unknown instead (`hygeia:unknown`).

mod contents;
mod described;
mod elements;
mod folder;
mod libraries;
mod onnx;
mod parts;
mod values;

pub use contents::Contents;
pub use described::{Attribution, Described, Installed, Person, Required, described};
pub use folder::{About, asked_for, of_listing};
pub use onnx::{OnnxFacts, onnx};

use serde_json::{Value, json};
use terms::{Class, Digest, Timestamp};

/// What a bill of materials is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The model's name and version in the registry.
    pub name: String,
    pub version: String,
    /// One sentence on what the model is for.
    pub description: String,
    /// SHA-256 of the model's main file.
    pub digest: Digest,
    /// The other files of the model's folder.
    pub files: Vec<File>,
    /// `classification`, `regression` …
    pub task: String,
    /// `ensemble`, `multilayer perceptron` …
    pub architecture: String,
    /// Names of the model's inputs and outputs, with their types.
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    pub datasets: Vec<Dataset>,
    pub libraries: Vec<Library>,
    /// Hyperparameters, by name.
    pub parameters: Vec<(String, String)>,
    pub metrics: Vec<Metric>,
    /// What the model is not fit for.
    pub limitations: Vec<String>,
    /// What the model's own files say of it.
    pub described: Described,
    /// Who made it or gives it out; empty if nobody said.
    pub supplier: String,
    /// Where a vulnerability is told to: an address of mail or of a page; empty if nobody said.
    pub contact: String,
    /// When the bill was made: `build` where the model was, `post-build` from its files.
    pub phase: &'static str,
    pub at: Timestamp,
}

/// A file beside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// Its length; none where only the digest is known.
    pub bytes: Option<u64>,
    pub digest: Digest,
}

/// A named input or output: `age`, `float32 [N,1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    pub name: String,
    pub format: String,
}

/// A dataset version that the model was trained or evaluated on, by reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    pub name: String,
    pub version: String,
    /// Of the table's values.
    pub digest: Digest,
    pub class: Class,
    /// The accountable owner's role or organisation.
    pub owner: String,
    /// Info types of the sensitive columns: `email`, `us_ssn` … never values.
    pub sensitive: Vec<String>,
}

/// A library that took part in the training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    pub name: String,
    pub version: String,
    /// Package URL type: `cargo`, `pypi`, `deb` …
    pub ecosystem: String,
}

/// One measured figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// `accuracy` …
    pub kind: String,
    pub value: f64,
    /// On which part: `pgd20 eps 0.1, 1000 test rows`.
    pub slice: String,
    /// Lower and upper bound at 95 %, where they were measured.
    pub interval: Option<(f64, f64)>,
}

/// The bill's JSON. Equal inputs give equal bytes, the serial number included.
#[must_use]
pub fn bom(inputs: &Inputs) -> Value {
    let components = components(inputs);
    let parts: Vec<&Value> = components.iter().filter_map(|part| part.get("bom-ref")).collect();
    let mut body = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": inputs.at.to_string(),
            "lifecycles": [{ "phase": inputs.phase }],
            "tools": { "components": [{
                "type": "application", "name": "hygeia", "version": env!("CARGO_PKG_VERSION"),
            }] },
            "component": parts::model(inputs),
            "supplier": parts::supplier(inputs),
        },
        "components": components,
        "dependencies": dependencies(inputs, &parts),
        "compositions": [{ "aggregate": aggregate(inputs), "dependencies": [parts::MODEL_REF] }],
    });
    if inputs.supplier.is_empty() {
        // Nobody is told that somebody is "".
        body.get_mut("metadata").and_then(Value::as_object_mut).map(|all| all.remove("supplier"));
    }
    with_serial(body)
}

/// The model stands on all its parts, and libraries on one another.
fn dependencies(inputs: &Inputs, parts: &[&Value]) -> Vec<Value> {
    let model = json!({ "ref": parts::MODEL_REF, "dependsOn": parts });
    std::iter::once(model).chain(libraries::dependencies(inputs)).collect()
}

/// Whether all is listed that the model needs: files say what they ask for, never that they ask for no more.
fn aggregate(inputs: &Inputs) -> &'static str {
    match inputs.libraries.is_empty() && inputs.described.libraries.is_empty() {
        true => "unknown",
        false => "incomplete",
    }
}

/// The parts of the model, each once: two of one reference would be two things of one name.
fn components(inputs: &Inputs) -> Vec<Value> {
    let described = &inputs.described;
    let known = |name: &String| !inputs.datasets.iter().any(|set| set.name == *name);
    let all = inputs
        .files
        .iter()
        .map(parts::file)
        .chain(inputs.datasets.iter().map(parts::dataset))
        .chain(described.datasets.iter().filter(|name| known(name)).map(|n| parts::named(n)))
        .chain(inputs.libraries.iter().map(libraries::library))
        .chain(described.libraries.iter().map(libraries::required));
    let mut seen = std::collections::HashSet::new();
    all.filter(|part| seen.insert(part.get("bom-ref").map(ToString::to_string))).collect()
}

/// Adds a serial number that follows from the content (UUID version 8, RFC 9562 section 5.8), so
/// that the same training gives the same file.
fn with_serial(mut body: Value) -> Value {
    let digest = Digest::of(body.to_string().as_bytes());
    let mut id = [0u8; 16];
    for (to, from) in id.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    let id = (u128::from_be_bytes(id) & !(0xf << 76) & !(0x3 << 62)) | (0x8 << 76) | (0x2 << 62);
    let hex = format!("{id:032x}");
    let groups = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let groups = groups.map(|(from, to)| hex.get(from..to).unwrap_or_default());
    if let Some(object) = body.as_object_mut() {
        object.insert("serialNumber".to_owned(), json!(format!("urn:uuid:{}", groups.join("-"))));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_is_a_uuid_of_version_8_that_follows_from_the_content() {
        let serial = |value: Value| with_serial(value)["serialNumber"].as_str().unwrap().to_owned();
        let one = serial(json!({ "a": 1 }));
        assert_eq!(one, serial(json!({ "a": 1 })));
        assert_ne!(one, serial(json!({ "a": 2 })));
        let uuid = one.strip_prefix("urn:uuid:").unwrap();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'8');
        assert!(b"89ab".contains(&uuid.as_bytes()[19]));
    }
}
