//! How a ledger is handed on from one key to the next: by a statement of both, which stands in the
//! entry of the rotation. So who knows one of them finds the others in the log itself.
//!
//! The statement names the key that comes, so that nobody makes one of checkpoints that were signed
//! before; and what the log was then, so that no other log passes for it.

use crate::{Checkpoint, Event, LedgerError, Operation};
use serde::{Deserialize, Serialize};
use terms::Digest;
use terms::seal::{Envelope, SealKey, SealPublic};

/// The fact of the entry that holds it: a DSSE envelope with two signatures, as JSON text.
pub const HANDED_ON: &str = "handed_on";
/// Its payload type.
const TYPE: &str = "application/vnd.hygeia.ledger-handed-on+json";

#[derive(Serialize, Deserialize)]
struct Statement {
    origin: String,
    size: u64,
    root: Digest,
    /// Both keys, as SPKI PEM.
    before: String,
    after: String,
}

/// That the log of `head` is handed on from `old` to `new`: signed by both, for the entry.
///
/// # Errors
/// If a key can't be encoded.
pub fn hand_on(head: &Checkpoint, old: &SealKey, new: &SealKey) -> Result<String, LedgerError> {
    let Checkpoint { origin, size, root } = head.clone();
    let pem = |key: &SealKey| key.public().to_pem().map_err(|_| LedgerError::Checkpoint("no key"));
    let statement = Statement { origin, size, root, before: pem(old)?, after: pem(new)? };
    let payload = serde_json::to_vec(&statement)?;
    let mut envelope = old.seal_bytes(TYPE, &payload);
    envelope.signatures.extend(new.seal_bytes(TYPE, &payload).signatures);
    Ok(serde_json::to_string(&envelope)?)
}

/// A ledger that was handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HandedOn {
    pub before: SealPublic,
    pub after: SealPublic,
    /// The log then.
    pub head: Checkpoint,
}

impl HandedOn {
    /// What `event` says of it: none if it tells of no such thing, an error if not both signed it.
    pub(crate) fn in_event(event: &Event) -> Option<Result<Self, &'static str>> {
        let said = event.unmapped.facts.get(HANDED_ON)?.as_str().unwrap_or_default();
        let rotated = event.api.operation == Operation::KeyRotated.as_str();
        rotated.then(|| Self::of(said))
    }

    /// What the statement says, if both signed it.
    pub(crate) fn of(statement: &str) -> Result<Self, &'static str> {
        let envelope = serde_json::from_str(statement).map_err(|_| "is no envelope")?;
        Self::open(&envelope)
    }

    /// The same, of a statement that is written in the one way that [`hand_on`] writes it.
    pub(crate) fn of_bytes(statement: &str) -> Result<Self, &'static str> {
        let envelope: Envelope = serde_json::from_str(statement).map_err(|_| "is no envelope")?;
        let open = Self::open(&envelope)?;
        let by = [open.before, open.after].map(|key| key.id().hex());
        let named = envelope.signatures.iter().map(|signature| &signature.keyid).eq(&by);
        let same = serde_json::to_string(&envelope).is_ok_and(|text| text == statement);
        if named && same { Ok(open) } else { Err("is not written as it was signed") }
    }

    fn open(envelope: &Envelope) -> Result<Self, &'static str> {
        let payload = envelope.payload_unverified().map_err(|_| "is no envelope")?;
        let said: Statement = serde_json::from_slice(&payload).map_err(|_| "is no statement")?;
        let key = |pem: &str| SealPublic::from_pem(pem).map_err(|_| "names no keys");
        let (before, after) = (key(&said.before)?, key(&said.after)?);
        for key in [&before, &after] {
            envelope.open_bytes(key, TYPE).map_err(|_| "is not signed by both keys")?;
        }
        let head = Checkpoint { origin: said.origin, size: said.size, root: said.root };
        Ok(Self { before, after, head })
    }
}

/// The statements in these events, oldest first, by which the log was handed on up to who signed the
/// checkpoint `note`: what a proof takes along, so that who knows any of the keys can check it.
#[must_use]
pub fn handed_on(events: &[Event], note: &[u8]) -> Vec<String> {
    let said = |event: &Event| {
        let open = HandedOn::in_event(event)?.ok()?;
        let text = event.unmapped.facts.get(HANDED_ON)?.as_str()?;
        Some((text.to_owned(), open.after))
    };
    let mut said: Vec<_> = events.iter().filter_map(said).collect();
    while said.pop_if(|(_, after)| Checkpoint::open(note, after).is_err()).is_some() {}
    said.into_iter().map(|(text, _)| text).collect()
}

/// The keys that signed a log one after the other, as far as it was handed on from one to the next.
pub(crate) fn chain(handed: &[HandedOn]) -> Vec<SealPublic> {
    let mut keys: Vec<SealPublic> = handed.iter().take(1).map(|first| first.before).collect();
    for step in handed {
        if keys.last() != Some(&step.before) {
            break;
        }
        keys.push(step.after);
    }
    keys
}
