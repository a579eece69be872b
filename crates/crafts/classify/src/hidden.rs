//! What hides in a column among values of another kind: every row is read, not only the sample.

use crate::check::is_valid;
use crate::mask::masked_example;
use crate::number::is_number;
use crate::text::find_in_text;
use arrow_array::StringArray;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Evidence, InfoType};

#[derive(Default)]
struct Found {
    check: &'static str,
    rows: u64,
    examples: BTreeSet<String>,
}

/// Evidence for each info type that hides in `column` beside its own, with the rows that it is in,
/// most rows first. Short numbers hide nothing; one of twelve digits or more is read where the
/// column's other numbers are not as long.
pub fn search(column: &StringArray, own: InfoType, long_numbers: bool) -> Vec<Evidence> {
    let mut found: BTreeMap<InfoType, Found> = BTreeMap::new();
    let mut of = 0;
    for value in column.iter().flatten().map(str::trim).filter(|value| !value.is_empty()) {
        of += 1;
        let plain = is_number(value) && (long_numbers || value.len() < 12);
        if value.len() < 6
            || (plain && own != InfoType::FreeText)
            || is_valid(own, value) == Some(true) && !is_number(value)
        {
            continue;
        }
        let mut seen = BTreeSet::new();
        for hit in find_in_text(value).into_iter().filter(|hit| hit.info_type != own) {
            let entry = found.entry(hit.info_type).or_default();
            entry.check = hit.check;
            entry.rows += u64::from(seen.insert(hit.info_type));
            if entry.examples.len() < 3 {
                let hidden = value.get(hit.range).unwrap_or_default();
                entry.examples.insert(masked_example(hit.info_type, hidden));
            }
        }
    }
    let mut evidence: Vec<Evidence> =
        found.into_iter().map(|(kind, found)| found.evidence(kind, of)).collect();
    evidence.sort_by_key(|evidence| std::cmp::Reverse(evidence.matched));
    evidence
}

impl Found {
    fn evidence(self, info_type: InfoType, of: u64) -> Evidence {
        Evidence {
            info_type,
            check: format!("hidden: {}", self.check),
            matched: self.rows,
            of,
            masked_examples: self
                .examples
                .into_iter()
                .filter(|example| !example.is_empty())
                .collect(),
        }
    }
}
