//! What bundles say: each advisory is told by its content, and those that speak of nothing
//! installed are counted and dropped at once.

use super::coverage::{Contents, Manifest};
use super::source::{self, Met};
use super::{Advisory, FRESH_DAYS, Host, osv, rustsec};
use crate::error::SurfaceError;
use crate::packages::Release;
use crate::report::{AdvisoryData, Ecosystem};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use terms::Timestamp;

/// The packages that are installed, by ecosystem and name as advisories call them.
pub(crate) type Wanted = BTreeSet<(Ecosystem, String)>;

/// What all bundles together say.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub data: BTreeMap<Ecosystem, AdvisoryData>,
    /// Those that speak of something installed, by id.
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
            let mut bundle = Bundle {
                wanted,
                release,
                now,
                seen: BTreeMap::new(),
                contents: Contents::default(),
                kept: Vec::new(),
            };
            source::each_member(path, &mut |met| bundle.meet(met))?;
            if bundle.contents.ids.is_empty() {
                return Err(SurfaceError::NoAdvisory { path: path.clone() });
            }
            knowledge.add(bundle);
        }
        knowledge.advisories.sort_by_key(|advisory| advisory.id.clone());
        for data in knowledge.data.values_mut() {
            data.age_days = data.as_of.map(|day| now.since(day).div_euclid(86_400));
            data.fresh = data.as_of.is_some_and(|day| now <= day.plus_days(FRESH_DAYS));
        }
        Ok(knowledge)
    }

    /// One complete bundle of an ecosystem is enough: others can only add to it.
    fn add(&mut self, bundle: Bundle<'_>) {
        for (&ecosystem, seen) in &bundle.seen {
            let as_of = bundle.contents.complete(ecosystem, bundle.release, bundle.now);
            let data = self.data.entry(ecosystem).or_insert(AdvisoryData {
                advisories: 0,
                unreadable: 0,
                complete: false,
                as_of: None,
                age_days: None,
                fresh: false,
            });
            data.advisories += seen.advisories;
            data.unreadable += seen.unreadable;
            data.complete |= as_of.is_some();
            data.as_of = data.as_of.max(as_of);
        }
        self.advisories.extend(bundle.kept);
    }
}

/// What one bundle says of one ecosystem.
#[derive(Default)]
struct Seen {
    advisories: u64,
    unreadable: u64,
}

struct Bundle<'a> {
    wanted: &'a Wanted,
    release: &'a Release,
    now: Timestamp,
    seen: BTreeMap<Ecosystem, Seen>,
    contents: Contents,
    kept: Vec<Advisory>,
}

impl Bundle<'_> {
    fn meet(&mut self, met: Met<'_>) {
        match met {
            Met::File { name, bytes, written } => {
                self.contents.written(written);
                self.read_member(name, bytes);
            }
            Met::Skipped { name } => self.missed(stem(name)),
        }
    }

    fn read_member(&mut self, name: &str, bytes: &[u8]) {
        match stem(name) {
            "manifest.json" => return self.contents.manifest = Manifest::read(bytes),
            "modified_id.csv" => return self.contents.list(name, bytes),
            _ => {}
        }
        let text = std::str::from_utf8(bytes).ok();
        let host = Host { release: self.release };
        match text.map(|text| (text, format_of(text))) {
            Some((text, Some(format))) => match format.parse(text, host) {
                Some(advisory) => self.keep(advisory),
                None => self.missed(stem(name)),
            },
            _ if ecosystems_of(stem(name)).len() == 1 => self.missed(stem(name)),
            _ => {} // a licence, a readme
        }
    }

    fn keep(&mut self, mut advisory: Advisory) {
        let date = advisory.date.filter(|&date| date <= self.now);
        self.contents.ids.insert(advisory.id.clone(), date);
        for name in &advisory.ecosystems {
            let speaking = self.contents.ecosystems.entry(name.clone()).or_default();
            speaking.insert(advisory.id.clone());
        }
        let ecosystems: BTreeSet<_> =
            advisory.affected.iter().map(|affected| affected.ecosystem).collect();
        for ecosystem in ecosystems {
            let seen = self.seen.entry(ecosystem).or_default();
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

/// The name without its folders.
fn stem(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
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
