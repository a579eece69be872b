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

/// The worst score that is understood: a vector, or a word (Ubuntu's).
fn scored(scores: &[Score]) -> Option<Severity> {
    let grade = |score: &Score| cvss::severity(&score.score).or_else(|| by_word(&score.score));
    scores.iter().filter_map(grade).max()
}

/// Debian's `unimportant` is no danger to who uses the package as it is meant to be used.
fn by_word(word: &str) -> Option<Severity> {
    match word.trim_end_matches('*').to_ascii_lowercase().as_str() {
        "unimportant" | "none" | "negligible" => Some(Severity::Info),
        "low" => Some(Severity::Low),
        "moderate" | "medium" => Some(Severity::Medium),
        "high" | "important" => Some(Severity::High),
        "critical" => Some(Severity::Critical),
        _ => None, // `not yet assigned`, `end-of-life`
    }
}

impl Graded {
    fn grade(&self) -> Option<Severity> {
        by_word(self.severity.as_str().or_else(|| self.urgency.as_str())?)
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
mod tests;
