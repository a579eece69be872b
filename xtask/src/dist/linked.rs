//! What of Cargo.lock is built into the program, as cargo resolves it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The packages that are compiled into `hygeia` or run while it is built, in the order of their names.
pub fn packages(metadata: &Value) -> Result<Vec<&Value>, String> {
    let all: BTreeMap<&str, &Value> =
        list(metadata, "/packages").filter_map(|one| Some((id(one)?, one))).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(metadata, "/resolve/nodes").filter_map(|one| Some((id(one)?, one))).collect();
    let root = all.iter().find(|(_, package)| name(package) == "hygeia");
    let (root, _) = root.ok_or("cargo metadata names no package hygeia")?;
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![*root]);
    while let Some(at) = waiting.pop() {
        if seen.insert(at) {
            waiting.extend(nodes.get(at).into_iter().flat_map(|node| needed(node)));
        }
    }
    let mut found: Vec<&Value> = seen.iter().filter_map(|id| all.get(id).copied()).collect();
    found.sort_by_key(|package| (name(package), version(package)));
    Ok(found)
}

/// What a node stands on, without what only its tests do.
pub fn needed(node: &Value) -> impl Iterator<Item = &str> {
    list(node, "/deps").filter_map(|on| {
        let mut kinds = list(on, "/dep_kinds");
        let counts = kinds.any(|kind| kind.get("kind").and_then(Value::as_str) != Some("dev"));
        on.get("pkg").and_then(Value::as_str).filter(|_| counts)
    })
}

/// The items of the list at `pointer`.
pub fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// As cargo names it.
pub fn id(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

/// Its name.
pub fn name(package: &Value) -> &str {
    package.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// Its version.
pub fn version(package: &Value) -> &str {
    package.get("version").and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_only_tests_need_is_no_part_of_the_program() {
        let package = |name: &str| json!({ "id": name, "name": name, "version": "1.0.0+a" });
        let on = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let all = ["hygeia", "a", "b", "c", "tests"].map(package);
        let metadata = json!({
            "packages": all,
            "resolve": { "nodes": [
                { "id": "hygeia", "deps": [on("a", Value::Null), on("tests", json!("dev"))] },
                { "id": "a", "deps": [on("b", json!("build"))] },
                { "id": "tests", "deps": [on("c", Value::Null)] },
            ]},
        });
        let found = packages(&metadata).unwrap();
        assert_eq!(found.iter().map(|one| name(one)).collect::<Vec<_>>(), ["a", "b", "hygeia"]);
        assert!(packages(&json!({ "packages": [] })).is_err());
    }
}
