//! The file `tail`: entries that fill no bundle yet, in commits, each with the checkpoint that it
//! led to.
//!
//! ```text
//! "HYGTAIL1"  base: u64              entries that are in full bundles
//! commit*     frames: u32  note: u32  then so many bytes of frames, and of signed note
//! ```
//! Numbers are big-endian. A commit that is cut, or whose note does not fit, was never
//! acknowledged; it can only be the last.

use crate::StoreError;
use ledger::{encode, parse_frames};

const MAGIC: &[u8; 8] = b"HYGTAIL1";

/// A parsed tail.
pub(crate) struct Tail {
    pub base: u64,
    pub commits: Vec<Commit>,
}

/// A complete commit.
pub(crate) struct Commit {
    pub entries: Vec<Vec<u8>>,
    pub note: Vec<u8>,
    /// Where it ends in the file.
    pub end: u64,
}

/// The bytes of a tail with one commit.
pub(crate) fn fresh(base: u64, entries: &[Vec<u8>], note: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok([&MAGIC[..], &base.to_be_bytes(), &commit(entries, note)?].concat())
}

/// The bytes of a commit.
pub(crate) fn commit(entries: &[Vec<u8>], note: &[u8]) -> Result<Vec<u8>, StoreError> {
    let frames = encode(entries)?;
    let length = |bytes: &[u8]| {
        let too_long = || StoreError::LedgerClosed("more than 4 GiB in one commit".into());
        u32::try_from(bytes.len()).map(u32::to_be_bytes).map_err(|_| too_long())
    };
    Ok([&length(&frames)?[..], &length(note)?, &frames, note].concat())
}

/// Reads a tail up to the first commit that is cut; `None` if not even its head is there.
pub(crate) fn parse(bytes: &[u8]) -> Option<Tail> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (base, mut rest) = rest.split_first_chunk::<8>()?;
    if magic != MAGIC {
        return None;
    }
    let mut commits = Vec::new();
    while let Some((frames, note, after)) = next(rest) {
        let Ok(entries) = parse_frames(frames) else { break };
        rest = after;
        let end = (bytes.len() - rest.len()) as u64;
        commits.push(Commit { entries, note: note.to_vec(), end });
    }
    Some(Tail { base: u64::from_be_bytes(*base), commits })
}

/// Frames and note of the first commit, and what follows it.
fn next(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (frames, rest) = bytes.split_first_chunk::<4>()?;
    let (note, rest) = rest.split_first_chunk::<4>()?;
    let (frames, rest) = rest.split_at_checked(length(*frames)?)?;
    let (note, rest) = rest.split_at_checked(length(*note)?)?;
    Some((frames, note, rest))
}

fn length(bytes: [u8; 4]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cut_tail_gives_the_commits_before_the_cut(
            entries in prop::collection::vec(any::<Vec<u8>>(), 0..5), cut in any::<prop::sample::Index>()
        ) {
            let first = fresh(256, &entries, b"one").unwrap();
            let second = commit(&entries, b"two").unwrap();
            let whole = [&first[..], &second].concat();
            let tail = parse(&whole).unwrap();
            prop_assert_eq!((tail.base, tail.commits.len()), (256, 2));
            prop_assert_eq!(&tail.commits[1].entries, &entries);
            let torn = &whole[..first.len() + cut.index(second.len())];
            prop_assert_eq!(parse(torn).unwrap().commits.len(), 1);
        }

        #[test]
        fn any_bytes_are_a_tail_or_none(bytes in any::<Vec<u8>>()) {
            let _ = parse(&bytes);
            let _ = parse(&[&MAGIC[..], &bytes].concat());
        }
    }
}
