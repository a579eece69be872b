//! Steps in the life of an asset of which no row says who takes them.

use crate::{Pattern, Raci, Row};
use std::collections::{BTreeSet, HashSet};
use terms::{Action, AssetKind, Finding, Location, Severity};

/// What is done to each kind of asset between its coming and its end.
const STEPS: &[(AssetKind, &[Action])] = &[
    (AssetKind::Dataset, &[Action::Ingest, Action::Screen, Action::Delete]),
    (AssetKind::Model, &[Action::Promote, Action::Approve, Action::Operate, Action::Delete]),
    (AssetKind::Workspace, &[Action::Operate]),
    (AssetKind::Vault, &[Action::Pull, Action::Activate]),
];
/// Assets that one finding names.
const NAMED: usize = 5;

pub(super) fn check(raci: &Raci) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (kind, steps) in STEPS {
        let of_kind = || raci.rows().iter().filter(|row| row.asset.kind() == *kind);
        let assets: BTreeSet<&Pattern> = of_kind().map(|row| &row.asset).collect();
        for step in *steps {
            let covered: HashSet<&Pattern> = of_kind()
                .filter(|row| row.action == *step && grants(row))
                .map(|row| &row.asset)
                .collect();
            // Vault and workspace have one asset each, whatever rows call it.
            let whole = covered.contains(&Pattern::Every(*kind))
                || (matches!(kind, AssetKind::Vault | AssetKind::Workspace) && !covered.is_empty());
            if whole {
                continue;
            }
            let missing: Vec<&Pattern> =
                assets.iter().filter(|asset| !covered.contains(**asset)).copied().collect();
            let named = missing.iter().any(|asset| matches!(asset, Pattern::Named(_)));
            let missing: Vec<&Pattern> = missing
                .into_iter()
                .filter(|asset| !named || matches!(asset, Pattern::Named(_)))
                .collect();
            // What stands for all of a kind beside assets by name is covered by those.
            let all = !named && !covered.is_empty();
            if !missing.is_empty() && !all {
                findings.push(finding(*step, &missing));
            }
        }
    }
    findings
}

fn grants(row: &Row) -> bool {
    row.cells.values().any(|letters| letters.grants())
}

fn finding(step: Action, missing: &[&Pattern]) -> Finding {
    let mut names: Vec<String> = missing.iter().take(NAMED).map(ToString::to_string).collect();
    if missing.len() > NAMED {
        names.push(format!("{} more", missing.len() - NAMED));
    }
    let first = missing.first().map(ToString::to_string).unwrap_or_default();
    Finding::new(
        "raci/step-without-row",
        Severity::Medium,
        Location::of(first.clone()),
        format!("no row says who may {step} {}", names.join(", ")),
        format!("add an activity with action {step} on {first}"),
    )
}
