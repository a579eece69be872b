//! Devices: enrolled, reported, removed.

use super::main;
use crate::{EnrolledDevice, Membership, Store, StoreError, Token};
use ledger::{Activity, By, Endpoint, Operation, Outcome, drill};
use terms::{DeviceId, Fact, Posture};

/// Seconds within which the same report is none.
const AGAIN: i64 = 60;

impl Store {
    /// A device got its certificate, on the word of `by`. Enrolled anew, it takes its own place.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn device_enrolled(
        &self,
        by: impl Into<By<'_>>,
        device: &EnrolledDevice,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        deed.put(device)?;
        let facts = [
            Fact::new("device", device.device.id.as_str()),
            Fact::new("owner", device.owner.as_str()),
            Fact::new("thumbprint", device.thumbprint.hex()),
        ];
        let activity = Activity {
            operation: Operation::DeviceEnrolled,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// A device said how it is protected, now; in the ledger in its owner's name. Who says the same
    /// again within a minute has said nothing new.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it is not enrolled.
    pub async fn device_reported(
        &self,
        device: &DeviceId,
        posture: Posture,
    ) -> Result<(), StoreError> {
        self.device_reported_from(device, posture, false, &Endpoint::default()).await
    }

    /// The same, said from there; and whether it was measured, or somebody declared it.
    ///
    /// # Errors
    /// As [`Store::device_reported`].
    pub async fn device_reported_from(
        &self,
        device: &DeviceId,
        posture: Posture,
        measured: bool,
        from: &Endpoint,
    ) -> Result<(), StoreError> {
        let posture = Posture { reported_at: self.now(), ..posture };
        let known = self.docs::<EnrolledDevice>().require(device.as_str()).await?;
        if known.device.posture.as_ref().is_some_and(|known| repeats(known, &posture)) {
            return Ok(());
        }
        let mut deed = self.deed().await?;
        let mut enrolled: EnrolledDevice = deed.require(device.as_str()).await?;
        let facts = [
            Fact::new("device", device.as_str()),
            Fact::new("disk_encrypted", posture.disk_encrypted),
            Fact::new("firewall_on", posture.firewall_on),
            Fact::new("patch_age_days", posture.patch_age_days),
            Fact::new("how", if measured { "measured" } else { "declared" }),
        ];
        enrolled.device.posture = Some(posture);
        deed.put(&enrolled)?;
        let drilled = enrolled.device.drill;
        let actor = if drilled { drill()? } else { enrolled.owner.clone() };
        let deed = deed.from(By::at(&actor, from));
        let activity = Activity {
            operation: Operation::DeviceReported,
            actor: &actor,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await.map(drop)
    }

    /// A device is believed no longer, nor is any token for it, on the word of `by`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it is not enrolled.
    pub async fn device_removed(
        &self,
        by: impl Into<By<'_>>,
        device: &DeviceId,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let enrolled: EnrolledDevice = deed.require(device.as_str()).await?;
        let tokens = self.docs::<Token>().list().await?;
        for token in tokens.iter().filter(|token| token.device == *device) {
            deed.remove::<Token>(&token.digest.hex());
        }
        deed.remove::<EnrolledDevice>(device.as_str());
        // Whoever is left without a device may come back as another account of the provider.
        let all = self.docs::<EnrolledDevice>().list().await?;
        if all.iter().filter(|one| one.owner == enrolled.owner).count() <= 1 {
            deed.remove::<Membership>(enrolled.owner.as_str());
        }
        let facts =
            [Fact::new("device", device.as_str()), Fact::new("owner", enrolled.owner.as_str())];
        let activity = Activity {
            operation: Operation::DeviceRemoved,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }
}

fn repeats(known: &Posture, posture: &Posture) -> bool {
    let age = posture.reported_at.since(known.reported_at);
    (0..AGAIN).contains(&age)
        && Posture { reported_at: known.reported_at, ..posture.clone() } == *known
}
