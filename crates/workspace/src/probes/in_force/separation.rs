//! Whether two people are two: each over a device of their own, so that nobody agrees to their own work
//! in another name.

use super::Line;
use crate::access::founder;
use crate::{Applied, Context as _, Error, Workspace, workspace_asset};
use std::collections::BTreeSet;
use store::EnrolledDevice;
use terms::{Area, Fact, PrincipalId, Probed, State};

const SEPARATION: Line = Line {
    id: "zero-trust/separation",
    area: Area::ZeroTrust,
    missions: &[7, 20],
    claim: "who proposes and who agrees are two people, each over a device of their own",
    remedy: "hygeia invite whoever holds the A of change-access; a workspace made by `hygeia init --try` \
             stays one to try things in",
};

/// Counts those who joined and can agree.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let at = workspace.store.now();
    let applied = match workspace.in_force() {
        Ok(applied) => applied,
        Err(nothing) => return SEPARATION.unseen(&nothing, at),
    };
    match seen(workspace, &applied).await {
        Ok((state, saw, facts)) => SEPARATION.saw(state, saw, facts, at),
        Err(error) => SEPARATION.unseen(&error, at),
    }
}

async fn seen(
    workspace: &Workspace,
    applied: &Applied,
) -> Result<(State, String, Vec<Fact>), Error> {
    let devices = workspace.store.docs::<EnrolledDevice>().at_rest().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    let in_use = devices.iter().filter(|one| one.device.managed && !one.device.drill);
    let joined: BTreeSet<&PrincipalId> = in_use.map(|one| &one.owner).collect();
    let (standing, main) = (applied.code.standing(), workspace_asset()?);
    let (agree, propose) = (standing.may_agree(&main), standing.may_propose(&main));
    let agree = agree.iter().filter(|who| joined.contains(who)).count();
    let either = propose.iter().filter(|who| joined.contains(who)).count();
    let facts = vec![
        Fact::new("joined", joined.len()),
        Fact::new("can_agree", agree),
        Fact::new("can_propose", either),
    ];
    let waiting = devices.iter().filter(|one| !one.device.managed).count();
    let counted = format!(
        "{} people joined; {either} of them can propose changes of access, {agree} agree; {waiting} devices wait",
        joined.len()
    );
    if workspace.is_trial() {
        let saw = format!("names are believed at the terminal: one person plays all; {counted}");
        return Ok((State::Failed, saw, facts));
    }
    if let Some(founder) = founder(&workspace.store).await? {
        let saw = format!("{founder} founds it, and changes access alone; {counted}");
        return Ok((State::Failed, saw, facts));
    }
    Ok((State::from_check(agree > 0 && either > 1), counted, facts))
}
