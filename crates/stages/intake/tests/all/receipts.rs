//! What arrived is signed for.

use super::read;
use crate::intake::{self, validate};
use terms::seal::{SealError, SealKey};
use terms::{DefectKind, Timestamp};

// proves M19
#[test]
fn a_receipt_says_what_arrived_and_shows_a_change() {
    let table = read(b"size,colour\n1,red\n2,blue\n,red\n");
    let classification = classify::classify(&table.batch, &classify::Options::default()).unwrap();
    let validated = validate(&table, &classification, None).unwrap();
    let receipt =
        intake::receipt("sizes", &table.source, &validated, Timestamp::from_unix(1_800_000_000));
    assert_eq!((receipt.rows, receipt.source_digest), (3, table.source.digest));
    assert_eq!(receipt.content_digest, intake::validate::content_digest(&validated.batch));
    assert_eq!(
        receipt.schema,
        [("size".to_owned(), "int64".to_owned()), ("colour".to_owned(), "utf8".to_owned())]
    );
    let missing = receipt.defects.iter().find(|d| d.kind == DefectKind::MissingValue).unwrap();
    assert_eq!((missing.column.as_deref(), missing.rows.as_slice()), (Some("size"), &[2][..]));

    let key = SealKey::generate().unwrap();
    let envelope = intake::sign(&receipt, &key).unwrap();
    assert_eq!(envelope.payload_type, intake::RECEIPT_TYPE);
    assert_eq!(intake::verify(&envelope, &key.public()), Ok(receipt));
    let stranger = SealKey::generate().unwrap().public();
    assert!(matches!(intake::verify(&envelope, &stranger), Err(SealError::Signature(_))));
    let mut changed = envelope;
    changed.payload.replace_range(..4, "AAAA");
    assert!(intake::verify(&changed, &key.public()).is_err());
}
