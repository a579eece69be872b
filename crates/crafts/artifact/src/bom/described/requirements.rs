//! `requirements.txt` of pip, and names of packages as PEP 508 writes them.

use super::{Described, Required};
use terms::Digest;

/// Whether a file is called as requirements are.
pub(super) fn is_one(file: &str) -> bool {
    let ending = file.ends_with(".txt") || file.ends_with(".in");
    ending && file.starts_with("requirements")
}

pub(super) fn read(text: &str, into: &mut Described) -> Option<()> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in joined.lines() {
        if let Some(library) = required(line) {
            into.need(library);
        }
    }
    Some(())
}

/// A list that another one includes: its name in the folder, or as it stands there if it lies outside it.
pub(super) struct Included {
    pub name: String,
    /// It says which versions are taken, not what is needed.
    pub constrains: bool,
}

/// The lists that the one called `own` includes.
pub(super) fn includes(text: &str, own: &str) -> Vec<Included> {
    const OPTIONS: [&str; 4] = ["--requirement", "--constraint", "-r", "-c"];
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let value = |line: &str| {
        let line = line.trim().split(" #").next().unwrap_or_default().to_owned();
        let option = OPTIONS.iter().find(|option| line.starts_with(**option))?;
        let value = line.get(option.len()..)?.trim_start_matches(['=', ' ', '\t']).trim();
        let name = inside(own, value).unwrap_or_else(|| value.to_owned());
        (!value.is_empty()).then(|| Included { name, constrains: option.contains('c') })
    };
    joined.lines().filter_map(value).take(super::ENTRIES).collect()
}

/// Where `value`, beside the file `own`, lies in the folder.
fn inside(own: &str, value: &str) -> Option<String> {
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in value.split('/') {
        match part {
            "" if value.starts_with('/') => return None,
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!value.contains("://")).then(|| parts.join("/"))
}

/// `name[extra]==1.2 ; marker  # comment`; options and what has no name are none.
pub(super) fn required(line: &str) -> Option<Required> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = match line.find(" #") {
        Some(at) => line.get(..at).unwrap_or(line),
        None if line.starts_with('#') => return None,
        None => line,
    };
    let in_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let end = line.find(|c| !in_name(c)).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.is_empty()
        || line.starts_with('-')
        || line.starts_with('.')
        || line.contains("://") && !line.contains('@')
    {
        return None;
    }
    let rest = rest.trim();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let asked = rest.split(" --").next().unwrap_or_default();
    let asked = if asked.trim_start().starts_with('@') {
        asked
    } else {
        asked.split(';').next().unwrap_or_default()
    };
    let asked = asked.trim().trim_start_matches('(').trim_end_matches(')').trim();
    Some(Required {
        name: normal(name),
        version: exact(asked).unwrap_or_default(),
        asked: asked.to_owned(),
        ecosystem: "pypi",
        digests: digests(rest),
        ..Required::default()
    })
}

/// What `--hash=sha256:…` says, as often as it does.
fn digests(options: &str) -> Vec<Digest> {
    let said = options.split_whitespace().filter_map(|word| word.strip_prefix("--hash=sha256:"));
    said.take(super::ENTRIES).filter_map(|hex| hex.parse().ok()).collect()
}

/// `==1.2` and `===1.2`; neither `==1.*` nor a range.
fn exact(asked: &str) -> Option<String> {
    let version = asked.strip_prefix("===").or_else(|| asked.strip_prefix("=="))?.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".+!-_".contains(c);
    (!version.is_empty() && version.chars().all(plain)).then(|| version.to_owned())
}

/// The name of a package as PEP 503 compares it.
pub(super) fn normal(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}
