//! What holds of any bytes that a bill of materials is made from: descriptions of packages and of models, lists of what
//! they need, lock files.

use crate::bom::{About, Contents, Installed, described, of_listing};
use crate::scan::Kept;
use crate::sign::{Listed, Listing};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use terms::{Digest, Timestamp};

/// Names of packages, texts and lines of one bill.
const ENTRIES: usize = 4_096;
/// Bytes of a bill for each byte that it is made from, and for none. A short line names a package, which takes some
/// hundred in JSON.
const GROWTH: usize = 512;
const LEAST: usize = 64 << 10;

/// A bill of the one file `name`: what it lists is bounded, stands once, and is referred to as package URLs are.
pub(super) fn bill(name: &str, bytes: &[u8]) {
    let file =
        Listed { name: name.to_owned(), bytes: bytes.len() as u64, digest: Digest::of(bytes) };
    let kept = HashMap::from([(name.to_owned(), Kept { bytes: bytes.to_vec(), whole: true })]);
    let contents = Contents::kept(Path::new("/nowhere"), &kept);
    let told = described(&contents, &[name.to_owned()], &Installed::default());
    assert!(told.libraries.len() <= ENTRIES);
    assert!(told.libraries.iter().all(|library| !library.name.is_empty()));
    for list in [&told.licences, &told.base_models, &told.datasets, &told.tags, &told.not_read] {
        assert!(list.len() <= ENTRIES, "{} entries", list.len());
    }
    let listing = Listing { files: vec![file], ..Listing::default() };
    let Some(bill) = of_listing(&contents, &listing, &About::default(), Timestamp::from_unix(0))
    else {
        return;
    };
    let text = bill.to_string();
    assert!(text.len() <= GROWTH * bytes.len() + LEAST, "{} bytes of {}", text.len(), bytes.len());
    referred(&bill);
}

/// Each component has a reference of its own, and what depends on it uses that.
fn referred(bill: &Value) {
    let all = |key: &str| bill.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut known = HashSet::from(["model"]);
    for component in all("components") {
        let own = component.get("bom-ref").and_then(Value::as_str).unwrap_or_default();
        assert!(!own.is_empty() && known.insert(own), "{own:?} twice");
        if let Some(url) = component.get("purl").and_then(Value::as_str) {
            let plain = |c: char| c.is_ascii_alphanumeric() || ".-_~%:/@".contains(c);
            assert!(url.starts_with("pkg:") && url.chars().all(plain), "{url:?} is no package URL");
        }
    }
    for entry in all("dependencies") {
        let own = entry.get("ref").and_then(Value::as_str).unwrap_or_default();
        let on = entry.get("dependsOn").and_then(Value::as_array).into_iter().flatten();
        for reference in on.filter_map(Value::as_str).chain([own]) {
            assert!(known.contains(reference), "{reference:?} is no component");
        }
    }
}

/// A package as conda keeps it where it is installed.
pub(super) fn installed_by_conda(bytes: &[u8]) {
    let mut installed = Installed::default();
    let read = installed.add_conda(&String::from_utf8_lossy(bytes));
    assert_eq!(read.is_some(), installed.count() == 1);
}
