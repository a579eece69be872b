//! Receipts, whose key may be rotated while they are on their way.

use crate::records::RECEIPT_TYPE;
use crate::{Permit, Store, StoreError, Version};
use terms::Receipt;
use terms::seal::Envelope;

impl Store {
    /// The receipt of a version that was read before: signed by the workspace as it is now, or as it
    /// was then.
    ///
    /// # Errors
    /// If it does not verify.
    pub fn receipt(&self, version: &Version) -> Result<Receipt, StoreError> {
        let now = self.seal().public();
        match (version.receipt.open(&now, RECEIPT_TYPE), self.keys.seal_before()) {
            (Err(_), Some((before, _))) => Ok(version.receipt.open(&before, RECEIPT_TYPE)?),
            (opened, _) => Ok(opened?),
        }
    }

    /// The receipt that comes with `permit`, signed by the key in use. What was admitted before that
    /// key was rotated may come to its end; otherwise the key before is believed no more.
    pub(super) fn receipt_by(
        &self,
        permit: &Permit,
        receipt: &Envelope,
    ) -> Result<(Receipt, Envelope), StoreError> {
        let seal = self.seal();
        match (receipt.open(&seal.public(), RECEIPT_TYPE), self.keys.seal_before()) {
            (Err(_), Some((before, entry))) if permit.ledger_index() < entry => {
                let opened: Receipt = receipt.open(&before, RECEIPT_TYPE)?;
                let signed = seal.seal(RECEIPT_TYPE, &opened)?;
                Ok((opened, signed))
            }
            (opened, _) => Ok((opened?, receipt.clone())),
        }
    }
}
