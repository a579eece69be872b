//! Offline verification of an exported ledger: all is recomputed from the entries.

use crate::{BUNDLE, Checkpoint, Event, LedgerError, Tree, bundle_path, decode, tiles};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use terms::seal::SealPublic;
use terms::{Digest, Finding, Location, Severity};

/// A bundle is at most 256 entries of 64 KiB with their lengths.
const FILE_BYTES: u64 = (BUNDLE * (crate::ENTRY_BYTES + 2)) as u64;

/// What to verify against, beside the folder itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Check<'a> {
    /// The ledger's public key; without it authenticity is unknown.
    pub key: Option<&'a SealPublic>,
    /// An earlier checkpoint that was held elsewhere: only it shows a full rewrite.
    pub earlier: Option<&'a [u8]>,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Verdict {
    pub origin: String,
    /// Entries that the checkpoint speaks of.
    pub entries: u64,
    /// The root that the checkpoint speaks of.
    pub root: Digest,
    /// All entries are there, in order, and give the root (and continue the earlier checkpoint).
    pub consistent: bool,
    /// Signed by the given key; `None` if none was given.
    pub authentic: Option<bool>,
    pub findings: Vec<Finding>,
}

/// Verifies the folder `dir`.
///
/// # Errors
/// If there is no readable checkpoint, so that there is nothing to verify against.
pub fn verify_export(dir: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
    let note = read(dir, "checkpoint")?;
    let checkpoint = Checkpoint::parse(&note)?;
    let mut findings = Vec::new();
    let tree = rebuild(dir, &checkpoint, &mut findings)?;
    if tree.size() == checkpoint.size && tree.root()? != checkpoint.root {
        findings.push(root_differs(dir, &tree)?);
    }
    if let Some(earlier) = check.earlier {
        findings.extend(against_earlier(&tree, &Checkpoint::parse(earlier)?, &checkpoint)?);
    }
    let consistent = findings.is_empty();
    let authentic = check.key.map(|key| is_authentic(&note, check.earlier, key));
    if authentic == Some(false) {
        findings.push(finding(
            "ledger/signature",
            "checkpoint".into(),
            "no signature of the checkpoint verifies under the given key",
            "compare the key with the one that the workspace published; if it is right, the log was replaced",
        ));
    }
    let Checkpoint { origin, size, root } = checkpoint;
    Ok(Verdict { origin, entries: size, root, consistent, authentic, findings })
}

/// All entries of the folder `dir`, in order, without any verification.
///
/// # Errors
/// If the checkpoint or a bundle is missing or malformed.
pub fn read_export(dir: &Path) -> Result<Vec<Vec<u8>>, LedgerError> {
    let size = Checkpoint::parse(&read(dir, "checkpoint")?)?.size;
    let mut entries = Vec::new();
    let mut left = size;
    for number in 0.. {
        let width = usize::try_from(left).unwrap_or(usize::MAX).min(BUNDLE);
        if width == 0 {
            break;
        }
        entries.extend(decode(&read(dir, &bundle_path(number, width))?)?);
        left -= width as u64;
    }
    Ok(entries)
}

fn is_authentic(note: &[u8], earlier: Option<&[u8]>, key: &SealPublic) -> bool {
    let opens = |note| Checkpoint::open(note, key).is_ok();
    opens(note) && earlier.is_none_or(opens)
}

/// The tree over the entries that are there; stops at the first bundle that can't be read.
fn rebuild(
    dir: &Path,
    head: &Checkpoint,
    findings: &mut Vec<Finding>,
) -> Result<Tree, LedgerError> {
    let mut tree = Tree::new();
    for number in 0.. {
        let left = usize::try_from(head.size - tree.size()).unwrap_or(usize::MAX);
        let width = left.min(BUNDLE);
        if width == 0 {
            break;
        }
        let path = bundle_path(number, width);
        let entries = match read(dir, &path).and_then(|bytes| decode(&bytes)) {
            Ok(entries) if entries.len() == width => entries,
            Ok(entries) => {
                let message =
                    format!("holds {} entries where the checkpoint needs {width}", entries.len());
                findings.push(missing(path, &message));
                break;
            }
            Err(error) => {
                findings.push(missing(path, &error.to_string()));
                break;
            }
        };
        for entry in &entries {
            let index = tree.push(entry)?;
            if Event::from_entry(entry).is_err() {
                let message = "is no audit event";
                findings.push(finding("ledger/entry", format!("entry {index}"), message, RESTORE));
            }
        }
    }
    Ok(tree)
}

const RESTORE: &str = "treat the log as tampered with: restore it from the vault, and compare with a checkpoint held elsewhere";

/// Which entry it is, where the hash tiles were left as they were.
fn root_differs(dir: &Path, tree: &Tree) -> Result<Finding, LedgerError> {
    let mut changed = None;
    let leaves = tiles(tree)?.into_iter().filter(|(path, _)| path.starts_with("tile/0/"));
    for (number, (path, ours)) in leaves.enumerate() {
        let theirs = read(dir, &path).unwrap_or_default();
        let differs = ours.chunks(32).zip(theirs.chunks(32)).position(|(a, b)| a != b);
        if let Some(offset) = differs {
            changed = Some(number * BUNDLE + offset);
            break;
        }
    }
    let subject = changed.map_or_else(|| "checkpoint".to_owned(), |index| format!("entry {index}"));
    let message = match changed {
        Some(index) => format!(
            "entries give another root than the checkpoint; the first that differs from its hash is {index}"
        ),
        None => "entries give another root than the checkpoint".to_owned(),
    };
    Ok(finding("ledger/root", subject, &message, RESTORE))
}

fn against_earlier(
    tree: &Tree,
    earlier: &Checkpoint,
    now: &Checkpoint,
) -> Result<Option<Finding>, LedgerError> {
    let message = if earlier.origin != now.origin {
        format!("the earlier checkpoint is of the log {}", earlier.origin)
    } else if earlier.size > tree.size() {
        format!(
            "{} entries are there, {} were there before: the log was truncated",
            tree.size(),
            earlier.size
        )
    } else if tree.root_at(earlier.size)? != earlier.root {
        format!(
            "the first {} entries are not those of the earlier checkpoint: the log was rewritten",
            earlier.size
        )
    } else {
        return Ok(None);
    };
    Ok(Some(finding("ledger/rewritten", "checkpoint".into(), &message, RESTORE)))
}

fn missing(path: String, message: &str) -> Finding {
    finding(
        "ledger/missing",
        path,
        message,
        "export again; if the workspace lacks it too, restore the log from the vault",
    )
}

fn finding(rule: &str, subject: String, message: &str, remedy: &str) -> Finding {
    Finding::new(rule, Severity::Critical, Location::of(subject), message, remedy)
        .with_references(&["CWE-353", "T1565.001"])
}

fn read(dir: &Path, name: &str) -> Result<Vec<u8>, LedgerError> {
    let path = dir.join(name);
    let wrong = |source| LedgerError::Read { path: path.clone(), source };
    let mut bytes = Vec::new();
    File::open(&path)
        .map_err(wrong)?
        .take(FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(wrong)?;
    Ok(bytes)
}
