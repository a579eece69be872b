//! Who acts in the demo: the people of the sample RACI, each on a device of their own.

use crate::failure::{At, Failure};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use terms::{DeviceId, PrincipalId};
use workspace::{Caller, EnrolRequest, Origin, ReportRequest, SignIn, UseCases};

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
    /// Enrols a device for everybody who acts: a certificate of the workspace's own authority, a
    /// token bound to it, and a posture of now.
    pub async fn enrol(use_cases: &dyn UseCases) -> Result<Self, Failure> {
        let by = at_terminal(SECURITY)?;
        let mut all = BTreeMap::new();
        for name in ACTING {
            let device = DeviceId::new(&format!("laptop/{name}")).internal("naming a device")?;
            let request = EnrolRequest { device: device.clone(), owner: principal(name)? };
            let sign_in = use_cases.enrol(&by, request).await?;
            let report = ReportRequest {
                device,
                disk_encrypted: true,
                firewall_on: true,
                patch_age_days: 3,
            };
            use_cases.report(&by, report).await?;
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
            origin: Origin::Network(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        })
    }
}
