//! Who is let do for a while what no cell of the RACI lets them do, and what of that nobody looked at yet.

use super::Line;
use crate::use_cases::break_glass::of_over;
use crate::{Context as _, Error, Workspace};
use store::BreakGlass;
use terms::{Area, Fact, PrincipalId, Probed, State, Timestamp};

const BREAK_GLASS: Line = Line {
    id: "least-privilege/break-glass",
    area: Area::LeastPrivilege,
    missions: &[7],
    claim: "nobody acts past the RACI, and whatever was opened to somebody was looked at",
    remedy: "hygeia break-glass lists it; --close ID ends what is open, --review ID answers for what is over",
};

/// Counts what is open, and what is over and was looked at by nobody.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    seen(workspace, at).await.unwrap_or_else(|error| BREAK_GLASS.unseen(&error, at))
}

async fn seen(workspace: &Workspace, at: Timestamp) -> Result<Probed, Error> {
    let all = workspace.store.docs::<BreakGlass>().at_rest().list().await;
    let all = all.internal("reading what was opened")?;
    let mut open: Vec<&BreakGlass> = all.iter().map(|one| &**one).collect();
    open.retain(|one| one.opened.is_some() && one.ended(at).is_none());
    open.sort_by_key(|one| one.until());
    let mut over: Vec<&BreakGlass> = all.iter().map(|one| &**one).collect();
    over.retain(|one| one.ended(at).is_some() && one.review.is_none());
    over.sort_by_key(|one| one.ended(at));
    let mut told: Vec<String> = open.iter().take(NAMED).map(|one| open_told(one)).collect();
    told.extend(over.iter().take(NAMED).map(|one| over_told(workspace, one, at)));
    let saw = match (open.len(), over.len()) {
        (0, 0) => "nothing is open, and nothing waits to be looked at".to_owned(),
        (open, over) => {
            format!("{open} open, {over} over that nobody looked at: {}", told.join("; "))
        }
    };
    let facts = vec![Fact::new("open", open.len()), Fact::new("not_reviewed", over.len())];
    let state = State::from_check(open.is_empty() && over.is_empty());
    Ok(BREAK_GLASS.saw(state, saw, facts, at))
}

/// So many of each are told by name.
const NAMED: usize = 5;

fn open_told(one: &BreakGlass) -> String {
    let BreakGlass { id, asked_by, action, asset, why, .. } = one;
    let agreed = one.opened.as_ref().map_or("nobody", |(who, _)| who.as_str());
    let until = one.until().map(|until| until.to_string()).unwrap_or_default();
    format!("{asked_by} may {action} {asset} until {until} ({why}), {agreed} agreed: {id}")
}

fn over_told(workspace: &Workspace, one: &BreakGlass, at: Timestamp) -> String {
    let BreakGlass { id, asked_by, action, asset, .. } = one;
    let ended = one.ended(at).map(|at| at.to_string()).unwrap_or_default();
    let may = workspace.in_force().map(|applied| of_over(&applied.code, one)).unwrap_or_default();
    let names: Vec<&str> = may.iter().map(PrincipalId::as_str).collect();
    let who = if names.is_empty() { "nobody".to_owned() } else { names.join(" or ") };
    format!("{asked_by} could {action} {asset} until {ended}, {who} is to look at it: {id}")
}
