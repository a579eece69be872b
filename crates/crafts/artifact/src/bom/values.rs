//! JSON of CycloneDX that several components share.

use super::described::Person;
use serde_json::{Value, json};
use terms::Digest;

/// The property that says what nobody told: an element of the bill, by name.
pub(super) const UNKNOWN: &str = "hygeia:unknown";

/// The same value without what is empty: nobody is told that something is "".
pub(super) fn known(value: Value) -> Value {
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

pub(super) fn hashes(digest: &Digest) -> Value {
    json!([{ "alg": "SHA-256", "content": digest.hex() }])
}

pub(super) fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

/// A property for each element that is not known: those of `elements` that are false.
pub(super) fn unknown(elements: &[(&str, bool)]) -> Vec<Value> {
    let missing = elements.iter().filter(|(_, known)| !known);
    missing.map(|(element, _)| property(UNKNOWN, element)).collect()
}

/// As `authors` and contacts have them.
pub(super) fn person(person: &Person) -> Value {
    known(json!({ "name": person.name, "email": person.email }))
}
