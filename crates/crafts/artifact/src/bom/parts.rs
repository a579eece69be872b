//! The components of a bill: the model with its card, files, datasets.

use super::described::licences;
use super::values::{hashes, known, property, unknown};
use super::{Dataset, File, Inputs, Metric, Port, elements};
use serde_json::{Value, json};

/// How the bill refers to the model.
pub(super) const MODEL_REF: &str = "model";

/// The model, with its card.
pub(super) fn model(inputs: &Inputs) -> Value {
    let ports = |ports: &[Port]| -> Vec<Value> {
        ports.iter().map(|p| json!({ "format": format!("{}: {}", p.name, p.format) })).collect()
    };
    let described = &inputs.described;
    let named = described.datasets.iter().map(|name| json!({ "ref": named_ref(name) }));
    let references: Vec<Value> =
        inputs.datasets.iter().map(|set| json!({ "ref": dataset_ref(set) })).chain(named).collect();
    let named =
        |kind: &str, name: &str, value: &str| property(&format!("hygeia:{kind}:{name}"), value);
    let parameters = inputs.parameters.iter().map(|(name, value)| named("parameter", name, value));
    let told = described.properties.iter().map(|(name, value)| named("described", name, value));
    let tags = described.tags.iter().map(|tag| named("described", "tag", tag));
    let unread = described.not_read.iter().map(|name| named("not_read", "file", name));
    let missing = unknown(&elements::of_model(inputs));
    let parameters: Vec<Value> =
        parameters.chain(told).chain(tags).chain(unread).chain(missing).collect();
    let approach = if inputs.task.is_empty() { "" } else { "supervised" };
    let metrics = inputs.metrics.iter().chain(&described.metrics).map(metric);
    let ancestor = |name: &String| json!({ "type": "machine-learning-model", "name": name });
    let model = json!({
        "type": "machine-learning-model",
        "bom-ref": MODEL_REF,
        "name": inputs.name,
        "version": inputs.version,
        "description": inputs.description,
        "supplier": supplier(inputs),
        "hashes": hashes(&inputs.digest),
        "licenses": licences(&described.licences),
        "pedigree": {
            "ancestors": described.base_models.iter().map(ancestor).collect::<Vec<_>>(),
        },
        "modelCard": {
            "modelParameters": {
                "approach": { "type": approach },
                "task": first_told(&inputs.task, &described.task),
                "architectureFamily": described.family,
                "modelArchitecture": first_told(&inputs.architecture, &described.architecture),
                "datasets": references,
                "inputs": ports(&inputs.inputs),
                "outputs": ports(&inputs.outputs),
            },
            "quantitativeAnalysis": {
                "performanceMetrics": metrics.collect::<Vec<_>>(),
            },
            "considerations": { "technicalLimitations": inputs.limitations },
        },
        "properties": parameters,
    });
    known(model)
}

fn first_told<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.is_empty() { other } else { one }
}

/// Who made the model or gives it out, and where a vulnerability is told to.
pub(super) fn supplier(inputs: &Inputs) -> Value {
    let Inputs { supplier, contact, .. } = inputs;
    known(match contact.contains("://") {
        true => json!({ "name": supplier, "url": [contact] }),
        false if contact.is_empty() => json!({ "name": supplier }),
        false => json!({ "name": supplier, "contact": [{ "email": contact }] }),
    })
}

fn metric(metric: &Metric) -> Value {
    let mut value = known(json!({
        "type": metric.kind,
        "value": metric.value.to_string(),
        "slice": metric.slice,
    }));
    if let (Some((low, high)), Some(object)) = (metric.interval, value.as_object_mut()) {
        let interval = json!({ "lowerBound": low.to_string(), "upperBound": high.to_string() });
        object.insert("confidenceInterval".to_owned(), interval);
    }
    value
}

pub(super) fn file(file: &File) -> Value {
    let bytes =
        file.bytes.map(|bytes| json!({ "name": "hygeia:bytes", "value": bytes.to_string() }));
    known(json!({
        "type": "file",
        "bom-ref": format!("file:{}", file.name),
        "name": file.name,
        "hashes": hashes(&file.digest),
        "properties": bytes.into_iter().collect::<Vec<_>>(),
    }))
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

/// A dataset of which only the name is told.
pub(super) fn named(name: &str) -> Value {
    json!({
        "type": "data",
        "bom-ref": named_ref(name),
        "name": name,
        "data": [{ "type": "dataset", "name": name }],
        "properties": unknown(&elements::OF_NAMED_DATASET),
    })
}

fn named_ref(name: &str) -> String {
    format!("dataset:{name}")
}

fn dataset_ref(set: &Dataset) -> String {
    format!("dataset:{}@{}", set.name, set.version)
}
