//! The ledger: what was decided, what lies on disk, and an exported copy of it.

use super::Tools;
use crate::failure::{At, Failure};
use ::ledger::{Check, Checkpoint, Event, Operation, Verdict};
use std::collections::BTreeSet;
use std::path::Path;
use terms::{CellRef, Denial, Digest, PrincipalId, State};
use workspace::Workspace;

/// `action_id` of a decision: allowed, denied.
const ALLOWED: u32 = 1;
const DENIED: u32 = 2;

/// How many entries the ledger has.
pub async fn entries(workspace: &Workspace) -> Result<u64, Failure> {
    let note = workspace.store.checkpoint().await;
    Ok(Checkpoint::parse(&note).internal("reading the ledger's checkpoint")?.size)
}

async fn since(workspace: &Workspace, start: u64) -> Result<Vec<Event>, Failure> {
    workspace.store.events(start..u64::MAX).await.internal("reading the ledger")
}

/// The cells by which `who` was allowed exactly `detail` since there were `start` entries; `None` if
/// no such decision was entered.
pub async fn granted(
    workspace: &Workspace,
    start: u64,
    who: &PrincipalId,
    detail: Digest,
) -> Result<Option<Vec<CellRef>>, Failure> {
    let events = since(workspace, start).await?;
    let mut decided = events.into_iter().filter(|event| {
        event.action_id == Some(ALLOWED)
            && event.actor.user.uid == *who
            && event.unmapped.detail == Some(detail)
    });
    Ok(decided.next().map(|event| event.unmapped.cells))
}

/// Whether `who` was denied something by this reason since there were `start` entries.
pub async fn denied(
    workspace: &Workspace,
    start: u64,
    who: &PrincipalId,
    why: &Denial,
) -> Result<bool, Failure> {
    let why = why.to_string();
    let events = since(workspace, start).await?;
    Ok(events.iter().any(|event| {
        event.action_id == Some(DENIED)
            && event.actor.user.uid == *who
            && event.status_detail.as_ref() == Some(&why)
    }))
}

/// The bytes of an answer to `who` that was withheld since there were `start` entries, as the egress
/// budget did not cover them.
pub async fn withheld(
    workspace: &Workspace,
    start: u64,
    who: &PrincipalId,
) -> Result<Option<u64>, Failure> {
    let events = since(workspace, start).await?;
    let refused = events.iter().find(|event| {
        event.api.operation == Operation::EgressRefused.as_str() && event.actor.user.uid == *who
    });
    Ok(refused.and_then(|event| event.unmapped.facts.get("bytes")?.as_u64()))
}

/// Of which people but `officer` the ledger says that they did something since there were `start`
/// entries.
pub async fn others(
    workspace: &Workspace,
    start: u64,
    officer: &PrincipalId,
) -> Result<BTreeSet<PrincipalId>, Failure> {
    let applied = workspace.in_force()?;
    let people = applied.code.people.people();
    let actors = since(workspace, start).await?.into_iter().map(|event| event.actor.user.uid);
    Ok(actors.filter(|who| who != officer && people.contains_key(who)).collect())
}

/// Whether what lies on disk is what was acknowledged.
pub async fn durable(workspace: &Workspace) -> bool {
    let probes = workspace.store.probes().await;
    let audit = probes.iter().find(|probe| probe.id.starts_with("audit/"));
    audit.is_some_and(|probe| probe.state == State::Proven)
}

/// What an exported copy tells: under the workspace's key, and without one.
pub struct Exported {
    with_key: Verdict,
    without: Verdict,
    /// The key beside the copy is the workspace's.
    own_key: bool,
}

/// Verifies the copy of the ledger in `root`.
pub fn export(tools: &dyn Tools, workspace: &Workspace, root: &Path) -> Result<Exported, Failure> {
    let (folder, key) = (root.join("ledger"), &workspace.store.ledger_public());
    let verify = |key| {
        let verdict = tools.verify_ledger(&folder, Check { key, earlier: None });
        verdict.internal("verifying the exported ledger")
    };
    let beside = std::fs::read_to_string(root.join("ledger.pub")).internal("reading its key")?;
    let own_key = key.to_pem().internal("writing the ledger's key")? == beside;
    Ok(Exported { with_key: verify(Some(key))?, without: verify(None)?, own_key })
}

impl Exported {
    /// Whole by itself, and signed by the workspace.
    #[must_use]
    pub fn holds(&self) -> bool {
        let Verdict { consistent, authentic, .. } = self.with_key;
        consistent && authentic == Some(true) && self.own_key
    }

    /// It is called authentic though no key was given.
    #[must_use]
    pub const fn authentic_without_key(&self) -> bool {
        self.without.authentic.is_some()
    }

    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.with_key.entries
    }

    #[must_use]
    pub const fn root(&self) -> Digest {
        self.with_key.root
    }
}
