//! What holds of any bytes that are read as the words of every room.

use std::sync::OnceLock;
use terms::seal::{Envelope, SealKey, SealPublic};
use terms::{
    Asset, DeviceId, Digest, Handlings, PrincipalId, RoleId, Timestamp, ZoneId, printable,
};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] =
    &[("terms-envelope", envelope), ("terms-keys", keys), ("terms-words", words)];

const TYPE: &str = "application/vnd.hygeia.fuzz+json";

/// A DSSE envelope: nothing that our key did not sign opens, and what we sign opens under our key, in
/// its type, and nowhere else.
fn envelope(bytes: &[u8]) {
    let (Some(ours), Some(other)) = (key(0), key(1)) else { return };
    if let Ok(found) = serde_json::from_slice::<Envelope>(bytes) {
        assert!(found.open_bytes(&ours.public(), &found.payload_type).is_err(), "signed by nobody");
        let _ = found.payload_unverified();
        let again = serde_json::to_vec(&found).unwrap_or_default();
        assert_eq!(serde_json::from_slice(&again).ok(), Some(found));
    }
    let sealed = ours.seal_bytes(TYPE, bytes);
    assert_eq!(sealed.open_bytes(&ours.public(), TYPE).as_deref(), Ok(bytes));
    assert!(sealed.open_bytes(&other.public(), TYPE).is_err());
    assert!(sealed.open_bytes(&ours.public(), "another").is_err());
}

/// Keys in PEM: what is read is written again the same.
fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(key) = SealKey::from_pem(&text) {
        let again = key.to_pem().ok().and_then(|pem| SealKey::from_pem(&pem).ok());
        assert!(again.is_some_and(|again| again.public() == key.public()));
    }
    if let Ok(key) = SealPublic::from_pem(&text) {
        let again = key.to_pem().ok().and_then(|pem| SealPublic::from_pem(&pem).ok());
        assert_eq!(again, Some(key));
    }
}

/// Names, assets, digests and times: what is printed reads back, and steers no terminal.
fn words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for word in text.lines().take(20) {
        if let Ok(asset) = Asset::parse(word) {
            assert_eq!(asset.to_string(), word);
        }
        if let Ok(digest) = word.parse::<Digest>() {
            assert_eq!(digest.hex(), word.to_ascii_lowercase());
        }
        if let Ok(moment) = Timestamp::try_from(word.to_owned()) {
            assert_eq!(Timestamp::try_from(moment.to_string()).ok(), Some(moment));
            assert!(moment.plus_days(i64::MAX) >= moment && moment.plus_days(i64::MIN) <= moment);
        }
        let ids = [
            PrincipalId::new(word).map(String::from),
            DeviceId::new(word).map(String::from),
            RoleId::new(word).map(String::from),
            ZoneId::new(word).map(String::from),
        ];
        // People are compared without case: each id is the one spelling of its own.
        if let Ok(id) = PrincipalId::new(word) {
            assert_eq!(PrincipalId::new(id.as_str()), Ok(id));
        }
        for id in ids.into_iter().flatten() {
            assert!(printable(&id) == id && id.trim() == id && id.chars().count() <= 128, "{id:?}");
        }
        let shown = printable(word);
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert_eq!(printable(&shown), shown);
    }
    if let Ok(handlings) = serde_json::from_slice::<Handlings>(bytes) {
        let again = serde_json::to_vec(&handlings).unwrap_or_default();
        assert_eq!(serde_json::from_slice(&again).ok(), Some(handlings));
    }
}

/// Keys that signed nothing yet.
fn key(which: usize) -> Option<&'static SealKey> {
    static KEYS: [OnceLock<Option<SealKey>>; 2] = [const { OnceLock::new() }; 2];
    KEYS.get(which)?.get_or_init(|| SealKey::generate().ok()).as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
    }
}
