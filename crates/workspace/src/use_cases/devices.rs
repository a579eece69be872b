//! Devices: enrolled, listed, reported and revoked.

use crate::access::{self, Ask, Caller, DRILL_PREFIX, SignIn, may_enrol, people};
use crate::{Context as _, Error, Workspace, workspace_asset};
use ledger::By;
use serde::{Deserialize, Serialize};
use store::EnrolledDevice;
use terms::{Action, DeviceId, Posture, PrincipalId};
use utoipa::ToSchema;

/// A device for somebody.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    #[schema(value_type = String)]
    pub device: DeviceId,
    #[schema(value_type = String)]
    pub owner: PrincipalId,
}

/// What a device says about itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    #[schema(value_type = String)]
    pub device: DeviceId,
    pub disk_encrypted: bool,
    pub firewall_on: bool,
    /// Days since its last security update.
    pub patch_age_days: u32,
    /// All of it was measured on the device, and nobody declared any of it.
    #[serde(default)]
    pub measured: bool,
}

/// What the gate makes of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportResponse {
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// What keeps it out; empty if it passes.
    pub lacking: Vec<String>,
}

/// What is let in no more: one of them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RevokeRequest {
    /// A device, with every token for it.
    #[schema(value_type = String)]
    Device(DeviceId),
    /// A person: all their devices and tokens. What their roles grant is the RACI's to take.
    #[schema(value_type = String)]
    Person(PrincipalId),
    /// The tokens of a person; their devices stay.
    #[schema(value_type = String)]
    Tokens(PrincipalId),
}

/// How much was taken back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct RevokeResponse {
    pub devices: usize,
    pub tokens: usize,
}

/// Enrols a device, on the word of `caller`: somebody whom the RACI lets change access.
///
/// # Errors
/// If `caller` may not, or nobody is called as the owner is.
pub async fn enrol(
    workspace: &Workspace,
    caller: &Caller,
    request: EnrolRequest,
) -> Result<SignIn, Error> {
    let applied = workspace.in_force()?;
    let (store, from) = (&workspace.store, caller.endpoint());
    let by = By::at(&caller.principal, &from);
    if !workspace.is_trial() {
        return Err(Error::refused(
            "here everybody makes the key of their device themselves, so that nobody else ever holds it",
        )
        .remedy(format!("hygeia invite {}, and they join by the code", request.owner)));
    }
    may_enrol(store, &applied, by, &request.device).await?;
    // What comes from a drill's device is entered in nobody's name.
    if request.device.as_str().starts_with(DRILL_PREFIX) {
        return Err(Error::invalid(format!("{DRILL_PREFIX}… is for drills alone"))
            .at("device")
            .remedy("name the device otherwise: laptop/NAME"));
    }
    people::known(&applied.code.people, &request.owner)?;
    SignIn::enrol(store, &workspace.authority, by, request.device, request.owner).await
}

/// Every enrolled device: at the terminal, and to who operates or audits.
///
/// # Errors
/// If `caller` may not.
pub async fn devices(workspace: &Workspace, caller: &Caller) -> Result<Vec<EnrolledDevice>, Error> {
    operates(workspace, caller).await?;
    let all = workspace.store.docs::<EnrolledDevice>().list().await;
    let all = all.internal("reading the enrolled devices")?;
    Ok(all.into_iter().map(store::Verified::into_inner).collect())
}

/// Keeps what a device says about itself: said at the terminal, or over the device itself.
///
/// # Errors
/// If there is no such device, or `caller` speaks for another's.
pub async fn report(
    workspace: &Workspace,
    caller: &Caller,
    request: ReportRequest,
) -> Result<ReportResponse, Error> {
    // In a trial one person plays everybody's part.
    let speaks = caller.at_terminal() && workspace.is_trial();
    if !speaks && caller.device.as_ref() != Some(&request.device) {
        return Err(Error::refused("a device speaks for itself alone")
            .remedy("over the device itself: hygeia device report"));
    }
    let applied = workspace.in_force()?;
    let posture = Posture {
        disk_encrypted: request.disk_encrypted,
        firewall_on: request.firewall_on,
        patch_age_days: request.patch_age_days,
        reported_at: workspace.store.now(),
    };
    let lacking = lacking(&applied.code.config.access.device, &posture);
    access::report(&workspace.store, &request.device, posture, request.measured, caller.origin)
        .await?;
    Ok(ReportResponse { device: request.device, lacking })
}

/// Lets a device, a person or their tokens in no more, from now on. It takes one person: the
/// owner, or somebody who may change access.
///
/// # Errors
/// If `caller` may not, or there is nothing of that name.
pub async fn revoke(
    workspace: &Workspace,
    caller: &Caller,
    request: RevokeRequest,
) -> Result<RevokeResponse, Error> {
    let (store, from) = (&workspace.store, caller.endpoint());
    let by = By::at(&caller.principal, &from);
    let devices = store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    let of = |owner: &PrincipalId| devices.iter().filter(|device| device.owner == *owner).count();
    let applied = workspace.in_force()?;
    let allowed = async |owner: &PrincipalId, device: &DeviceId| match owner == by.who {
        true => Ok(()),
        false => may_enrol(store, &applied, by, device).await,
    };
    let any = DeviceId::new("any").internal("naming a device")?;
    match request {
        RevokeRequest::Device(id) => {
            let known = devices.iter().find(|device| device.device.id == id);
            let known = known.ok_or_else(|| {
                Error::invalid(format!("there is no enrolled device {id}"))
                    .remedy("hygeia device list shows those that there are")
            })?;
            allowed(&known.owner, &id).await?;
            let devices = access::remove(store, by, |device| device.device.id == id).await?;
            Ok(RevokeResponse { devices, tokens: 0 })
        }
        RevokeRequest::Person(person) => {
            allowed(&person, &any).await?;
            let tokens = access::revoke_tokens(store, by, &person).await;
            let tokens = tokens.internal("revoking tokens")?;
            if of(&person) == 0 && tokens == 0 {
                people::known(&applied.code.people, &person)?;
            }
            let devices = access::remove(store, by, |device| device.owner == person).await?;
            Ok(RevokeResponse { devices, tokens })
        }
        RevokeRequest::Tokens(person) => {
            allowed(&person, &any).await?;
            let tokens = access::revoke_tokens(store, by, &person).await;
            Ok(RevokeResponse { devices: 0, tokens: tokens.internal("revoking tokens")? })
        }
    }
}

/// Whether `caller` may see how the workspace runs: at the terminal, or by a cell to operate it.
pub(super) async fn operates(workspace: &Workspace, caller: &Caller) -> Result<(), Error> {
    if !caller.at_terminal() {
        let main = workspace_asset()?;
        workspace.admit(caller, Ask::of(Action::Operate, main)).await.map(drop)?;
    }
    Ok(())
}

pub(super) fn lacking(rules: &gate::DeviceRules, posture: &Posture) -> Vec<String> {
    let mut all = Vec::new();
    if rules.disk_encrypted && !posture.disk_encrypted {
        all.push("its disk is not encrypted".to_owned());
    }
    if rules.firewall_on && !posture.firewall_on {
        all.push("its firewall is off".to_owned());
    }
    if posture.patch_age_days > rules.max_patch_age_days {
        all.push(format!("its last update is more than {} days old", rules.max_patch_age_days));
    }
    all
}
