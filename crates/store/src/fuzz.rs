//! What holds of any bytes that lie in a state folder. The fuzzer runs this, and the tests its seeds.

use crate::holder::Holder;
use crate::layout::Identity;
use crate::records::{self, key_in, numbered, unnumbered};
use crate::{
    Agreement, Approval, ConfigVersion, Consultation, Dataset, EndedSession, EnrolledDevice,
    HandoverFolder, Invitation, KeyCheck, Lock, Membership, Model, ProposedTexts, Quarantine,
    Record, ReviewDone, StoreConfig, Token, Version, log,
};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("store-tail", log::fuzz::tail),
    ("store-sealed", log::fuzz::sealed),
    ("store-records", records),
    ("store-small", small),
];

const KINDS: [&str; 18] = [
    Agreement::KIND,
    Approval::KIND,
    ConfigVersion::KIND,
    Consultation::KIND,
    Dataset::KIND,
    EndedSession::KIND,
    EnrolledDevice::KIND,
    HandoverFolder::KIND,
    Invitation::KIND,
    KeyCheck::KIND,
    Lock::KIND,
    Membership::KIND,
    Model::KIND,
    ProposedTexts::KIND,
    Quarantine::KIND,
    ReviewDone::KIND,
    Token::KIND,
    Version::KIND,
];

/// A document of every kind: its key is the same each time, and the entries that a model names change
/// nothing else of it.
fn records(bytes: &[u8]) {
    for kind in KINDS {
        let key = key_in(kind, bytes).ok();
        assert_eq!(key, key_in(kind, bytes).ok());
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = records::payload(&text);
    let more = numbered(&text, u64::MAX);
    assert_eq!(unnumbered(Model::KIND, &more), unnumbered(Model::KIND, &text));
    if let Ok(model) = serde_json::from_slice::<Model>(bytes) {
        let written = serde_json::to_string(&model).unwrap_or_default();
        let added = serde_json::from_str::<Model>(&numbered(&written, 7));
        assert!(added.is_ok_and(|added| added.ledger.last() == Some(&7)), "an entry is lost");
    }
}

/// `workspace.json`, the lock, the config: what is read is written again the same.
fn small(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(holder) = Holder::parse(&text) {
        assert_eq!(Holder::parse(&holder.name()).as_ref(), Some(&holder));
    }
    if let Ok(identity) = serde_json::from_slice::<Identity>(bytes) {
        let again = serde_json::to_vec(&identity).unwrap_or_default();
        let again = serde_json::from_slice::<Identity>(&again);
        assert!(again.is_ok_and(|again| again.id == identity.id));
    }
    if let Ok(config) = serde_json::from_slice::<StoreConfig>(bytes) {
        let again = serde_json::to_vec(&config).unwrap_or_default();
        assert_eq!(serde_json::from_slice(&again).ok(), Some(config));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
