//! Why features are refused.

use crate::error::LearnError;
use crate::nearest::suggested;

/// Why a table cannot be learned from. Holds names and counts, never a value.
#[derive(Debug, thiserror::Error)]
pub enum FeatureError {
    #[error("the table has no column {0:?}: give the name of the label's column")]
    NoLabel(String),
    #[error("column {0:?} tells no times: give numbers, or dates with the year first (2026-01-31)")]
    NoTime(String),
    #[error("column {0:?} is not in the classification: classify the table again")]
    Unclassified(String),
    #[error("column {column:?} is {found}, the table must be typed as float64 and UTF-8")]
    Untyped { column: String, found: String },
    #[error(
        "the label {column:?} has {found} classes: a classifier needs 2 to {most}; choose another label, or bin it"
    )]
    Classes { column: String, found: usize, most: usize },
    #[error("the column {column:?} must not be learned from: {why}; correct its classification")]
    Forbidden { column: String, why: String },
    #[error("the table has no column {column:?}{}", suggested(.meant.as_deref()))]
    NoColumn { column: String, meant: Option<String> },
    #[error(transparent)]
    Learn(#[from] LearnError),
}
