//! Signatures under what somebody agrees to.

use super::datasets::enter;
use super::main;
use crate::{Agreement, Approval, Permit, Refused, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Action, Digest, Fact};

impl Store {
    /// `by` signed what was asked for; to do it is the next deed. Signed again, it takes its own place.
    ///
    /// # Errors
    /// If nobody asked, it was answered, or it can't be entered or kept.
    pub async fn agreement_signed(
        &self,
        by: impl Into<By<'_>>,
        agreement: &Agreement,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let asked: Approval = deed.require(&agreement.approval).await?;
        if let Some((by, ..)) = &asked.answer {
            return Err(StoreError::Answered { id: asked.id.clone(), by: by.clone() });
        }
        deed.put(agreement)?;
        let facts = facts(agreement, asked.detail)?;
        let activity = Activity {
            operation: Operation::AgreementSigned,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }
    /// Whoever puts a vault in production's place signed for exactly the point that `permit` is for.
    ///
    /// # Errors
    /// If the permit is for something else or somebody else, or it can't be entered or kept.
    pub async fn activation_signed(
        &self,
        permit: &Permit,
        agreement: &Agreement,
    ) -> Result<u64, StoreError> {
        let point = permit.detail();
        permit.covers(Action::Activate, permit.asset(), point, self.now())?;
        let Some(point) = point.filter(|_| *permit.actor() == agreement.by) else {
            let granted = format!("activate {} by {}", permit.asset(), permit.actor());
            let wanted = format!("activate a point by {}", agreement.by);
            return Err(Refused::Other { granted, wanted }.into());
        };
        let mut deed = self.deed().await?;
        deed.put(agreement)?;
        let facts = facts(agreement, point)?;
        enter(deed, permit, permit.asset(), Operation::AgreementSigned, &facts).await
    }
}

/// What the ledger keeps of a signature for what has that digest.
fn facts(agreement: &Agreement, digest: Digest) -> Result<[Fact; 5], StoreError> {
    let envelope = serde_json::to_vec(&agreement.envelope)?;
    Ok([
        Fact::new("approval", agreement.approval.as_str()),
        Fact::new("digest", digest.hex()),
        Fact::new("device", agreement.device.as_str()),
        Fact::new("envelope", Digest::of(&envelope).hex()),
        Fact::new("certificate", Digest::of(agreement.certificate.as_bytes()).hex()),
    ])
}
