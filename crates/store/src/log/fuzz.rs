//! Any bytes as the ledger's own files: what is not sealed by our key begins nothing, and what is read
//! is what is written.

use super::head::{self, SLOT};
use super::seals::Seals;
use super::tail::{self, Commit};
use super::usage;
use std::sync::OnceLock;
use terms::seal::SealKey;

/// Magic and size, before the commits of the first format.
const HEAD: u64 = 16;

/// A tail of either format: each commit is where it says, with the bytes that it would be written as.
pub(crate) fn tail(bytes: &[u8]) {
    let Some(seals) = seals() else { return };
    if let Some(tail) = tail::parse(bytes) {
        assert!(tail.start(seals).is_none(), "begun by nobody");
        follow(bytes, tail.start_end(), &tail.commits);
    }
    if let Some((_, commits)) = tail::parse_first(bytes) {
        follow(bytes, HEAD, &commits);
    }
}

fn follow(bytes: &[u8], start: u64, commits: &[Commit<'_>]) {
    let mut at = start;
    for commit in commits {
        let range = usize::try_from(at).ok().zip(usize::try_from(commit.end).ok());
        let found = range.and_then(|(from, to)| bytes.get(from..to));
        let again = tail::commit(&commit.entries, commit.seal);
        assert!(again.is_ok_and(|again| Some(again.as_slice()) == found), "commit at {at}");
        at = commit.end;
    }
}

/// A slot of the head, and what was counted.
pub(crate) fn sealed(bytes: &[u8]) {
    let Some(seals) = seals() else { return };
    if let Some(slot) = bytes.first_chunk::<SLOT>() {
        assert!(head::parse(slot, seals).is_none(), "acknowledged by nobody");
    }
    assert!(usage::parse(bytes, seals).is_none(), "counted by nobody");
}

/// Of a key that sealed nothing.
fn seals() -> Option<&'static Seals> {
    static SEALS: OnceLock<Option<Seals>> = OnceLock::new();
    let made = || Some(Seals::of(&SealKey::generate().ok()?, "hygeia/fuzz"));
    SEALS.get_or_init(made).as_ref()
}
