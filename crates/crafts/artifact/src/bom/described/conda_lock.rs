//! Lock files of conda: `conda-lock.yml` (conda-lock), and explicit lists of addresses
//! (`conda list --explicit --sha256`).

use super::requirements::normal;
use super::{Described, Reader, Required, scalar, yaml};
use serde_json::Value;

/// What reads a lock file, by its name.
pub(super) fn reader(file: &str) -> Option<Reader> {
    let unified = ["conda-lock.yml", "conda-lock.yaml"].iter().any(|end| file.ends_with(end));
    let explicit = file.starts_with("conda-") && file.ends_with(".lock")
        || matches!(file, "explicit.txt" | "spec-file.txt");
    match (unified, explicit) {
        (true, _) => Some(locked),
        (_, true) => Some(listed),
        _ => None,
    }
}

/// One entry for each package and platform; the digests of all platforms are those of one library.
fn locked(text: &str, into: &mut Described) -> Option<()> {
    let lock = yaml(text)?;
    for package in lock.get("package")?.as_array()? {
        let of = |key: &str| package.get(key).and_then(scalar).unwrap_or_default();
        if ["dev", "test"].contains(&of("category").as_str()) {
            continue;
        }
        let pip = of("manager") == "pip";
        let version = of("version");
        let digest = package.pointer("/hash/sha256").and_then(Value::as_str);
        let needs = package.get("dependencies").and_then(Value::as_object);
        let named = |name: &String| if pip { normal(name) } else { name.to_lowercase() };
        into.need(Required {
            name: named(&of("name")),
            asked: format!("=={version}"),
            version,
            ecosystem: if pip { "pypi" } else { "conda" },
            digests: digest.and_then(|hex| hex.parse().ok()).into_iter().collect(),
            needs: needs.map(|all| all.keys().map(named).collect()),
            ..Required::default()
        });
    }
    Some(())
}

/// `https://…/numpy-2.0.1-py311h1_0.conda#DIGEST`, a line each below `@EXPLICIT`. MD5 is no digest to rely on,
/// and is left out.
fn listed(text: &str, into: &mut Described) -> Option<()> {
    if !text.lines().any(|line| line.trim() == "@EXPLICIT") {
        return None;
    }
    for line in text.lines().map(str::trim).filter(|line| line.contains("://")) {
        let (address, digest) = line.split_once('#').unwrap_or((line, ""));
        let file = address.rsplit('/').next().unwrap_or_default();
        let stem = file.strip_suffix(".conda").or_else(|| file.strip_suffix(".tar.bz2"));
        let mut parts = stem.unwrap_or_default().rsplitn(3, '-');
        let (_build, version, name) = (parts.next(), parts.next(), parts.next());
        let (Some(version), Some(name)) = (version, name) else { continue };
        let digest = digest.strip_prefix("sha256:").unwrap_or(digest);
        into.need(Required {
            name: name.to_lowercase(),
            version: version.to_owned(),
            asked: format!("=={version}"),
            ecosystem: "conda",
            digests: digest.parse().into_iter().collect(),
            ..Required::default()
        });
    }
    Some(())
}
