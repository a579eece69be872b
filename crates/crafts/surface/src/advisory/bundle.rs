//! What bundles say: each advisory is told by its content, and those that speak of nothing
//! installed are counted and dropped at once.

use super::{Advisory, Host, osv, rustsec, source};
use crate::error::SurfaceError;
use crate::packages::Release;
use crate::report::{AdvisoryData, Ecosystem};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use terms::Timestamp;

/// Days after which silence of the advisories says nothing any more.
pub(crate) const FRESH_DAYS: i64 = 30;

/// The packages that are installed, by ecosystem and name as advisories call them.
pub(crate) type Wanted = BTreeSet<(Ecosystem, String)>;

/// What all bundles together say.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub data: BTreeMap<Ecosystem, AdvisoryData>,
    /// Those that speak of something installed, mere warnings last, by id.
    pub advisories: Vec<Advisory>,
}

impl Knowledge {
    /// Reads every bundle at `now`; each must hold at least one advisory.
    pub fn read(
        paths: &[PathBuf],
        wanted: &Wanted,
        release: &Release,
        now: Timestamp,
    ) -> Result<Self, SurfaceError> {
        let mut knowledge = Self::default();
        for path in paths {
            let mut bundle =
                Bundle { wanted, release, now, seen: BTreeMap::new(), read: 0, kept: Vec::new() };
            source::each_member(path, &mut |name, bytes| bundle.read_member(name, bytes))?;
            if bundle.read == 0 {
                return Err(SurfaceError::NoAdvisory { path: path.clone() });
            }
            knowledge.add(bundle, day_in_name(path));
        }
        // Where two name one weakness, a mere warning must not stand for the other.
        let key = |a: &Advisory| (a.informational, a.id.clone());
        knowledge.advisories.sort_by_key(key);
        for data in knowledge.data.values_mut() {
            data.age_days = data.as_of.map(|day| now.since(day).div_euclid(86_400));
            data.fresh = data.as_of.is_some_and(|day| now <= day.plus_days(FRESH_DAYS));
        }
        Ok(knowledge)
    }

    /// Bundles of one ecosystem go as far as the oldest of them; a bundle goes as far as its
    /// newest advisory, and no further than the day in its name.
    fn add(&mut self, bundle: Bundle<'_>, named: Option<Timestamp>) {
        for (ecosystem, seen) in bundle.seen {
            let as_of = match (seen.newest, named) {
                (Some(newest), Some(named)) => Some(newest.min(named)),
                (newest, named) => newest.or(named.filter(|&named| named <= bundle.now)),
            };
            let first = !self.data.contains_key(&ecosystem);
            let data = self.data.entry(ecosystem).or_insert(AdvisoryData {
                advisories: 0,
                unreadable: 0,
                as_of,
                age_days: None,
                fresh: false,
            });
            data.advisories += seen.advisories;
            data.unreadable += seen.unreadable;
            // `None` is less than every day: a bundle without dates makes the whole undated.
            data.as_of = if first { as_of } else { data.as_of.min(as_of) };
        }
        self.advisories.extend(bundle.kept);
    }
}

/// What one bundle says of one ecosystem.
#[derive(Default)]
struct Seen {
    advisories: u64,
    unreadable: u64,
    newest: Option<Timestamp>,
}

struct Bundle<'a> {
    wanted: &'a Wanted,
    release: &'a Release,
    now: Timestamp,
    seen: BTreeMap<Ecosystem, Seen>,
    read: u64,
    kept: Vec<Advisory>,
}

impl Bundle<'_> {
    fn read_member(&mut self, name: &str, bytes: &[u8]) {
        let stem = name.rsplit('/').next().unwrap_or(name);
        let text = std::str::from_utf8(bytes).ok();
        let host = Host { release: self.release };
        match text.map(|text| (text, format_of(text))) {
            Some((text, Some(format))) => match format.parse(text, host) {
                Some(advisory) => self.keep(advisory),
                None => self.missed(stem),
            },
            _ if ecosystems_of(stem).len() == 1 => self.missed(stem),
            _ => {} // a licence, a readme
        }
    }

    fn keep(&mut self, mut advisory: Advisory) {
        self.read += 1;
        let date = advisory.date.filter(|&date| date <= self.now);
        let ecosystems: BTreeSet<_> =
            advisory.affected.iter().map(|affected| affected.ecosystem).collect();
        for ecosystem in ecosystems {
            let seen = self.seen.entry(ecosystem).or_default();
            seen.newest = seen.newest.max(date);
            seen.advisories += u64::from(!advisory.withdrawn);
        }
        advisory.affected.retain(|affected| {
            self.wanted.contains(&(affected.ecosystem, affected.package.clone()))
        });
        if !advisory.withdrawn && !advisory.affected.is_empty() {
            self.kept.push(advisory);
        }
    }

    fn missed(&mut self, stem: &str) {
        for &ecosystem in ecosystems_of(stem) {
            self.seen.entry(ecosystem).or_default().unreadable += 1;
        }
    }
}

#[derive(Clone, Copy)]
enum Format {
    RustSec,
    Json,
    Yaml,
}

impl Format {
    fn parse(self, text: &str, host: Host<'_>) -> Option<Advisory> {
        match self {
            Self::RustSec => rustsec::parse(text),
            Self::Json => osv::parse_json(text, host),
            Self::Yaml => osv::parse_yaml(text, host),
        }
    }
}

fn format_of(text: &str) -> Option<Format> {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    if text.starts_with("```toml") {
        Some(Format::RustSec)
    } else if text.trim_start().starts_with('{') {
        Some(Format::Json)
    } else {
        (has("id:") && has("affected:")).then_some(Format::Yaml)
    }
}

/// Of which ecosystem an advisory is whose content cannot be read.
fn ecosystems_of(stem: &str) -> &'static [Ecosystem] {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| stem.starts_with(prefix));
    if starts(&["RUSTSEC-"]) {
        &[Ecosystem::Cargo]
    } else if starts(&["PYSEC-"]) {
        &[Ecosystem::Python]
    } else if starts(&["DSA-", "DLA-", "DEBIAN-"]) {
        &[Ecosystem::Debian]
    } else {
        &Ecosystem::ALL
    }
}

/// A day such as `2026-08-21` in the name of a file.
fn day_in_name(path: &Path) -> Option<Timestamp> {
    let name = path.file_name()?.to_str()?;
    (0..name.len()).find_map(|at| {
        let day = name.get(at..at + 10)?;
        let shape = day
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        shape.then(|| super::moment(day)).flatten()
    })
}
