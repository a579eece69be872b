//! Verifies all that lies on disk: a bundle at a time, while others append.

use super::begin::Place;
use super::head::Head;
use super::load::{Mark, Marks, bundle, checkpoint, follow, load, read_tail};
use super::seals::Seals;
use super::shown::Shown;
use super::tail::{self, Start};
use super::tampered::tampered;
use crate::StoreError;
use ledger::{BUNDLE, Edge};
use std::fs;
use std::path::Path;

/// Holds the ledger's files against what this process holds of it, which was acknowledged; gives how
/// many entries they have.
pub(super) fn whole(place: &Place<'_>, seals: &Seals, shown: &Shown) -> Result<u64, StoreError> {
    let dir = place.dir;
    // Read before what is held is looked up: neither is ahead of that but for a commit that runs.
    let signed = checkpoint(dir, place.origin, &place.key.public())?;
    let head = Head::open(place.keys, seals)?;
    let held = shown.state();
    let size = held.now.edge.size();
    let known = [(signed.size, signed.root), (head.size, head.root), (size, held.root)];
    let known = known.into_iter().filter(|(at, _)| *at <= size);
    let mut marks = Marks(known.map(|(size, root)| Mark { size, root, met: None }).collect());
    let bytes = read_tail(dir)?;
    let parsed = tail::parse(&bytes).ok_or_else(|| tampered(dir, "the tail has no start"))?;
    let start = parsed.start(seals);
    let start = start.ok_or_else(|| tampered(dir, "the tail's start is not what the log wrote"))?;
    let mut now = bundles(dir, parsed.base, &mut marks)?;
    if now.edge.root() != start.edge.root() {
        return Err(tampered(dir, "its bundles are not those that the tail continues"));
    }
    for commit in &parsed.commits {
        if now.edge.size() >= size {
            break;
        }
        let next = follow(&now, commit, seals, &mut marks);
        now =
            next.ok_or_else(|| tampered(dir, "a commit of the tail is not what the log wrote"))?;
    }
    marks.all_met(dir, now.edge.size())?;
    Ok(size)
}

/// Holds the files of a ledger that nobody has open against one another; writes nothing.
pub(super) fn closed(place: &Place<'_>, seals: &Seals) -> Result<u64, StoreError> {
    let dir = place.dir;
    let loaded = load(dir, place.keys, place.origin, &place.key.public(), seals)?;
    let bundled = bundles(dir, loaded.start.edge.size(), &mut Marks(Vec::new()))?;
    if bundled.edge.root() == loaded.start.edge.root() {
        Ok(loaded.now.edge.size())
    } else {
        Err(tampered(dir, "its bundles are not those that the tail continues"))
    }
}

/// Reads all full bundles, and holds each hash tile that they give against its file.
fn bundles(dir: &Path, base: u64, marks: &mut Marks) -> Result<Start, StoreError> {
    let mut now = Start { edge: Edge::new(), newest: 0 };
    marks.pass(&now.edge);
    for number in 0..base / BUNDLE as u64 {
        for entry in bundle(dir, number)? {
            for (name, bytes) in now.push(&entry) {
                let path = dir.join(&name);
                if fs::read(&path).map_err(StoreError::io(&path))? != bytes {
                    return Err(tampered(dir, &format!("{name} does not hold what the log wrote")));
                }
            }
            marks.pass(&now.edge);
        }
    }
    Ok(now)
}
