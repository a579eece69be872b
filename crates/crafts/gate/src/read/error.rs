//! Why a text can't be read: the place, what is wrong there, and what to write instead.

use std::fmt;

/// Where in a text something is; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub line: u64,
    /// In CSV the number of the field, in TOML the character.
    pub column: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Where the lines of a text begin, so that many places in it are found without reading it again.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(after).collect() }
    }

    /// The place of the byte `offset`.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..offset).unwrap_or_default().chars().count() as u64 + 1;
        Place { line: line as u64, column }
    }
}

/// Why a RACI or a list of people can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file has {found} {what}, the limit is {limit}: split it by workspace")]
    TooLarge { what: &'static str, found: u64, limit: u64 },
    #[error("{place}: {why}")]
    Syntax { place: Place, why: String },
    #[error("{place}: this line of {fields} fields is no header: it has to start with {wanted}")]
    Header { place: Place, fields: usize, wanted: &'static str },
    #[error("{place}: {found:?} is no {what}: {why}")]
    Id { place: Place, what: &'static str, found: String, why: String },
    #[error("{place}: {found:?} is no action{}: write one of {known}", hint(.meant.as_deref()))]
    Action { place: Place, found: String, meant: Option<String>, known: String },
    #[error("{place}: {why}")]
    Asset { place: Place, why: String },
    #[error("{place}: {found:?} for role {role}: write R, A, C, I, each at most once, or nothing")]
    Letters { place: Place, role: String, found: String },
    #[error("{place}: role {found:?} is not declared{}: add it to `roles`, or correct it", hint(.meant.as_deref()))]
    Role { place: Place, found: String, meant: Option<String> },
    #[error("{place}: {what} stands twice: join the two, or rename one")]
    Twice { place: Place, what: String },
    #[error("there is no {what} in the file: write at least one")]
    Empty { what: &'static str },
}

fn hint(meant: Option<&str>) -> String {
    meant.map(|word| format!(" (did you mean {word}?)")).unwrap_or_default()
}
