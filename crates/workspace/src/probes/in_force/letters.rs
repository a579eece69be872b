//! The C and I of the RACI: whether somebody is there to be heard and told, and who said nothing.

use super::Line;
use crate::{Context as _, Error, Workspace};
use gate::Letters;
use std::collections::BTreeSet;
use store::Consultation;
use terms::{Area, Fact, Probed, State, Timestamp};

const CONSULTED: Line = Line {
    id: "least-privilege/consulted",
    area: Area::LeastPrivilege,
    missions: &[6],
    claim: "who is consulted is somebody, is asked before, and answers in time",
    remedy: "give the role to somebody in people.toml; hygeia feed says what waits for an answer",
};

const INFORMED: Line = Line {
    id: "least-privilege/informed",
    area: Area::LeastPrivilege,
    missions: &[6],
    claim: "who is informed is somebody, and each decision names them in the ledger",
    remedy: "give the role to somebody in people.toml, and apply it; hygeia feed tells them",
};

/// Looks at every row that has such a letter, and at every consultation of the last weeks.
pub(super) async fn probes(workspace: &Workspace) -> Vec<Probed> {
    let at = workspace.store.now();
    let heard = consulted(workspace, at).await;
    let told = informed(workspace, at);
    vec![
        heard.unwrap_or_else(|error| CONSULTED.unseen(&error, at)),
        told.unwrap_or_else(|error| INFORMED.unseen(&error, at)),
    ]
}

async fn consulted(workspace: &Workspace, at: Timestamp) -> Result<Probed, Error> {
    let (cells, nobody) = held(workspace, |letters| letters.consulted)?;
    let all = workspace.store.docs::<Consultation>().list().await;
    let all = all.internal("reading consultations")?;
    let silent: Vec<String> = all
        .iter()
        .filter(|one| at >= one.until)
        .flat_map(|one| one.silent().map(|who| format!("{who} on {}", one.id)))
        .collect();
    let open = all.iter().filter(|one| one.used.is_none() && at < one.heard_at()).count();
    let asked = format!("{} deeds of the last weeks were asked about, {open} wait", all.len());
    let saw = match (nobody.as_slice(), silent.as_slice()) {
        ([], []) => format!("{cells} cells, each with somebody; {asked}"),
        ([first, ..], _) => format!("{} cells with nobody, the first: {first}", nobody.len()),
        (_, [first, ..]) => format!("{asked}; {} were silent, the first: {first}", silent.len()),
    };
    let facts = vec![
        Fact::new("cells", cells),
        Fact::new("nobody", nobody.len()),
        Fact::new("asked", all.len()),
        Fact::new("waiting", open),
        Fact::new("silent", silent.len()),
    ];
    let holds = nobody.is_empty() && silent.is_empty();
    Ok(CONSULTED.saw(state(cells, holds), saw, facts, at))
}

fn informed(workspace: &Workspace, at: Timestamp) -> Result<Probed, Error> {
    let (cells, nobody) = held(workspace, |letters| letters.informed)?;
    let saw = match nobody.as_slice() {
        [] => format!("{cells} cells, each with somebody"),
        [first, ..] => format!("{} cells with nobody, the first: {first}", nobody.len()),
    };
    let facts = vec![Fact::new("cells", cells), Fact::new("nobody", nobody.len())];
    Ok(INFORMED.saw(state(cells, nobody.is_empty()), saw, facts, at))
}

/// Where there is no such cell, there is nothing to look at.
fn state(cells: usize, holds: bool) -> State {
    if cells == 0 { State::NotApplicable } else { State::from_check(holds) }
}

/// How many cells have that letter, and which of them are held by nobody who can read.
fn held(workspace: &Workspace, wanted: fn(Letters) -> bool) -> Result<(usize, Vec<String>), Error> {
    let applied = workspace.in_force()?;
    let (raci, people) = (&applied.code.raci, &applied.code.people);
    let held: BTreeSet<_> = people
        .people()
        .iter()
        .filter(|(who, _)| !who.is_service())
        .flat_map(|(_, roles)| roles)
        .collect();
    let cells: Vec<_> = raci.cells().filter(|cell| wanted(cell.letters)).collect();
    let nobody = cells.iter().filter(|cell| !held.contains(&cell.role));
    let named = |cell: &gate::Cell| format!("{} of {} on {}", cell.role, cell.activity, cell.asset);
    Ok((cells.len(), nobody.map(named).collect()))
}
