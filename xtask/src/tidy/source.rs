//! The sources of the house, read once.

use super::strip;
use crate::run;
use std::path::{Path, PathBuf};

/// One Rust file of ours.
pub struct Source {
    /// From the root of the workspace, as `crates/terms/src/lib.rs`.
    pub name: String,
    pub text: String,
    /// The text without comments, and without what stands in quotes.
    pub code: String,
}

impl Source {
    /// A source called `name` that reads `text`.
    pub fn new(name: &str, text: &str) -> Self {
        let code = strip::without_comments_and_texts(text);
        Self { name: name.to_owned(), text: text.to_owned(), code }
    }

    /// Whether it stands below `folder`.
    pub fn is_below(&self, folder: &str) -> bool {
        self.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// All of `crates` and `xtask`.
pub fn all() -> Vec<Source> {
    let root = run::root();
    let mut paths = files(&root.join("crates"), ".rs");
    paths.extend(files(&root.join("fuzz"), ".rs"));
    paths.extend(files(&root.join("xtask"), ".rs"));
    let read = |path: &PathBuf| {
        Source::new(&relative(path), &std::fs::read_to_string(path).unwrap_or_default())
    };
    paths.iter().map(read).collect()
}

/// The files below `folder` whose names end so, in order; build outputs are passed over.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "target" {
                found.extend(files(&path, ending));
            }
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `path` from the root of the workspace.
pub fn relative(path: &Path) -> String {
    path.strip_prefix(run::root()).unwrap_or(path).to_string_lossy().into_owned()
}
