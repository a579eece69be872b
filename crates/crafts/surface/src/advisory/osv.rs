//! Advisories in OSV, as JSON or YAML (OSV schema 1.7), and its rule for ranges of events.

use super::{
    Advisory, Affected, Event, Host, Rule, Verdict, at_least, cvss, ecosystem_of, line, moment,
};
use crate::packages::normalise_python;
use crate::report::Ecosystem;
use crate::version::Version;
use serde::Deserialize;
use std::cmp::Ordering;
use terms::Severity;

#[derive(Deserialize)]
struct Osv {
    id: String,
    modified: Option<String>,
    published: Option<String>,
    withdrawn: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    summary: Option<String>,
    details: Option<String>,
    #[serde(default)]
    severity: Vec<Score>,
    #[serde(default)]
    affected: Vec<OsvAffected>,
    #[serde(default)]
    database_specific: Option<Graded>,
}

/// How a database grades in words: GitHub's `severity`, Debian's `urgency`. Of whatever type it is,
/// what is no word is no grade.
#[derive(Deserialize, Default)]
struct Graded {
    #[serde(default)]
    severity: serde_json::Value,
    #[serde(default)]
    urgency: serde_json::Value,
}

#[derive(Deserialize)]
struct Score {
    score: String,
}

#[derive(Deserialize)]
struct OsvAffected {
    package: Option<OsvPackage>,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    severity: Vec<Score>,
    #[serde(default)]
    ecosystem_specific: Option<Graded>,
    #[serde(default)]
    database_specific: Option<Graded>,
}

#[derive(Deserialize)]
struct OsvPackage {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<OsvEvent>,
}

#[derive(Deserialize)]
struct OsvEvent {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// Reads one advisory in JSON; `None` if it is none.
pub(super) fn parse_json(text: &str, host: Host<'_>) -> Option<Advisory> {
    serde_json::from_str(text).ok().and_then(|osv| advisory(osv, host))
}

/// Reads one advisory in YAML; `None` if it is none.
pub(super) fn parse_yaml(text: &str, host: Host<'_>) -> Option<Advisory> {
    serde_saphyr::from_str(text).ok().and_then(|osv| advisory(osv, host))
}

fn advisory(osv: Osv, host: Host<'_>) -> Option<Advisory> {
    let date = osv.modified.as_deref().or(osv.published.as_deref()).and_then(moment);
    let title = osv.summary.or(osv.details).unwrap_or_default();
    let severity =
        scored(&osv.severity).or_else(|| osv.database_specific.as_ref().and_then(Graded::grade));
    let names = osv.affected.iter().filter_map(|affected| affected.package.as_ref());
    let ecosystems = names.map(|package| package.ecosystem.clone()).collect();
    if osv.id.is_empty() || (osv.affected.is_empty() && osv.withdrawn.is_none()) {
        return None;
    }
    Some(Advisory {
        id: osv.id,
        aliases: osv.aliases,
        title: line(&title),
        severity,
        informational: false,
        withdrawn: osv.withdrawn.is_some(),
        ecosystems,
        date,
        affected: osv.affected.into_iter().filter_map(|affected| affected.settle(host)).collect(),
    })
}

/// The worst score that is understood.
fn scored(scores: &[Score]) -> Option<Severity> {
    scores.iter().filter_map(|score| cvss::severity(&score.score)).max()
}

impl Graded {
    /// Debian's `unimportant` is no danger to who uses the package as it is meant to be used.
    fn grade(&self) -> Option<Severity> {
        let word = self.severity.as_str().or_else(|| self.urgency.as_str())?;
        match word.trim_end_matches('*').to_ascii_lowercase().as_str() {
            "unimportant" | "none" | "negligible" => Some(Severity::Info),
            "low" => Some(Severity::Low),
            "moderate" | "medium" => Some(Severity::Medium),
            "high" | "important" => Some(Severity::High),
            "critical" => Some(Severity::Critical),
            _ => None, // `not yet assigned`, `end-of-life`
        }
    }
}

impl OsvAffected {
    /// `None` if it is of an ecosystem or a release that is not looked at.
    fn settle(self, host: Host<'_>) -> Option<Affected> {
        let package = self.package?;
        let ecosystem = ecosystem_of(&package.ecosystem, host.release)?;
        let name = match ecosystem {
            Ecosystem::Python => normalise_python(&package.name),
            Ecosystem::Debian | Ecosystem::Cargo => package.name,
        };
        let graded = [&self.ecosystem_specific, &self.database_specific];
        let graded = graded.into_iter().flatten().find_map(Graded::grade);
        let severity = graded.or_else(|| scored(&self.severity));
        let ordered = self
            .ranges
            .into_iter()
            .filter(|range| range.kind == "ECOSYSTEM" || range.kind == "SEMVER");
        let ranges: Vec<Vec<Event>> = ordered
            .map(|range| range.events.into_iter().flat_map(OsvEvent::settle).collect())
            .collect();
        let fixed = ranges.iter().flatten().filter_map(|event| match event {
            Event::Fixed(version) => Some(version.clone()),
            _ => None,
        });
        Some(Affected {
            ecosystem,
            package: name,
            fixed: fixed.collect(),
            severity,
            rule: Rule::Listed { versions: self.versions, ranges },
        })
    }
}

impl OsvEvent {
    fn settle(self) -> impl Iterator<Item = Event> {
        let introduced = self.introduced.map(Event::Introduced);
        let fixed = self.fixed.or(self.limit).map(Event::Fixed);
        [introduced, fixed, self.last_affected.map(Event::LastAffected)].into_iter().flatten()
    }
}

/// The evaluation algorithm of the OSV schema: listed, or within one of the ranges.
pub(super) fn verdict(
    ecosystem: Ecosystem,
    versions: &[String],
    ranges: &[Vec<Event>],
    version: &str,
) -> Verdict {
    if versions.iter().any(|listed| listed == version) {
        return Verdict::Vulnerable;
    }
    let Some(parsed) = Version::parse(ecosystem, version) else { return Verdict::Undecided };
    let equals = |listed: &String| {
        Version::parse(ecosystem, listed)
            .is_some_and(|l| l.compare(&parsed) == Some(Ordering::Equal))
    };
    if versions.iter().any(equals) {
        return Verdict::Vulnerable;
    }
    if versions.is_empty() && ranges.is_empty() {
        return Verdict::Undecided; // only commits are named
    }
    let mut verdict = Verdict::Safe;
    for range in ranges {
        match is_within(ecosystem, range, &parsed) {
            Some(true) => return Verdict::Vulnerable,
            Some(false) => {}
            None => verdict = Verdict::Undecided,
        }
    }
    verdict
}

/// Walks the events in the order of their versions; `None` if one of them cannot be ordered.
fn is_within(ecosystem: Ecosystem, range: &[Event], version: &Version) -> Option<bool> {
    let mut events = Vec::with_capacity(range.len());
    for event in range {
        let text = match event {
            Event::Introduced(text) | Event::Fixed(text) | Event::LastAffected(text) => text,
        };
        let at = if text == "0" { None } else { Some(Version::parse(ecosystem, text)?) };
        events.push((at, event));
    }
    events.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => a.compare(b).unwrap_or(Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let mut within = false;
    for (at, event) in &events {
        let reached = at.as_ref().is_none_or(|at| at_least(version, at).unwrap_or(false));
        let passed = at.as_ref().is_none_or(|at| version.compare(at) == Some(Ordering::Greater));
        match event {
            Event::Introduced(_) if reached => within = true,
            Event::Fixed(_) if reached => within = false,
            Event::LastAffected(_) if passed => within = false,
            _ => {}
        }
    }
    Some(within)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::packages::Release;
    use proptest::prelude::*;

    fn on<'a>(release: &'a Release) -> Host<'a> {
        Host { release }
    }

    const YAML: &str = "id: PYSEC-1\ndetails: |-\n  One line.\n  Two.\nmodified: 2024-01-02T00:00:00Z\naffected:\n- package:\n    name: My_Pkg\n    ecosystem: PyPI\n  ranges:\n  - type: GIT\n    repo: x\n    events:\n    - introduced: \"0\"\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 2.2.5\n    - introduced: 2.3.0\n    - fixed: 2.3.2\n  versions:\n  - 3.0.0.dev0\n  - 0.10\n";

    #[test]
    fn ranges_and_listed_versions_select() {
        let release = Release::default();
        let advisory = parse_yaml(YAML, on(&release)).unwrap();
        let affected = &advisory.affected[0];
        assert_eq!((affected.package.as_str(), advisory.title.as_str()), ("my-pkg", "One line."));
        assert_eq!(affected.fixed, ["2.2.5", "2.3.2"]);
        for (version, verdict) in [
            ("2.2.4", Verdict::Vulnerable),
            ("2.2.5", Verdict::Safe),
            ("2.3.0rc1", Verdict::Safe),
            ("2.3.1", Verdict::Vulnerable),
            ("2.3.2", Verdict::Safe),
            ("3.0.0.dev0", Verdict::Vulnerable),
            ("not a version", Verdict::Undecided),
        ] {
            assert_eq!(affected.verdict(version), verdict, "{version}");
        }
    }

    #[test]
    fn the_repair_of_the_own_branch_is_told_and_never_a_vulnerable_one() {
        let release = Release::default();
        let affected = &parse_yaml(YAML, on(&release)).unwrap().affected[0];
        assert_eq!(affected.repair("2.2.4").as_deref(), Some("2.2.5"));
        assert_eq!(affected.repair("2.3.1").as_deref(), Some("2.3.2"));
        assert_eq!(affected.repair("3.0.0.dev0"), None);
        let overlapping = Affected {
            ecosystem: Ecosystem::Python,
            package: "x".to_owned(),
            severity: None,
            fixed: vec!["2.0".to_owned(), "3.0".to_owned()],
            rule: Rule::Listed {
                versions: Vec::new(),
                ranges: [("0", "2.0"), ("1.5", "3.0")]
                    .map(|(a, b)| vec![Event::Introduced(a.to_owned()), Event::Fixed(b.to_owned())])
                    .to_vec(),
            },
        };
        assert_eq!(overlapping.repair("1.0").as_deref(), Some("3.0"));
    }

    #[test]
    fn grades_in_words_count_where_no_score_is_given() {
        let release = Release { id: "debian".to_owned(), version: "12".to_owned() };
        let grade = |whole: &str, part: &str| {
            let text = format!(
                r#"{{"id":"D",{whole}"affected":[{{{part}"package":{{"ecosystem":"Debian:12","name":"x"}}}}]}}"#
            );
            let advisory = parse_json(&text, on(&release)).unwrap();
            advisory.affected[0].severity.or(advisory.severity)
        };
        let urgency = |word| format!(r#""ecosystem_specific":{{"urgency":"{word}"}},"#);
        assert_eq!(grade("", &urgency("unimportant")), Some(Severity::Info));
        assert_eq!(grade("", &urgency("low**")), Some(Severity::Low));
        assert_eq!(grade("", &urgency("not yet assigned")), None);
        let github = r#""database_specific":{"severity":"MODERATE","cwe_ids":[]},"#;
        assert_eq!(grade(github, ""), Some(Severity::Medium));
        assert_eq!(grade(r#""database_specific":{"severity":[1]},"#, ""), None);
    }

    #[test]
    fn debian_speaks_of_its_own_release_and_of_last_affected_versions() {
        let release = Release { id: "debian".to_owned(), version: "12".to_owned() };
        let json = |system: &str| {
            format!(
                r#"{{"id":"DSA-1","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{system}","name":"openssl"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"last_affected":"3.0.11-1~deb12u1"}}]}}]}}]}}"#
            )
        };
        let advisory = parse_json(&json("Debian:12"), on(&release)).unwrap();
        assert_eq!(advisory.affected[0].verdict("3.0.11-1~deb12u1"), Verdict::Vulnerable);
        assert_eq!(advisory.affected[0].verdict("3.0.11-1~deb12u2"), Verdict::Safe);
        assert!(parse_json(&json("Debian:11"), on(&release)).unwrap().affected.is_empty());
    }

    #[test]
    fn an_advisory_that_names_only_commits_decides_nothing() {
        assert_eq!(verdict(Ecosystem::Python, &[], &[], "1.0"), Verdict::Undecided);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String, version: String) {
            let release = Release::default();
            let _ = (parse_yaml(&text, on(&release)).is_some(), parse_json(&text, on(&release)).is_some());
            let range = vec![Event::Introduced(text.clone()), Event::Fixed(version.clone())];
            let _ = verdict(Ecosystem::Debian, &[], &[range], &version);
        }
    }
}
