//! Why a threat model is refused.

use crate::error::LearnError;

/// What is wrong with a threat model. Holds names and what somebody wrote, never a value of the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThreatError {
    #[error("line {line}: {what}{}", suggested(.meant.as_deref()))]
    Syntax { line: usize, what: String, meant: Option<String> },
    #[error("column {column:?}: {why}")]
    Column { column: String, why: String },
    #[error("relation {relation:?}: {why}")]
    Relation { relation: String, why: String },
    #[error("it has {found} {what}, the limit is {most}")]
    TooMany { what: &'static str, found: usize, most: usize },
    #[error("the data has no column {column:?}{}", suggested(.meant.as_deref()))]
    NoSuchColumn { column: String, meant: Option<String> },
}

fn suggested(key: Option<&str>) -> String {
    key.map(|key| format!("; did you mean `{key}`?")).unwrap_or_default()
}

/// Characters of the longest name that is compared with those there are, letter by letter.
const LONGEST: usize = 64;

/// The name of `known` that was probably meant by `unknown`.
pub(super) fn nearest<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if unknown.chars().count() > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter(|name| name.chars().count() <= LONGEST)
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .min()
        .filter(|(distance, name)| *distance <= name.len().max(unknown.len()) / 2)
        .map(|(_, name)| name)
}

impl From<ThreatError> for LearnError {
    fn from(error: ThreatError) -> Self {
        Self::Threat { why: error.to_string() }
    }
}
