//! Receipts: what a table was found to be when it arrived, signed (M19).

use crate::validate::Validated;
use tables::Source;
use terms::seal::{Envelope, SealError, SealKey, SealPublic};
use terms::{Receipt, Timestamp};

/// The DSSE payload type of a signed [`Receipt`].
pub const RECEIPT_TYPE: &str = "application/vnd.hygeia.receipt+json";

/// The receipt for a validated table that is to be the dataset `dataset`.
#[must_use]
pub fn receipt(dataset: &str, source: &Source, validated: &Validated, at: Timestamp) -> Receipt {
    Receipt {
        dataset: dataset.to_owned(),
        origin: None,
        source_digest: source.digest,
        source_bytes: source.bytes,
        content_digest: validated.content_digest,
        rows: validated.batch.num_rows() as u64,
        schema: validated.schema.clone(),
        defects: validated.defects.clone(),
        combinations: None,
        sketch: None,
        at,
    }
}

/// Signs a receipt as a DSSE envelope.
///
/// # Errors
/// Only if the receipt does not serialise.
pub fn sign(receipt: &Receipt, key: &SealKey) -> Result<Envelope, SealError> {
    key.seal(RECEIPT_TYPE, receipt)
}

/// The receipt inside an envelope, if `key` signed it.
///
/// # Errors
/// If the envelope is malformed, of another type, changed, or signed by somebody else.
pub fn verify(envelope: &Envelope, key: &SealPublic) -> Result<Receipt, SealError> {
    envelope.open(key, RECEIPT_TYPE)
}
