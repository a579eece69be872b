//! What else names an index of packages: `pip.conf`, `setup.cfg`, `pyproject.toml`, `uv.toml`, `Pipfile`,
//! `.npmrc`. Values may go on in further lines.

use super::requirements::known;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Keys whose value is an index, or a place where packages lie.
const INDEX: &[&str] = &[
    "index-url",
    "extra-index-url",
    "find-links",
    "registry",
    "dependency-links",
    "default-index",
];
/// Tables in which `url` is an index.
const TABLES: &[&str] = &["[[source]]", "[[index]]", "[[tool.", "[tool."];

/// Judges such a file.
pub(super) fn read(text: &str) -> Reading {
    let (mut reading, mut last) = (Reading::default(), String::new());
    let table = TABLES.iter().any(|table| text.contains(table));
    for line in text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])) {
        let (key, value) = match pair(line) {
            Some(pair) => pair,
            // It goes on.
            None => (last.clone(), line.trim()),
        };
        let index =
            INDEX.contains(&key.as_str()) || key.ends_with(":registry") || key == "url" && table;
        if index {
            places(&mut reading, &key, value);
        } else if table
            && ["git+", " @ http", "git =", "url ="].iter().any(|word| line.contains(word))
            && line.contains("://")
        {
            let message = format!("a package is installed from an address: {}", shown(line.trim()));
            reading.add(&rules::FOREIGN_PACKAGE, 0, message);
        }
        last = if line.trim_start().starts_with('[') && pair(line).is_none() {
            String::new()
        } else {
            key
        };
    }
    reading
}

fn places(reading: &mut Reading, key: &str, value: &str) {
    let words = value.split([' ', '\t', ',', '[', ']', '{', '}', '"', '\'']);
    for place in words.filter(|word| !word.is_empty()) {
        let path = key == "find-links";
        if !known(place) && (path || place.contains("//")) {
            let message = format!("packages are taken from {}", shown(place));
            reading.add(&rules::FOREIGN_INDEX, 0, message);
        }
    }
}

/// `key = value` or `key: value`, the key as pip compares it.
fn pair(line: &str) -> Option<(String, &str)> {
    let mut at = line.find(['=', ':'])?;
    // `@scope:registry=…` of npm.
    let scoped = line.get(at + 1..)?.find('=').filter(|_| line.trim_start().starts_with('@'));
    at += scoped.map_or(0, |more| more + 1);
    let (key, value) = (line.get(..at)?.trim(), line.get(at + 1..)?.trim());
    let name = |c: char| c.is_ascii_alphanumeric() || "-_.@/:\"'".contains(c);
    // An address is no key.
    let is_key = !key.is_empty() && key.chars().all(name) && !value.starts_with("//");
    let key = key.trim_matches(['"', '\'']).to_lowercase().replace('_', "-");
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn indexes_are_told_however_settings_spell_them() {
        for ordinary in [
            "[global]\nindex-url = https://pypi.org/simple\ntimeout = 60\n",
            "[metadata]\nname = x\nurl = https://x.example\n[options]\ninstall_requires =\n    numpy\n",
            "[project]\nname = \"x\"\ndependencies = [\n  \"numpy\",\n]\n[project.urls]\nHomepage = \"https://x.example\"\n",
        ] {
            assert!(read(ordinary).is_clean(), "{ordinary}");
        }
        for bad in [
            "[global]\nindex-url: https://x.example/simple\n",
            "[global]\nINDEX_URL = https://x.example/simple\n",
            "[global]\nextra-index-url =\n    https://pypi.org/simple\n    https://x.example/simple\n",
            "[install]\nfind_links = wheels\n",
            "[[index]]\nname = \"x\"\nurl = \"https://x.example/simple\"\n",
            "extra-index-url = [\n\"https://x.example/simple\",\n]\n",
            "registry=https://x.example/\n",
            "@acme:registry=https://x.example/\n",
        ] {
            assert!(!read(bad).is_clean(), "{bad}");
        }
    }
}
