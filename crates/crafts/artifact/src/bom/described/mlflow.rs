//! `MLmodel` of MLflow: flavours with the versions of their libraries, and the model's signature.

use super::environment::interpreter;
use super::requirements::normal;
use super::{Described, Port, Required, scalar, yaml};
use serde_json::Value;

/// What flavours call their libraries, where that is not the package's name.
const PACKAGES: [(&str, &str); 8] = [
    ("sklearn", "scikit-learn"),
    ("pytorch", "torch"),
    ("xgb", "xgboost"),
    ("lgb", "lightgbm"),
    ("cb", "catboost"),
    ("pyspark", "pyspark"),
    ("tf", "tensorflow"),
    ("sentence_transformers", "sentence-transformers"),
];

pub(super) fn read(text: &str, into: &mut Described) -> Option<()> {
    let model = yaml(text)?;
    let flavours = model.get("flavors").and_then(Value::as_object)?;
    for (flavour, entries) in flavours {
        into.properties.push(("flavour".to_owned(), flavour.clone()));
        for (key, value) in entries.as_object().into_iter().flatten() {
            if let (Some(name), Some(version)) = (key.strip_suffix("_version"), scalar(value)) {
                into.need(library(name, version));
            }
        }
    }
    if let Some(version) = model.get("mlflow_version").and_then(scalar) {
        into.need(library("mlflow", version));
    }
    for key in ["model_uuid", "run_id", "utc_time_created", "model_id"] {
        if let Some(value) = model.get(key).and_then(scalar) {
            into.properties.push((format!("mlflow:{key}"), value));
        }
    }
    let signature = model.get("signature");
    let ports = |key: &str| ports(signature.and_then(|signature| signature.get(key)));
    into.inputs = ports("inputs");
    into.outputs = ports("outputs");
    Some(())
}

fn library(name: &str, version: String) -> Required {
    if name == "python" {
        return interpreter(version);
    }
    let known = PACKAGES.iter().find(|(short, _)| *short == name);
    Required {
        name: normal(known.map_or(name, |(_, package)| package)),
        asked: format!("=={version}"),
        version,
        ecosystem: "pypi",
        ..Required::default()
    }
}

/// JSON within the YAML: columns with a type, or tensors with a shape.
fn ports(value: Option<&Value>) -> Vec<Port> {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let Ok(Value::Array(all)) = serde_json::from_str(text) else { return Vec::new() };
    let port = |entry: &Value| {
        let of = |key: &str| entry.get(key).and_then(scalar);
        let tensor = entry.get("tensor-spec");
        let tensor = tensor.and_then(|spec| {
            Some(format!("{} {}", scalar(spec.get("dtype")?)?, spec.get("shape")?))
        });
        Port {
            name: of("name").unwrap_or_else(|| "unnamed".to_owned()),
            format: tensor.or_else(|| of("type")).unwrap_or_default(),
        }
    };
    all.iter().take(super::ENTRIES).map(port).collect()
}
