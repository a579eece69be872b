//! Opens a ledger's folder: the tail, the checkpoint, and what lies beside the keys. It takes as long
//! and as much memory however long the ledger is; [`super::check`] reads the rest.

use super::head::Head;
use super::seals::{Seals, same};
use super::tail::{self, Commit, Start};
use super::tampered::tampered;
use crate::StoreError;
use ledger::{BUNDLE, Checkpoint, Edge, Event, bundle_path, decode};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use terms::Digest;
use terms::seal::SealPublic;

/// The longest tail, in bytes.
pub(super) const TAIL_BYTES: u64 = 64 << 20;

/// A ledger that opened.
pub(super) struct Loaded {
    pub head: Head,
    /// The log in full bundles.
    pub start: Start,
    /// The log with the tail's entries.
    pub now: Start,
    pub entries: Vec<Arc<[u8]>>,
    /// Bytes of the tail up to its last good commit.
    pub end: u64,
    /// Whether it was closed in order: nothing is torn, and all that lies beside the tail is up to it.
    pub closed: bool,
}

/// Loads the ledger in `dir`, which `key` signed, and whose head lies in the folder `keys`.
///
/// The tail's last commit may be torn: it is left out, unless checkpoint or head say that it was
/// acknowledged. Everything else that does not fit is tampering.
pub(super) fn load(
    dir: &Path,
    keys: &Path,
    origin: &str,
    key: &SealPublic,
    seals: &Seals,
) -> Result<Loaded, StoreError> {
    let signed = checkpoint(dir, origin, key)?;
    let head = Head::open(keys, seals)?;
    let bytes = read_tail(dir)?;
    let parsed = tail::parse(&bytes).ok_or_else(|| tampered(dir, "the tail has no start"))?;
    let start = parsed.start(seals);
    let start = start.ok_or_else(|| tampered(dir, "the tail's start is not what the log wrote"))?;
    let mut marks = Marks(vec![
        Mark { size: head.size, root: head.root, met: None },
        Mark { size: signed.size, root: signed.root, met: None },
    ]);
    marks.pass(&start.edge);
    let mut loaded = Loaded {
        head,
        now: start.clone(),
        start,
        entries: vec![],
        end: parsed.start_end(),
        closed: false,
    };
    for commit in parsed.commits {
        let mut seen = marks.clone();
        let Some(now) = follow(&loaded.now, &commit, seals, &mut seen) else { break };
        (loaded.now, loaded.end, marks) = (now, commit.end, seen);
        loaded.entries.extend(commit.entries.into_iter().map(Arc::from));
    }
    marks.all_met(dir, loaded.now.edge.size())?;
    let size = loaded.now.edge.size();
    loaded.closed =
        loaded.end == bytes.len() as u64 && signed.size == size && loaded.head.size == size;
    Ok(loaded)
}

/// The log after the commit, if the seal says that it led there.
pub(super) fn follow(
    now: &Start,
    commit: &Commit<'_>,
    seals: &Seals,
    marks: &mut Marks,
) -> Option<Start> {
    let mut next = now.clone();
    for entry in &commit.entries {
        next.push(entry);
        marks.pass(&next.edge);
    }
    let made = seals.commit(next.edge.size(), next.edge.root());
    same(&made, commit.seal).then_some(next)
}

impl Start {
    /// Appends an entry that is in the log.
    pub(super) fn push(&mut self, entry: &[u8]) -> Vec<ledger::HashTile> {
        self.newest = self.newest.max(Event::time_of(entry).unwrap_or(i64::MIN));
        self.edge.push(entry)
    }
}

/// Sizes at which the log's root is known.
#[derive(Clone)]
pub(super) struct Marks(pub Vec<Mark>);

#[derive(Clone)]
pub(super) struct Mark {
    pub size: u64,
    pub root: Digest,
    /// Whether the log had this root when it had this size; `None` until it does.
    pub met: Option<bool>,
}

impl Marks {
    /// Holds the marks of this size against the log's edge.
    pub(super) fn pass(&mut self, edge: &Edge) {
        for mark in self.0.iter_mut().filter(|mark| mark.size == edge.size()) {
            mark.met = Some(mark.root == edge.root());
        }
    }

    /// Refuses a log that lacks one, or has another root there.
    pub(super) fn all_met(&self, dir: &Path, held: u64) -> Result<(), StoreError> {
        let why = |mark: &Mark| match mark.met {
            Some(true) => None,
            Some(false) => Some(format!(
                "the first {} entries are not those that were acknowledged",
                mark.size
            )),
            None if mark.size > held => {
                Some(format!("{} entries were acknowledged, and {held} are there", mark.size))
            }
            None => Some(format!("its checkpoint is of {} entries, an older one", mark.size)),
        };
        self.0.iter().find_map(why).map_or(Ok(()), |why| Err(tampered(dir, &why)))
    }
}

/// What the file `checkpoint` says, if `key` signed it for this log.
pub(super) fn checkpoint(
    dir: &Path,
    origin: &str,
    key: &SealPublic,
) -> Result<Checkpoint, StoreError> {
    let path = dir.join("checkpoint");
    let note = fs::read(&path).map_err(StoreError::io(&path))?;
    let signed = Checkpoint::open(&note, key).map_err(|e| tampered(dir, &e.to_string()))?;
    if signed.origin == origin {
        Ok(signed)
    } else {
        Err(tampered(dir, &format!("it is the log {}", signed.origin)))
    }
}

pub(super) fn read_tail(dir: &Path) -> Result<Vec<u8>, StoreError> {
    let (path, mut bytes) = (dir.join("tail"), Vec::new());
    let file = File::open(&path).map_err(StoreError::io(&path))?;
    let read = file.take(TAIL_BYTES + 1).read_to_end(&mut bytes).map_err(StoreError::io(&path))?;
    if read as u64 > TAIL_BYTES {
        return Err(tampered(dir, "the tail is longer than the log lets it grow"));
    }
    Ok(bytes)
}

/// The entries of bundle `number`, which must be full.
pub(super) fn bundle(dir: &Path, number: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let name = bundle_path(number, BUNDLE);
    let path = dir.join(&name);
    let bytes = fs::read(&path).map_err(StoreError::io(&path))?;
    let entries = decode(&bytes).map_err(|e| tampered(dir, &format!("{name}: {e}")))?;
    if entries.len() == BUNDLE {
        Ok(entries)
    } else {
        Err(tampered(dir, &format!("{name} is not full")))
    }
}
