//! The device whose certificate is shown, and what keeps it out.

use crate::use_cases::devices::lacking;
use crate::{Context as _, Error, Workspace};
use store::EnrolledDevice;
use terms::Digest;

/// The device whose certificate is `shown`, if one is.
pub(super) async fn enrolled(
    workspace: &Workspace,
    shown: Option<Digest>,
) -> Result<Option<EnrolledDevice>, Error> {
    let Some(shown) = shown else { return Ok(None) };
    let devices = workspace.store.docs::<EnrolledDevice>().list_of(&shown.hex()).await;
    let mut devices = devices.internal("reading the enrolled devices")?;
    Ok(devices.pop().map(store::Verified::into_inner))
}

/// What keeps the device out now: what it said last does not pass, or was said too long ago.
pub(super) fn lacking_now(
    workspace: &Workspace,
    enrolled: &EnrolledDevice,
) -> Result<Vec<String>, Error> {
    let Some(posture) = &enrolled.device.posture else {
        return Ok(vec!["it has never said how it is".to_owned()]);
    };
    let rules = workspace.in_force()?;
    let rules = &rules.code.config.access.device;
    let age = workspace.store.now().since(posture.reported_at);
    if !(0..=i64::from(rules.max_posture_age_secs)).contains(&age) {
        return Ok(vec!["what it said of itself is too old".to_owned()]);
    }
    Ok(lacking(rules, posture))
}
