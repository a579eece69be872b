//! `hygeia review --done`

use super::{Args, Shape, Verdict};
use crate::cli::in_workspace::place::block_on;
use crate::cli::{output, plan};
use crate::failure::Failure;
use terms::{ActivityId, Asset, PrincipalId};
use workspace::{ReviewRequest, ReviewResponse, ReviewVerdict};

/// Records that access was looked at, and tells what waits for a second person.
pub(super) fn run(args: &Args, activity: &ActivityId, asset: &Asset) -> Result<(), Failure> {
    let Verdict { remove, change, .. } = &args.verdict;
    let verdict = match change {
        Some(role) => ReviewVerdict::Change(role.clone()),
        None if *remove => ReviewVerdict::Remove,
        None => ReviewVerdict::Keep,
    };
    let request = ReviewRequest {
        activity: activity.clone(),
        asset: asset.clone(),
        holder: args.holder.clone(),
        verdict,
        why: args.why.clone().unwrap_or_default(),
    };
    let done: ReviewResponse = block_on(async {
        let client = args.actor.client().await?;
        let done = client.post("/v1/reviews", &request).await;
        client.close().await;
        done
    })?;
    if args.format == Shape::Json {
        return output::json(&done);
    }
    output::print(&told(&request, &done).join("\n"))
}

fn told(request: &ReviewRequest, done: &ReviewResponse) -> Vec<String> {
    let (activity, asset, count) = (&request.activity, &request.asset, done.cells);
    let whose = request.holder.as_ref().map(|who| format!(" of {who}")).unwrap_or_default();
    let mut lines = vec![format!("{count} cells of {activity}[{asset}] are reviewed{whose}")];
    if !done.own_left_to.is_empty() {
        let others = names(&done.own_left_to);
        lines.push(format!("but for your own: nobody reviews theirs, {others} may"));
    }
    let Some(proposal) = &done.proposal else { return lines };
    let holder = request.holder.as_ref().map_or("", PrincipalId::as_str);
    lines.extend(done.loses.iter().map(|grant| {
        let clear = if grant.clear { " in clear" } else { "" };
        format!("- {holder} would lose {} {}{clear}", grant.action, plan::named(&grant.asset))
    }));
    lines.push(format!("it stays until somebody else agrees: {}", names(&done.may_agree)));
    lines.push(format!("hygeia approve {proposal}"));
    lines
}

fn names(people: &[PrincipalId]) -> String {
    people.iter().map(PrincipalId::as_str).collect::<Vec<_>>().join(" or ")
}
