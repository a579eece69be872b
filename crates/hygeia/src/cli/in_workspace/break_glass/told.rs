//! What people read of it.

use crate::cli::output;
use terms::PrincipalId;
use workspace::{BreakGlassShown, BreakGlassState};

/// What was asked for.
pub(super) fn asked(one: &BreakGlassShown) -> String {
    let BreakGlassShown { id, asked_by, action, asset, period, may_answer, .. } = one;
    let who = names(may_answer);
    format!("{id}: {asked_by} asks to {action} {asset} for {period}; {who} may agree")
}

/// What ended before its time.
pub(super) fn closed(one: &BreakGlassShown) -> String {
    let BreakGlassShown { id, asked_by, action, asset, may_answer, .. } = one;
    let who = names(may_answer);
    format!(
        "{asked_by} may {action} {asset} no more; {who} looks at it: hygeia break-glass --review {id}"
    )
}

/// What somebody answered for.
pub(super) fn reviewed(one: &BreakGlassShown) -> String {
    let word = one.review.as_ref().map_or("looked at", |review| match review.against {
        true => "reviewed: it was not in order",
        false => "reviewed: it was in order",
    });
    format!("{} is {word}; it was used {} times", one.id, one.uses)
}

/// All that waits, is open or is over.
pub(super) fn listed(all: &[BreakGlassShown]) -> String {
    if all.is_empty() {
        return "nothing is open, nothing waits, and nothing is to be looked at".to_owned();
    }
    let head = ["id", "who", "may", "on", "why", "uses", ""].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(all.iter().map(|one| {
        vec![
            one.id.clone(),
            one.asked_by.to_string(),
            one.action.to_string(),
            one.asset.to_string(),
            one.why.clone(),
            one.uses.to_string(),
            standing(one),
        ]
    }));
    output::table(&rows)
}

fn standing(one: &BreakGlassShown) -> String {
    let (id, who) = (&one.id, names(&one.may_answer));
    let until = one.opened.as_ref().map(|opened| opened.closed.unwrap_or(opened.until));
    let until = until.map(|until| until.to_string()).unwrap_or_default();
    let agreed = one.opened.as_ref().map_or("nobody", |opened| opened.by.as_str());
    match one.state {
        BreakGlassState::Waits => format!("not open: {who} may agree: hygeia approve {id}"),
        BreakGlassState::Open => format!("open until {until}, {agreed} agreed"),
        BreakGlassState::Over => {
            format!("over since {until}: {who} looks at it: hygeia break-glass --review {id}")
        }
        BreakGlassState::Reviewed => "reviewed".to_owned(),
        BreakGlassState::Refused => "not agreed to".to_owned(),
    }
}

fn names(people: &[PrincipalId]) -> String {
    match people {
        [] => "nobody".to_owned(),
        some => some.iter().map(PrincipalId::as_str).collect::<Vec<_>>().join(" or "),
    }
}
