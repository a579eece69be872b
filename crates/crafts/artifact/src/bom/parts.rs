//! The components of a bill: the model with its card, files, datasets, libraries.

use super::described::licence;
use super::{Dataset, File, Inputs, Library, Metric, Port, Required};
use serde_json::{Value, json};
use terms::Digest;

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
    let property = |kind: &str, name: &str, value: &str| json!({ "name": format!("hygeia:{kind}:{name}"), "value": value });
    let parameters =
        inputs.parameters.iter().map(|(name, value)| property("parameter", name, value));
    let told = described.properties.iter().map(|(name, value)| property("described", name, value));
    let tags = described.tags.iter().map(|tag| property("described", "tag", tag));
    let unread = described.not_read.iter().map(|name| property("not_read", "file", name));
    let parameters: Vec<Value> = parameters.chain(told).chain(tags).chain(unread).collect();
    let approach = if inputs.task.is_empty() { "" } else { "supervised" };
    let task = [&inputs.task, &described.task].into_iter().find(|task| !task.is_empty());
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
        "licenses": described.licences.iter().map(|told| licence(told)).collect::<Vec<_>>(),
        "pedigree": {
            "ancestors": described.base_models.iter().map(ancestor).collect::<Vec<_>>(),
        },
        "modelCard": {
            "modelParameters": {
                "approach": { "type": approach },
                "task": task.cloned().unwrap_or_default(),
                "modelArchitecture": inputs.architecture,
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

/// Who made the model or gives it out, and where a vulnerability is told to.
pub(super) fn supplier(inputs: &Inputs) -> Value {
    let Inputs { supplier, contact, .. } = inputs;
    known(match contact.contains("://") {
        true => json!({ "name": supplier, "url": [contact] }),
        false if contact.is_empty() => json!({ "name": supplier }),
        false => json!({ "name": supplier, "contact": [{ "email": contact }] }),
    })
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

pub(super) fn library(library: &Library) -> Value {
    let Library { name, version, ecosystem } = library;
    let url = format!("pkg:{ecosystem}/{name}@{version}");
    json!({ "type": "library", "bom-ref": url, "name": name, "version": version, "purl": url })
}

/// A dataset of which only the name is told.
pub(super) fn named(name: &str) -> Value {
    json!({
        "type": "data",
        "bom-ref": named_ref(name),
        "name": name,
        "data": [{ "type": "dataset", "name": name }],
    })
}

fn named_ref(name: &str) -> String {
    format!("dataset:{name}")
}

/// A library that the model's files ask for.
pub(super) fn required(library: &Required) -> Value {
    let Required { name, version, asked, ecosystem, digests } = library;
    let escaped = |text: &str| text.replace('%', "%25").replace('+', "%2B").replace('!', "%21");
    let url = match version.is_empty() {
        true => format!("pkg:{ecosystem}/{}", escaped(name)),
        false => format!("pkg:{ecosystem}/{}@{}", escaped(name), escaped(version)),
    };
    let range = (version.is_empty() && !asked.is_empty())
        .then(|| json!({ "name": "hygeia:required", "value": asked }));
    known(json!({
        "type": "library",
        "bom-ref": url,
        "name": name,
        "version": version,
        "scope": "required",
        "purl": url,
        "hashes": digests.iter().flat_map(|digest| hashes(digest).as_array().cloned()).flatten().collect::<Vec<_>>(),
        "properties": range.into_iter().collect::<Vec<_>>(),
    }))
}

fn dataset_ref(set: &Dataset) -> String {
    format!("dataset:{}@{}", set.name, set.version)
}

fn hashes(digest: &Digest) -> Value {
    json!([{ "alg": "SHA-256", "content": digest.hex() }])
}
