//! Verifies what lies on disk: a bundle at a time, while others append.

use super::begin::Place;
use super::bundles::Bundles;
use super::head::Head;
use super::load::{Mark, Marks, bundle, checkpoint, follow, load, read_tail};
use super::seals::Seals;
use super::shown::Shown;
use super::tail::{self, Tail};
use super::tampered::tampered;
use super::verified::{Seen, Verified};
use crate::StoreError;
use ledger::{BUNDLE, Edge};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;
use terms::{Digest, Timestamp};

/// How often the files are read again that say how long the log is, while it grows between two of
/// them; and how long it waits in between.
const TRIES: usize = 100;
const BETWEEN: Duration = Duration::from_millis(20);

/// What the ledger's files were found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Looked {
    pub entries: u64,
    pub bundles: Seen,
}

/// Holds the ledger's files against what this process holds of it, which was acknowledged. Reads
/// what was not `verified` before, or is not as it was then.
pub(super) fn whole(
    place: &Place<'_>,
    seals: &Seals,
    shown: &Shown,
    verified: &mut Verified,
    at: Timestamp,
) -> Result<Looked, StoreError> {
    let dir = place.dir;
    let ends = Ends::read(place, seals, shown)?;
    let parsed = ends.parsed(dir)?;
    let start = parsed.start(seals);
    let start = start.ok_or_else(|| tampered(dir, "the tail's start is not what the log wrote"))?;
    let known = [ends.signed, ends.head, ends.held];
    let mut marks =
        Marks(known.map(|(size, root)| Mark { size, root, met: None }).into_iter().collect());
    marks.pass(&start.edge);
    let (size, _) = ends.held;
    let mut now = start.clone();
    for commit in &parsed.commits {
        if now.edge.size() >= size {
            break;
        }
        let next = follow(&now, commit, seals, &mut marks);
        now =
            next.ok_or_else(|| tampered(dir, "a commit of the tail is not what the log wrote"))?;
    }
    marks.all_met(dir, now.edge.size())?;
    // The tail leads to the root that is held, so what it begins with is that of the bundles.
    let bundles = verified.look(&Bundles::new(dir, &start.edge), seals, at)?;
    Ok(Looked { entries: size, bundles })
}

/// A size of the log, and its root then.
type Known = (u64, Digest);

/// What says how long the log is.
struct Ends {
    signed: Known,
    head: Known,
    held: Known,
    tail: Vec<u8>,
}

impl Ends {
    /// Reads them until they are of one moment. What is signed was shown before, so it is never ahead
    /// of what is held then; the head is while a commit runs. Bundles leave the tail after that was
    /// signed, so that a tail begins with more than was read before only if it was replaced meanwhile.
    fn read(place: &Place<'_>, seals: &Seals, shown: &Shown) -> Result<Self, StoreError> {
        let mut ends = Self::read_once(place, seals, shown)?;
        for _ in 0..TRIES {
            let base = tail::parse(&ends.tail).map_or(0, |parsed| parsed.base);
            let least = [ends.signed, ends.head, ends.held].map(|(size, _)| size);
            if ends.head.0 <= ends.held.0 && least.into_iter().all(|size| size >= base) {
                break;
            }
            sleep(BETWEEN);
            ends = Self::read_once(place, seals, shown)?;
        }
        Ok(ends)
    }

    fn read_once(place: &Place<'_>, seals: &Seals, shown: &Shown) -> Result<Self, StoreError> {
        let signed = checkpoint(place.dir, place.origin, &place.key.public())?;
        let head = Head::open(place.keys, seals)?;
        let held = {
            let state = shown.lock();
            (state.now.edge.size(), state.root)
        };
        let tail = read_tail(place.dir)?;
        Ok(Self { signed: (signed.size, signed.root), head: (head.size, head.root), held, tail })
    }

    fn parsed(&self, dir: &Path) -> Result<Tail<'_>, StoreError> {
        tail::parse(&self.tail).ok_or_else(|| tampered(dir, "the tail has no start"))
    }
}

/// Holds the files of a ledger that nobody has open against one another; writes nothing.
pub(super) fn closed(place: &Place<'_>, seals: &Seals) -> Result<u64, StoreError> {
    let dir = place.dir;
    let loaded = load(dir, place.keys, place.origin, &place.key.public(), seals)?;
    let bundled = bundles(dir, loaded.start.edge.size())?;
    if bundled.root() == loaded.start.edge.root() {
        Ok(loaded.now.edge.size())
    } else {
        Err(tampered(dir, "its bundles are not those that the tail continues"))
    }
}

/// Reads all full bundles, and holds each hash tile that they give against its file.
fn bundles(dir: &Path, base: u64) -> Result<Edge, StoreError> {
    let mut edge = Edge::new();
    for number in 0..base / BUNDLE as u64 {
        for entry in bundle(dir, number)? {
            for (name, bytes) in edge.push(&entry) {
                let path = dir.join(&name);
                if fs::read(&path).map_err(StoreError::io(&path))? != bytes {
                    return Err(tampered(dir, &format!("{name} does not hold what the log wrote")));
                }
            }
        }
    }
    Ok(edge)
}
