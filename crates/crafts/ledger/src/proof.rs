//! A proof as a document: whoever has it, the log's public key and nothing else can check it.
//!
//! - *inclusion* (RFC 6962 section 2.1.1): this entry is in the log that the checkpoint speaks of.
//! - *consistency* (RFC 6962 section 2.1.2): the log that an earlier checkpoint speaks of is the
//!   beginning of the one that this checkpoint speaks of; it only grew.
//!
//! The document is JSON, written in exactly one way: bytes that another writer would have chosen
//! differently are no proof, so that not one of them can change unseen.

use crate::rotation::{HandedOn, chain};
use crate::verify::{COMPARE, finding, is_authentic};
use crate::{Check, Checkpoint, Event, LedgerError, Verdict, includes, is_consistent};
use serde::{Deserialize, Serialize};
use terms::Digest;
use terms::seal::SealPublic;

/// What is proven, with all that it takes to check it. Checkpoints are signed notes (C2SP
/// tlog-checkpoint); hashes go from the leaf upwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Proof {
    /// That `entry` is number `index`.
    Inclusion {
        /// From 0.
        index: u64,
        /// The entry to the byte: a JSON document in a string.
        entry: String,
        hashes: Vec<Digest>,
        checkpoint: String,
        /// How the log was handed on from key to key, up to the one that signed the checkpoint.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        handed_on: Vec<String>,
    },
    /// That the log grew from what `earlier` speaks of.
    Consistency {
        earlier: String,
        hashes: Vec<Digest>,
        checkpoint: String,
        /// As of an inclusion: the earlier checkpoint is by any of those keys.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        handed_on: Vec<String>,
    },
}

impl Proof {
    /// The document.
    ///
    /// # Errors
    /// Never: there are only strings and numbers in it.
    pub fn to_text(&self) -> Result<String, LedgerError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads the document, none of it proven.
    ///
    /// # Errors
    /// If it is not one, to the byte.
    pub fn parse(text: &[u8]) -> Result<Self, LedgerError> {
        let proof: Self = serde_json::from_slice(text)?;
        if proof.to_text()?.as_bytes() == text { Ok(proof) } else { Err(LedgerError::Proof) }
    }

    fn checkpoint(&self) -> &[u8] {
        let (Self::Inclusion { checkpoint, .. } | Self::Consistency { checkpoint, .. }) = self;
        checkpoint.as_bytes()
    }

    /// The keys that signed the log of `head` one after the other; none if it was not handed on.
    fn signers(&self, head: &Checkpoint) -> Result<Vec<SealPublic>, String> {
        let (Self::Inclusion { handed_on, .. } | Self::Consistency { handed_on, .. }) = self;
        let open = |statement: &String| {
            HandedOn::of_bytes(statement).map_err(|why| format!("a statement of another key {why}"))
        };
        let handed = handed_on.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let mut size = 0;
        for step in &handed {
            if step.head.origin != head.origin
                || step.head.size < size
                || step.head.size > head.size
            {
                return Err("a statement of another key is not of this log".into());
            }
            size = step.head.size;
        }
        let keys = chain(&handed);
        match keys.len() == handed.len() + usize::from(!handed.is_empty()) {
            true => Ok(keys),
            false => Err("the keys that the log was handed on to are no chain".into()),
        }
    }
}

/// Verifies the document `text`, with nothing but `check`.
#[must_use]
pub fn verify_proof(text: &[u8], check: Check<'_>) -> Verdict {
    let read = Proof::parse(text).and_then(|proof| {
        let head = Checkpoint::parse(proof.checkpoint())?;
        Ok((proof, head))
    });
    let (proof, head) = match read {
        Ok(read) => read,
        Err(error) => return refused(&error, check.key.is_some()),
    };
    let mut findings = Vec::new();
    let mut tell = |rule: &str, message: String, remedy: &str| {
        findings.push(finding(rule, "proof".to_owned(), &message, remedy));
    };
    if let Err(why) = holds(&proof, &head) {
        tell("ledger/proof", why, AGAIN);
    }
    if let Some(held) = check.earlier
        && let Err(why) = continues(&proof, held)
    {
        tell("ledger/rewritten", why, AGAIN);
    }
    let signers = proof.signers(&head).unwrap_or_else(|why| {
        findings.push(finding("ledger/handed-on", "proof".to_owned(), &why, AGAIN));
        Vec::new()
    });
    let consistent = findings.is_empty();
    let authentic = check.key.map(|key| is_signed(&proof, key, &signers));
    if authentic == Some(false) {
        let message = "a checkpoint of the proof is not signed by the given key";
        findings.push(finding("ledger/signature", "checkpoint".to_owned(), message, COMPARE));
    }
    let Checkpoint { origin, size, root } = head;
    let signers = signers.iter().map(SealPublic::id).collect();
    Verdict { origin, entries: size, root, consistent, authentic, signers, findings }
}

const AGAIN: &str =
    "have it made again; if it is refused again, the log was rewritten: restore it from the vault";

fn refused(error: &LedgerError, keyed: bool) -> Verdict {
    let found = finding("ledger/proof", "proof".to_owned(), &error.to_string(), AGAIN);
    Verdict {
        origin: String::new(),
        entries: 0,
        root: Digest::of(b""),
        consistent: false,
        authentic: keyed.then_some(false),
        signers: Vec::new(),
        findings: vec![found],
    }
}

/// Whether the hashes lead to the root that the checkpoint speaks of; else why not.
fn holds(proof: &Proof, head: &Checkpoint) -> Result<(), String> {
    match proof {
        Proof::Inclusion { index, entry, hashes, .. } => {
            if !includes(hashes, head.size, head.root, *index, entry.as_bytes()) {
                return Err(format!("the hashes do not lead from entry {index} to the root"));
            }
            Event::from_entry(entry.as_bytes()).map(drop).map_err(|error| error.to_string())
        }
        Proof::Consistency { earlier, hashes, .. } => {
            let old = Checkpoint::parse(earlier.as_bytes()).map_err(|error| error.to_string())?;
            if old.origin != head.origin {
                return Err(format!("the earlier checkpoint is of the log {}", old.origin));
            }
            let (new, was) = ((head.size, head.root), (old.size, old.root));
            if is_consistent(hashes, new, was) {
                return Ok(());
            }
            Err(format!("the first {} entries are not those of the earlier checkpoint", old.size))
        }
    }
}

/// Whether the proof begins with the checkpoint that somebody held: then no other could be put in
/// its place.
fn continues(proof: &Proof, held: &[u8]) -> Result<(), String> {
    match proof {
        Proof::Consistency { earlier, .. } if earlier.as_bytes() == held => Ok(()),
        Proof::Consistency { .. } => {
            Err("it begins with another checkpoint than the held one".into())
        }
        Proof::Inclusion { .. } => {
            Err("it is of one entry: growth takes a consistency proof".into())
        }
    }
}

/// Whether the proof is by `key`, or by those that the log was handed on by, of whom `key` is one.
fn is_signed(proof: &Proof, key: &SealPublic, signers: &[SealPublic]) -> bool {
    let earlier = match proof {
        Proof::Consistency { earlier, .. } => Some(earlier.as_bytes()),
        Proof::Inclusion { .. } => None,
    };
    is_authentic(proof.checkpoint(), earlier, key, signers)
}

#[cfg(test)]
mod tests;
