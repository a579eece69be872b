//! What a model answers, before anybody holds it against the classes of the data.

use serde::{Deserialize, Serialize};

/// What a model says of one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// A label.
    Text(String),
    /// A label that is a number.
    Number(i64),
    /// Its scores are highest for the class of this index.
    Index(u32),
}

/// Which classes a stranger tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnClasses {
    /// By name, in the order in which it numbers them.
    Listed(Vec<String>),
    /// So many, by number alone.
    Counted(usize),
}
