//! Why a threat model is refused.

use crate::error::LearnError;
use crate::nearest::suggested;

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

impl From<ThreatError> for LearnError {
    fn from(error: ThreatError) -> Self {
        Self::Threat { why: error.to_string() }
    }
}
