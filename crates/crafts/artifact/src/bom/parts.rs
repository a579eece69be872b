//! The components of a bill: the model with its card, files, datasets, libraries.

use super::{Dataset, File, Inputs, Library, Metric, Port};
use serde_json::{Value, json};
use terms::Digest;

/// How the bill refers to the model.
pub(super) const MODEL_REF: &str = "model";

/// The model, with its card.
pub(super) fn model(inputs: &Inputs) -> Value {
    let ports = |ports: &[Port]| -> Vec<Value> {
        ports.iter().map(|p| json!({ "format": format!("{}: {}", p.name, p.format) })).collect()
    };
    let references: Vec<Value> =
        inputs.datasets.iter().map(|set| json!({ "ref": dataset_ref(set) })).collect();
    let parameters: Vec<Value> = inputs
        .parameters
        .iter()
        .map(|(name, value)| json!({ "name": format!("hygeia:parameter:{name}"), "value": value }))
        .collect();
    let approach = if inputs.task.is_empty() { "" } else { "supervised" };
    let model = json!({
        "type": "machine-learning-model",
        "bom-ref": MODEL_REF,
        "name": inputs.name,
        "version": inputs.version,
        "description": inputs.description,
        "hashes": hashes(&inputs.digest),
        "modelCard": {
            "modelParameters": {
                "approach": { "type": approach },
                "task": inputs.task,
                "modelArchitecture": inputs.architecture,
                "datasets": references,
                "inputs": ports(&inputs.inputs),
                "outputs": ports(&inputs.outputs),
            },
            "quantitativeAnalysis": {
                "performanceMetrics": inputs.metrics.iter().map(metric).collect::<Vec<_>>(),
            },
            "considerations": { "technicalLimitations": inputs.limitations },
        },
        "properties": parameters,
    });
    known(model)
}

/// The same value without what is empty: nobody is told that something is "".
fn known(value: Value) -> Value {
    let empty = |value: &Value| match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(entries) => entries
            .into_iter()
            .map(|(name, value)| (name, known(value)))
            .filter(|(_, value)| !empty(value))
            .collect(),
        other => other,
    }
}

fn metric(metric: &Metric) -> Value {
    let mut value = json!({
        "type": metric.kind,
        "value": metric.value.to_string(),
        "slice": metric.slice,
    });
    if let (Some((low, high)), Some(object)) = (metric.interval, value.as_object_mut()) {
        let interval = json!({ "lowerBound": low.to_string(), "upperBound": high.to_string() });
        object.insert("confidenceInterval".to_owned(), interval);
    }
    value
}

pub(super) fn file(file: &File) -> Value {
    json!({
        "type": "file",
        "bom-ref": format!("file:{}", file.name),
        "name": file.name,
        "hashes": hashes(&file.digest),
    })
}

pub(super) fn dataset(set: &Dataset) -> Value {
    json!({
        "type": "data",
        "bom-ref": dataset_ref(set),
        "name": set.name,
        "version": set.version,
        "hashes": hashes(&set.digest),
        "data": [{
            "type": "dataset",
            "name": set.name,
            "classification": set.class.to_string(),
            "sensitiveData": set.sensitive,
            "governance": { "owners": [{ "organization": { "name": set.owner } }] },
        }],
    })
}

pub(super) fn library(library: &Library) -> Value {
    let Library { name, version, ecosystem } = library;
    let url = format!("pkg:{ecosystem}/{name}@{version}");
    json!({ "type": "library", "bom-ref": url, "name": name, "version": version, "purl": url })
}

fn dataset_ref(set: &Dataset) -> String {
    format!("dataset:{}@{}", set.name, set.version)
}

fn hashes(digest: &Digest) -> Value {
    json!([{ "alg": "SHA-256", "content": digest.hex() }])
}
