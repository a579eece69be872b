//! Who plays in the demo: the people of the sample RACI, each on a device of their own.

use crate::failure::{At, Failure};
use crate::platform::{Platform, SignIn, healthy};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use terms::{DeviceId, PrincipalId};
use web::Caller;

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
pub const SECURITY_HEAD: &str = "sven@example.org";
pub const VAULT_KEEPER: &str = "viktor@example.org";
pub const VAULT_HEAD: &str = "vito@example.org";

/// Everybody who acts, and therefore needs a device.
const ACTING: [&str; 11] = [
    OWNER,
    STEWARD,
    SCIENTIST,
    ENGINEER,
    LEAD,
    RISK,
    RISK_HEAD,
    DESK,
    OPERATOR,
    VAULT_KEEPER,
    VAULT_HEAD,
];

/// The principal called `name`.
pub fn principal(name: &str) -> Result<PrincipalId, Failure> {
    PrincipalId::new(name).internal("naming a principal")
}

/// What everybody signs in with.
pub struct Cast(BTreeMap<&'static str, SignIn>);

impl Cast {
    /// Enrols a device for everybody who acts: a certificate of the workspace's own authority, a
    /// token bound to it, and a posture of now.
    pub async fn enrol(platform: &Platform) -> Result<Self, Failure> {
        let by = principal(SECURITY)?;
        let mut all = BTreeMap::new();
        for name in ACTING {
            let device = DeviceId::new(&format!("laptop/{name}")).internal("naming a device")?;
            let sign_in = SignIn::enrol(platform, &by, device, principal(name)?).await?;
            let (store, now) = (&platform.store, platform.store.now());
            let reported = web::report(store, &sign_in.device, healthy(now)).await;
            reported.internal("reporting a device's posture")?;
            all.insert(name, sign_in);
        }
        Ok(Self(all))
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
            addr: IpAddr::V4(Ipv4Addr::LOCALHOST),
        })
    }
}
