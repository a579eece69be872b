//! Whether access was looked at in time, and what is left of it where it was not.

use super::Line;
use crate::{Workspace, use_cases};
use gate::{HolderReview, Review};
use terms::{Area, Fact, Narrowing, Probed, State};

const REVIEWS: Line = Line {
    id: "least-privilege/reviews",
    area: Area::LeastPrivilege,
    missions: &[6],
    claim: "every grant was reviewed on its date",
    remedy: "hygeia review lists what is due; hygeia review --done ACTIVITY --asset ASSET ends one",
};

/// Counts what everybody has by each cell, and names what waits longest.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    let due = match use_cases::review::due(workspace).await {
        Ok(due) => due,
        Err(error) => return REVIEWS.unseen(&error, at),
    };
    let held: Vec<(&Review, &HolderReview)> = due
        .iter()
        .flat_map(|review| review.holders.iter().map(move |held| (review, held)))
        .collect();
    let late: Vec<_> = held.iter().filter(|(_, held)| held.overdue).collect();
    let narrowed =
        |to: Narrowing| late.iter().filter(|(_, held)| held.narrowing == Some(to)).count();
    let (read_only, locked) = (narrowed(Narrowing::ReadOnly), narrowed(Narrowing::Locked));
    let asked = due.iter().filter(|review| review.asked_for && !review.overdue).count();
    let (state, saw) = match (held.len(), late.as_slice()) {
        (0, _) => (State::Unknown, "no grant is in force".to_owned()),
        (all, []) if asked > 0 => (
            State::Proven,
            format!("{all} grants, none overdue, reviews of {asked} cells are asked for"),
        ),
        (all, []) => (State::Proven, format!("{all} grants, none overdue")),
        (all, [(review, first), ..]) => {
            let (count, cell) = (late.len(), &review.cell);
            let narrowed = match (read_only, locked) {
                (0, 0) => String::new(),
                _ => format!(", {read_only} of them read-only and {locked} locked by it"),
            };
            let named = format!(
                "{} as {} of {} on {}, due {}",
                first.holder, cell.role, cell.activity, cell.asset, first.due
            );
            let saw = format!("{count} of {all} grants are overdue{narrowed}, the first: {named}");
            (State::Failed, saw)
        }
    };
    let facts = vec![
        Fact::new("grants", held.len()),
        Fact::new("overdue", late.len()),
        Fact::new("read_only", read_only),
        Fact::new("locked", locked),
        Fact::new("asked_for", asked),
    ];
    REVIEWS.saw(state, saw, facts, at)
}
