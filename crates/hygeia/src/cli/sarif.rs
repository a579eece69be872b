//! SARIF 2.1.0 (OASIS), so that code-scanning dashboards can read findings.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use terms::{Finding, Severity};

/// One run with these findings.
pub fn document(verb: &str, findings: &[Finding]) -> Value {
    let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in findings {
        rules.entry(&finding.rule).or_insert(finding);
    }
    let rules: Vec<Value> = rules
        .values()
        .map(|finding| {
            json!({
                "id": finding.rule,
                "shortDescription": { "text": finding.rule },
                "help": { "text": finding.remedy },
                "properties": { "tags": finding.references },
            })
        })
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hygeia",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": { "id": format!("hygeia/{verb}/") },
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    };
    let place = &finding.location;
    let file = place.file.as_ref().unwrap_or(&place.subject);
    let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
    // A region needs a positive line or a byte offset; the header is line 1, so row 0 is line 2.
    let region = match (place.line, place.offset, place.row) {
        (Some(line), ..) => Some(json!({ "startLine": line.max(1) })),
        (None, Some(offset), _) => Some(json!({ "byteOffset": offset, "byteLength": 1 })),
        (None, None, Some(row)) => Some(json!({ "startLine": row.saturating_add(2) })),
        (None, None, None) => place.file.as_ref().map(|_| json!({ "startLine": 1 })),
    };
    if let (Some(region), Some(physical)) = (region, physical.as_object_mut()) {
        physical.insert("region".to_owned(), region);
    }
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": { "text": format!("{} Next: {}", finding.message, finding.remedy) },
        "locations": [{ "physicalLocation": physical }],
        "properties": { "security-severity": score(finding.severity) },
    })
}

/// A path as a URI reference: everything outside of the unreserved set and `/` is escaped.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/:@".contains(&b);
    path.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The number by which code-scanning dashboards sort.
const fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Location;

    #[test]
    fn a_finding_keeps_its_place_and_its_weight() {
        let mut finding =
            Finding::new("x/y", Severity::High, Location::of("a b.pt"), "Bad.", "Mend it.");
        finding.location.offset = Some(7);
        let document = document("scan", &[finding]);
        let result = &document["runs"][0]["results"][0];
        assert_eq!(result["level"], "error");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.pt");
        assert_eq!(place["region"]["byteOffset"], 7);
    }
}
