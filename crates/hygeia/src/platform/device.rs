//! Devices of people: what signs in from elsewhere, and the terminal that one sits at.

use super::{Platform, crew, people, workspace_asset};
use crate::failure::{At, Failure};
use crate::files::write_private;
use gate::Change;
use ledger::{Activity, Outcome};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use store::EnrolledDevice;
use terms::{DeviceId, Fact, Posture, PrincipalId, Timestamp};
use web::{Caller, Issued};
use zeroize::Zeroizing;

/// What a person needs in order to sign in: certificate, key and token of one device.
pub struct SignIn {
    pub device: DeviceId,
    pub principal: PrincipalId,
    pub issued: Issued,
    pub token: Zeroizing<String>,
}

/// Seconds for which a token is good.
const TOKEN_SECONDS: u32 = 8 * 3_600;

impl SignIn {
    /// Enrols `device` for `principal`, on the word of `by`, and issues a token for it.
    ///
    /// # Errors
    /// If it can't be recorded or kept.
    pub async fn enrol(
        platform: &Platform,
        by: &PrincipalId,
        device: DeviceId,
        principal: PrincipalId,
    ) -> Result<Self, Failure> {
        let (store, authority) = (&platform.store, &platform.authority);
        let issued = web::enrol(store, authority, by, device.clone(), principal.clone()).await;
        let issued = issued.internal("enrolling a device")?;
        let token = web::issue_token(store, by, principal.clone(), &device, TOKEN_SECONDS).await;
        let token = token.internal("issuing a token")?;
        Ok(Self { device, principal, issued, token })
    }

    /// Writes `ca.crt`, `device.crt`, and with mode 0600 `device.key` and `token`.
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn write(&self, platform: &Platform, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        let files: [(&str, &[u8]); 4] = [
            ("ca.crt", platform.authority.certificate_pem().as_bytes()),
            ("device.crt", self.issued.certificate_pem.as_bytes()),
            ("device.key", self.issued.key_pem.as_bytes()),
            ("token", self.token.as_bytes()),
        ];
        files
            .iter()
            .map(|(name, bytes)| {
                let path = folder.join(name);
                write_private(&path, bytes).map(|()| path)
            })
            .collect()
    }
}

/// A posture that passes the default rules, as of `at`.
#[must_use]
pub const fn healthy(at: Timestamp) -> Posture {
    Posture { disk_encrypted: true, firewall_on: true, patch_age_days: 3, reported_at: at }
}

/// `who`, acting from this host's terminal: over the device that was enrolled for them here.
///
/// # Errors
/// If the records can't be read.
pub async fn terminal(platform: &Platform, who: &PrincipalId) -> Result<Caller, Failure> {
    let devices = platform.store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    let own = |device: &&store::Verified<EnrolledDevice>| {
        device.owner == *who && !device.device.id.as_str().starts_with(crew::PREFIX)
    };
    let newest = devices.iter().filter(own).max_by_key(|device| device.enrolled);
    let device = newest.map(|enrolled| enrolled.device.id.clone());
    Ok(Caller { principal: who.clone(), device, addr: IpAddr::V4(Ipv4Addr::LOCALHOST) })
}

/// Enrols `device` for `owner`, on the word of `by`: somebody whom the RACI lets change access.
///
/// # Errors
/// If `by` may not, or nobody is called `owner`.
pub async fn enrol(
    platform: &Platform,
    by: &PrincipalId,
    device: DeviceId,
    owner: PrincipalId,
) -> Result<SignIn, Failure> {
    people::known(platform.people(), &owner)?;
    may_enrol(platform, by, &device).await?;
    SignIn::enrol(platform, by, device, owner).await
}

/// Whether `by` may enrol devices; a refusal is entered in the ledger.
///
/// # Errors
/// If not: who may.
pub async fn may_enrol(
    platform: &Platform,
    by: &PrincipalId,
    device: &DeviceId,
) -> Result<(), Failure> {
    let store = &platform.store;
    // Before the first device nobody can prove who they are, and whoever holds the terminal holds
    // the key files, too: to ask them for more would be for show. It is in the ledger all the same.
    let devices = store.docs::<EnrolledDevice>().list().await;
    if devices.internal("reading the enrolled devices")?.is_empty() {
        return Ok(());
    }
    let workspace = workspace_asset()?;
    // A change that changes nothing is allowed to exactly those who may change access.
    let standing = platform.code.standing();
    let change = Change { old: Some(standing), new: standing, workspace: &workspace };
    let Err(refusal) = change.authorise(by, None) else { return Ok(()) };
    let facts = [Fact::new("device", device.as_str())];
    let refused = Activity {
        operation: "device-enrolment-refused",
        actor: by,
        asset: &workspace,
        outcome: Outcome::Failure,
        facts: &facts,
    };
    store.record(&refused).await.internal("recording the refusal")?;
    Err(Failure::refused(format!("not enrolled: {refusal}"))
        .hint("who may change access enrols devices: hygeia device enrol --as NAME"))
}

/// Takes back what [`enrol`] did, where its files could not be written.
///
/// # Errors
/// If the records can't be removed.
pub async fn forget(
    platform: &Platform,
    by: &PrincipalId,
    device: &DeviceId,
) -> Result<(), Failure> {
    crew::remove(platform, by, |id| id == device.as_str()).await
}
