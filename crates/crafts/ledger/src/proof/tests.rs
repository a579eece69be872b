//! Proofs hold as they were made, and not one byte otherwise.

use super::*;
use crate::{Activity, Operation, Outcome, Tree, origin};
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
        }
    }

    fn consistency(&self, old: u64) -> Proof {
        let hashes = self.tree.consistency(old).unwrap();
        let (earlier, checkpoint) = (self.note(old), self.note(self.tree.size()));
        Proof::Consistency { earlier, hashes, checkpoint }
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
    let swapped = Proof::Inclusion { index, entry, hashes, checkpoint };
    assert!(!right(&verify_proof(swapped.to_text().unwrap().as_bytes(), check)));
    for hostile in [&b""[..], b"{}", b"null", b"[1", b"\xff", br#"{"proof":"inclusion"}"#] {
        assert!(!right(&verify_proof(hostile, check)));
    }
}

fn log_of_another() -> Log {
    log(7)
}
