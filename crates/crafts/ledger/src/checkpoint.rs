//! What the log was at a moment, signed: C2SP tlog-checkpoint in a C2SP signed note.

use crate::{LedgerError, tree};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use signed_note::{Note, Signature, VerificationError, Verifier, Verifiers, is_key_name_valid};
use terms::Digest;
use terms::seal::{SealKey, SealPublic};
use tlog_tiles::checkpoint as tlog;

/// Ed25519 in C2SP signed-note.
const ED25519: u8 = 1;

/// A tree head. The origin names the log, and the key that signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Digest,
}

/// The origin of the workspace's log.
#[must_use]
pub fn origin(workspace: &str) -> String {
    format!("hygeia/{workspace}")
}

/// The key as C2SP signed-note writes it: `<origin>+<key id>+<base64>`, for other verifiers.
#[must_use]
pub fn verifier_key(origin: &str, key: &SealPublic) -> String {
    let bytes = tagged(key);
    format!("{origin}+{:08x}+{}", signed_note::key_id(origin, &bytes), STANDARD.encode(&bytes))
}

impl Checkpoint {
    /// The signed note, as bytes of the file `checkpoint`.
    ///
    /// # Errors
    /// If the origin can't name a key.
    pub fn sign(&self, key: &SealKey) -> Result<Vec<u8>, LedgerError> {
        let bad_origin = || LedgerError::Origin(self.origin.clone());
        if !is_key_name_valid(&self.origin) {
            return Err(bad_origin());
        }
        let text = tlog::Checkpoint::new(&self.origin, self.size, tree::hash(self.root), "")
            .map_err(|_| bad_origin())?
            .to_bytes();
        let id = signed_note::key_id(&self.origin, &tagged(&key.public()));
        let signature = Signature::new(self.origin.clone(), id, key.sign_raw(&text).to_vec());
        let signature = signature.map_err(|_| bad_origin())?;
        Ok(Note::new(&text, &[signature]).map_err(|_| bad_origin())?.to_bytes())
    }

    /// What the note says, whoever signed it.
    ///
    /// # Errors
    /// If it is no signed note or no checkpoint.
    pub fn parse(note: &[u8]) -> Result<Self, LedgerError> {
        parse(note).map(|(checkpoint, _)| checkpoint)
    }

    /// What the note says, if `key` signed it.
    ///
    /// # Errors
    /// If it is malformed, or no signature is by `key`.
    pub fn open(note: &[u8], key: &SealPublic) -> Result<Self, LedgerError> {
        let (checkpoint, note) = parse(note)?;
        let id = signed_note::key_id(&checkpoint.origin, &tagged(key));
        let only = Only { name: checkpoint.origin.clone(), id, key: *key };
        note.verify(&only).map_err(|_| LedgerError::Signature(key.id()))?;
        Ok(checkpoint)
    }
}

fn parse(bytes: &[u8]) -> Result<(Checkpoint, Note), LedgerError> {
    let note = Note::from_bytes(bytes).map_err(|_| LedgerError::Checkpoint("no signed note"))?;
    let head = tlog::Checkpoint::from_bytes(note.text())
        .map_err(|_| LedgerError::Checkpoint("the note's text is no tree head"))?;
    let root = Digest::from_bytes(head.hash().0);
    Ok((Checkpoint { origin: head.origin().to_owned(), size: head.size(), root }, note))
}

fn tagged(key: &SealPublic) -> Vec<u8> {
    [&[ED25519][..], key.as_bytes()].concat()
}

/// The one key that a checkpoint is verified under, with strict verification.
struct Only {
    name: String,
    id: u32,
    key: SealPublic,
}

impl Verifier for Only {
    fn name(&self) -> &str {
        &self.name
    }
    fn key_id(&self) -> u32 {
        self.id
    }
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        <[u8; 64]>::try_from(signature)
            .is_ok_and(|signature| self.key.verifies(message, &signature))
    }
}

impl Verifiers for Only {
    fn verifier(&self, name: &str, id: u32) -> Result<&dyn Verifier, VerificationError> {
        if name == self.name && id == self.id {
            Ok(self)
        } else {
            Err(VerificationError::UnknownKey { name: name.to_owned(), id })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signed_note::{StandardVerifier, VerifierList};

    fn head() -> Checkpoint {
        Checkpoint { origin: origin("w1"), size: 3, root: Digest::of(b"root") }
    }

    #[test]
    fn a_checkpoint_opens_only_under_its_key_and_unchanged() {
        let key = SealKey::generate().unwrap();
        let note = head().sign(&key).unwrap();
        assert_eq!(Checkpoint::open(&note, &key.public()).unwrap(), head());
        let stranger = SealKey::generate().unwrap().public();
        assert!(matches!(Checkpoint::open(&note, &stranger), Err(LedgerError::Signature(_))));
        let text = String::from_utf8(note).unwrap().replacen("\n3\n", "\n4\n", 1);
        assert_eq!(Checkpoint::parse(text.as_bytes()).unwrap().size, 4);
        assert!(matches!(
            Checkpoint::open(text.as_bytes(), &key.public()),
            Err(LedgerError::Signature(_))
        ));
    }

    #[test]
    fn other_verifiers_of_signed_notes_accept_it() {
        let key = SealKey::generate().unwrap();
        let note = Note::from_bytes(&head().sign(&key).unwrap()).unwrap();
        let theirs = StandardVerifier::new(&verifier_key(&origin("w1"), &key.public())).unwrap();
        assert!(note.verify(&VerifierList::new(vec![Box::new(theirs)])).is_ok());
    }

    #[test]
    fn hostile_notes_are_errors() {
        for bytes in
            [&b""[..], b"\n\n", b"a\nb\nc\n\n", b"\xff\xfe", b"x\n1\nAAAA\n\n\xe2\x80\x94 x AAAA\n"]
        {
            assert!(Checkpoint::parse(bytes).is_err());
        }
        let spaced = Checkpoint { origin: "two words".into(), ..head() };
        assert!(matches!(spaced.sign(&SealKey::generate().unwrap()), Err(LedgerError::Origin(_))));
    }
}
