//! The libraries of a bill: what each is, whose it is, and what it needs itself.

use super::described::{Required, licences};
use super::values::{hashes, known, person, property, unknown};
use super::{Inputs, Library};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A library that took part in the training.
pub(super) fn library(library: &Library) -> Value {
    let Library { name, version, ecosystem } = library;
    let url = url(ecosystem, name, version);
    let missing = [("licence", false), ("supplier", false), ("hash", false)];
    json!({
        "type": "library", "bom-ref": url, "name": name, "version": version, "purl": url,
        "properties": unknown(&missing),
    })
}

/// A library that the model's files ask for. Python itself is a platform: a program that runs others.
pub(super) fn required(library: &Required) -> Value {
    let Required { name, version, asked, ecosystem, digests, told, note, .. } = library;
    let url = reference(library);
    let range =
        (version.is_empty() && !asked.is_empty()).then(|| property("hygeia:required", asked));
    let note = (!note.is_empty()).then(|| property("hygeia:note", note));
    let missing = unknown(&[
        ("version", !version.is_empty()),
        ("licence", !told.licences.is_empty()),
        ("supplier", !told.authors.is_empty()),
        ("hash", !digests.is_empty()),
        ("dependencies", library.needs.is_some()),
    ]);
    let supplier = told.authors.first().map(|author| {
        let contact = [json!({ "email": author.email })];
        let name = if author.name.is_empty() { &author.email } else { &author.name };
        match author.email.is_empty() {
            true => json!({ "name": name }),
            false => json!({ "name": name, "contact": contact }),
        }
    });
    let home = (!told.home.is_empty()).then(|| json!({ "type": "website", "url": told.home }));
    known(json!({
        "type": if *ecosystem == "generic" { "platform" } else { "library" },
        "bom-ref": url,
        "supplier": supplier.unwrap_or_else(|| json!({})),
        "authors": told.authors.iter().map(person).collect::<Vec<_>>(),
        "name": name,
        "version": version,
        "description": told.summary,
        "scope": "required",
        "hashes": digests.iter().flat_map(|digest| hashes(digest).as_array().cloned()).flatten().collect::<Vec<_>>(),
        "licenses": licences(&told.licences),
        "copyright": told.copyright.join("\n"),
        "purl": url,
        "externalReferences": home.into_iter().collect::<Vec<_>>(),
        "properties": range.into_iter().chain(note).chain(missing).collect::<Vec<_>>(),
    }))
}

/// What each library needs of those that are listed, where that is told. One that is not here may need
/// anything (CycloneDX 1.6, `dependencies`).
pub(super) fn dependencies(inputs: &Inputs) -> Vec<Value> {
    let all = &inputs.described.libraries;
    let of = |library: &Required, name: &String| -> Option<String> {
        let same = all.iter().find(|l| l.name == *name && l.ecosystem == library.ecosystem);
        same.map(reference)
    };
    let node = |library: &Required| {
        let own = reference(library);
        let needs = library.needs.as_ref()?.iter().filter_map(|name| of(library, name));
        let needs: BTreeSet<String> = needs.filter(|reference| *reference != own).collect();
        Some(json!({ "ref": own, "dependsOn": needs }))
    };
    all.iter().filter_map(node).collect()
}

/// The package URL, which is also how the bill refers to it.
fn reference(library: &Required) -> String {
    let Required { name, version, ecosystem, .. } = library;
    url(ecosystem, name, version)
}

/// A package URL (ECMA-427): whatever is no plain character is escaped, so that no name ends it or begins another part.
fn url(ecosystem: &str, name: &str, version: &str) -> String {
    let name = escaped(name);
    match version.is_empty() {
        true => format!("pkg:{ecosystem}/{name}"),
        false => format!("pkg:{ecosystem}/{name}@{}", escaped(version)),
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_~".contains(&byte);
    text.bytes().fold(String::new(), |mut all, byte| {
        match plain(byte) {
            true => all.push(char::from(byte)),
            false => all += &format!("%{byte:02X}"),
        }
        all
    })
}
