//! What classification says about a table, in values that every stage reads.

use crate::{Class, Criticality, InfoType, Regime};
use serde::{Deserialize, Serialize};

/// The storage kind that fits a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole and decimal numbers, kept as float64.
    Number,
    /// Everything else, kept as UTF-8.
    Text,
}

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

/// Why a column was given an info type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub info_type: InfoType,
    /// How the values were judged: `luhn`, `mod97`, `structure`, `dictionary`, `name` …
    pub check: String,
    /// Values that passed the check.
    pub matched: u64,
    /// Values that were looked at (missing ones are not).
    pub of: u64,
    /// At most three examples, masked so that none can be recovered.
    pub masked_examples: Vec<String>,
}

/// One classified column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub info_type: InfoType,
    pub kind: Kind,
    pub role: ColumnRole,
    pub class: Class,
    pub criticality: Criticality,
    pub regimes: Vec<Regime>,
    /// How sure, 0 to 1: the share of values that passed, weighted by how strict the check is.
    pub confidence: f64,
    /// Strongest first; what hides in free text is listed too.
    pub evidence: Vec<Evidence>,
    /// How the class was derived, for people.
    pub reason: String,
}

/// A classified table: columns in the order of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    pub rows: u64,
    pub columns: Vec<Column>,
}

impl Classification {
    /// The column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The class of the whole table: the join over its columns.
    #[must_use]
    pub fn class(&self) -> Class {
        self.columns.iter().fold(Class::Public, |joined, column| joined.join(column.class))
    }

    /// The criticality of the whole table.
    #[must_use]
    pub fn criticality(&self) -> Criticality {
        self.columns.iter().map(|column| column.criticality).max().unwrap_or_default()
    }
}
