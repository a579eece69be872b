//! Whether the RACI in force is sound, and nothing of it hangs on one person.

use super::Line;
use crate::Workspace;
use terms::{Area, Fact, Probed, Severity, State};

const SOUND: Line = Line {
    id: "least-privilege/raci-sound",
    area: Area::LeastPrivilege,
    missions: &[3, 6],
    claim: "the RACI in force is airtight, and no duty of recovery hangs on one person",
    remedy: "hygeia check shows each finding with what to do",
};

/// The findings of medium severity and above on what is in force.
pub(super) fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    let applied = match workspace.in_force() {
        Ok(applied) => applied,
        Err(nothing) => return SOUND.unseen(&nothing, at),
    };
    let mut findings = applied.code.findings();
    findings.retain(|finding| finding.severity >= Severity::Medium);
    let rows = applied.code.raci.rows().len();
    let saw = match findings.first() {
        None => format!("{rows} activities, no finding"),
        Some(first) => format!("{} findings, the first: {}", findings.len(), first.message),
    };
    let facts = vec![Fact::new("activities", rows), Fact::new("findings", findings.len())];
    SOUND.saw(State::from_check(findings.is_empty()), saw, facts, at)
}
