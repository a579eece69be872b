//! What must be there at all, and who has to hear of it.

use crate::{Raci, Row};
use terms::{Action, AssetKind, Finding, Location, Severity};

/// Activities after which it is too late to ask: somebody is heard before, and somebody told.
const CRITICAL: &[Action] =
    &[Action::Export, Action::Delete, Action::Approve, Action::ChangeAccess, Action::Activate];

pub(super) fn check(raci: &Raci) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in raci.rows().iter().filter(|row| CRITICAL.contains(&row.action)) {
        findings.extend(unheard(row));
    }
    findings.extend(unapproved(raci));
    let needed = [
        (Action::ChangeAccess, "raci/change-access", "who may change access"),
        (Action::Audit, "raci/audit", "who may read the ledger"),
    ];
    for (action, rule, what) in needed {
        let there = |row: &Row| row.action == action && row.asset.kind() == AssetKind::Workspace;
        if !raci.rows().iter().any(there) {
            // A step without a row, as others: where it counts, an application that leaves nobody to
            // change access is refused.
            findings.push(Finding::new(
                rule,
                Severity::Medium,
                Location::of("workspace/*"),
                format!("no row says {what}"),
                format!("add an activity with action {action} on the workspace"),
            ));
        }
    }
    findings
}

fn unheard(row: &Row) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |rule, message, remedy| {
        let location = Location::of(row.label());
        findings.push(Finding::new(rule, Severity::Medium, location, message, remedy));
    };
    if row.roles_where(|letters| letters.consulted).is_empty() {
        let message = format!("nobody is consulted before {}", row.label());
        find(
            "raci/consulted",
            message,
            "give a C to a role that would know what speaks against it",
        );
    }
    if row.roles_where(|letters| letters.informed).is_empty() {
        let message = format!("nobody is informed after {}", row.label());
        find("raci/informed", message, "give an I to a role that would notice misuse");
    }
    findings
}

/// Models that can be promoted though no row says who agrees.
fn unapproved(raci: &Raci) -> Vec<Finding> {
    let approvals: Vec<&Row> =
        raci.rows().iter().filter(|row| row.action == Action::Approve).collect();
    let promotions = raci.rows().iter().filter(|row| row.action == Action::Promote);
    promotions
        .filter(|row| !approvals.iter().any(|approval| approval.asset.overlaps(&row.asset)))
        .map(|row| {
            Finding::new(
                "raci/promotion-without-approval",
                Severity::High,
                Location::of(row.label()),
                format!("no row says who agrees to {}", row.label()),
                format!("add an activity with action approve on {}", row.asset),
            )
        })
        .collect()
}
