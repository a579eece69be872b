//! People join over devices of their own: invited by one person, and let in by a code.

use super::main;
use crate::{EnrolledDevice, Invitation, Joined, Store, StoreError, Token};
use ledger::{Activity, By, Operation, Outcome};
use terms::{DeviceId, Fact, PrincipalId};

/// Somebody who joins: by which invitation, over which device, with which first token.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub invitation: Invitation,
    pub device: EnrolledDevice,
    pub token: Token,
    /// Two people can agree from now on.
    pub founded: bool,
}

impl Store {
    /// `by` invites somebody. What was offered to them before and nobody took is offered no more.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn person_invited(
        &self,
        by: impl Into<By<'_>>,
        invitation: &Invitation,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        for earlier in deed.list_of::<Invitation>(&invitation.person.to_string()).await? {
            if earlier.joined.is_none() {
                deed.remove::<Invitation>(&earlier.secret.hex());
            }
        }
        deed.insert(invitation)?;
        let facts = [
            Fact::new("person", invitation.person.as_str()),
            Fact::new("until", invitation.expires.to_string()),
        ];
        let activity = Activity {
            operation: Operation::PersonInvited,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// Somebody joined: the invitation is used up, the device is enrolled, and its token stands; in their
    /// own name, from where they are.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if the invitation is used up, or holds no more; if the device is somebody's
    /// already; if it can't be entered or kept.
    pub async fn device_joined(
        &self,
        by: impl Into<By<'_>>,
        new: NewMember,
    ) -> Result<u64, StoreError> {
        let (by, now) = (by.into(), self.now());
        let NewMember { invitation, device, token, founded } = new;
        let mut deed = self.deed().await?.from(by);
        let key = invitation.secret.hex();
        let mut invitation: Invitation = deed.require(&key).await?;
        if !invitation.holds(now) {
            return Err(StoreError::Missing { kind: "invitation", key });
        }
        let id = device.device.id.clone();
        invitation.joined = Some(Joined { device: id.clone(), at: now, founded });
        deed.put(&invitation)?;
        deed.insert(&device)?;
        deed.put(&token)?;
        let facts = [
            Fact::new("device", id.as_str()),
            Fact::new("owner", device.owner.as_str()),
            Fact::new("invited_by", invitation.by.as_str()),
            Fact::new("thumbprint", device.thumbprint.hex()),
            Fact::new("waits", !device.device.managed),
            Fact::new("founded", founded),
        ];
        let activity = Activity {
            operation: Operation::DeviceJoined,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// `by` lets in a device that waited for somebody else than who invited its owner.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none that waits.
    pub async fn device_confirmed(
        &self,
        by: impl Into<By<'_>>,
        device: &DeviceId,
    ) -> Result<PrincipalId, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let mut enrolled: EnrolledDevice = deed.require(device.as_str()).await?;
        if enrolled.device.managed {
            return Err(StoreError::Missing { kind: "device", key: device.to_string() });
        }
        enrolled.device.managed = true;
        deed.put(&enrolled)?;
        let facts =
            [Fact::new("device", device.as_str()), Fact::new("owner", enrolled.owner.as_str())];
        let activity = Activity {
            operation: Operation::DeviceConfirmed,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await?;
        Ok(enrolled.owner)
    }
}
