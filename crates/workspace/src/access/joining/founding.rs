//! A workspace is being founded until two people who can agree have joined it: until then the founder
//! alone changes who may do what, and is told so.

use crate::{Code, Context as _, Error, workspace_asset};
use gate::Letters;
use std::collections::BTreeSet;
use store::{Invitation, Store};
use terms::{Action, DeviceId, PrincipalId};

/// Who founds the workspace; nobody, once it is founded, or where it was made without one.
///
/// # Errors
/// If the records can't be read.
pub(crate) async fn founder(store: &Store) -> Result<Option<PrincipalId>, Error> {
    let all = store.docs::<Invitation>().list().await.internal("reading who was invited")?;
    // Once two could agree, one alone never changes access again, whoever leaves.
    if all.iter().any(|one| one.joined.as_ref().is_some_and(|joined| joined.founded)) {
        return Ok(None);
    }
    let own = all.iter().find(|one| one.by == one.person && one.joined.is_some());
    Ok(own.map(|one| one.person.clone()))
}

/// Who invited `owner`, when they joined over `device` the last time, as a name of a device may be given again;
/// several, if that was within one second, as moments are told apart by no less.
///
/// # Errors
/// If the records can't be read.
pub(crate) async fn inviters(
    store: &Store,
    device: &DeviceId,
    owner: &PrincipalId,
) -> Result<BTreeSet<PrincipalId>, Error> {
    let all = store.docs::<Invitation>().list_of(owner.as_str()).await;
    let all = all.internal("reading who was invited")?;
    let joined = all.iter().filter_map(|one| {
        let joined = one.joined.as_ref().filter(|joined| joined.device == *device)?;
        Some((joined.at, &one.by))
    });
    let last = joined.clone().map(|(at, _)| at).max();
    Ok(joined.filter(|(at, _)| Some(*at) == last).map(|(_, by)| by.clone()).collect())
}

/// Whether `who` can agree to something that somebody else asks for: a change of access, or a model.
///
/// # Errors
/// Never: the workspace's name is plain.
pub(crate) fn can_agree(code: &Code, who: &PrincipalId) -> Result<bool, Error> {
    if code.standing().may_agree(&workspace_asset()?).contains(who) {
        return Ok(true);
    }
    let rows = code.raci.rows().iter().filter(|row| row.action == Action::Approve);
    let mut roles = rows.flat_map(|row| row.roles_where(Letters::grants));
    Ok(roles.any(|role| code.people.holds(who, &role)))
}
