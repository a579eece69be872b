//! What is compiled into the libraries that we all share: features unify, so that one crate's wish
//! changes everybody's copy.

use crate::run;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Features that must be off, and why.
const OFF: [(&str, &[&str], &str); 3] = [
    (
        "datafusion",
        &["default", "parquet", "parquet_encryption", "avro", "compression", "serde", "backtrace"],
        "what our own sessions can do is what crates/stages/query asks for: it reads through `parquet`",
    ),
    (
        "sqlx",
        &["default", "macros", "derive", "any"],
        "statements are made at run time, and macros build the whole driver a second time",
    ),
    (
        "sqlx-mysql",
        &["rsa"],
        "its timing is open to attack (RUSTSEC-2023-0071): without it a password goes over TLS, or not at all",
    ),
];

/// Packages that must not be there at all, and why.
const ABSENT: [(&str, &str); 3] = [
    ("burn", "the facade builds backends, loaders and a terminal; `burn-tensor` is what is needed"),
    ("openssl-sys", "rustls with ring is the one TLS stack"),
    ("aws-lc-rs", "rustls with ring is the one crypto provider"),
];

/// What cargo resolves for this kind of host. (That Cargo.lock is as committed is for CI to ask: whoever
/// starts `cargo xtask` has had it updated.)
pub fn metadata() -> Result<Value, String> {
    let output = run::cargo()
        .args(["metadata", "--format-version", "1", "--filter-platform", "host-tuple"])
        .output()
        .map_err(|error| format!("cargo metadata did not start: {error}"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "\n    ");
        return Err(format!("cargo metadata: {why}"));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// A fault for each feature that is on and must be off, and each package that must not be there.
pub fn faults(metadata: &Value) -> Vec<String> {
    let on = resolved(metadata);
    let mut faults = Vec::new();
    for (name, off, why) in OFF {
        for feature in on.get(name).into_iter().flatten().filter(|f| off.contains(f)) {
            faults.push(format!("{name} is built with its feature {feature}: {why}"));
        }
    }
    for (name, why) in ABSENT {
        if on.contains_key(name) {
            faults.push(format!("{name} is among the dependencies: {why}"));
        }
    }
    faults
}

/// The features that are on, by the package's name; of all its versions together.
fn resolved(metadata: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut on: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let names: BTreeMap<&str, &str> = packages(metadata)
        .filter_map(|package| Some((package.get("id")?.as_str()?, package.get("name")?.as_str()?)))
        .collect();
    for node in nodes(metadata) {
        let Some(name) = node.get("id").and_then(Value::as_str).and_then(|id| names.get(id)) else {
            continue;
        };
        let features = node.get("features").and_then(Value::as_array);
        on.entry(name)
            .or_default()
            .extend(features.into_iter().flatten().filter_map(Value::as_str));
    }
    on
}

/// The packages that are built on this kind of host.
pub fn built(metadata: &Value) -> Vec<&Value> {
    let ids: BTreeSet<&str> = nodes(metadata).filter_map(|node| node.get("id")?.as_str()).collect();
    let here = |package: &&Value| {
        package.get("id").and_then(Value::as_str).is_some_and(|id| ids.contains(id))
    };
    packages(metadata).filter(here).collect()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata.get("packages").and_then(Value::as_array).into_iter().flatten()
}

fn nodes(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata.pointer("/resolve/nodes").and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(name: &str, features: &[&str]) -> Vec<String> {
        faults(&json!({
            "packages": [{ "id": "one", "name": name }, { "id": "two", "name": "arrow" }],
            "resolve": { "nodes": [
                { "id": "one", "features": features },
                { "id": "two", "features": ["default", "parquet"] },
            ]},
        }))
    }

    #[test]
    fn what_is_asked_for_is_on() {
        assert!(told("datafusion", &["sql", "regex_expressions"]).is_empty());
        assert!(told("sqlx", &["sqlite", "postgres", "migrate"]).is_empty());
        assert!(told("burn-tensor", &["flex", "default"]).is_empty());
    }

    #[test]
    fn what_must_be_off_is_off() {
        assert_eq!(told("datafusion", &["default", "sql"]).len(), 1);
        assert_eq!(told("datafusion", &["parquet", "parquet_encryption"]).len(), 2);
        assert_eq!(told("sqlx", &["macros", "derive", "sqlite"]).len(), 2);
        assert_eq!(told("burn", &[]).len(), 1);
    }
}
