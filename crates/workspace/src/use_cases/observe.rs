//! What operators count: how much there is, what waits, and what probes saw last.

use super::devices::operates;
use super::waiting;
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use std::collections::HashMap;
use store::{Approval, Dataset, Lock, Model, Stage};
use terms::{Area, State};

/// The numbers of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// Entries of the ledger.
    pub entries: u64,
    pub datasets: u64,
    pub models_live: u64,
    /// Proposals that somebody can still answer.
    pub proposals: u64,
    /// Locks that hold.
    pub locks: u64,
    /// Probes by area and state, as they were seen last; empty if nobody looked since the start.
    pub probes: HashMap<(Area, State), u64>,
}

/// Counts, for who operates the workspace, and at its terminal.
///
/// # Errors
/// If the gate refuses, or the records can't be read.
pub(super) async fn observe(workspace: &Workspace, caller: &Caller) -> Result<Observed, Error> {
    operates(workspace, caller).await?;
    let store = &workspace.store;
    let models = store.docs::<Model>().list().await.internal("reading the registry")?;
    let asked = store.docs::<Approval>().list().await.internal("reading what was asked for")?;
    let locks = store.docs::<Lock>().list().await.internal("reading the locks")?;
    let datasets = store.docs::<Dataset>().list().await.internal("reading the datasets")?;
    let waits = |one: &&store::Verified<Approval>| {
        one.answer.is_none() && !waiting::expired(workspace, one)
    };
    let mut probes = HashMap::new();
    for probed in workspace.watch.seen().unwrap_or_default() {
        *probes.entry((probed.area, probed.state)).or_default() += 1;
    }
    let now = store.now();
    Ok(Observed {
        entries: store.ledger_size(),
        datasets: datasets.len() as u64,
        models_live: models.iter().filter(|model| model.stage == Stage::Promoted).count() as u64,
        proposals: asked.iter().filter(waits).count() as u64,
        locks: locks.iter().filter(|lock| lock.holds(now)).count() as u64,
        probes,
    })
}

/// Whether requests can be answered now: something was applied, and the clock is not behind the ledger.
pub(super) fn is_ready(workspace: &Workspace) -> bool {
    workspace.in_force().is_ok() && workspace.store.on_time().is_ok()
}
