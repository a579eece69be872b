//! Which models an object loads: every address of one that stands anywhere in it.

use super::GroupVersionKind;
use serde_json::Value;
use std::collections::BTreeSet;
use terms::printable;

/// What KServe writes into a pod before it is reviewed.
const SOURCE: &str = "internal.serving.kserve.io/storage-initializer-sourceuri";
/// What KServe's containers are told by, where a runtime is somebody's own.
const VARIABLE: &str = "STORAGE_URI";
const INITIALIZER: &str = "storage-initializer";

/// Why it is not known what is loaded.
#[derive(Debug, PartialEq, Eq)]
pub struct Unnamed(pub String);

/// The addresses of all models that `object` loads; at least one.
pub fn models_of(kind: &GroupVersionKind, object: &Value) -> Result<BTreeSet<String>, Unnamed> {
    let mut found = Found::default();
    match (kind.group.as_str(), kind.kind.as_str()) {
        ("", "Pod") => pod(object, &mut found),
        ("serving.kserve.io", "InferenceService") => {
            if let Some(spec) = object.get("spec") {
                found.search(spec);
            }
        }
        (group, kind) => {
            let name = printable(kind).into_owned();
            let of =
                if group.is_empty() { String::new() } else { format!(" of {}", printable(group)) };
            return Err(Unnamed(format!("{name}{of} is no Pod and no InferenceService")));
        }
    }
    match (found.wrong, found.uris) {
        (Some(why), _) => Err(Unnamed(why)),
        (None, uris) if uris.is_empty() => {
            Err(Unnamed("it names no storageUri, so nothing is known of what it loads".to_owned()))
        }
        (None, uris) => Ok(uris),
    }
}

#[derive(Default)]
struct Found {
    uris: BTreeSet<String>,
    wrong: Option<String>,
}

fn pod(object: &Value, found: &mut Found) {
    let annotations = object.pointer("/metadata/annotations").and_then(Value::as_object);
    if let Some(source) = annotations.and_then(|all| all.get(SOURCE)) {
        found.uri(source);
    }
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    let containers = lists.iter().filter_map(|list| object.get("spec")?.get(*list)?.as_array());
    for container in containers.flatten() {
        let name = container.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.starts_with(INITIALIZER) {
            initializer(container, found);
        }
    }
    if let Some(spec) = object.get("spec") {
        found.search(spec);
    }
}

/// KServe's own takes pairs of an address and a folder.
fn initializer(container: &Value, found: &mut Found) {
    let args =
        container.get("args").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if args.is_empty() || !args.len().is_multiple_of(2) {
        found.wrong(
            "the arguments of its storage initializer are not pairs of a source and a folder",
        );
    }
    args.iter().step_by(2).for_each(|source| found.uri(source));
}

impl Found {
    fn wrong(&mut self, why: &str) {
        self.wrong.get_or_insert_with(|| why.to_owned());
    }

    fn uri(&mut self, value: &Value) {
        match value.as_str() {
            Some(uri) => {
                self.uris.insert(uri.to_owned());
            }
            None => self.wrong("a storageUri is no text"),
        }
    }

    /// Whatever depth it stands at: frameworks, runtimes, explainers and transformers have fields of their own.
    fn search(&mut self, value: &Value) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| self.search(one)),
            Value::Object(fields) => {
                for (key, one) in fields {
                    match (key.as_str(), one) {
                        (_, Value::Null) => {}
                        ("storageUri", uri) => self.uri(uri),
                        ("storageUris", Value::Array(all)) => {
                            all.iter().for_each(|one| self.uri(one.get("uri").unwrap_or(&Value::Null)));
                        }
                        ("storageUris", _) => self.wrong("storageUris is no list"),
                        ("storage", Value::Object(_)) => self.wrong(
                            "it names its model by `storage`, of which no address is known: give a storageUri",
                        ),
                        (_, one) => self.search(one),
                    }
                }
                if fields.get("name").and_then(Value::as_str) == Some(VARIABLE) {
                    self.uri(fields.get("value").unwrap_or(&Value::Null));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(group: &str, kind: &str, object: &Value) -> Result<Vec<String>, Unnamed> {
        let kind = GroupVersionKind {
            group: group.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
        };
        models_of(&kind, object).map(|uris| uris.into_iter().collect())
    }

    // proves M10
    #[test]
    fn every_model_that_an_inference_service_names_is_found_wherever_it_stands() {
        let service =
            |spec: Value| of("serving.kserve.io", "InferenceService", &json!({"spec": spec}));
        let model =
            json!({"predictor": {"model": {"storageUri": "a", "modelFormat": {"name": "onnx"}}}});
        assert_eq!(service(model).unwrap(), ["a"]);
        let several = json!({
            "predictor": {"sklearn": {"storageUri": "a"}},
            "explainer": {"alibi": {"storageUri": "b"}},
            "transformer": {"containers": [{"name": "x", "env": [{"name": "STORAGE_URI", "value": "c"}]}]},
        });
        assert_eq!(service(several).unwrap(), ["a", "b", "c"]);
        let uris = json!({"predictor": {"model": {"storageUris": [{"uri": "a"}, {"uri": "b", "mountPath": "/m"}]}}});
        assert_eq!(service(uris).unwrap(), ["a", "b"]);
        for unknown in [
            json!({}),
            json!({"predictor": {"containers": [{"image": "theirs"}]}}),
            json!({"predictor": {"model": {"storageUri": 3}}}),
            json!({"predictor": {"model": {"storageUri": "a", "storage": {"key": "k", "path": "p"}}}}),
            json!({"predictor": {"model": {"storageUris": "a"}}}),
            json!({"predictor": {"model": {"storageUris": [{"mountPath": "/m"}]}}}),
            json!({"transformer": {"containers": [{"env": [{"name": "STORAGE_URI", "valueFrom": {}}]}]}}),
        ] {
            assert!(service(unknown.clone()).is_err(), "{unknown}");
        }
        assert!(of("apps", "Deployment", &json!({"spec": {"storageUri": "a"}})).is_err());
        assert!(of("serving.kserve.io", "InferenceService", &Value::Null).is_err());
    }

    // proves M10
    #[test]
    fn a_pod_is_known_by_what_its_initializers_fetch() {
        let pod = |object: Value| of("", "Pod", &object);
        let container = |args: Value| json!({"name": "storage-initializer", "args": args});
        let spec = |args: Value| json!({"spec": {"initContainers": [container(args)]}});
        assert_eq!(pod(spec(json!(["a", "/mnt/models"]))).unwrap(), ["a"]);
        assert_eq!(pod(spec(json!(["a", "/m/1", "b", "/m/2"]))).unwrap(), ["a", "b"]);
        let mut annotated = spec(json!(["a", "/mnt/models"]));
        annotated["metadata"] = json!({"annotations": {SOURCE: "b"}});
        assert_eq!(pod(annotated).unwrap(), ["a", "b"], "both have to be what is admitted");
        for unknown in [
            spec(json!([])),
            spec(json!(["a"])),
            spec(json!([3, "/m"])),
            json!({}),
            json!({"spec": {"containers": [{"name": "c"}]}}),
        ] {
            assert!(pod(unknown.clone()).is_err(), "{unknown}");
        }
    }
}
