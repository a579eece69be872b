//! Whether the server listens where was applied: a change of the address takes hold when it starts.

use super::Line;
use crate::Workspace;
use terms::{Area, Fact, Probed, State};

const LISTENS: Line = Line {
    id: "surface/server-listens",
    area: Area::Surface,
    missions: &[3, 20],
    claim: "the server is reached from nowhere but where the address that was applied is",
    remedy: "stop hygeia up, and start it again",
};

/// Compares where the server of this process listens with what is in force.
pub(super) fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    let Some(listens) = workspace.listens() else {
        return LISTENS.saw(State::NotApplicable, "no server runs".to_owned(), Vec::new(), at);
    };
    let applied = match workspace.in_force() {
        Ok(applied) => applied,
        Err(nothing) => return LISTENS.unseen(&nothing, at),
    };
    let server = &applied.code.config.server;
    let saw = format!("it listens at {listens}; {} was applied", server.address);
    let facts = vec![Fact::new("listens", listens.to_string())];
    LISTENS.saw(State::from_check(server.covers(listens)), saw, facts, at)
}
