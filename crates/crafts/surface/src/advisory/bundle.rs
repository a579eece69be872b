//! Reading bundles: archives as a stream, folders, single files; each advisory is told by its
//! content, and those that speak of nothing installed are counted and dropped at once.

use super::{Advisory, Host, osv, rustsec};
use crate::error::SurfaceError;
use crate::packages::Release;
use crate::report::{AdvisoryData, Ecosystem};
use flate2::read::MultiGzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use terms::Timestamp;

/// Days after which silence of the advisories says nothing any more.
pub(crate) const FRESH_DAYS: i64 = 30;
/// Bytes of one bundle when decompressed.
const BUNDLE_BYTES: u64 = 1 << 30;
/// Members of one bundle.
const MEMBERS: usize = 500_000;
/// Bytes of one advisory; the longest real ones list thousands of versions in 60 kB.
const ADVISORY_BYTES: u64 = 4 << 20;
/// Folders within folders.
const DEPTH: usize = 12;

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
            let mut bundle =
                Bundle { wanted, release, now, seen: BTreeMap::new(), read: 0, kept: Vec::new() };
            bundle.read_path(path)?;
            if bundle.read == 0 {
                return Err(SurfaceError::NoAdvisory { path: path.clone() });
            }
            knowledge.add(bundle, day_in_name(path));
        }
        knowledge.advisories.sort_by(|a, b| a.id.cmp(&b.id));
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
    fn read_path(&mut self, path: &Path) -> Result<(), SurfaceError> {
        let unreadable = || SurfaceError::unreadable("advisories", path);
        if fs::metadata(path).map_err(unreadable())?.is_dir() {
            return self.read_folder(path, &mut MEMBERS.clone(), DEPTH);
        }
        let mut head = [0; 512];
        let count = File::open(path)
            .map_err(unreadable())?
            .take(512)
            .read(&mut head)
            .map_err(unreadable())?;
        let head = head.get(..count).unwrap_or_default();
        let file = BufReader::new(File::open(path).map_err(unreadable())?);
        let done = if head.starts_with(&[0x1f, 0x8b]) {
            self.read_archive(MultiGzDecoder::new(file))
        } else if head.get(257..262) == Some(b"ustar") {
            self.read_archive(file)
        } else {
            self.read_member(&path.to_string_lossy(), file)
        };
        done.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => too_large(path),
            _ => SurfaceError::unreadable("advisories", path)(error),
        })
    }

    fn read_folder(
        &mut self,
        folder: &Path,
        left: &mut usize,
        depth: usize,
    ) -> Result<(), SurfaceError> {
        let entries =
            fs::read_dir(folder).map_err(SurfaceError::unreadable("advisories", folder))?;
        for entry in entries {
            let entry = entry.map_err(SurfaceError::unreadable("advisories", folder))?;
            let path = entry.path();
            *left = left.checked_sub(1).ok_or_else(|| too_large(folder))?;
            let kind = entry.file_type().map_err(SurfaceError::unreadable("advisories", &path))?;
            if kind.is_dir() && depth > 0 {
                self.read_folder(&path, left, depth - 1)?;
            } else if kind.is_file() {
                let unreadable = || SurfaceError::unreadable("advisories", &path);
                let file = File::open(&path).map_err(unreadable())?;
                self.read_member(&path.to_string_lossy(), file).map_err(unreadable())?;
            }
        }
        Ok(())
    }

    /// Members are read raw: headers that would hold long names in memory are just skipped, as
    /// nothing is ever written to where a name says.
    fn read_archive(&mut self, reader: impl Read) -> io::Result<()> {
        let mut archive = tar::Archive::new(Bounded { inner: reader, left: BUNDLE_BYTES });
        for (index, entry) in archive.entries()?.raw(true).enumerate() {
            if index >= MEMBERS {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let entry = entry?;
            if entry.header().entry_type().is_file() {
                let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                self.read_member(&name, entry)?;
            }
        }
        Ok(())
    }

    fn read_member(&mut self, name: &str, reader: impl Read) -> io::Result<()> {
        let mut bytes = Vec::new();
        reader.take(ADVISORY_BYTES).read_to_end(&mut bytes)?;
        let stem = name.rsplit('/').next().unwrap_or(name);
        let text = std::str::from_utf8(&bytes).ok();
        let host = Host { release: self.release };
        match text.map(|text| (text, format_of(text))) {
            Some((text, Some(format))) => match format.parse(text, host) {
                Some(advisory) => self.keep(advisory),
                None => self.missed(stem),
            },
            _ if ecosystems_of(stem).len() == 1 => self.missed(stem),
            _ => {} // a licence, a readme
        }
        Ok(())
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

fn too_large(path: &Path) -> SurfaceError {
    SurfaceError::TooLarge {
        what: "advisory bundle",
        path: path.to_owned(),
        limit: BUNDLE_BYTES,
        entries: MEMBERS,
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

/// A reader that fails at its limit rather than ends there.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}
