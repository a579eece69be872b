//! Which locks hold, and who may lift them.

use super::LockShown;
use super::named::owner;
use crate::access::{newest, people};
use crate::{Code, Context as _, Error, Workspace, workspace_asset};
use store::{Lock, Verified};
use terms::{Action, LockTarget, PrincipalId, Timestamp};

/// People who are named of a role.
const NAMED: usize = 50;

/// The locks that hold now.
pub(super) async fn holding(workspace: &Workspace) -> Result<Vec<Verified<Lock>>, Error> {
    let now = workspace.store.now();
    let all = workspace.store.docs::<Lock>().list().await.internal("reading the locks")?;
    Ok(all.into_iter().filter(|lock| lock.holds(now)).collect())
}

/// Whether `who` may change access, and whether they agree to it.
pub(super) fn changes_access(code: &Code, who: &PrincipalId) -> Result<Option<bool>, Error> {
    Ok(people::may_they(code, Action::ChangeAccess, &workspace_asset()?, who))
}

/// Everybody who agrees to changes of access.
pub(super) fn agreeing_people(code: &Code) -> Result<Vec<PrincipalId>, Error> {
    Ok(code.standing().may_agree(&workspace_asset()?).into_iter().collect())
}

/// Who may lift it: who agrees to changes of access, is not locked out, and did not set it.
pub(super) fn may_lift(
    code: &Code,
    holding: &[Verified<Lock>],
    lock: &Lock,
    now: Timestamp,
) -> Result<Vec<PrincipalId>, Error> {
    let mut may = agreeing_people(code)?;
    may.retain(|who| {
        let locked = newest(holding.iter().map(|lock| &**lock).collect(), code, who, None, now);
        *who != lock.by && locked.is_none()
    });
    Ok(may)
}

/// What is shown of a lock.
pub(super) async fn show(
    workspace: &Workspace,
    code: &Code,
    holding: &[Verified<Lock>],
    lock: &Lock,
) -> Result<LockShown, Error> {
    let people = match &lock.target {
        LockTarget::Person(person) => vec![person.clone()],
        LockTarget::Device(device) => owner(workspace, device).await?.into_iter().collect(),
        LockTarget::Role(role) => code.people.holders(role).take(NAMED).cloned().collect(),
    };
    let mut may_lift = may_lift(code, holding, lock, workspace.store.now())?;
    // One that was set just now is not among those that held before.
    may_lift.retain(|who| !people.contains(who) || matches!(lock.target, LockTarget::Device(_)));
    Ok(LockShown {
        id: lock.id.clone(),
        target: lock.target.clone(),
        people,
        by: lock.by.clone(),
        at: lock.at,
        until: lock.until,
        why: lock.why.clone(),
        may_lift,
    })
}
