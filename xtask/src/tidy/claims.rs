//! What docs/evidence.md claims: a row for each mission id, and only tests that exist.

use super::source::Source;
use crate::run;
use std::collections::BTreeSet;

/// The mission has as many parts.
const PARTS: usize = 22;

/// A fault for each row that is missing, and each test that is named and not there.
pub fn faults(sources: &[Source]) -> Vec<String> {
    let text = std::fs::read_to_string(run::root().join("docs/evidence.md")).unwrap_or_default();
    held(&text, &functions(sources))
}

fn held(evidence: &str, known: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    for id in 1..=PARTS {
        if !evidence.contains(&format!("| M{id} |")) {
            faults.push(format!("docs/evidence.md has no row for M{id}"));
        }
    }
    for named in evidence.split('`').skip(1).step_by(2).filter_map(|code| code.strip_suffix("()")) {
        if !known.contains(named.rsplit("::").next().unwrap_or(named)) {
            faults.push(format!("docs/evidence.md names {named}(), which does not exist"));
        }
    }
    faults
}

fn functions(sources: &[Source]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for source in sources {
        for after in source.text.split("fn ").skip(1) {
            let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            names.extend(after.get(..end.unwrap_or(after.len())));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_row_and_a_test_that_is_not_there_are_told() {
        let row = |id: usize| format!("| M{id} | `tables::it_holds()` |\n");
        let whole: String = (1..=PARTS).map(row).collect();
        let sources = [Source::new("a.rs", "fn it_holds() {}")];
        let known = functions(&sources);
        assert!(held(&whole, &known).is_empty());
        assert_eq!(held(&whole.replace("| M7 |", "| M |"), &known).len(), 1);
        assert_eq!(held(&whole.replacen("it_holds", "it_held", 1), &known).len(), 1);
    }
}
