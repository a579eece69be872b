//! `conda.yaml` of conda, `python_env.yaml` of MLflow.

use super::requirements::required;
use super::{Described, Required, scalar, yaml};
use serde_json::Value;

pub(super) fn conda(text: &str, into: &mut Described) -> Option<()> {
    let environment = yaml(text)?;
    let all = environment.get("dependencies").and_then(Value::as_array)?;
    for entry in all {
        match entry {
            Value::String(spec) => into.need(package(spec)),
            Value::Object(inner) => {
                let pip = inner.get("pip").and_then(Value::as_array).into_iter().flatten();
                for line in pip.filter_map(scalar) {
                    if let Some(library) = required(&line) {
                        into.need(library);
                    }
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// `channel::name=1.2=build`, `name>=1.2`.
fn package(spec: &str) -> Required {
    let spec = spec.split_once("::").map_or(spec, |(_, spec)| spec).trim();
    let end = spec.find(|c: char| "=<>! ~[".contains(c)).unwrap_or(spec.len());
    let (name, asked) = spec.split_at(end);
    let asked = asked.trim();
    let version = asked.trim_start_matches('=').split('=').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".+!-_".contains(c);
    let is_exact = asked.starts_with('=') && version.chars().all(plain);
    Required {
        name: name.to_lowercase(),
        version: if is_exact { version.to_owned() } else { String::new() },
        asked: asked.to_owned(),
        ecosystem: "conda",
        ..Required::default()
    }
}

pub(super) fn python(text: &str, into: &mut Described) -> Option<()> {
    let environment = yaml(text)?;
    if let Some(version) = environment.get("python").and_then(scalar) {
        into.need(interpreter(version));
    }
    for part in ["build_dependencies", "dependencies"] {
        let lines = environment.get(part).and_then(Value::as_array).into_iter().flatten();
        for line in lines.filter_map(scalar) {
            if let Some(library) = required(&line) {
                into.need(library);
            }
        }
    }
    environment.is_object().then_some(())
}

/// Python itself.
pub(super) fn interpreter(version: String) -> Required {
    Required {
        name: "python".to_owned(),
        asked: format!("=={version}"),
        version,
        ecosystem: "generic",
        ..Required::default()
    }
}
