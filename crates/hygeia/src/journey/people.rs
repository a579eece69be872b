//! Who acts in the demo: the people of the sample RACI, each on a device of their own.

use crate::failure::{At, Failure};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use terms::PrincipalId;
use workspace::access::{AgreedTo, DeviceKey, Proof};
use workspace::{
    ApproveRequest, Caller, ConfirmRequest, InviteRequest, JoinRequest, JoinResponse, Origin,
    ReportRequest, SignIn, UseCases,
};

pub const OWNER: &str = "olga@example.org";
pub const STEWARD: &str = "stefan@example.org";
pub const SCIENTIST: &str = "dana@example.org";
pub const ENGINEER: &str = "emil@example.org";
pub const LEAD: &str = "lena@example.org";
pub const RISK: &str = "rita@example.org";
pub const RISK_HEAD: &str = "hugo@example.org";
pub const DESK: &str = "svc/loan-desk";
pub const OPERATOR: &str = "omar@example.org";
pub const SECURITY: &str = "sam@example.org";
const SECURITY_TOO: &str = "sofia@example.org";
pub const SECURITY_HEAD: &str = "sven@example.org";
pub const AUDITOR: &str = "anna@example.org";
pub const VAULT_KEEPER: &str = "viktor@example.org";
pub const VAULT_HEAD: &str = "vito@example.org";

/// Everybody who acts, and therefore needs a device.
const ACTING: [&str; 14] = [
    OWNER,
    STEWARD,
    SCIENTIST,
    ENGINEER,
    LEAD,
    RISK,
    RISK_HEAD,
    DESK,
    OPERATOR,
    SECURITY,
    SECURITY_HEAD,
    AUDITOR,
    VAULT_KEEPER,
    VAULT_HEAD,
];

/// The principal called `name`.
pub fn principal(name: &str) -> Result<PrincipalId, Failure> {
    PrincipalId::new(name).internal("naming a principal")
}

/// `name`, at the workspace's own terminal: from where it is made, before anybody has a device.
pub fn at_terminal(name: &str) -> Result<Caller, Failure> {
    Ok(Caller { principal: principal(name)?, device: None, origin: Origin::Terminal })
}

/// What everybody signs in with.
pub struct People(BTreeMap<&'static str, SignIn>);

impl People {
    /// Everybody who acts joins, over a key of their own: a certificate of the workspace's authority, a
    /// token bound to it, and a posture of now.
    pub async fn join(use_cases: &dyn UseCases, founder: SignIn) -> Result<Self, Failure> {
        let mut all = Self(BTreeMap::from([(SECURITY, founder)]));
        for name in ACTING {
            if name != SECURITY {
                all.0.insert(name, joined(use_cases, name).await?);
            }
            let report = ReportRequest {
                device: all.sign_in(name)?.device.clone(),
                disk_encrypted: true,
                firewall_on: true,
                patch_age_days: 3,
                measured: false,
            };
            use_cases.report(&all.caller(name)?, report).await?;
        }
        Ok(all)
    }

    /// What `name` sends to agree to what was asked for under `id`: their signature under it.
    pub async fn agreement(
        &self,
        use_cases: &dyn UseCases,
        name: &str,
        id: &str,
    ) -> Result<ApproveRequest, Failure> {
        let asked = use_cases.workspace().approvals(&at_terminal(name)?, Some(id)).await?.pop();
        let asked = asked.ok_or_else(|| Failure::internal(format!("nobody asked for {id}")))?;
        let sign_in = self.sign_in(name)?;
        let proof = Proof::of(&sign_in.certificate, sign_in.key.clone());
        let signed = proof.internal("reading a device's key")?.agree(&AgreedTo {
            approval: asked.id.clone(),
            action: asked.action,
            asset: asked.asset,
            detail: asked.detail,
            agreed_by: sign_in.principal.clone(),
        });
        Ok(ApproveRequest { id: asked.id, agreement: Some(signed.internal("signing")?) })
    }

    /// What everybody signs in with.
    pub fn all(&self) -> impl Iterator<Item = &SignIn> {
        self.0.values()
    }

    /// What `name` signs in with.
    pub fn sign_in(&self, name: &str) -> Result<&SignIn, Failure> {
        self.0.get(name).ok_or_else(|| Failure::internal(format!("{name} has no device")))
    }

    /// `name`, acting from their own managed device on this host.
    pub fn caller(&self, name: &str) -> Result<Caller, Failure> {
        let sign_in = self.sign_in(name)?;
        Ok(Caller {
            principal: sign_in.principal.clone(),
            device: Some(sign_in.device.clone()),
            origin: Origin::Network(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        })
    }
}

/// The security officer founds the workspace, over a key of their own.
pub async fn found(use_cases: &dyn UseCases) -> Result<SignIn, Failure> {
    let key = DeviceKey::generate().internal("making a device's key")?;
    let request = key.request().internal("asking for a certificate")?;
    let joined = workspace::found(use_cases.workspace(), &principal(SECURITY)?, &request).await?;
    Ok(signed_in(joined, &key))
}

/// `name` is invited, makes a key, and joins by the code. Whoever can agree to what others ask for is let in
/// by a third person, once there are two who can.
async fn joined(use_cases: &dyn UseCases, name: &str) -> Result<SignIn, Failure> {
    let (inviter, third) = (at_terminal(SECURITY)?, at_terminal(SECURITY_TOO)?);
    let request = InviteRequest { person: principal(name)? };
    let invited = use_cases.invite(&inviter, request).await?;
    let key = DeviceKey::generate().internal("making a device's key")?;
    let request = key.request().internal("asking for a certificate")?;
    let request = JoinRequest { code: invited.code, request, device: None };
    let joined = use_cases.join(Origin::Network(IpAddr::V4(Ipv4Addr::LOCALHOST)), request).await?;
    if !joined.waits_for.is_empty() {
        let device = joined.device.clone();
        use_cases.confirm(&third, ConfirmRequest { device }).await?;
    }
    Ok(signed_in(joined, &key))
}

fn signed_in(joined: JoinResponse, key: &DeviceKey) -> SignIn {
    SignIn {
        device: joined.device,
        principal: joined.principal,
        authority: joined.authority,
        certificate: joined.certificate,
        key: key.pem().clone(),
        token: joined.token,
    }
}
