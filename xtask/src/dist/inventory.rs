//! Each package of Cargo.lock as CycloneDX has it: what it is, whose, under which licence, and whether it is
//! built into the program.

use super::linked::{name, version};
use super::notices::licence;
use crate::allowances::Allowances;
use serde_json::{Map, Value, json};

/// What nobody told, by name: a known unknown.
const UNKNOWN: &str = "hygeia:unknown";
/// Where cargo takes packages from, unless told otherwise.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Whether a package is built into the program, or only there for those who test and build it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Required,
    Excluded,
}

/// A package that cargo knows all about.
pub fn component(package: &Value, sum: Option<&str>, taken: &Allowances, scope: Scope) -> Value {
    let text = |key: &str| package.get(key).and_then(Value::as_str);
    let mut about = Map::new();
    let mut put = |key: &str, value: Value| about.insert(key.to_owned(), value);
    let mut missing = Vec::new();
    put("type", json!("library"));
    put("bom-ref", json!(reference(package)));
    if text("source") == Some(REGISTRY) {
        put("supplier", json!({ "name": "crates.io", "url": ["https://crates.io"] }));
    }
    match authors(package) {
        authors if authors.is_empty() => missing.push("authors"),
        authors => drop(put("authors", json!(authors))),
    }
    put("name", json!(name(package)));
    put("version", json!(version(package)));
    if let Some(description) = text("description") {
        put("description", json!(description.trim()));
    }
    put("scope", json!(if scope == Scope::Required { "required" } else { "excluded" }));
    match sum {
        Some(sum) => drop(put("hashes", json!([{ "alg": "SHA-256", "content": sum }]))),
        None if text("source").is_some() => missing.push("hash"),
        // Ours are what the program's own digest is of.
        None => {}
    }
    match licence(package, taken) {
        unknown if unknown == "NOASSERTION" => missing.push("licence"),
        licence => drop(put("licenses", json!([{ "expression": licence }]))),
    }
    // Ours are no packages of a registry.
    if text("source").is_some() {
        put("purl", json!(reference(package)));
    }
    let places =
        [("vcs", "repository"), ("website", "homepage"), ("documentation", "documentation")];
    let places = places.iter().filter_map(|(kind, key)| {
        let url = text(key).map(str::trim).filter(|place| is_address(place))?;
        Some(json!({ "type": kind, "url": url }))
    });
    let places: Vec<Value> = places.collect();
    if !places.is_empty() {
        put("externalReferences", json!(places));
    }
    if !missing.is_empty() {
        put("properties", unknown(&missing));
    }
    Value::Object(about)
}

/// A package of which Cargo.lock alone tells: one for another kind of host, which cargo did not resolve here.
pub fn locked(name: &str, version: &str, sum: Option<&str>) -> Value {
    let url = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
    let mut about = json!({
        "type": "library", "bom-ref": url, "name": name, "version": version, "scope": "excluded",
        "purl": url,
        "properties": unknown(&["authors", "licence"]),
    });
    if let (Some(sum), Some(about)) = (sum, about.as_object_mut()) {
        about.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": sum }]));
    }
    about
}

/// A package as the bill names it.
pub fn reference(package: &Value) -> String {
    match name(package) {
        "hygeia" => "hygeia".to_owned(),
        name => format!("pkg:cargo/{name}@{}", version(package).replace('+', "%2B")),
    }
}

fn unknown(elements: &[&str]) -> Value {
    elements.iter().map(|element| json!({ "name": UNKNOWN, "value": element })).collect()
}

/// `Somebody <somebody@example.org>`, each once.
fn authors(package: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let told = package.get("authors").and_then(Value::as_array).into_iter().flatten();
    for author in told.filter_map(Value::as_str).map(str::trim) {
        let (name, mail) = author.split_once('<').unwrap_or((author, ""));
        let mail = mail.trim_end_matches('>').trim();
        let mut person = Map::new();
        if !name.trim().is_empty() {
            person.insert("name".to_owned(), json!(name.trim()));
        }
        if is_mail(mail) {
            person.insert("email".to_owned(), json!(mail));
        }
        let person = Value::Object(person);
        if person.as_object().is_some_and(|person| !person.is_empty()) && !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

/// An address as the schema's format has it.
fn is_mail(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".+-_".contains(c);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && name.chars().chain(host.chars()).all(plain)
    })
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://")
        && !text.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_package_tells_of_itself_is_listed_and_what_it_does_not_is_named() {
        let package = json!({
            "name": "one", "version": "1.0.0+a", "source": REGISTRY, "license": "MIT/Apache-2.0",
            "authors": ["Ann <ann@example.org>", "Ann <ann@example.org>", "Ben <at home>", "<>"],
            "repository": "https://example.org/one",
        });
        let taken = Allowances::default();
        let told = component(&package, Some("00"), &taken, Scope::Required);
        assert_eq!(
            told["authors"],
            json!([{ "name": "Ann", "email": "ann@example.org" }, { "name": "Ben" }])
        );
        assert_eq!(told["licenses"], json!([{ "expression": "MIT OR Apache-2.0" }]));
        assert_eq!(
            (&told["purl"], &told["scope"]),
            (&json!("pkg:cargo/one@1.0.0%2Ba"), &json!("required"))
        );
        assert!(told.get("properties").is_none(), "{told}");
        let bare = json!({ "name": "two", "version": "1.0.0", "source": REGISTRY, "authors": [] });
        let told = component(&bare, None, &taken, Scope::Excluded);
        let missing: Vec<_> =
            told["properties"].as_array().unwrap().iter().map(|p| &p["value"]).collect();
        assert_eq!(missing, ["authors", "hash", "licence"]);
        assert!(told.get("licenses").is_none() && told["scope"] == "excluded");
    }
}
