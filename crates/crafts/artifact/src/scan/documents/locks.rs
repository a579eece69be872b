//! Lock files: where each package is fetched from. They are written by programs, so an address that is none of
//! the usual ones, or a path, was put there by somebody.

use super::requirements::known;
use crate::scan::reading::{Reading, shown};
use crate::scan::rules;

/// Keys whose value is an address or a path of a package.
const KEYS: &[&str] = &[
    "url",
    "git",
    "hg",
    "svn",
    "file",
    "path",
    "directory",
    "editable",
    "registry",
    "index",
    "resolved",
    "subdirectory",
];
/// Where packages of other package managers come from.
const USUAL: &[&str] = &["https://registry.npmjs.org/", "https://registry.yarnpkg.com/"];

/// Whether a file is called as a lock file is.
pub(super) fn is_one(file: &str) -> bool {
    const NAMES: &[&str] = &[
        "poetry.lock",
        "pdm.lock",
        "uv.lock",
        "pylock.toml",
        "pipfile.lock",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pixi.lock",
    ];
    NAMES.contains(&file)
        || file.starts_with("pylock.") && file.ends_with(".toml")
        || ["conda-lock.yml", "conda-lock.yaml"].iter().any(|end| file.ends_with(end))
        || file.starts_with("conda-") && file.ends_with(".lock")
}

/// Judges one, whatever its syntax is: pairs of a key and a value, on a line of their own or within braces.
pub(super) fn read(file: &str, text: &str) -> Reading {
    let mut reading = Reading::default();
    // Addresses of pages, and those of whom to pay.
    let npm = file.ends_with(".json") || file == "yarn.lock";
    let keys = KEYS.iter().filter(|key| **key == "resolved" || !npm || file == "pipfile.lock");
    for key in keys {
        for (at, _) in text.match_indices(key) {
            let before =
                text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t', '"', '\'']);
            let after = text.get(at + key.len()..).unwrap_or_default();
            // A key begins a line or stands within braces; in a sentence it is a word.
            let whole = before.is_empty() || before.ends_with(['\n', '\r', '{', ',', '-']);
            if let Some(value) = value(after).filter(|_| whole) {
                place(&mut reading, key, value);
            }
        }
    }
    // A list of addresses alone.
    if text.contains("@EXPLICIT") {
        text.lines()
            .filter(|line| line.contains("://"))
            .for_each(|line| place(&mut reading, "url", line));
    }
    reading
}

/// What stands behind a key: quoted, or up to a blank.
fn value(after: &str) -> Option<&str> {
    let rest = after.trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']);
    let quoted = rest.strip_prefix('"');
    let rest = rest.strip_prefix(['=', ':']).map(str::trim_start).or(quoted)?;
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', '\n', '\r', ' ', ',', '}']).unwrap_or(rest.len());
    rest.get(..end).filter(|value| !value.is_empty())
}

fn place(reading: &mut Reading, key: &str, value: &str) {
    let usual = known(value) || USUAL.iter().any(|start| value.starts_with(start));
    let address = value.contains("://") || value.starts_with("git@");
    // The project itself, and names of files in an index.
    let own = matches!(value, "." | "./" | "true" | "false" | "null" | "{" | "[");
    let path = !address
        && !own
        && !matches!(key, "file" | "index" | "registry" | "resolved" | "subdirectory");
    if address && !usual {
        let rule = if matches!(key, "registry" | "index") {
            &rules::FOREIGN_INDEX
        } else {
            &rules::FOREIGN_PACKAGE
        };
        reading.add(rule, 0, format!("a package is installed from an address: {}", shown(value)));
    } else if path {
        reading.add(
            &rules::FOREIGN_PACKAGE,
            0,
            format!("a package is installed from a path: {}", shown(value)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_package_managers_write_is_clean_and_another_place_is_told() {
        for (file, text) in [
            (
                "uv.lock",
                "[[package]]\nname = \"url\"\nsource = { registry = \"https://pypi.org/simple\" }\nsdist = { url = \"https://files.pythonhosted.org/x.tar.gz\", hash = \"sha256:0\" }\n[[package]]\nname = \"mine\"\nsource = { editable = \".\" }\n",
            ),
            (
                "poetry.lock",
                "[[package]]\nname = \"path\"\ndescription = \"a file path: for all\"\nfiles = [\n    {file = \"x.whl\", hash = \"sha256:0\"},\n]\n",
            ),
            (
                "pipfile.lock",
                "{\"_meta\": {\"sources\": [{\"url\": \"https://pypi.org/simple\"}]}, \"default\": {\"y\": {\"index\": \"pypi\"}}}",
            ),
            (
                "package-lock.json",
                "{\"resolved\": \"https://registry.npmjs.org/y.tgz\", \"funding\": {\"url\": \"https://x.example\"}}",
            ),
            (
                "conda-lock.yml",
                "package:\n- name: y\n  url: https://conda.anaconda.org/conda-forge/y.conda\n",
            ),
        ] {
            assert!(read(file, text).is_clean(), "{file}: {:?}", read(file, text).rules());
        }
        for (file, text) in [
            ("uv.lock", "source = { git = \"https://x.example/y\" }"),
            ("uv.lock", "source = { directory = \"vendored\" }"),
            ("poetry.lock", "[package.source]\ntype = \"directory\"\nurl = \"vendored\"\n"),
            ("pipfile.lock", "{\"default\": {\"y\": {\"path\" : \"./vendored\"}}}"),
            ("yarn.lock", "y@1:\n  resolved \"https://x.example/y.tgz\"\n"),
            ("conda-linux-64.lock", "@EXPLICIT\nhttps://x.example/y.conda#0\n"),
        ] {
            assert!(!read(file, text).is_clean(), "{file}: {text}");
        }
    }
}
