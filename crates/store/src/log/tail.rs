//! The file `tail`: entries that fill no bundle yet, and what the log was before them.
//!
//! ```text
//! "HYGTAIL2"  base: u64              entries that are in full bundles
//! record*     body: u32  seal: u32   then so many bytes of body, and of seal
//! ```
//! Numbers are big-endian. The first record's body is the newest time (i64, milliseconds) and the
//! tree's right edge over `base` entries; those of the others are a commit's frames. A seal ties its
//! commit to the size and root that it led to, under a key: it is no checkpoint, so a tail does not
//! carry the means to cut it. A commit that is cut, or whose seal does not fit, was never
//! acknowledged; it can only be the last.

use super::seals::{Seals, same};
use crate::StoreError;
use ledger::{Edge, encode, parse_frames};
use terms::Digest;

const MAGIC: &[u8; 8] = b"HYGTAIL2";
/// Of the first format.
pub(super) const FIRST: &[u8; 8] = b"HYGTAIL1";

/// A parsed tail, none of it proven.
pub(super) struct Tail<'a> {
    pub base: u64,
    /// Newest time and edge, with their seal.
    start: &'a [u8],
    seal: &'a [u8],
    pub commits: Vec<Commit<'a>>,
}

/// A complete commit.
pub(super) struct Commit<'a> {
    pub entries: Vec<Vec<u8>>,
    pub seal: &'a [u8],
    /// Where it ends in the file.
    pub end: u64,
}

/// What a tail begins with: the log in full bundles.
#[derive(Debug, Clone)]
pub(super) struct Start {
    pub edge: Edge,
    /// Of all entries so far, in milliseconds since 1970.
    pub newest: i64,
}

/// The bytes of a tail with `entries` in one commit, which lead to `root`.
pub(super) fn fresh<T: AsRef<[u8]>>(
    start: &Start,
    entries: &[T],
    root: Digest,
    seals: &Seals,
) -> Result<Vec<u8>, StoreError> {
    let base = start.edge.size();
    let body = [&start.newest.to_be_bytes()[..], &start.edge.to_bytes()].concat();
    let mut bytes = [&MAGIC[..], &base.to_be_bytes()].concat();
    bytes.extend(record(&body, &seals.start(base, &body))?);
    if !entries.is_empty() {
        let size = base + entries.len() as u64;
        bytes.extend(commit(entries, &seals.commit(size, root))?);
    }
    Ok(bytes)
}

/// The bytes of a commit.
pub(super) fn commit<T: AsRef<[u8]>>(entries: &[T], seal: &[u8]) -> Result<Vec<u8>, StoreError> {
    record(&encode(entries)?, seal)
}

fn record(body: &[u8], seal: &[u8]) -> Result<Vec<u8>, StoreError> {
    let length = |bytes: &[u8]| {
        let too_long = || StoreError::LedgerClosed("more than 4 GiB in one commit".into());
        u32::try_from(bytes.len()).map(u32::to_be_bytes).map_err(|_| too_long())
    };
    Ok([&length(body)?[..], &length(seal)?, body, seal].concat())
}

/// Reads a tail up to the first commit that is cut; `None` if not even its start is there.
pub(super) fn parse(bytes: &[u8]) -> Option<Tail<'_>> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (base, rest) = rest.split_first_chunk::<8>()?;
    if magic != MAGIC {
        return None;
    }
    let (start, seal, rest) = next(rest)?;
    let commits = commits(rest, bytes.len());
    Some(Tail { base: u64::from_be_bytes(*base), start, seal, commits })
}

/// Reads a tail of the first format: entries in full bundles, and commits sealed by signed notes.
pub(super) fn parse_first(bytes: &[u8]) -> Option<(u64, Vec<Commit<'_>>)> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (base, rest) = rest.split_first_chunk::<8>()?;
    (magic == FIRST).then(|| (u64::from_be_bytes(*base), commits(rest, bytes.len())))
}

/// The commits at the end of a tail of so many bytes, up to the first that is cut.
fn commits(mut rest: &[u8], length: usize) -> Vec<Commit<'_>> {
    let mut commits = Vec::new();
    while let Some((frames, seal, after)) = next(rest) {
        let Ok(entries) = parse_frames(frames) else { break };
        rest = after;
        commits.push(Commit { entries, seal, end: (length - rest.len()) as u64 });
    }
    commits
}

impl Tail<'_> {
    /// What it begins with, if that is sealed.
    pub(super) fn start(&self, seals: &Seals) -> Option<Start> {
        if !same(&seals.start(self.base, self.start), self.seal) {
            return None;
        }
        let (newest, edge) = self.start.split_first_chunk::<8>()?;
        let edge = Edge::from_bytes(self.base, edge).ok()?;
        Some(Start { edge, newest: i64::from_be_bytes(*newest) })
    }

    /// Where the start ends in the file.
    pub(super) const fn start_end(&self) -> u64 {
        (MAGIC.len() + 8 + 8 + self.start.len() + self.seal.len()) as u64
    }
}

/// Body and seal of the first record, and what follows it.
fn next(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (body, rest) = bytes.split_first_chunk::<4>()?;
    let (seal, rest) = rest.split_first_chunk::<4>()?;
    let (body, rest) = rest.split_at_checked(length(*body)?)?;
    let (seal, rest) = rest.split_at_checked(length(*seal)?)?;
    Some((body, seal, rest))
}

fn length(bytes: [u8; 4]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use terms::seal::SealKey;

    proptest! {
        #[test]
        fn a_cut_tail_gives_the_commits_before_the_cut(
            entries in prop::collection::vec(any::<Vec<u8>>(), 1..5), cut in any::<prop::sample::Index>()
        ) {
            let seals = Seals::of(&SealKey::generate().unwrap(), "hygeia/test");
            let mut edge = Edge::new();
            for n in 0..256u32 {
                edge.push(&n.to_be_bytes());
            }
            let start = Start { edge, newest: 7 };
            let first = fresh(&start, &entries, Digest::of(b"one"), &seals).unwrap();
            let second = commit(&entries, &seals.commit(9, Digest::of(b"two"))).unwrap();
            let whole = [&first[..], &second].concat();
            let tail = parse(&whole).unwrap();
            prop_assert_eq!((tail.base, tail.commits.len()), (256, 2));
            prop_assert_eq!(&tail.commits[1].entries, &entries);
            prop_assert_eq!((tail.commits[0].end, tail.commits[1].end), (first.len() as u64, whole.len() as u64));
            let read = tail.start(&seals).unwrap();
            prop_assert_eq!((read.newest, read.edge.root()), (7, start.edge.root()));
            let torn = &whole[..first.len() + cut.index(second.len())];
            prop_assert_eq!(parse(torn).unwrap().commits.len(), 1);
            let other = Seals::of(&SealKey::generate().unwrap(), "hygeia/test");
            prop_assert!(tail.start(&other).is_none());
        }

        #[test]
        fn any_bytes_are_a_tail_or_none(bytes in any::<Vec<u8>>()) {
            let _ = parse(&bytes);
            let _ = parse(&[&MAGIC[..], &bytes].concat());
            let _ = parse_first(&[&FIRST[..], &bytes].concat());
        }
    }

    #[test]
    fn an_empty_tail_ends_with_its_start() {
        let seals = Seals::of(&SealKey::generate().unwrap(), "hygeia/test");
        let start = Start { edge: Edge::new(), newest: 0 };
        let bytes = fresh::<Vec<u8>>(&start, &[], start.edge.root(), &seals).unwrap();
        assert_eq!(parse(&bytes).unwrap().start_end(), bytes.len() as u64);
    }
}
