//! What a lock is on, by its name.

use super::{LockKind, LockRequest};
use crate::{Code, Context as _, Error, Workspace};
use store::EnrolledDevice;
use terms::{DeviceId, LockTarget, PrincipalId, RoleId};

/// What is called as the request says.
pub(super) async fn named(
    workspace: &Workspace,
    code: &Code,
    request: &LockRequest,
) -> Result<LockTarget, Error> {
    let wanted = |kind| request.kind.is_none_or(|wanted| wanted == kind);
    let mut found = Vec::new();
    if let Ok(person) = PrincipalId::new(&request.what)
        && wanted(LockKind::Person)
        && code.people.people().contains_key(&person)
    {
        found.push(LockTarget::Person(person));
    }
    if let Ok(device) = DeviceId::new(&request.what)
        && wanted(LockKind::Device)
        && owner(workspace, &device).await?.is_some()
    {
        found.push(LockTarget::Device(device));
    }
    if let Ok(role) = RoleId::new(&request.what)
        && wanted(LockKind::Role)
        && code.raci.roles().contains(&role)
    {
        found.push(LockTarget::Role(role));
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(nothing_of_that_name(code, &request.what)),
        _ => Err(Error::invalid(format!("{:?} is more than one of these", request.what))
            .at("what")
            .remedy("say which: --kind person, --kind device or --kind role")),
    }
}

fn nothing_of_that_name(code: &Code, what: &str) -> Error {
    let roles = code.raci.roles().iter().map(RoleId::as_str);
    let names = code.people.people().keys().map(PrincipalId::as_str).chain(roles);
    let near = names
        .map(|name| (strsim::damerau_levenshtein(name, what), name))
        .filter(|(distance, _)| *distance <= 4)
        .min();
    let error = Error::invalid(format!("no person, device or role is called {what:?}")).at("what");
    match near {
        Some((_, name)) => error.remedy(format!("did you mean {name}?")),
        None => error.remedy("hygeia device list and people.toml name those that there are"),
    }
}

/// Whose device it is, if it is enrolled.
pub(super) async fn owner(
    workspace: &Workspace,
    device: &DeviceId,
) -> Result<Option<PrincipalId>, Error> {
    let known = workspace.store.docs::<EnrolledDevice>().get(device.as_str()).await;
    Ok(known.internal("reading a device")?.map(|known| known.owner.clone()))
}
