//! What lies in the vault's folders beside what a pull writes, and what is not there.

use crate::keyring::{IDENTITY, PUBLIC, SIGNING};
use crate::points::{HEAD, POINTS, Shelf, name_of};
use crate::successor::ACTIVATED;
use crate::told::{finding, printable};
use crate::vault::place;
use crate::{Point, Vault, VaultError};
use files::{Folder, Kind};
use std::collections::BTreeSet;
use terms::{Digest, Finding, Severity};

const OBJECTS: &str = "objects";
/// Strays that are told one by one.
const LISTED: usize = 1_000;

/// Everything that is not the vault's; and the age files that points need and that are not there.
pub(crate) fn findings(vault: &Vault, shelf: &Shelf) -> Result<Vec<Finding>, VaultError> {
    let mut all = top(&vault.folder)?;
    let points = shelf.strays.iter();
    all.extend(
        points.map(|(name, kind)| Stray::new(format!("{POINTS}/{}", name.display()), *kind)),
    );
    let (ages, strays) = objects(&vault.folder)?;
    all.extend(strays);
    let mut findings: Vec<Finding> = all.iter().take(LISTED).map(Stray::finding).collect();
    if let Some(more) = all.len().checked_sub(LISTED).filter(|more| *more > 0) {
        findings.push(told(".", format!("{more} more files are not the vault's"), Severity::Low));
    }
    findings.extend(shelf.whole.iter().filter_map(|point| lacking(point, &ages)));
    findings.extend(unlisted(shelf, &ages));
    Ok(findings)
}

/// Something that no pull put there.
pub(crate) struct Stray {
    path: String,
    kind: Kind,
}

impl Stray {
    fn new(path: impl AsRef<str>, kind: Kind) -> Self {
        Self { path: printable(path.as_ref()), kind }
    }

    fn finding(&self) -> Finding {
        let unfinished = self.kind == Kind::File && self.path.ends_with(".new");
        let (message, severity) = match self.kind {
            Kind::File if unfinished => ("was left by a pull that was cut off", Severity::Info),
            Kind::File => ("is no file of the vault, and is left out", Severity::Low),
            Kind::Folder => ("is no folder of the vault, and is left out", Severity::Low),
            Kind::Link => ("is a link, and is not followed", Severity::Medium),
            Kind::Other => ("is no file, or can't be read, and is left out", Severity::Low),
        };
        told(&self.path, format!("{} {message}", self.path), severity)
    }
}

fn told(path: &str, message: String, severity: Severity) -> Finding {
    let remedy = "find out who put it there, and remove it";
    finding("vault/stray", severity, path, message, remedy)
}

fn top(folder: &Folder) -> Result<Vec<Stray>, VaultError> {
    let known = |name: &str, kind: Kind| match name {
        // Of another kind, these are told of where they are read.
        IDENTITY | SIGNING | PUBLIC | HEAD | POINTS | ACTIVATED => true,
        "lock" => kind == Kind::File,
        OBJECTS => kind == Kind::Folder,
        _ => false,
    };
    let listed = folder.list()?.into_iter();
    let strays = listed.filter(|entry| !entry.name.to_str().is_some_and(|n| known(n, entry.kind)));
    Ok(strays.map(|entry| Stray::new(entry.name.to_string_lossy(), entry.kind)).collect())
}

/// The digests that age files are named by, and what else lies there.
pub(crate) fn objects(folder: &Folder) -> Result<(BTreeSet<Digest>, Vec<Stray>), VaultError> {
    let (mut ages, mut strays) = (BTreeSet::new(), Vec::new());
    let shards = match folder.below(OBJECTS) {
        // Told by what the points lack, or among the strays.
        Err(error) if !error.is_unseen() => return Ok((ages, strays)),
        other => other?,
    };
    for shard in shards.list()? {
        let at = format!("{OBJECTS}/{}", shard.name.display());
        let named = shard.name.to_str().filter(|name| is_shard(name));
        let (Some(name), Kind::Folder) = (named, shard.kind) else {
            strays.push(Stray::new(at, shard.kind));
            continue;
        };
        let Ok(inside) = shards.below(name).and_then(|shard| shard.list()) else {
            strays.push(Stray::new(at, Kind::Other));
            continue;
        };
        for entry in inside {
            match entry.name.to_str().and_then(|file| digest_of(name, file)) {
                Some(digest) if entry.kind == Kind::File => drop(ages.insert(digest)),
                _ => strays.push(Stray::new(format!("{at}/{}", entry.name.display()), entry.kind)),
            }
        }
    }
    Ok((ages, strays))
}

fn is_shard(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

pub(crate) fn digest_of(shard: &str, file: &str) -> Option<Digest> {
    let digest: Digest = file.strip_suffix(".age")?.parse().ok()?;
    let hex = digest.hex();
    (hex.starts_with(shard) && file == format!("{hex}.age")).then_some(digest)
}

/// What `point` needs and is not there as a file.
fn lacking(point: &Point, ages: &BTreeSet<Digest>) -> Option<Finding> {
    let mut lost = point.entries.iter().filter(|entry| !ages.contains(&entry.age_sha256));
    let first = lost.next()?;
    let (count, of) = (1 + lost.count(), point.entries.len());
    let name = name_of(point.number);
    let message = format!(
        "point {name} lacks {count} of {of} files, {} first: its age file is missing",
        first.path
    );
    let remedy =
        "pull again while the workspace is sound; put the file back from a copy of the vault";
    let at = place(first.age_sha256).display().to_string();
    Some(finding("vault/file-missing", Severity::High, at, message, remedy))
}

/// Age files that no whole point lists: of a pull that was cut off, or of points that are damaged.
fn unlisted(shelf: &Shelf, ages: &BTreeSet<Digest>) -> Option<Finding> {
    let entries = shelf.whole.iter().flat_map(|point| &point.entries);
    let listed: BTreeSet<Digest> = entries.map(|entry| entry.age_sha256).collect();
    let count = ages.difference(&listed).count();
    (count > 0).then(|| {
        let message = format!(
            "{count} of {} age files belong to no whole point: a pull was cut off, or points are damaged or missing",
            ages.len()
        );
        finding("vault/unlisted", Severity::Info, OBJECTS, message, "keep them while points are damaged")
    })
}
