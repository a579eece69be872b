//! What makes a finding the same one tomorrow: its rule, its place and what it says, but for numbers, so
//! that rows and offsets that move make no other finding.

use super::place::{self, Place};
use std::collections::HashMap;
use std::path::Path;
use terms::{Digest, Finding};

/// Digits that are kept of the digest.
const DIGITS: usize = 32;

/// A finding with its place and its fingerprint.
#[derive(Debug, Clone)]
pub struct Known {
    pub finding: Finding,
    pub place: Place,
    /// Hexadecimal digits, and which of the same kind it is: `3f…:1`.
    pub fingerprint: String,
}

/// Each of `findings` with place and fingerprint, in their order.
pub fn known(findings: &[Finding], verb: &str, here: &Path) -> Vec<Known> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut known = |finding: &Finding| {
        let place = place::of(finding, verb, here);
        let digest = digest(finding, &place);
        let alike = seen.entry(digest.clone()).or_default();
        *alike += 1;
        Known { finding: finding.clone(), place, fingerprint: format!("{digest}:{alike}") }
    };
    findings.iter().map(&mut known).collect()
}

fn digest(finding: &Finding, place: &Place) -> String {
    let message: String = finding
        .message
        .split(|c: char| c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let column = finding.location.column.as_deref().unwrap_or_default();
    let logical = place.logical.as_deref().unwrap_or_default();
    let parts = [finding.rule.as_str(), &place.artefact, logical, column, &message];
    let mut hex = Digest::of(parts.join("\0").as_bytes()).hex();
    hex.truncate(DIGITS);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{Location, Severity};

    fn prints(rows: &[(&str, u64)]) -> Vec<String> {
        let finding = |(subject, row): &(&str, u64)| {
            let location = Location { row: Some(*row), ..Location::of(*subject) };
            Finding::new("x/y", Severity::Low, location, format!("row {row} is bad"), "r")
        };
        let findings: Vec<Finding> = rows.iter().map(finding).collect();
        known(&findings, "classify", Path::new("/r")).into_iter().map(|k| k.fingerprint).collect()
    }

    // proves M22
    #[test]
    fn a_row_that_moves_is_the_same_finding_and_two_alike_are_two() {
        assert_eq!(prints(&[("a.csv", 7)]), prints(&[("a.csv", 12)]));
        assert_ne!(prints(&[("a.csv", 7)]), prints(&[("b.csv", 7)]));
        let two = prints(&[("a.csv", 7), ("a.csv", 8)]);
        assert!(two[0].ends_with(":1") && two[1].ends_with(":2"), "{two:?}");
        assert_eq!(two[0].split(':').next(), two[1].split(':').next());
    }
}
