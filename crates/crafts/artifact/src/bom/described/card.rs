//! The card that hubs show: YAML before the text of `README.md`.

use super::{Described, Metric, scalar, scalars, yaml};
use serde_json::Value;

pub(super) fn read(text: &str, into: &mut Described) -> Option<()> {
    let Some(front) = front_matter(text) else { return Some(()) };
    let card = yaml(front)?;
    let all = |key: &str| scalars(card.get(key));
    // `other` says nothing; then its name is beside it.
    let named = all("license_name");
    let licences =
        all("license").into_iter().filter(|licence| licence != "other" || named.is_empty());
    into.licences.extend(licences);
    into.licences.extend(named);
    into.base_models.extend(all("base_model"));
    into.datasets.extend(all("datasets"));
    into.tags.extend(all("tags"));
    into.tags.extend(all("language").into_iter().map(|language| format!("language:{language}")));
    if let Some(task) = card.get("pipeline_tag").and_then(scalar) {
        into.task = task;
    }
    for key in ["library_name", "license_link", "base_model_relation", "model_name"] {
        if let Some(value) = card.get(key).and_then(scalar) {
            into.properties.push((format!("card:{key}"), value));
        }
    }
    let models = card.get("model-index").and_then(Value::as_array).into_iter().flatten();
    for result in models.filter_map(|model| model.get("results")?.as_array()).flatten() {
        into.metrics.extend(metrics(result));
    }
    card.is_object().then_some(())
}

fn front_matter(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return rest.get(..at);
        }
        at += line.len();
    }
    None
}

fn metrics(result: &Value) -> Vec<Metric> {
    let dataset = result.get("dataset").and_then(|set| set.get("name")).and_then(scalar);
    let all = result.get("metrics").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|metric| {
        Some(Metric {
            kind: metric.get("type").and_then(scalar)?,
            value: metric.get("value")?.as_f64()?,
            slice: dataset.clone().unwrap_or_default(),
            interval: None,
        })
    })
    .take(super::ENTRIES)
    .collect()
}
