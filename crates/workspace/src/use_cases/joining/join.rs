//! Somebody joins, and a device that waited is let in.

use crate::access::{
    self, AuthError, Caller, Certified, DRILL_PREFIX, JoinCode, Origin, can_agree, draw_token,
    founder, inviters, may_enrol, people,
};
use crate::use_cases::in_order::in_order;
use crate::{Context as _, Error, Workspace, workspace_asset};
use ledger::By;
use serde::{Deserialize, Serialize};
use store::{Boxed, EnrolledDevice, Invitation, NewMember, StoreError};
use terms::{Device, DeviceId, PrincipalId, Timestamp};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// A code, and the key that its bearer made.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    #[schema(value_type = String)]
    pub code: Zeroizing<String>,
    /// A request for a certificate (PKCS #10, PEM), signed by the device's own key: ECDSA on P-256.
    pub request: String,
    /// What the device is to be called; `laptop/PERSON`, if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub device: Option<DeviceId>,
}

impl std::fmt::Debug for JoinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JoinRequest({:?})", self.device)
    }
}

/// What whoever joined signs in with, beside their key.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct JoinResponse {
    /// The workspace's id.
    pub workspace: String,
    pub name: String,
    #[schema(value_type = String)]
    pub principal: PrincipalId,
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// What to trust (PEM).
    pub authority: String,
    /// Of the device (PEM).
    pub certificate: String,
    #[schema(value_type = String)]
    pub token: Zeroizing<String>,
    #[schema(value_type = String)]
    pub token_expires: Timestamp,
    #[schema(value_type = String)]
    pub certificate_expires: Timestamp,
    /// The device is let in once one of these confirms it; empty if it is let in now.
    #[schema(value_type = Vec<String>)]
    pub waits_for: Vec<PrincipalId>,
}

impl std::fmt::Debug for JoinResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JoinResponse({} of {})", self.device, self.principal)
    }
}

/// Which device to let in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    #[schema(value_type = String)]
    pub device: DeviceId,
}

/// Whose device was let in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConfirmResponse {
    #[schema(value_type = String)]
    pub device: DeviceId,
    #[schema(value_type = String)]
    pub owner: PrincipalId,
}

/// Enrols the key of whoever shows a code that holds. Whatever is wrong with a code, the same is said, and
/// tries are counted as failed sign-ins are; a wrong one uses up none.
pub(super) async fn join(
    workspace: &Workspace,
    origin: Origin,
    request: JoinRequest,
) -> Result<JoinResponse, Error> {
    let store = &workspace.store;
    store.on_time()?;
    let applied = workspace.in_force()?;
    let Some(invitation) = invitation(workspace, &request.code).await? else {
        let why = AuthError::NoToken;
        let refused = workspace.sign_in_failed(origin, None, &why).await;
        return Err(match refused.retry_after {
            Some(_) => refused,
            None => Error::refused("that code opens nothing: it is wrong, used up or too old")
                .remedy("ask for another: hygeia invite"),
        });
    };
    let person = invitation.person.clone();
    people::known(&applied.code.people, &person)?;
    let device = device(&person, request.device)?;
    let founder = founder(store).await?;
    let main = workspace_asset()?;
    let founded = founder.as_ref().is_some_and(|founder| {
        *founder != person && applied.code.standing().may_agree(&main).contains(&person)
    });
    let waits = waits(workspace, &person, founder.as_ref()).await?;
    let certified = certified(workspace, &device, &request.request)?;
    let (new, token) =
        member(workspace, invitation.clone(), &device, &certified, (!waits, founded, origin))?;
    let token_expires = new.token.expires;
    let from = origin.endpoint();
    match store.device_joined(By::at(&person, &from), new).await {
        Err(StoreError::Duplicate { .. }) => {
            return Err(Error::conflict(format!("there is a device {device} already"))
                .at("device")
                .remedy("name this one otherwise: hygeia join URL CODE --device laptop/NAME-2"));
        }
        done => done?,
    };
    let mut may = applied.code.standing().may_propose(&main);
    may.extend(applied.code.standing().may_agree(&main));
    may.retain(|who| waits && *who != person && *who != invitation.by);
    Ok(JoinResponse {
        workspace: store.id().to_owned(),
        name: applied.code.config.workspace.name.clone(),
        principal: person,
        device,
        authority: workspace.trusted(),
        certificate: certified.pem,
        token,
        token_expires,
        certificate_expires: certified.expires,
        waits_for: may.into_iter().collect(),
    })
}

/// Whether a new device of `person` waits for somebody else than who invites: they can agree to what others
/// ask for, or joined before, so that whoever invites could play their part over another, also once theirs
/// was revoked. Where a workspace is being founded, there is nobody else.
pub(super) async fn waits(
    workspace: &Workspace,
    person: &PrincipalId,
    founder: Option<&PrincipalId>,
) -> Result<bool, Error> {
    if founder.is_some() {
        return Ok(false);
    }
    let before = workspace.store.docs::<Invitation>().list_of(person.as_str()).await;
    let before = before.internal("reading who was invited")?;
    let devices = workspace.store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    let had_one = before.iter().any(|one| one.joined.is_some())
        || devices.iter().any(|one| one.owner == *person && !one.device.drill);
    Ok(had_one || can_agree(&workspace.in_force()?.code, person)?)
}

/// The invitation that `code` is of, if it holds.
async fn invitation(workspace: &Workspace, code: &str) -> Result<Option<Invitation>, Error> {
    let store = &workspace.store;
    let Some(code) = JoinCode::parse(code).filter(|code| code.trusts(&workspace.trusted())) else {
        return Ok(None);
    };
    // Found by its digest: what time tells of the look-up is of no use without a preimage.
    let found = store.docs::<Invitation>().get(&code.digest().hex()).await;
    let found = found.internal("reading an invitation")?;
    Ok(found.map(store::Verified::into_inner).filter(|found| found.holds(store.now())))
}

fn device(person: &PrincipalId, named: Option<DeviceId>) -> Result<DeviceId, Error> {
    let device = match named {
        Some(device) => device,
        None => DeviceId::new(&format!("laptop/{person}")).invalid()?,
    };
    if device.as_str().starts_with(DRILL_PREFIX) {
        return Err(Error::invalid(format!("{DRILL_PREFIX}… is for drills alone"))
            .at("device")
            .remedy("name the device otherwise: laptop/NAME"));
    }
    Ok(device)
}

/// A certificate for the key in `request`.
pub(super) fn certified(
    workspace: &Workspace,
    device: &DeviceId,
    request: &str,
) -> Result<Certified, Error> {
    let issued = workspace.authority.device_of(device, request, workspace.store.now());
    issued.map_err(|error| {
        Error::invalid(format!("no certificate can be made for that request: {error}"))
            .at("request")
            .remedy("send a PKCS #10 request in PEM, signed by its own P-256 key")
    })
}

/// The records of somebody who joins, and the first token of their device.
fn member(
    workspace: &Workspace,
    invitation: Invitation,
    device: &DeviceId,
    certified: &Certified,
    (managed, founded, origin): (bool, bool, Origin),
) -> Result<(NewMember, Zeroizing<String>), Error> {
    let (store, owner) = (&workspace.store, invitation.person.clone());
    let thumbprint = certified.thumbprint;
    let (text, mut token) = draw_token(owner.clone(), device, thumbprint, store.now())?;
    token.zone = workspace.enforcer.zone_of(origin);
    let device = EnrolledDevice {
        device: Device { id: device.clone(), managed, posture: None, drill: false },
        thumbprint,
        owner,
        enrolled: store.now(),
    };
    Ok((NewMember { invitation, device, token, founded }, text))
}

/// Makes `founder` the first member of a workspace to which nothing was applied yet, over the key in
/// `request`: whoever makes a workspace holds all of it anyway.
///
/// # Errors
/// If the request is none, somebody joined before, or it can't be kept.
pub fn found<'a>(
    workspace: &'a Workspace,
    founder: &'a PrincipalId,
    request: &'a str,
) -> Boxed<'a, Result<JoinResponse, Error>> {
    Box::pin(async move {
        let (store, at) = (&workspace.store, workspace.store.now());
        let from = Origin::Terminal.endpoint();
        let by = By::at(founder, &from);
        // Whoever was killed before the key was kept makes another.
        if let Some(other) = crate::access::founder(store).await? {
            if other != *founder {
                return Err(Error::conflict(format!("{other} founds this workspace")));
            }
            access::remove(store, by, |device| device.owner == other).await?;
        }
        let code = JoinCode::draw(&workspace.trusted())?;
        let invitation = Invitation {
            secret: code.digest(),
            person: founder.clone(),
            by: founder.clone(),
            made: at,
            // As long as any other, though nobody learns its code: a second may be over at once.
            expires: at.plus_seconds(JoinCode::GOOD_FOR),
            joined: None,
        };
        store.person_invited(by, &invitation).await?;
        let device = device(founder, None)?;
        let certified = certified(workspace, &device, request)?;
        let (new, token) =
            member(workspace, invitation, &device, &certified, (true, false, Origin::Terminal))?;
        let token_expires = new.token.expires;
        store.device_joined(by, new).await?;
        Ok(JoinResponse {
            workspace: store.id().to_owned(),
            name: String::new(),
            principal: founder.clone(),
            device,
            authority: workspace.trusted(),
            certificate: certified.pem,
            token,
            token_expires,
            certificate_expires: certified.expires,
            waits_for: Vec::new(),
        })
    })
}

/// Lets in a device that waits, on the word of its owner over another device of theirs, or of somebody else
/// who may change access, and did not invite them.
pub(super) async fn confirm(
    workspace: &Workspace,
    caller: &Caller,
    request: ConfirmRequest,
) -> Result<ConfirmResponse, Error> {
    let (store, from) = (&workspace.store, caller.endpoint());
    let (applied, by) = (workspace.in_force()?, By::at(&caller.principal, &from));
    let ConfirmRequest { device } = request;
    let known = store.docs::<EnrolledDevice>().get(device.as_str()).await;
    let known = known.internal("reading the enrolled devices")?;
    let own = known.as_ref().is_some_and(|known| known.owner == caller.principal);
    if !own {
        may_enrol(store, &applied, by, &device).await?;
        in_order(workspace, caller).await?;
    }
    let Some(known) = known.filter(|known| !known.device.managed) else {
        return Err(Error::invalid(format!("no device {device} waits to be let in"))
            .remedy("hygeia device list shows those that wait"));
    };
    let over_itself = own && caller.device.as_ref().is_none_or(|over| *over == device);
    let inviters = inviters(store, &device, &known.owner).await?;
    if over_itself || inviters.contains(&caller.principal) {
        let owner = &known.owner;
        return Err(Error::refused("that takes somebody else than who invited its owner").remedy(
            format!(
                "{owner} over another device, or one of those whom `hygeia who workspace/main` names \
                 for change-access"
            ),
        ));
    }
    let owner = store.device_confirmed(by, &device).await?;
    Ok(ConfirmResponse { device, owner })
}
