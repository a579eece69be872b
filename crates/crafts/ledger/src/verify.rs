//! Offline verification of an exported ledger: all is recomputed from the entries, a bundle at a
//! time, and every file of the folder is held against what it must be.

use crate::export::{bundles, read, strays};
use crate::{BUNDLE, Checkpoint, Edge, Event, HashTile, LedgerError};
use std::path::Path;
use terms::seal::SealPublic;
use terms::{Digest, Finding, Location, Severity};

/// Findings of one kind that are told.
const MOST: usize = 100;

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
    /// Empty if there is no checkpoint that can be read.
    pub origin: String,
    /// Entries that the checkpoint speaks of.
    pub entries: u64,
    /// The root that the checkpoint speaks of.
    pub root: Digest,
    /// All entries are there, in order, and give the root (and continue the earlier checkpoint);
    /// every other file is what follows from them, and there is none beside.
    pub consistent: bool,
    /// Signed by the given key; `None` if none was given.
    pub authentic: Option<bool>,
    pub findings: Vec<Finding>,
}

/// Verifies the folder `dir`.
///
/// # Errors
/// If it is no folder of an exported ledger, or the earlier checkpoint is malformed: then there is
/// nothing to verify.
pub fn verify_export(dir: &Path, check: Check<'_>) -> Result<Verdict, LedgerError> {
    let earlier = check.earlier.map(Checkpoint::parse).transpose()?;
    let note = match read(dir, "checkpoint") {
        Err(error) if !dir.join("tile").is_dir() => return Err(error),
        read => read,
    };
    let head = note.and_then(|note| Ok((Checkpoint::parse(&note)?, note)));
    let (head, note) = match head {
        Ok(head) => head,
        Err(error) => return Ok(without_checkpoint(&error, check)),
    };
    let mut walk = Walk { dir, head: &head, earlier, edge: Edge::new(), findings: Vec::new() };
    walk.all()?;
    let mut findings = walk.findings;
    let consistent = findings.is_empty();
    let authentic = check.key.map(|key| is_authentic(&note, check.earlier, key));
    if authentic == Some(false) {
        let message = "no signature of the checkpoint verifies under the given key";
        findings.push(finding("ledger/signature", "checkpoint".into(), message, COMPARE));
    }
    let Checkpoint { origin, size, root } = head;
    Ok(Verdict { origin, entries: size, root, consistent, authentic, findings })
}

const RESTORE: &str = "treat the log as tampered with: restore it from the vault, and compare with a checkpoint held elsewhere";
pub(crate) const COMPARE: &str = "compare the key with the one that the workspace published; if it is right, the log was replaced";
const AGAIN: &str = "export again; if the workspace lacks it too, restore the log from the vault";

/// Nothing says what the entries must be.
fn without_checkpoint(error: &LedgerError, check: Check<'_>) -> Verdict {
    let (origin, root) = (String::new(), Digest::of(b""));
    let subject = "checkpoint".to_owned();
    let findings = vec![finding("ledger/checkpoint", subject, &error.to_string(), RESTORE)];
    let authentic = check.key.map(|_| false);
    Verdict { origin, entries: 0, root, consistent: false, authentic, findings }
}

fn is_authentic(note: &[u8], earlier: Option<&[u8]>, key: &SealPublic) -> bool {
    let opens = |note| Checkpoint::open(note, key).is_ok();
    opens(note) && earlier.is_none_or(opens)
}

/// A hash tile that is not what the entries give.
struct Differs {
    path: String,
    /// The first entry whose hash differs, in a tile of the lowest level.
    entry: Option<u64>,
    why: String,
}

/// One pass over the folder.
struct Walk<'a> {
    dir: &'a Path,
    head: &'a Checkpoint,
    earlier: Option<Checkpoint>,
    edge: Edge,
    findings: Vec<Finding>,
}

impl Walk<'_> {
    fn all(&mut self) -> Result<(), LedgerError> {
        let mut differing = Vec::new();
        let mut then = self.at_earlier();
        for (path, entries) in bundles(self.dir, self.head.size) {
            let entries = match entries {
                Ok(entries) => entries,
                Err(error) => {
                    self.tell("ledger/missing", path, &error.to_string(), AGAIN);
                    break;
                }
            };
            for entry in &entries {
                if Event::from_entry(entry).is_err() {
                    let subject = format!("entry {}", self.edge.size());
                    self.tell("ledger/entry", subject, "is no audit event", RESTORE);
                }
                let full = self.edge.push(entry);
                differing.extend(full.into_iter().filter_map(|tile| self.differs(tile)));
                then = then.or_else(|| self.at_earlier());
            }
        }
        let whole = self.edge.size() == self.head.size;
        if whole {
            let partial = self.edge.partial_tiles().into_iter();
            differing.extend(partial.filter_map(|tile| self.differs(tile)));
        }
        self.tell_roots(&differing, whole);
        self.tell_earlier(then);
        self.tell_strays()
    }

    /// The root, if the tree is now as large as the earlier checkpoint says.
    fn at_earlier(&self) -> Option<Digest> {
        let size = self.earlier.as_ref()?.size;
        (size == self.edge.size()).then(|| self.edge.root())
    }

    fn differs(&self, (path, ours): HashTile) -> Option<Differs> {
        let theirs = match read(self.dir, &path) {
            Ok(theirs) if theirs == ours => return None,
            Ok(theirs) => theirs,
            Err(error) => return Some(Differs { path, entry: None, why: error.to_string() }),
        };
        let at = ours.chunks(32).zip(theirs.chunks(32)).position(|(a, b)| a != b);
        let first = (self.edge.size() - 1) / BUNDLE as u64 * BUNDLE as u64;
        let entry = at.filter(|_| path.starts_with("tile/0/")).map(|at| first + at as u64);
        Some(Differs { path, entry, why: "it does not hold the hashes of the entries".to_owned() })
    }

    /// Entries that were changed, named where the hash tiles were left as they were; else tiles.
    fn tell_roots(&mut self, differing: &[Differs], whole: bool) {
        if whole && self.edge.root() != self.head.root {
            let first = differing.iter().find_map(|tile| tile.entry);
            let subject = first.map_or_else(|| "checkpoint".to_owned(), |n| format!("entry {n}"));
            let mut message = "entries give another root than the checkpoint".to_owned();
            if let Some(index) = first {
                message += &format!("; the first that differs from its hash is {index}");
            }
            self.tell("ledger/root", subject, &message, RESTORE);
        } else {
            for tile in differing.iter().take(MOST) {
                self.tell("ledger/tile", tile.path.clone(), &tile.why, AGAIN);
            }
        }
    }

    fn tell_earlier(&mut self, then: Option<Digest>) {
        let Some(earlier) = &self.earlier else { return };
        let (was, held) = (earlier.size, self.edge.size());
        let message = if earlier.origin != self.head.origin {
            format!("the earlier checkpoint is of the log {}", earlier.origin)
        } else if was > held {
            format!("{held} entries are there, {was} were there before: the log was truncated")
        } else if then != Some(earlier.root) {
            format!(
                "the first {was} entries are not those of the earlier checkpoint: the log was rewritten"
            )
        } else {
            return;
        };
        self.tell("ledger/rewritten", "checkpoint".into(), &message, RESTORE);
    }

    fn tell_strays(&mut self) -> Result<(), LedgerError> {
        let (strays, more) = strays(self.dir, self.head.size)?;
        for stray in strays {
            self.tell("ledger/stray", stray, "does not belong to the log", AGAIN);
        }
        if more {
            self.tell("ledger/stray", "tile".into(), "holds more that does not belong", AGAIN);
        }
        Ok(())
    }

    fn tell(&mut self, rule: &str, subject: String, message: &str, remedy: &str) {
        let told = self.findings.iter().filter(|finding| finding.rule == rule).count();
        if told <= MOST {
            self.findings.push(finding(rule, subject, message, remedy));
        }
    }
}

pub(crate) fn finding(rule: &str, subject: String, message: &str, remedy: &str) -> Finding {
    Finding::new(rule, Severity::Critical, Location::of(subject), message, remedy)
        .with_references(&["CWE-353", "T1565.001"])
}
