//! The program's own bill of materials, as CycloneDX 1.6: the whole inventory of Cargo.lock. What is built into
//! the program is `required`; what only those need who test and build it, or other hosts, is `excluded`.

use super::inventory::{Scope, component, locked, reference};
use super::linked::{id, list, name, needed, packages, version};
use super::program::Program;
use super::sums;
use crate::allowances::Allowances;
use crate::run;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The bill, the same for the same program, Cargo.lock and `moment` (as RFC 3339 writes it).
pub fn text(program: &Program, metadata: &Value, moment: &str) -> Result<String, String> {
    let lock = lock()?;
    let allowances = Allowances::read()?;
    let linked: BTreeSet<&str> = packages(metadata)?.into_iter().filter_map(id).collect();
    let known: Vec<&Value> = list(metadata, "/packages").collect();
    let (mut parts, mut components) = (Vec::new(), Vec::new());
    for package in known.iter().filter(|package| name(package) != "hygeia") {
        let is_linked = id(package).is_some_and(|id| linked.contains(id));
        let scope = if is_linked { Scope::Required } else { Scope::Excluded };
        let sum = lock.get(&key(name(package), version(package))).and_then(Option::as_deref);
        let about = component(package, sum, &allowances, scope);
        // Our own rooms are parts of the program: no registry has them, and its digest is theirs.
        match package.get("source").and_then(Value::as_str) {
            None if is_linked => parts.push(about),
            _ => components.push(about),
        }
    }
    let resolved: BTreeSet<String> =
        known.iter().map(|package| key(name(package), version(package))).collect();
    for ((name, version), sum) in
        lock.iter().filter_map(|(key, sum)| Some((key.split_once(' ')?, sum)))
    {
        if !resolved.contains(&key(name, version)) {
            components.push(locked(name, version, sum.as_deref()));
        }
    }
    let digest = sums::digest(&program.path)?;
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", identity(&digest, &lock)),
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [
                { "type": "application", "name": "hygeia-xtask", "version": program.version },
            ]},
            "component": {
                "type": "application",
                "bom-ref": "hygeia",
                "supplier": { "name": "Hygeia" },
                "name": "hygeia",
                "version": program.version,
                "licenses": [{ "expression": "Apache-2.0" }],
                "hashes": [{ "alg": "SHA-256", "content": digest }],
                "purl": format!("pkg:cargo/hygeia@{}", program.version),
                "components": parts,
            },
            "supplier": { "name": "Hygeia" },
        },
        "components": components,
        "dependencies": dependencies(metadata, &known),
        // Cargo resolves all that is built in, and nothing else can be.
        "compositions": [{ "aggregate": "complete", "dependencies": ["hygeia"] }],
    });
    serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())
}

fn dependencies(metadata: &Value, packages: &[&Value]) -> Vec<Value> {
    let references: BTreeMap<&str, String> =
        packages.iter().filter_map(|one| Some((id(one)?, reference(one)))).collect();
    let on = |node: &Value| -> BTreeSet<String> {
        needed(node).filter_map(|id| references.get(id).cloned()).collect()
    };
    let nodes = list(metadata, "/resolve/nodes");
    nodes
        .filter_map(|node| {
            let reference = references.get(id(node)?)?;
            Some(json!({ "ref": reference, "dependsOn": on(node) }))
        })
        .collect()
}

/// The packages of Cargo.lock, by name and version, with their digests: ours have none.
fn lock() -> Result<BTreeMap<String, Option<String>>, String> {
    let text = std::fs::read_to_string(run::root().join("Cargo.lock"));
    let text = text.map_err(|error| format!("Cargo.lock: {error}"))?;
    let lock: toml::Table =
        toml::from_str(&text).map_err(|error| format!("Cargo.lock: {error}"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let entry = |package: &toml::Value| {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        Some((key(text("name")?, text("version")?), text("checksum").map(ToOwned::to_owned)))
    };
    Ok(packages.filter_map(entry).collect())
}

fn key(name: &str, version: &str) -> String {
    format!("{name} {version}")
}

/// A UUID of the form that RFC 9562, section 5.8, leaves to who makes it, of all that the bill is made of.
fn identity(digest: &str, lock: &BTreeMap<String, Option<String>>) -> String {
    let mut hash = Sha256::new();
    hash.update(digest);
    for (package, sum) in lock.iter().filter_map(|(package, sum)| Some((package, sum.as_ref()?))) {
        hash.update(format!("{package} {sum}\n"));
    }
    let hex = sums::hex(&hash.finalize());
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let (third, fourth) = (part(13, 16), part(17, 20));
    format!("{}-{}-8{third}-8{fourth}-{}", part(0, 8), part(8, 12), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_names_what_a_package_stands_on() {
        let package = |name: &str| json!({ "id": name, "name": name, "version": "1.0.0+a" });
        let (hygeia, one) = (package("hygeia"), package("one"));
        let on = json!({ "pkg": "one", "dep_kinds": [{ "kind": null }] });
        let metadata = json!({ "resolve": { "nodes": [{ "id": "hygeia", "deps": [on] }] } });
        let tree = dependencies(&metadata, &[&hygeia, &one]);
        let wanted = json!({ "ref": "hygeia", "dependsOn": ["pkg:cargo/one@1.0.0%2Ba"] });
        assert_eq!(tree, [wanted]);
    }

    #[test]
    fn an_identity_is_a_uuid_of_what_it_names() {
        let sums = BTreeMap::from([("a 1".to_owned(), Some("00".to_owned()))]);
        let one = identity("11", &sums);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(one != identity("12", &sums) && one != identity("11", &BTreeMap::new()));
    }
}
