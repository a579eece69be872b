//! What tells copies of a table from other tables, and nothing else.

use serde::{Deserialize, Serialize};

/// Keyed digests of the rows of a table that a hash puts first (bottom-*k*, a form of MinHash: Broder 1997,
/// Cohen and Kaplan 2007). Whoever lacks the key learns from two of them how many rows they share, and from one
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The key of the digests: those of another can't be compared.
    pub key: String,
    /// 16 hexadecimal digits each, ascending.
    pub digests: Vec<String>,
}

impl Sketch {
    /// The share of rows that two tables have in common, about, of those of the smaller sketch; `None` if
    /// they can't be compared.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<f64> {
        let least = self.digests.len().min(other.digests.len());
        if self.key != other.key || least == 0 {
            return None;
        }
        let common =
            self.digests.iter().filter(|it| other.digests.binary_search(it).is_ok()).count();
        Some(common as f64 / least as f64)
    }
}
