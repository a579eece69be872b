//! SARIF 2.1.0 (OASIS), as code scanning takes it: held against the rules of `sarif-multitool`.

use super::report::baseline::Accepted;
use super::report::fingerprint::{self, Known};
use crate::rules;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use terms::{Finding, Severity};

/// Where a stranger reads on.
pub const INFORMATION: &str = "https://hygeia.example/docs/rules";

/// One run of `verb` with these findings.
pub fn document(verb: &str, findings: &[Finding]) -> Value {
    let known = fingerprint::known(findings, verb, &here());
    let results = known.into_iter().map(|known| (known, None)).collect::<Vec<_>>();
    run(verb, &results, &[], true)
}

/// The folder in which the verb was called.
pub fn here() -> std::path::PathBuf {
    std::env::current_dir().unwrap_or_else(|_| Path::new("/").to_path_buf())
}

/// One run: results with who answers for them, and what could not be told.
pub fn run(
    verb: &str,
    results: &[(Known, Option<Accepted>)],
    unknown: &[String],
    successful: bool,
) -> Value {
    let mut named: BTreeMap<&str, &Finding> = BTreeMap::new();
    for (known, _) in results {
        named.entry(&known.finding.rule).or_insert(&known.finding);
    }
    let order: Vec<&str> = named.keys().copied().collect();
    let index = |rule: &str| order.iter().position(|known| *known == rule);
    let notifications: Vec<Value> = unknown
        .iter()
        .map(|text| json!({ "level": "warning", "message": { "text": format!("Not known: {text}.") } }))
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hygeia",
                "organization": "Hygeia",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": INFORMATION,
                "rules": named.values().map(|finding| descriptor(finding)).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("hygeia/{verb}/") },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": successful,
                "toolExecutionNotifications": notifications,
            }],
            "results": results.iter().map(|(known, accepted)| {
                result(known, accepted.as_ref(), index(&known.finding.rule))
            }).collect::<Vec<_>>(),
        }],
    })
}

/// A rule as dashboards show it. One that stands in no table is told by its finding.
fn descriptor(finding: &Finding) -> Value {
    let rule = rules::find(&finding.rule);
    let (means, whole, mend, severity, name) = match &rule {
        Some(rule) => {
            let whole = format!("{} {}", rule.means, rule.why);
            (rule.means.to_owned(), whole, rule.mend.to_owned(), rule.severity, rule.name())
        }
        None => {
            let told = sentence(&finding.message);
            (told.clone(), told, sentence(&finding.remedy), finding.severity, finding.rule.clone())
        }
    };
    let mut tags = vec!["security".to_owned()];
    tags.extend(finding.references.iter().map(|reference| tag(reference)));
    json!({
        "id": finding.rule,
        "name": name,
        "shortDescription": { "text": means },
        "fullDescription": { "text": whole },
        "help": {
            "text": format!("{whole} To mend it: {mend}"),
            "markdown": format!("{whole}\n\n**To mend it:** {mend}"),
        },
        "helpUri": format!("{INFORMATION}#{}", finding.rule.replace('/', "")),
        "defaultConfiguration": { "level": level(severity) },
        "properties": {
            "tags": tags,
            "precision": "high",
            "problem.severity": problem(severity),
            "security-severity": score(severity),
        },
    })
}

/// As dashboards group weaknesses: `external/cwe/cwe-502`.
fn tag(reference: &str) -> String {
    match reference.strip_prefix("CWE-") {
        Some(number) => format!("external/cwe/cwe-{number:0>3}"),
        None => reference.to_owned(),
    }
}

/// A text that ends as one.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn result(known: &Known, accepted: Option<&Accepted>, rule: Option<usize>) -> Value {
    let Known { finding, place, fingerprint } = known;
    let location = &finding.location;
    let mut physical = Map::new();
    physical.insert("artifactLocation".to_owned(), json!({ "uri": uri(&place.artefact) }));
    // Line 1 where there are no lines: dashboards show no result without one. The header of a table is
    // line 1, so row 0 is line 2.
    let line = location.line.or_else(|| location.row.map(|row| row.saturating_add(2)));
    let line = line.unwrap_or(1).min(i32::MAX.unsigned_abs().into());
    let from = location.character.unwrap_or(1);
    let region =
        json!({ "startLine": line, "startColumn": from, "endLine": line, "endColumn": from + 1 });
    physical.insert("region".to_owned(), region);
    let mut at = json!({ "physicalLocation": physical });
    if let (Some(logical), Some(at)) = (&place.logical, at.as_object_mut()) {
        at.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": logical }]));
    }
    let mut properties = Map::new();
    for (name, value) in [("byteOffset", location.offset), ("row", location.row)] {
        value.map(|value| properties.insert(name.to_owned(), json!(value)));
    }
    properties.insert("severity".to_owned(), json!(finding.severity));
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": format!("{} Next: {}", sentence(&finding.message), sentence(&finding.remedy)) },
        "locations": [at],
        "partialFingerprints": {
            "primaryLocationLineHash": fingerprint,
            "hygeia/v1": fingerprint,
        },
        "properties": properties,
    });
    if let Some(result) = result.as_object_mut() {
        rule.map(|rule| result.insert("ruleIndex".to_owned(), json!(rule)));
        if let Some(Accepted { owner, reason, expires, .. }) = accepted.filter(|one| !one.expired) {
            let text = format!("{owner} until {expires}: {reason}");
            let one = json!([{ "kind": "external", "status": "accepted", "justification": text }]);
            result.insert("suppressions".to_owned(), one);
        }
    }
    result
}

/// A path as a URI reference: everything outside of the unreserved set and `/` is escaped. What lies
/// elsewhere than below the place of the call is a `file` URI.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/@".contains(&b);
    let escaped: String = path
        .bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    if path.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

const fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
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

    // proves M22
    #[test]
    fn a_finding_keeps_its_place_and_its_weight() {
        let mut location = Location::of("b c.pt!data.pkl");
        (location.file, location.offset) = (Some("a/b c.pt".to_owned()), Some(7));
        let rule = "artifact/zip-mismatch";
        let finding = Finding::new(rule, Severity::High, location, "bad", "mend it");
        let document = document("scan", &[finding]);
        let run = &document["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["level"], "error");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a/b%20c.pt");
        assert_eq!(place["region"]["startLine"], 1);
        assert_eq!(result["properties"]["byteOffset"], 7);
        let rule = &run["tool"]["driver"]["rules"][0];
        assert_eq!(rule["properties"]["security-severity"], "8.0");
        assert!(rule["fullDescription"]["text"].as_str().unwrap().contains("Two readers"));
        assert_eq!(result["message"]["text"], "Bad. Next: Mend it.");
    }
}
