//! Signatures under what somebody agrees to.

use super::main;
use crate::{Agreement, Approval, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Digest, Fact};

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
        let envelope = serde_json::to_vec(&agreement.envelope)?;
        let facts = [
            Fact::new("approval", agreement.approval.as_str()),
            Fact::new("digest", asked.detail.hex()),
            Fact::new("device", agreement.device.as_str()),
            Fact::new("envelope", Digest::of(&envelope).hex()),
            Fact::new("certificate", Digest::of(agreement.certificate.as_bytes()).hex()),
        ];
        let activity = Activity {
            operation: Operation::AgreementSigned,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }
}
