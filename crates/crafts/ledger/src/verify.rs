//! Offline verification of an exported ledger: all is recomputed from the entries, a bundle at a
//! time, and every file of the folder is held against what it must be.

use crate::export::{bundles, read, strays};
use crate::rotation::{HandedOn, chain};
use crate::{BUNDLE, Checkpoint, Edge, Event, HashTile, LedgerError};
use std::collections::{BTreeMap, BTreeSet};
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
    /// The keys that signed it one after the other, if it was handed on; the last one signs now.
    pub signers: Vec<Digest>,
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
    let (edge, handed, findings) = (Edge::new(), Vec::new(), Vec::new());
    let mut walk = Walk { dir, head: &head, earlier, edge, handed, findings };
    walk.all()?;
    let Walk { handed, mut findings, .. } = walk;
    let consistent = findings.is_empty();
    let signers = chain(&handed);
    let authentic = check.key.map(|key| is_authentic(&note, check.earlier, key, &signers));
    if authentic == Some(false) {
        let message = match check.key.is_some_and(|key| signers.contains(key)) {
            false => "no signature of the checkpoint verifies under the given key",
            true => "the log was handed on to another key, which did not sign the checkpoint",
        };
        findings.push(finding("ledger/signature", "checkpoint".into(), message, COMPARE));
    }
    let signers = signers.iter().map(SealPublic::id).collect();
    let Checkpoint { origin, size, root } = head;
    Ok(Verdict { origin, entries: size, root, consistent, authentic, signers, findings })
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
    let (consistent, signers) = (false, Vec::new());
    Verdict { origin, entries: 0, root, consistent, authentic, signers, findings }
}

/// Whether the checkpoint is by `key`, or by the last of the `signers` that the log was handed on by, of
/// whom `key` is one; and the earlier one by any of them.
pub(crate) fn is_authentic(
    note: &[u8],
    earlier: Option<&[u8]>,
    key: &SealPublic,
    signers: &[SealPublic],
) -> bool {
    let among = signers.contains(key);
    let (all, last) = if among { (signers, signers.last()) } else { (&[*key][..], Some(key)) };
    let by = |note: &[u8], key: &SealPublic| Checkpoint::open(note, key).is_ok();
    let opens = last.is_some_and(|last| by(note, last));
    opens && earlier.is_none_or(|earlier| all.iter().any(|key| by(earlier, key)))
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
    /// How it was handed on, in order.
    handed: Vec<HandedOn>,
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
                self.read(entry);
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
        self.tell_handed();
        self.tell_earlier(then);
        self.tell_strays()
    }

    /// Looks at what the next entry says.
    fn read(&mut self, entry: &[u8]) {
        let subject = format!("entry {}", self.edge.size());
        match Event::from_entry(entry).map(|event| HandedOn::in_event(&event)) {
            Err(_) => self.tell("ledger/entry", subject, "is no audit event", RESTORE),
            Ok(Some(Err(why))) => {
                self.tell("ledger/handed-on", subject, &format!("what it says {why}"), RESTORE);
            }
            Ok(Some(Ok(handed))) if handed.head.size <= self.edge.size() => {
                self.handed.push(handed);
            }
            Ok(Some(Ok(_))) => {
                self.tell("ledger/handed-on", subject, "is of a log that came later", RESTORE);
            }
            Ok(None) => {}
        }
    }

    /// Holds what the log was when it was handed on against the entries, which are read again for that.
    fn tell_handed(&mut self) {
        let Some(last) = self.handed.last().map(|handed| handed.head.size) else { return };
        let (mut edge, mut roots) = (Edge::new(), BTreeMap::from([(0, Edge::new().root())]));
        let wanted: BTreeSet<u64> = self.handed.iter().map(|handed| handed.head.size).collect();
        for (_, entries) in bundles(self.dir, self.head.size) {
            // What is missing is told already.
            let Ok(entries) = entries else { break };
            for entry in &entries {
                edge.push(entry);
                if wanted.contains(&edge.size()) {
                    roots.insert(edge.size(), edge.root());
                }
            }
            if edge.size() >= last {
                break;
            }
        }
        for handed in &std::mem::take(&mut self.handed) {
            let Checkpoint { origin, size, root } = &handed.head;
            if *origin == self.head.origin && roots.get(size) == Some(root) {
                self.handed.push(handed.clone());
            } else {
                let message = format!("another log of {size} entries was handed on");
                self.tell("ledger/handed-on", "checkpoint".into(), &message, RESTORE);
            }
        }
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
