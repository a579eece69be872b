//! A token ends after hours, a certificate after months; while its device is in order, both are renewed.

use super::join::certified;
use super::shown::{enrolled, lacking_now};
use super::vouched::session_of;
use crate::access::{AuthError, Caller, Origin, draw_token};
use crate::use_cases::devices::{self, ReportRequest, ReportResponse};
use crate::{Error, Workspace};
use ledger::By;
use serde::{Deserialize, Serialize};
use store::EnrolledDevice;
use terms::{DeviceId, Digest, PrincipalId, Timestamp};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// What to renew.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewRequest {
    /// A request for a new certificate (PKCS #10, PEM), by a new key or by the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// What is signed in with from now on.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RenewResponse {
    #[schema(value_type = String)]
    pub principal: PrincipalId,
    #[schema(value_type = String)]
    pub device: DeviceId,
    #[schema(value_type = String)]
    pub token: Zeroizing<String>,
    #[schema(value_type = String)]
    pub token_expires: Timestamp,
    /// What to trust (PEM).
    pub authority: String,
    /// The new certificate (PEM), if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub certificate_expires: Option<Timestamp>,
    /// When the session at the identity provider ends, of which the token came: it is renewed no further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub session_ends: Option<Timestamp>,
    /// What keeps the device out all the same, until it says otherwise.
    pub lacking: Vec<String>,
}

impl std::fmt::Debug for RenewResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RenewResponse({} of {})", self.device, self.principal)
    }
}

/// Issues a token to the device whose certificate was `shown`, and a certificate for the key that it
/// asks one for. A certificate is given only to a device whose posture passes.
pub(super) async fn renew(
    workspace: &Workspace,
    shown: Option<Digest>,
    origin: Origin,
    request: RenewRequest,
) -> Result<RenewResponse, Error> {
    let store = &workspace.store;
    store.on_time()?;
    let Some(enrolled) = enrolled(workspace, shown).await? else {
        return Err(workspace.sign_in_failed(origin, shown, &AuthError::NoToken).await);
    };
    let (owner, id) = (enrolled.owner.clone(), enrolled.device.id.clone());
    if !enrolled.device.managed {
        return Err(AuthError::Waits(id).into());
    }
    let caller = Caller { principal: owner.clone(), device: Some(id.clone()), origin };
    workspace.enforcer.expect_let_in(&caller).await?;
    let session = session_of(workspace, &enrolled, origin).await?;
    let lacking = lacking_now(workspace, &enrolled)?;
    let (from, mut thumbprint, mut certificate) = (origin.endpoint(), enrolled.thumbprint, None);
    let by = By::at(&owner, &from);
    if let Some(asked) = &request.request {
        if !lacking.is_empty() {
            return Err(Error::refused(format!("no new certificate: {}", lacking.join(", ")))
                .remedy("repair the device, then: hygeia device report"));
        }
        let new = certified(workspace, &id, asked)?;
        thumbprint = new.thumbprint;
        let renewed = EnrolledDevice { thumbprint, enrolled: store.now(), ..enrolled };
        store.device_enrolled(by, &renewed).await?;
        certificate = Some(new);
    }
    let (text, mut token) = draw_token(owner.clone(), &id, thumbprint, store.now())?;
    let session_ends = session.as_ref().map(|session| session.ends);
    token.expires = session_ends.map_or(token.expires, |ends| ends.min(token.expires));
    token.zone = workspace.enforcer.zone_of(origin).filter(|_| session.is_none());
    token.session = session;
    store.token_issued(by, &token).await?;
    Ok(RenewResponse {
        principal: owner,
        device: id,
        token: text,
        token_expires: token.expires,
        session_ends,
        authority: workspace.trusted(),
        certificate_expires: certificate.as_ref().map(|new| new.expires),
        certificate: certificate.map(|new| new.pem),
        lacking,
    })
}

/// Keeps what the device whose certificate was `shown` says about itself. No token has to stand: a device
/// that said nothing for long gets none.
pub(super) async fn report(
    workspace: &Workspace,
    shown: Option<Digest>,
    origin: Origin,
    request: ReportRequest,
) -> Result<ReportResponse, Error> {
    let Some(enrolled) = enrolled(workspace, shown).await? else {
        return Err(workspace.sign_in_failed(origin, shown, &AuthError::NoToken).await);
    };
    let (principal, device) = (enrolled.owner, Some(enrolled.device.id));
    let caller = Caller { principal, device, origin };
    workspace.enforcer.expect_let_in(&caller).await?;
    devices::report(workspace, &caller, request).await
}
