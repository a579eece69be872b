//! What is kept of a document while it is walked: the keys that a loader acts upon, and what was found.

use crate::scan::policy::Allow;
use crate::scan::reading::Reading;
use std::collections::BTreeMap;

/// Objects within objects.
pub(super) const DEPTH: usize = 200;

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    Text(String),
    Flag(bool),
    /// The first texts of a list.
    List(Vec<String>),
    /// A number, an object, or nothing.
    Other,
}

/// The keys that a loader acts upon, with what stands under them.
pub(super) type Facts = BTreeMap<String, Fact>;

/// An object or list that is not closed yet.
pub(super) struct Frame {
    pub key: String,
    pub facts: Facts,
    pub list: bool,
    pub texts: Vec<String>,
}

/// One document, walked from the front to the back.
pub(super) struct Walk<'w> {
    pub reading: Reading,
    pub allow: &'w Allow,
    /// The name of the file, without folders, in small letters.
    pub file: &'w str,
    pub frames: Vec<Frame>,
    /// Texts that are judged only once it is known what the document is.
    pub vocabularies: Vec<String>,
    pub functions: Vec<String>,
    pub keras: bool,
}

/// The text under a key.
pub(super) fn text_of<'f>(facts: &'f Facts, key: &str) -> Option<&'f str> {
    match facts.get(key) {
        Some(Fact::Text(text)) => Some(text),
        _ => None,
    }
}
