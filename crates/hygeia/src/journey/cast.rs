//! Who plays in the demo: the people of the sample RACI, each on a managed device.

use crate::failure::{At, Failure};
use std::net::{IpAddr, Ipv4Addr};
use store::{EnrolledDevice, Store};
use terms::{Device, DeviceId, Digest, Posture, PrincipalId};
use web::Caller;

pub const OWNER: &str = "olga@example.org";
pub const STEWARD: &str = "stefan@example.org";
pub const ENGINEER: &str = "emil@example.org";
pub const SECURITY: &str = "sam@example.org";
pub const SECURITY_HEAD: &str = "sven@example.org";

/// The principal called `name`.
pub fn principal(name: &str) -> Result<PrincipalId, Failure> {
    PrincipalId::new(name).internal("naming a principal")
}

/// Enrols a device of `name`, with a posture of now, and gives the caller who acts from it.
pub async fn enrolled(store: &Store, name: &str) -> Result<Caller, Failure> {
    let owner = principal(name)?;
    let id = DeviceId::new(&format!("laptop/{name}")).internal("naming a device")?;
    let posture = Posture {
        disk_encrypted: true,
        firewall_on: true,
        patch_age_days: 3,
        reported_at: store.now(),
    };
    let device = EnrolledDevice {
        device: Device { id: id.clone(), managed: true, posture: Some(posture) },
        thumbprint: Digest::of(id.as_str().as_bytes()),
        owner: owner.clone(),
        enrolled: store.now(),
    };
    store.docs::<EnrolledDevice>().put(&device).await.internal("enrolling a device")?;
    Ok(Caller { principal: owner, device: Some(id), addr: IpAddr::V4(Ipv4Addr::LOCALHOST) })
}
