//! What a column may be used for.

use serde::{Deserialize, Serialize};

/// What a column may be used for in learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// Points at a person, an account or a row: never a feature.
    Identifier,
    /// May be learned from.
    Feature,
    /// What is to be predicted.
    Label,
    /// Sentences: never a feature, and searched for hidden values.
    FreeText,
}
