//! The program's own bill of materials: what of Cargo.lock is built into it, as CycloneDX 1.6.

use super::linked::{id, list, name, needed, packages, version};
use super::notices::licence;
use super::program::Program;
use super::sums;
use crate::allowances::Allowances;
use crate::run;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The bill, the same for the same program and Cargo.lock.
pub fn text(program: &Program, metadata: &Value) -> Result<String, String> {
    let checksums = checksums()?;
    let allowances = Allowances::read()?;
    let packages = packages(metadata)?;
    let mut components = Vec::new();
    for package in &packages {
        if name(package) != "hygeia" {
            components.push(component(package, &checksums, &allowances));
        }
    }
    let digest = sums::digest(&program.path)?;
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", identity(&digest, &checksums)),
        "version": 1,
        "metadata": {
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [
                { "type": "application", "name": "hygeia-xtask", "version": program.version },
            ]},
            "component": {
                "type": "application",
                "bom-ref": "hygeia",
                "name": "hygeia",
                "version": program.version,
                "licenses": [{ "expression": "Apache-2.0" }],
                "hashes": [{ "alg": "SHA-256", "content": digest }],
                "purl": format!("pkg:cargo/hygeia@{}", program.version),
            },
            "supplier": { "name": "Hygeia" },
        },
        "components": components,
        "dependencies": dependencies(metadata, &packages),
    });
    serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())
}

fn component(package: &Value, sums: &BTreeMap<String, String>, taken: &Allowances) -> Value {
    let (name, version) = (name(package), version(package));
    let text = |key: &str| package.get(key).and_then(Value::as_str);
    let mut about = Map::new();
    let mut put = |key: &str, value: Value| about.insert(key.to_owned(), value);
    put("type", json!("library"));
    put("bom-ref", json!(reference(package)));
    put("name", json!(name));
    put("version", json!(version));
    if let Some(description) = text("description") {
        put("description", json!(description.trim()));
    }
    put("licenses", json!([{ "expression": licence(package, taken) }]));
    // Ours are no packages of a registry.
    if text("source").is_some() {
        put("purl", json!(reference(package)));
    }
    if let Some(sum) = sums.get(&format!("{name} {version}")) {
        put("hashes", json!([{ "alg": "SHA-256", "content": sum }]));
    }
    if let Some(place) = text("repository").filter(|place| place.starts_with("https://")) {
        put("externalReferences", json!([{ "type": "vcs", "url": place.trim() }]));
    }
    Value::Object(about)
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

/// A package as the bill names it.
fn reference(package: &Value) -> String {
    match name(package) {
        "hygeia" => "hygeia".to_owned(),
        name => format!("pkg:cargo/{name}@{}", version(package).replace('+', "%2B")),
    }
}

/// The digests of packages, by name and version, as Cargo.lock has them.
fn checksums() -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(run::root().join("Cargo.lock"));
    let text = text.map_err(|error| format!("Cargo.lock: {error}"))?;
    let lock: toml::Table =
        toml::from_str(&text).map_err(|error| format!("Cargo.lock: {error}"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let sum = |package: &toml::Value| {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        Some((format!("{} {}", text("name")?, text("version")?), text("checksum")?.to_owned()))
    };
    Ok(packages.filter_map(sum).collect())
}

/// A UUID of the form that RFC 9562, section 5.8, leaves to who makes it, of all that the bill is made of.
fn identity(digest: &str, sums: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    hash.update(digest);
    for (package, sum) in sums {
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
        let sums = BTreeMap::from([("a 1".to_owned(), "00".to_owned())]);
        let one = identity("11", &sums);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(one != identity("12", &sums) && one != identity("11", &BTreeMap::new()));
    }
}
