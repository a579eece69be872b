//! Known vulnerabilities: advisories in the formats of RustSec and OSV, from bundles that are
//! never unpacked to disk.

mod bundle;
mod coverage;
mod cvss;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod fuzz;
mod numbered;
mod osv;
mod rustsec;
mod source;

use crate::packages::Release;
use crate::report::Ecosystem;
use crate::version::Version;
pub(crate) use bundle::{Knowledge, Wanted};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use terms::{Severity, Timestamp};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

/// Days after which silence of the advisories says nothing any more.
pub(crate) const FRESH_DAYS: i64 = 30;

/// One advisory.
#[derive(Debug, Clone)]
pub(crate) struct Advisory {
    pub id: String,
    pub aliases: Vec<String>,
    pub title: String,
    /// `None` if nobody has graded it.
    pub severity: Option<Severity>,
    pub informational: bool,
    pub withdrawn: bool,
    /// OSV's names of the ecosystems that it speaks of, with their releases.
    pub ecosystems: BTreeSet<String>,
    /// When it was last changed, or else published.
    pub date: Option<Timestamp>,
    pub affected: Vec<Affected>,
}

/// Which versions of one package an advisory speaks of.
#[derive(Debug, Clone)]
pub(crate) struct Affected {
    pub ecosystem: Ecosystem,
    /// As in `Package::advised`.
    pub package: String,
    pub rule: Rule,
    /// Repaired versions or ranges, as written.
    pub fixed: Vec<String>,
    /// What this ecosystem says of the severity in particular.
    pub severity: Option<Severity>,
}

/// How an advisory tells vulnerable versions.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// RustSec: everything is vulnerable but what is patched or unaffected.
    AllBut(Vec<semver::VersionReq>),
    /// OSV: listed versions, and those within ranges of events.
    Listed { versions: Vec<String>, ranges: Vec<Vec<Event>> },
}

/// An event of an OSV range, at a version; `introduced` at `0` is before all versions.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
}

/// What an advisory says of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Vulnerable,
    Safe,
    /// It does not say enough, or the version does not follow the rules of its ecosystem.
    Undecided,
}

impl Affected {
    /// What this says of `version`, which is as in `Package::advised`.
    pub fn verdict(&self, version: &str) -> Verdict {
        match &self.rule {
            Rule::AllBut(safe) => rustsec::verdict(safe, version),
            Rule::Listed { versions, ranges } => {
                osv::verdict(self.ecosystem, versions, ranges, version)
            }
        }
    }

    /// The repaired version or range next to `version`, on whose branch it is; empty if none is.
    pub fn repair(&self, version: &str) -> Option<String> {
        match &self.rule {
            Rule::AllBut(_) => rustsec::repair(&self.fixed, version),
            Rule::Listed { .. } => self.next_safe(version),
        }
    }

    /// The lowest repaired version above `version` that is not itself vulnerable.
    fn next_safe(&self, version: &str) -> Option<String> {
        let installed = Version::parse(self.ecosystem, version)?;
        let parsed = self.fixed.iter().filter_map(|text| {
            let fixed = Version::parse(self.ecosystem, text)?;
            let above = fixed.compare(&installed) == Some(Ordering::Greater);
            (above && self.verdict(text) == Verdict::Safe).then_some((fixed, text))
        });
        let lowest = parsed.min_by(|(a, _), (b, _)| a.compare(b).unwrap_or(Ordering::Equal));
        lowest.map(|(_, text)| text.clone())
    }
}

/// Which ecosystem OSV's name stands for; `None` if it is not looked at, or another release.
fn ecosystem_of(name: &str, release: &Release) -> Option<Ecosystem> {
    match name {
        "PyPI" => Some(Ecosystem::Python),
        "crates.io" => Some(Ecosystem::Cargo),
        other => release.fits(other).then_some(Ecosystem::Debian),
    }
}

/// What parsing needs to know of the host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Host<'a> {
    pub release: &'a Release,
}

/// RFC 3339 or a day.
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(Timestamp::from_unix(moment.unix_timestamp()));
    }
    let day = text.get(..10)?;
    let mut parts = day.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse::<u8>().ok()?.try_into().ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    Some(Timestamp::from_unix(date.midnight().assume_utc().unix_timestamp()))
}

/// One line of at most 120 characters.
fn line(text: &str) -> String {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    first.chars().take(120).collect()
}

fn at_least(version: &Version, bound: &Version) -> Option<bool> {
    version.compare(bound).map(|order| order != Ordering::Less)
}
