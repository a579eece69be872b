//! How long what was asked for waits for a second person, and how much of it may.

use crate::config::Proposals;
use crate::{Context as _, Error, Kind, Workspace};
use store::Approval;
use terms::{Action, Period, Timestamp};

/// Changes of access that wait at once: each keeps its texts.
const OPEN: usize = 100;

/// An emergency that nobody answered for so long is none any more.
const BREAK_GLASS: Period = Period::hours(8);

/// Until when somebody may answer what was asked for.
pub(super) fn expires(workspace: &Workspace, asked: &Approval) -> Timestamp {
    let applied = workspace.enforcer.applied();
    let rule = applied.map_or_else(Proposals::default, |applied| applied.code.config.proposals);
    let after = match asked.break_glass {
        true => rule.expire_after.min(BREAK_GLASS),
        false => rule.expire_after,
    };
    asked.asked.plus_seconds(after.seconds())
}

/// Whether that moment has passed.
pub(super) fn expired(workspace: &Workspace, asked: &Approval) -> bool {
    workspace.store.now() >= expires(workspace, asked)
}

/// Whether one more change of access may wait; gives those that ran out, whose texts may go.
pub(super) async fn room(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let all = workspace.store.docs::<Approval>().list().await;
    let all = all.internal("reading what was asked for")?;
    let open = all.iter().filter(|one| {
        one.action == Action::ChangeAccess && !one.break_glass && one.answer.is_none()
    });
    let (ran_out, open): (Vec<_>, Vec<_>) = open.partition(|one| expired(workspace, one));
    if open.len() >= OPEN {
        return Err(Error::new(Kind::Exhausted, format!("{OPEN} changes of access wait"))
            .remedy("answer some of them first: hygeia proposals"));
    }
    Ok(ran_out.into_iter().map(|one| one.id.clone()).collect())
}
