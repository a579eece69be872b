//! Reads and verifies a ledger's folder.

use crate::{StoreError, tail};
use ledger::{BUNDLE, Checkpoint, Tree, bundle_path, decode};
use std::fs;
use std::path::Path;
use terms::seal::SealPublic;

/// A ledger that verified.
pub(crate) struct Loaded {
    pub tree: Tree,
    /// Entries in full bundles.
    pub base: u64,
    /// All entries, from the first.
    pub entries: Vec<Vec<u8>>,
    /// The signed note of the whole tree.
    pub note: Vec<u8>,
    /// Where the last good commit ends in the tail.
    pub end: u64,
    /// Whether something after it has to go.
    pub torn: bool,
    /// Whether the file `checkpoint` is older than the tail.
    pub behind: bool,
}

/// Loads the ledger in `dir`, which `key` signed.
///
/// The tail's last commit may be torn: it is left out, unless `checkpoint` says that it was
/// acknowledged. Everything else that does not fit is tampering.
pub(crate) fn load(dir: &Path, origin: &str, key: &SealPublic) -> Result<Loaded, StoreError> {
    let note = read(&dir.join("checkpoint"))?;
    let acknowledged = Checkpoint::open(&note, key).map_err(|e| tampered(dir, &e.to_string()))?;
    if acknowledged.origin != origin {
        return Err(tampered(dir, &format!("it is the log {}", acknowledged.origin)));
    }
    let bytes = read(&dir.join("tail"))?;
    let tail::Tail { base, mut commits } =
        tail::parse(&bytes).ok_or_else(|| tampered(dir, "the tail has no head"))?;
    let (mut tree, mut entries) = bundles(dir, base)?;
    let mut last = rebuild(&mut tree, &mut entries, &commits)?;
    if !proves(last, origin, &tree, key) {
        // The last commit may be torn inside, where a power cut left older blocks.
        if let Some(torn) = commits.pop() {
            let kept = tree.size() - torn.entries.len() as u64;
            tree.truncate(kept);
            entries.truncate(entries.len() - torn.entries.len());
        }
        last = commits.last();
    }
    let commit = last.filter(|commit| proves(Some(commit), origin, &tree, key));
    let commit = commit
        .ok_or_else(|| tampered(dir, "no commit of the tail gives the root that was signed"))?;
    if tree.size() < acknowledged.size || tree.root_at(acknowledged.size)? != acknowledged.root {
        let why = format!(
            "{} entries were acknowledged, and they are not what is there",
            acknowledged.size
        );
        return Err(tampered(dir, &why));
    }
    Ok(Loaded {
        base,
        note: commit.note.clone(),
        end: commit.end,
        torn: commit.end < bytes.len() as u64,
        behind: tree.size() > acknowledged.size,
        tree,
        entries,
    })
}

pub(crate) fn tampered(dir: &Path, why: &str) -> StoreError {
    StoreError::Tampered { path: dir.to_owned(), why: why.to_owned() }
}

/// The entries of bundle `number`, which must be full.
pub(crate) fn bundle(dir: &Path, number: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let path = bundle_path(number, BUNDLE);
    let entries =
        decode(&read(&dir.join(&path))?).map_err(|e| tampered(dir, &format!("{path}: {e}")))?;
    if entries.len() == BUNDLE {
        Ok(entries)
    } else {
        Err(tampered(dir, &format!("{path} is not full")))
    }
}

fn bundles(dir: &Path, base: u64) -> Result<(Tree, Vec<Vec<u8>>), StoreError> {
    let width = BUNDLE as u64;
    if !base.is_multiple_of(width) {
        return Err(tampered(dir, "the tail begins within a bundle"));
    }
    let (mut tree, mut entries) = (Tree::new(), Vec::new());
    for number in 0..base / width {
        for entry in bundle(dir, number)? {
            tree.push(&entry)?;
            entries.push(entry);
        }
    }
    Ok((tree, entries))
}

fn rebuild<'a>(
    tree: &mut Tree,
    entries: &mut Vec<Vec<u8>>,
    commits: &'a [tail::Commit],
) -> Result<Option<&'a tail::Commit>, StoreError> {
    for entry in commits.iter().flat_map(|commit| &commit.entries) {
        tree.push(entry)?;
        entries.push(entry.clone());
    }
    Ok(commits.last())
}

/// Whether the commit's note is signed and speaks of exactly this tree.
fn proves(commit: Option<&tail::Commit>, origin: &str, tree: &Tree, key: &SealPublic) -> bool {
    let head = commit.and_then(|commit| Checkpoint::open(&commit.note, key).ok());
    let root = tree.root().ok();
    head.is_some_and(|head| {
        head.origin == origin && head.size == tree.size() && Some(head.root) == root
    })
}

fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(StoreError::io(path))
}
