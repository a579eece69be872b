//! Columns that say little each, and together who somebody is.

use crate::Class;
use serde::{Deserialize, Serialize};

/// Columns that are known of people elsewhere too (quasi-identifiers: Dalenius 1986), and how far they tell
/// the people of a table from one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Combination {
    /// In the order of the table.
    pub columns: Vec<String>,
    /// What they are together: the highest class of them, and more where they single people out.
    pub class: Class,
    /// Whether no fewer of the columns single out as many; else it is all of them that the table has.
    pub minimal: bool,
    /// Whether they single out more people than chance has.
    pub identifying: bool,
    /// People in the table: its rows, or the different values of the column that says who a row is of.
    pub people: u64,
    /// The column that says who a row is of, where rows are not people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_by: Option<String>,
    /// To who sees the columns as they are.
    pub clear: Linkage,
    /// To who sees them as the handling in force shows them to everybody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Linkage>,
}

/// How far somebody comes who knows the columns of everybody from elsewhere, and looks for them here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Linkage {
    /// People in the smallest group that looks the same: the *k* of k-anonymity (Sweeney 2002); of a table
    /// of which groups were drawn, in the smallest of those.
    pub k: u64,
    /// People that nobody else looks like.
    pub unique: u64,
    /// `unique / people`: whom an attack links for certain.
    pub share: f64,
    /// Groups by people: whom it links by guessing within the group, on average.
    pub guessed: f64,
    /// Whether every group was counted; else a sample of them, drawn by hash.
    pub exact: bool,
    /// What the groups tell of their people beside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sensitive: Vec<Disclosure>,
}

/// What groups that look the same tell of a sensitive column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    pub column: String,
    /// Different values in the group with the fewest: distinct *l*-diversity (Machanavajjhala et al. 2007).
    pub l: u64,
    /// The greatest distance of a group's values from those of the table, 0 to 1: *t*-closeness with equal
    /// distances (Li, Li and Venkatasubramanian 2007).
    pub t: f64,
    /// The share of rows in groups that all have one value: it is known of everybody in them.
    pub homogeneous: f64,
}
