//! Devices of people: who may enrol one, over which one sits at the terminal, and how one goes.

use super::{Caller, Origin};
use crate::{Applied, Context as _, Error, workspace_asset};
use gate::Change;
use ledger::{Activity, By, Operation, Outcome};
use store::{Boxed, EnrolledDevice, Store};
use terms::{DeviceId, Fact, Posture, PrincipalId, Timestamp};

/// How devices for drills are called; nobody acts over one of them at the terminal.
pub const DRILL_PREFIX: &str = "drill/";
/// How whoever sits at the terminal is called, if they give no name.
const NAMELESS: &str = "terminal";

/// A posture that passes the default rules, as of `at`.
#[must_use]
pub const fn healthy(at: Timestamp) -> Posture {
    Posture { disk_encrypted: true, firewall_on: true, patch_age_days: 3, reported_at: at }
}

/// `who`, acting from this host's terminal: over the device that was enrolled for them here.
///
/// # Errors
/// If the records can't be read.
pub fn terminal<'a>(store: &'a Store, who: &'a PrincipalId) -> Boxed<'a, Result<Caller, Error>> {
    Box::pin(async move {
        let devices = store.docs::<EnrolledDevice>().list().await;
        let devices = devices.internal("reading the enrolled devices")?;
        let own = |device: &&store::Verified<EnrolledDevice>| {
            device.owner == *who && !device.device.drill
        };
        let newest = devices.iter().filter(own).max_by_key(|device| device.enrolled);
        let device = newest.map(|enrolled| enrolled.device.id.clone());
        Ok(Caller { principal: who.clone(), device, origin: Origin::Terminal })
    })
}

/// Whoever sits at the terminal, without a name: may look at what the files would tell as well.
///
/// # Errors
/// Never: the name is plain.
pub fn terminal_alone() -> Result<Caller, Error> {
    let principal = PrincipalId::new(NAMELESS).internal("naming the terminal")?;
    Ok(Caller { principal, device: None, origin: Origin::Terminal })
}

/// Whether `by` may enrol or remove devices: whoever may change access. A refusal is entered in
/// the ledger.
///
/// # Errors
/// If not: who may.
pub async fn may_enrol(
    store: &Store,
    applied: &Applied,
    by: impl Into<By<'_>>,
    device: &DeviceId,
) -> Result<(), Error> {
    let by = by.into();
    // Before the first device nobody can prove who they are, and whoever holds the terminal holds
    // the key files, too: to ask them for more would be for show. It is in the ledger all the same.
    let devices = store.docs::<EnrolledDevice>().list().await;
    if devices.internal("reading the enrolled devices")?.is_empty() {
        return Ok(());
    }
    let workspace = workspace_asset()?;
    // A change that changes nothing is allowed to exactly those who may change access.
    let standing = applied.code.standing();
    let change = Change {
        old: Some(standing),
        new: standing,
        workspace: &workspace,
        beside: &[],
        by_review: false,
        founder: None,
    };
    let Err(refusal) = change.authorise(by.who, None) else { return Ok(()) };
    let facts = [Fact::new("device", device.as_str())];
    let refused = Activity {
        operation: Operation::DeviceEnrolmentRefused,
        actor: by.who,
        asset: &workspace,
        outcome: Outcome::Failure,
        facts: &facts,
    };
    let entry = store.record_by(&refused, by).await.internal("recording the refusal")?;
    let error = Error::refused(format!("not enrolled: {refusal}"))
        .remedy("who may change access enrols devices: hygeia device enrol --as NAME");
    Err(Error { entry: Some(entry), ..error })
}

/// Removes the devices whose id is `gone`, and every token for one of them; gives how many devices
/// that were. From then on nobody is let in over them.
///
/// # Errors
/// If the records can't be read or removed.
pub async fn remove(
    store: &Store,
    by: impl Into<By<'_>>,
    gone: impl Fn(&EnrolledDevice) -> bool,
) -> Result<usize, Error> {
    let devices = store.docs::<EnrolledDevice>().list().await;
    let devices = devices.internal("reading the enrolled devices")?;
    let (by, mut count) = (by.into(), 0);
    for device in devices.iter().filter(|device| gone(device)) {
        let removed = store.device_removed(by, &device.device.id).await;
        removed.internal("removing a device")?;
        count += 1;
    }
    Ok(count)
}
