//! What the metadata database holds, as values.

mod access;
mod agreement;
mod break_glass;
mod consultation;
mod dataset;
mod invitation;
mod key;
mod lock;
mod model;
mod quarantine;
mod review;
mod session;

use crate::Record;
use serde_json::Error;
use terms::Digest;
use terms::seal::Envelope;

pub use access::{Approval, ConfigVersion, EnrolledDevice, HandoverFolder, ProposedTexts, Token};
pub use agreement::Agreement;
pub use break_glass::{BreakGlass, BreakGlassReview};
pub use consultation::{Consultation, Opinion};
pub(crate) use dataset::RECEIPT_TYPE;
pub use dataset::{Dataset, Deletion, NewVersion, Retention, Version, VersionRef};
pub use invitation::{Invitation, Joined};
pub use key::{KeyCheck, KeysUsed};
pub use lock::Lock;
pub use model::{AcceptedWeak, Accuracy, Evaluation, Model, NewModel, Stage};
pub use quarantine::Quarantine;
pub use review::ReviewDone;
pub use session::{EndedSession, Membership, ProviderSession};

/// Where a model names its entries: a list of numbers, and the last of its fields.
const ENTRIES: &str = "\"ledger\":[";

/// The key that the document in `payload` has by itself, whatever row it lies in; `None` for kinds
/// that this code does not know.
pub(crate) fn key_in(kind: &str, payload: &[u8]) -> Result<Option<String>, Error> {
    match kind {
        Agreement::KIND => key::<Agreement>(payload),
        Approval::KIND => key::<Approval>(payload),
        BreakGlass::KIND => key::<BreakGlass>(payload),
        ConfigVersion::KIND => key::<ConfigVersion>(payload),
        Consultation::KIND => key::<Consultation>(payload),
        Dataset::KIND => key::<Dataset>(payload),
        EndedSession::KIND => key::<EndedSession>(payload),
        EnrolledDevice::KIND => key::<EnrolledDevice>(payload),
        HandoverFolder::KIND => key::<HandoverFolder>(payload),
        Invitation::KIND => key::<Invitation>(payload),
        KeyCheck::KIND => key::<KeyCheck>(payload),
        Lock::KIND => key::<Lock>(payload),
        Membership::KIND => key::<Membership>(payload),
        Model::KIND => key::<Model>(payload),
        ProposedTexts::KIND => key::<ProposedTexts>(payload),
        Quarantine::KIND => key::<Quarantine>(payload),
        ReviewDone::KIND => key::<ReviewDone>(payload),
        Token::KIND => key::<Token>(payload),
        Version::KIND => key::<Version>(payload),
        _ => Ok(None),
    }
}

/// What the envelope says, whoever signed it; nothing if that can't be read.
pub(crate) fn payload(envelope: &str) -> String {
    let envelope = serde_json::from_str::<Envelope>(envelope).ok();
    let bytes = envelope.and_then(|envelope| envelope.payload_unverified().ok());
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The record with `entry` as the last of the ledger's entries that it names.
pub(crate) fn numbered(payload: &str, entry: u64) -> String {
    let Some((head, entries, rest)) = around_entries(payload) else { return payload.to_owned() };
    let comma = if entries.is_empty() { "" } else { "," };
    format!("{head}{entries}{comma}{entry}{rest}")
}

/// The digest of the record without the entries that it names.
pub(crate) fn unnumbered(kind: &str, payload: &str) -> Digest {
    match around_entries(payload).filter(|_| kind == Model::KIND) {
        Some((head, _, rest)) => Digest::of(format!("{head}{rest}").as_bytes()),
        None => Digest::of(payload.as_bytes()),
    }
}

/// What stands before, in and after the list of entries. Byte for byte: numbers that are read and
/// written again may differ. Within a text the quotes would be escaped.
fn around_entries(payload: &str) -> Option<(&str, &str, &str)> {
    let begin = payload.rfind(ENTRIES)? + ENTRIES.len();
    let (head, tail) = payload.split_at_checked(begin)?;
    let (entries, rest) = tail.split_at_checked(tail.find(']')?)?;
    Some((head, entries, rest))
}

fn key<T: Record>(payload: &[u8]) -> Result<Option<String>, Error> {
    serde_json::from_slice(payload).map(|record: T| Some(record.key()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_added_to_the_list_and_to_nothing_else() {
        let none = r#"{"evaluation":{"ledger":[7],"x":0.1},"name":"\"ledger\":[","ledger":[]}"#;
        let one = numbered(none, 12);
        assert_eq!(one, none.replace(r#""ledger":[]}"#, r#""ledger":[12]}"#));
        let two = numbered(&one, 13);
        assert!(two.ends_with(r#""ledger":[12,13]}"#));
        assert_eq!(unnumbered(Model::KIND, none), unnumbered(Model::KIND, &two));
        let other = two.replace("0.1", "0.2");
        assert_ne!(unnumbered(Model::KIND, &other), unnumbered(Model::KIND, &two));
        assert_ne!(unnumbered(Token::KIND, &one), unnumbered(Token::KIND, &two));
    }
}
