//! Dependencies that no source names.

use super::floors::Crate;
use super::paths::{self, Names};
use super::source::Source;
use super::strip;

/// Crates that are needed without being named: `(user, used, why)`.
const NEEDED: [(&str, &str, &str); 2] = [
    ("xtask/whole", "hygeia", "for the features that it asks of others"),
    ("xtask/whole", "sentinel", "for the features that it asks of others"),
];

/// A fault for each dependency that its crate does not name; tests count only for `dev-dependencies`.
pub fn faults(crates: &[Crate], sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for room in crates {
        let own = nearest(room, crates, sources);
        let shipped = format!("{}/src", room.folder);
        let shipped = own.iter().filter(|source| source.is_below(&shipped));
        let shipped: Vec<Named> = shipped.map(|source| Named::outside_of_tests(source)).collect();
        let all: Vec<Named> = own.iter().map(|source| Named::anywhere(source)).collect();
        faults.extend(unnamed(room, "dependencies", &shipped));
        faults.extend(unnamed(room, "dev-dependencies", &all));
    }
    faults
}

/// What stands in `section` of the manifest and is named by none.
fn unnamed(room: &Crate, section: &str, sources: &[Named]) -> Vec<String> {
    let needed =
        |name: &str| NEEDED.iter().any(|(user, used, _)| *user == room.folder && *used == name);
    let named = |name: &str| sources.iter().any(|source| source.has(&name.replace('-', "_")));
    let unused = room.uses(section).filter(|name| !needed(name) && !named(name));
    let told = |name| format!("{}/Cargo.toml: no source uses {name} of its {section}", room.folder);
    unused.map(told).collect()
}

/// What one source names.
struct Named {
    names: Names,
    /// Without comments; texts are there, for `#[serde(with = "time::serde::rfc3339")]`.
    text: String,
}

impl Named {
    fn anywhere(source: &Source) -> Self {
        Self { names: paths::read(&source.code), text: strip::without_comments(&source.text) }
    }

    fn outside_of_tests(source: &Source) -> Self {
        let text = strip::without_comments(&source.text);
        let code = strip::without_tests(&source.code, &source.code);
        Self { names: paths::read(&code), text: strip::without_tests(&text, &source.code) }
    }

    /// Whether the crate `name` begins a path, in code or in the text of an attribute.
    fn has(&self, name: &str) -> bool {
        let first = |path: &paths::Path| path.names.first().is_some_and(|first| first == name);
        self.names.outer().any(first) || self.text.contains(&format!("\"{name}::"))
    }
}

/// The sources of `room`, without those of a crate that lies within its folder.
fn nearest<'a>(room: &Crate, crates: &[Crate], sources: &'a [Source]) -> Vec<&'a Source> {
    let within = |other: &&Crate| {
        other.folder.strip_prefix(&room.folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let inner: Vec<&Crate> = crates.iter().filter(within).collect();
    let own = |source: &&Source| {
        source.is_below(&room.folder) && !inner.iter().any(|i| source.is_below(&i.folder))
    };
    sources.iter().filter(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_hex(text: &str) -> bool {
        Named::anywhere(&Source::new("crates/a/src/lib.rs", text)).has("hex")
    }

    #[test]
    fn paths_imports_macros_and_attributes_name() {
        for text in [
            "fn f() { hex::encode(x) }",
            "use hex;",
            "use ::hex::encode;",
            "pub use hex as codec;",
            "fn f() { hex::hex!(x) }",
            "#[derive(hex::Error)] struct A;",
            "#[serde(with = \"hex::serde\")] struct A;",
        ] {
            assert!(has_hex(text), "{text}");
        }
    }

    #[test]
    fn words_that_only_look_so_do_not() {
        for text in [
            "hexagon::new()",
            "let hex = 1;",
            "crate::hex::f()",
            "a_hex::f()",
            "x.hex()",
            "// hex::f()",
            "mod hex; fn f() { hex::g() }",
            "use crate::codec::hex; fn f() { hex::g() }",
        ] {
            assert!(!has_hex(text), "{text}");
        }
    }

    #[test]
    fn what_only_tests_use_is_a_dependency_of_tests() {
        let told = |section: &str| {
            let manifest = format!("[{section}]\nserde-x.workspace = true\n");
            let room = Crate::new("crates/a", &manifest).unwrap();
            let text = "fn f() {}\n#[cfg(test)]\nmod tests { use serde_x::Y; }";
            faults(&[room], &[Source::new("crates/a/src/lib.rs", text)])
        };
        assert_eq!(told("dependencies").len(), 1);
        assert!(told("dev-dependencies").is_empty());
    }
}
