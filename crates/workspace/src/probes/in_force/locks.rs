//! Who is cut off while somebody finds out what happened.

use super::Line;
use crate::Workspace;
use store::Lock;
use terms::{Area, Fact, Probed, State};

const LOCKS: Line = Line {
    id: "zero-trust/locks",
    area: Area::ZeroTrust,
    missions: &[20],
    claim: "nobody has to be kept out",
    remedy: "find out what happened; hygeia lock lists who is locked, hygeia lock --lift ends it",
};

/// Counts the locks that hold. One that does is a sign of something that is not in order.
pub(super) async fn probe(workspace: &Workspace) -> Probed {
    let (store, at) = (&workspace.store, workspace.store.now());
    let all = match store.docs::<Lock>().at_rest().list().await {
        Ok(all) => all,
        Err(error) => return LOCKS.unseen(&error, at),
    };
    let mut holding: Vec<&Lock> =
        all.iter().map(|lock| &**lock).filter(|lock| lock.holds(at)).collect();
    holding.sort_by_key(|lock| lock.until);
    let saw = match holding.as_slice() {
        [] => "nobody is locked".to_owned(),
        [first, ..] => format!(
            "{} locks hold; the first to end is {}, by {} ({}), until {}",
            holding.len(),
            first.target,
            first.by,
            first.why,
            first.until
        ),
    };
    let facts = vec![Fact::new("locks", holding.len())];
    LOCKS.saw(State::from_check(holding.is_empty()), saw, facts, at)
}
