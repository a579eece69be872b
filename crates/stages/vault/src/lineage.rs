//! Which point a workspace goes on from.

use crate::points::name_of;
use crate::told::finding;
use crate::{Point, Source, VaultError};
use files::Folder;
use ledger::{Check, Checkpoint, Operation, origin, verify_export};
use std::path::Path;
use store::{Snapshot, Store, Wanted};
use terms::seal::SealPublic;
use terms::{Digest, Finding, Severity};

const LEDGER_BYTES: u64 = 32 << 20;

/// The workspace's names and key: those of the points, if there are any, or the key that took the
/// place of theirs.
pub(crate) async fn source_of(
    store: &Store,
    snapshot: &Snapshot,
    last: Option<&Point>,
) -> Result<Source, VaultError> {
    let seal = store.seal().public().to_pem()?;
    let source = Source { workspace: snapshot.workspace.clone(), created: snapshot.created, seal };
    match last {
        Some(point) if point.source.workspace != source.workspace => {
            Err(VaultError::Stranger("its id differs"))
        }
        Some(point) if !leads(store, &point.source.seal, &source.seal).await? => {
            Err(VaultError::Stranger("its signing key differs"))
        }
        _ => Ok(source),
    }
}

/// Whether the ledger, which is held against the point's afterwards, says how the key `before` became
/// the key `now` (both SPKI PEM).
async fn leads(store: &Store, before: &str, now: &str) -> Result<bool, VaultError> {
    /// Entries that are read at a time.
    const PIECE: u64 = 4_096;
    let id = |pem: &str| Ok::<_, VaultError>(SealPublic::from_pem(pem)?.id().hex());
    let (mut at, now) = (id(before)?, id(now)?);
    let mut next = 0;
    while at != now {
        let events = store.events(next..next + PIECE).await?;
        if events.is_empty() {
            return Ok(false);
        }
        for event in &events {
            let fact = |name| event.unmapped.facts.get(name).and_then(|fact| fact.as_str());
            let rotated = event.api.operation == Operation::KeyRotated.as_str();
            if let Some(after) = fact("key_after").filter(|_| rotated)
                && fact("key_before") == Some(at.as_str())
            {
                after.clone_into(&mut at);
            }
        }
        next += events.len() as u64;
    }
    Ok(true)
}

/// What an exported ledger continues.
pub(crate) struct Continued<'a> {
    pub(crate) point: Option<&'a Point>,
    /// The new checkpoint, a signed note.
    pub(crate) checkpoint: String,
    pub(crate) finding: Option<Finding>,
}

/// Verifies the ledger exported to `dir` against the newest of `points`; or, after an activation
/// that the ledger tells of, against the point that was activated.
pub(crate) async fn continued<'a>(
    store: &Store,
    dir: &Path,
    points: &'a [Point],
) -> Result<Continued<'a>, VaultError> {
    let newest = points.last();
    let rewritten = match witness(store, dir, newest) {
        Ok(checkpoint) => return Ok(Continued { point: newest, checkpoint, finding: None }),
        Err(error) => error,
    };
    let Some(point) = activated(store, points).await? else { return Err(rewritten) };
    let checkpoint = witness(store, dir, Some(point))?;
    let name = name_of(point.number);
    let message = format!(
        "the workspace goes on from point {name}, which was activated; points after it are of the one that fell"
    );
    let remedy = "nothing, if that activation is known; else find out who activated it";
    let told = finding("vault/fork", Severity::Info, format!("point {name}"), message, remedy);
    Ok(Continued { point: Some(point), checkpoint, finding: Some(told) })
}

fn witness(store: &Store, dir: &Path, last: Option<&Point>) -> Result<String, VaultError> {
    let earlier = last.map(|point| point.checkpoint.as_bytes());
    let verdict = verify_export(dir, Check { key: Some(&store.ledger_public()), earlier })?;
    let right = verdict.consistent && verdict.authentic == Some(true);
    if !right || verdict.origin != origin(store.id()) {
        let why = verdict.findings.first().map_or("another origin", |f| f.message.as_str());
        return Err(VaultError::Rewritten(why.to_owned()));
    }
    let note = Folder::open(dir)?.read("checkpoint", LEDGER_BYTES)?;
    String::from_utf8(note).map_err(|_| VaultError::Rewritten("no text".to_owned()))
}

/// The point that was activated last, as the ledger says after that point.
async fn activated<'a>(
    store: &Store,
    points: &'a [Point],
) -> Result<Option<&'a Point>, VaultError> {
    let operation = Some(Operation::VaultActivated.as_str().to_owned());
    let mut entries = store.find(Wanted { operation, ..Wanted::default() }).await?;
    let mut found = None;
    while let Some(activations) = entries.next().await? {
        for (index, event) in activations {
            let named = event.unmapped.facts.get("point").and_then(|fact| fact.as_str());
            let named = named.and_then(|hex| hex.parse::<Digest>().ok());
            let point = points.iter().find(|point| Some(point.digest) == named);
            found =
                point.filter(|point| size_of(point).is_some_and(|size| index >= size)).or(found);
        }
    }
    Ok(found)
}

/// Entries of the ledger when the point was taken.
fn size_of(point: &Point) -> Option<u64> {
    Checkpoint::parse(point.checkpoint.as_bytes()).ok().map(|head| head.size)
}
