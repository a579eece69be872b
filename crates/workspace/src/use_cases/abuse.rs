//! Who asks models as attackers do: what the guard of inference saw.

use super::devices::operates;
use crate::access::Caller;
use crate::{Context as _, Error, Workspace};
use ledger::Operation;
use serde::{Deserialize, Serialize};
use serve::Watched;
use std::collections::BTreeMap;
use store::Wanted;
use terms::{Finding, Location, PrincipalId, Severity};
use utoipa::ToSchema;

/// Seconds that requests beyond the budget are counted over.
const DAY: i64 = 86_400;
/// So many of them in a day are no mistake in a loop: extraction takes many more questions than use.
const OFTEN: u64 = 10;

/// What was watched, and what was found.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AbuseResponse {
    /// Since when answers are watched: this process began to serve then.
    pub since: String,
    /// Rows that were answered, and looked at for signs of attack.
    pub rows_watched: u64,
    /// Rows of models that can't tell an attack: nothing is known of them.
    pub rows_unwatched: u64,
    /// Principals who asked for them.
    pub principals: u64,
    /// Requests beyond the budget of who made them, in the last 24 hours, as the ledger says.
    pub refused_over_budget: u64,
    /// The same of attack drills, which are nobody's: told, and no abuse.
    #[serde(default)]
    pub drilled_over_budget: u64,
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
}

/// Signs of probing (searches for adversarial examples) and of extraction, by principal.
///
/// # Errors
/// If the gate refuses, or the ledger can't be read.
pub async fn abuse(workspace: &Workspace, caller: &Caller) -> Result<AbuseResponse, Error> {
    operates(workspace, caller).await?;
    let service = &workspace.service;
    let Watched { rows, unwatched, principals } = service.watched();
    let Over { by: over, drilled } = over_budget(workspace).await?;
    let mut findings = service.findings();
    findings.extend(over.iter().filter(|(_, count)| **count >= OFTEN).map(beyond));
    findings.extend((drilled > 0).then(|| played(drilled)));
    Ok(AbuseResponse {
        since: service.since().to_string(),
        rows_watched: rows,
        rows_unwatched: unwatched,
        principals,
        refused_over_budget: over.values().sum(),
        drilled_over_budget: drilled,
        findings,
    })
}

/// Requests beyond a budget in the last day.
#[derive(Default)]
struct Over {
    by: BTreeMap<PrincipalId, u64>,
    /// Those of attack drills.
    drilled: u64,
}

/// How often each principal asked for more than their budget, in the last day; and how often drills did.
async fn over_budget(workspace: &Workspace) -> Result<Over, Error> {
    let wanted = Wanted {
        operation: Some(Operation::InferenceOverBudget.as_str().to_owned()),
        from: Some(workspace.store.now().plus_seconds(-DAY)),
        ..Wanted::default()
    };
    let mut found = workspace.store.find(wanted).await.internal("reading the ledger")?;
    let mut over = Over::default();
    while let Some(entries) = found.next().await.internal("reading the ledger")? {
        for (_, event) in entries {
            match event.actor.is_drill() {
                true => over.drilled += 1,
                false => *over.by.entry(event.actor.user.uid).or_default() += 1,
            }
        }
    }
    Ok(over)
}

fn beyond((who, count): (&PrincipalId, &u64)) -> Finding {
    Finding::new(
        "serve/over-budget",
        Severity::Medium,
        Location::of(who.as_str()),
        format!("{count} requests in 24 hours asked for more rows than the budget covers"),
        "find out what this principal runs: copying a model takes many more questions than using it",
    )
    .with_references(&["AML.T0024.002", "AML.T0040"])
}

fn played(count: u64) -> Finding {
    Finding::new(
        "serve/drilled",
        Severity::Info,
        Location::of(ledger::DRILL.to_lowercase()),
        format!("{count} requests in 24 hours beyond a budget were an attack drill's"),
        "nothing is to be done: the guard held, and the ledger has each of them",
    )
}
