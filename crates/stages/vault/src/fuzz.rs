//! What holds of any bytes that lie in a vault. The fuzzer runs this, and the tests its seeds.

use crate::keyring::{identity_in, text_of};
use crate::manifest::POINT;
use crate::points::{Head, name_of, number_of};
use crate::strays::digest_of;
use crate::told::printable;
use crate::{Manifest, Prediction, restore};
use files::{Folder, Mode};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use terms::seal::{Envelope, SealKey};

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] =
    &[("vault-point", point), ("vault-names", names), ("vault-path", path)];

/// Manifests, heads and predictions: nothing that our key did not sign opens, and what is signed is what
/// was said.
fn point(bytes: &[u8]) {
    let Some(key) = key() else { return };
    if let Ok(envelope) = serde_json::from_slice::<Envelope>(bytes) {
        assert!(envelope.open::<Manifest>(&key.public(), POINT).is_err(), "signed by nobody");
    }
    if let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) {
        let sealed = key.seal(POINT, &manifest).ok();
        let opened = sealed.and_then(|sealed| sealed.open(&key.public(), POINT).ok());
        assert_eq!(opened, Some(manifest));
    }
    let _ = serde_json::from_slice::<Head>(bytes);
    let _ = serde_json::from_slice::<Vec<Prediction>>(bytes);
}

/// What files are called, and the identity's file.
fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for name in text.lines().take(20) {
        if let Some(number) = number_of(name) {
            assert_eq!(format!("{}.dsse.json", name_of(number)), name);
        }
        let (shard, file) = name.split_once('/').unwrap_or(("", name));
        if let Some(digest) = digest_of(shard, file) {
            assert_eq!(format!("{digest}.age"), file);
        }
        assert!(!printable(name).contains(char::is_control));
    }
    if let Some(identity) = identity_in(&text) {
        let again = identity_in(&text_of(&identity));
        assert!(again.is_some_and(|again| again.to_public() == identity.to_public()));
    }
}

/// Whatever path a manifest names: what is restored lands below the folder, or not at all.
fn path(bytes: &[u8]) {
    let Some(above) = above() else { return };
    let inner = above.join("inner");
    if fs::create_dir_all(&inner).is_err() {
        return;
    }
    let put = Folder::open(&inner).is_ok_and(|folder| {
        let _ = folder.write("beside", b"", Mode::Private);
        restore::put(&folder, &String::from_utf8_lossy(bytes), b"restored").is_ok()
    });
    let files = |folder: &PathBuf| fs::read_dir(folder).map_or(0, Iterator::count);
    assert_eq!(files(above), 1, "something lies outside of the folder");
    assert!(!put || files(&inner) > 0);
    assert!(fs::remove_dir_all(&inner).is_ok());
}

fn above() -> Option<&'static PathBuf> {
    static ABOVE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = || {
        let folder = std::env::temp_dir().join(format!("hygeia-fuzz-vault-{}", std::process::id()));
        fs::create_dir_all(&folder).ok().map(|()| folder)
    };
    ABOVE.get_or_init(made).as_ref()
}

/// A key that signed nothing.
fn key() -> Option<&'static SealKey> {
    static KEY: OnceLock<Option<SealKey>> = OnceLock::new();
    KEY.get_or_init(|| SealKey::generate().ok()).as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(super::TARGETS);
        std::fs::remove_dir_all(super::above().unwrap()).unwrap();
    }
}
