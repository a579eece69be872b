//! What classification says about a table, in values that every stage reads.

use crate::{Class, ColumnRole, Criticality, Handlings, InfoType, Regime, View};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The storage kind that fits a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole and decimal numbers, kept as float64.
    Number,
    /// Everything else, kept as UTF-8.
    Text,
}

/// How far it is settled what a column may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnState {
    /// Evidence says that its values tell nothing of anybody.
    Harmless,
    /// Its values, or its name, say that it holds something to be protected.
    Recognised,
    /// Somebody accountable said what it is.
    Confirmed,
    /// Neither: it keeps its class, waits for somebody, and is handled as confidential until then.
    #[default]
    Unconfirmed,
}

impl fmt::Display for ColumnState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Harmless => "harmless",
            Self::Recognised => "recognised",
            Self::Confirmed => "confirmed",
            Self::Unconfirmed => "unconfirmed",
        })
    }
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
    /// Rows of values that are out of place in the column, from 0, at most [`crate::limits::LISTED_ODD`]:
    /// too few to say anything of the column. Empty where the evidence speaks for it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<u64>,
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
    /// Whether it waits for somebody. What was classified before there were states waits.
    #[serde(default)]
    pub state: ColumnState,
    /// Of free text: that who is accountable opened it to others, with what is found in it masked.
    #[serde(default, skip_serializing_if = "is_not")]
    pub open: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_not(said: &bool) -> bool {
    !*said
}

impl Column {
    /// The class by which the column is handled: its own, and *confidential* at least while it waits.
    #[must_use]
    pub fn handled_as(&self) -> Class {
        match self.state {
            ColumnState::Unconfirmed => self.class.join(Class::Confidential),
            _ => self.class,
        }
    }

    /// What a reader sees who is not cleared for the column's class. What hides in sentences is never
    /// found to the last, so they are not shown at all, unless somebody opened them.
    #[must_use]
    pub fn view(&self, in_force: &Handlings) -> View {
        match in_force.of(self.handled_as()).view {
            View::Clear => View::Clear,
            _ if self.is_sentences() && !self.open => View::Hidden,
            // Of sentences a token tells nothing, and their mask is what was opened.
            View::Token if self.is_sentences() => View::Mask,
            view => view,
        }
    }

    /// Whether it holds text in which anything may stand.
    #[must_use]
    pub fn is_sentences(&self) -> bool {
        self.info_type == InfoType::FreeText || self.role == ColumnRole::FreeText
    }
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
