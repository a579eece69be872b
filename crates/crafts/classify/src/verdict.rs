//! What was decided of a column.

use terms::{Evidence, InfoType};

/// Different values up to which text is a category, however few rows there are.
pub const FEW: usize = 20;

/// What a column holds, how sure that is, and why.
pub struct Verdict {
    pub info_type: InfoType,
    pub confidence: f64,
    pub evidence: Vec<Evidence>,
}

/// Evidence without an example.
pub fn plain(info_type: InfoType, check: &str, matched: u64, of: u64) -> Evidence {
    Evidence {
        info_type,
        check: check.to_owned(),
        matched,
        of,
        masked_examples: Vec::new(),
        rows: Vec::new(),
    }
}
