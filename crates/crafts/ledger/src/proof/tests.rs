//! Proofs hold as they were made, and not one byte otherwise.

use super::*;
use crate::{Activity, Operation, Outcome, Tree, hand_on, origin};
use terms::seal::SealKey;
use terms::{Asset, AssetKind, PrincipalId, Timestamp};

struct Log {
    key: SealKey,
    entries: Vec<Vec<u8>>,
    tree: Tree,
}

fn log(size: u32) -> Log {
    let (actor, asset) =
        (PrincipalId::new("dana").unwrap(), Asset::new(AssetKind::Model, "credit").unwrap());
    let mut tree = Tree::new();
    let entry = |n: u32| {
        let (operation, outcome) = (Operation::ModelSigned, Outcome::Success);
        let activity = Activity { operation, actor: &actor, asset: &asset, outcome, facts: &[] };
        let at = Timestamp::from_unix(i64::from(n));
        let entry = Event::of_activity(&activity, at).to_entry().unwrap();
        tree.push(&entry).unwrap();
        entry
    };
    let entries = (0..size).map(entry).collect();
    Log { key: SealKey::generate().unwrap(), entries, tree }
}

impl Log {
    fn note(&self, size: u64) -> String {
        let root = self.tree.root_at(size).unwrap();
        let head = Checkpoint { origin: origin("test"), size, root };
        String::from_utf8(head.sign(&self.key).unwrap()).unwrap()
    }

    fn inclusion(&self, index: u64) -> Proof {
        Proof::Inclusion {
            index,
            entry: String::from_utf8(self.entries[index as usize].clone()).unwrap(),
            hashes: self.tree.inclusion(index).unwrap(),
            checkpoint: self.note(self.tree.size()),
            handed_on: Vec::new(),
        }
    }

    fn consistency(&self, old: u64) -> Proof {
        let hashes = self.tree.consistency(old).unwrap();
        let (earlier, checkpoint) = (self.note(old), self.note(self.tree.size()));
        Proof::Consistency { earlier, hashes, checkpoint, handed_on: Vec::new() }
    }
}

fn right(verdict: &Verdict) -> bool {
    verdict.consistent && verdict.authentic == Some(true) && verdict.findings.is_empty()
}

// proves M7, M19
#[test]
fn every_flipped_byte_of_a_proof_is_refused() {
    let log = log(23);
    let key = log.key.public();
    let check = Check { key: Some(&key), earlier: None };
    for proof in [log.inclusion(17), log.consistency(9)] {
        let text = proof.to_text().unwrap().into_bytes();
        assert!(right(&verify_proof(&text, check)));
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut flipped = text.clone();
                flipped[at] ^= 1 << bit;
                assert!(!right(&verify_proof(&flipped, check)), "byte {at}, bit {bit}");
            }
            let mut cut = text.clone();
            cut.remove(at);
            assert!(!right(&verify_proof(&cut, check)), "without byte {at}");
        }
    }
}

// proves M19
#[test]
fn a_proof_is_of_its_own_log_and_of_the_checkpoint_that_was_held() {
    let (log, other) = (log(12), log_of_another());
    let key = log.key.public();
    let text = log.consistency(5).to_text().unwrap();
    let with = |earlier: &str| {
        let check = Check { key: Some(&key), earlier: Some(earlier.as_bytes()) };
        verify_proof(text.as_bytes(), check)
    };
    assert!(right(&with(&log.note(5))));
    assert!(!right(&with(&log.note(6))), "another checkpoint was held");
    let unkeyed = verify_proof(text.as_bytes(), Check::default());
    assert!(unkeyed.consistent && unkeyed.authentic.is_none());
    let theirs = other.inclusion(3).to_text().unwrap();
    let check = Check { key: Some(&key), earlier: None };
    assert_eq!(verify_proof(theirs.as_bytes(), check).authentic, Some(false));
    // A signed note of another size, under the same key.
    let Proof::Inclusion { index, entry, hashes, .. } = log.inclusion(3) else { unreachable!() };
    let checkpoint = log.note(11);
    let swapped = Proof::Inclusion { index, entry, hashes, checkpoint, handed_on: Vec::new() };
    assert!(!right(&verify_proof(swapped.to_text().unwrap().as_bytes(), check)));
    for hostile in [&b""[..], b"{}", b"null", b"[1", b"\xff", br#"{"proof":"inclusion"}"#] {
        assert!(!right(&verify_proof(hostile, check)));
    }
}

fn log_of_another() -> Log {
    log(7)
}

/// A proof of growth over two changes of keys, of a log that was of 3, 6 and 11 entries then; with the
/// keys.
fn rotated() -> (Proof, Vec<SealKey>) {
    let log = log(11);
    let keys: Vec<_> = (0..3).map(|_| SealKey::generate().unwrap()).collect();
    let head =
        |size| Checkpoint { origin: origin("test"), size, root: log.tree.root_at(size).unwrap() };
    let note = |size, key: &SealKey| String::from_utf8(head(size).sign(key).unwrap()).unwrap();
    let step = |size, at: usize| hand_on(&head(size), &keys[at], &keys[at + 1]).unwrap();
    let proof = Proof::Consistency {
        earlier: note(3, &keys[0]),
        hashes: log.tree.consistency(3).unwrap(),
        checkpoint: note(11, &keys[2]),
        handed_on: vec![step(5, 0), step(8, 1)],
    };
    (proof, keys)
}

// proves M7, M19
#[test]
fn a_proof_over_changes_of_keys_holds_under_any_of_them() {
    let (proof, keys) = rotated();
    let text = proof.to_text().unwrap().into_bytes();
    let under = |text: &[u8], key: &SealKey| {
        verify_proof(text, Check { key: Some(&key.public()), earlier: None })
    };
    for key in &keys {
        let verdict = under(&text, key);
        assert!(right(&verdict), "{:?}", verdict.findings);
        assert_eq!(verdict.signers, keys.iter().map(|key| key.public().id()).collect::<Vec<_>>());
    }
    let stranger = SealKey::generate().unwrap();
    assert_eq!(under(&text, &stranger).authentic, Some(false));
    for at in 0..text.len() {
        let mut flipped = text.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(!right(&under(&flipped, &keys[0])), "byte {at}");
    }
}

// proves M19
#[test]
fn a_chain_with_a_gap_or_of_another_log_proves_nothing() {
    let (proof, keys) = rotated();
    let Proof::Consistency { earlier, hashes, checkpoint, handed_on } = proof else {
        unreachable!()
    };
    let elsewhere = Checkpoint { origin: origin("other"), size: 5, root: Digest::of(b"") };
    let elsewhere = hand_on(&elsewhere, &keys[0], &keys[1]).unwrap();
    let later = Checkpoint { origin: origin("test"), size: 12, root: Digest::of(b"") };
    let later = hand_on(&later, &keys[1], &keys[2]).unwrap();
    let [first, second] = [&handed_on[0], &handed_on[1]].map(Clone::clone);
    for steps in [
        vec![],
        vec![first.clone()],
        vec![second.clone()],
        vec![second.clone(), first.clone()],
        vec![elsewhere, second],
        vec![first, later],
    ] {
        let (earlier, hashes, checkpoint) = (earlier.clone(), hashes.clone(), checkpoint.clone());
        let proof = Proof::Consistency { earlier, hashes, checkpoint, handed_on: steps.clone() };
        let key = keys[0].public();
        let check = Check { key: Some(&key), earlier: None };
        let verdict = verify_proof(proof.to_text().unwrap().as_bytes(), check);
        assert!(!right(&verdict), "{} steps", steps.len());
    }
}
