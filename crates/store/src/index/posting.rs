//! A posting: the entries of one bundle that have a term.

use super::hits::Hits;
use crate::log::{SEAL, Seals, same};
use crate::meta::PostingRow;
use ledger::BUNDLE;

/// A posting, verified or about to be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub bundle: u64,
    /// The term's posting before this one.
    pub previous: Option<u64>,
    pub hits: Hits,
}

impl Posting {
    /// The row of this posting of `term`.
    pub(super) fn to_row(self, term: &str, seals: &Seals) -> PostingRow {
        PostingRow {
            term: term.to_owned(),
            bundle: signed(self.bundle),
            previous: self.previous.map_or(-1, signed),
            hits: self.hits.to_hex(),
            seal: hex::encode(self.seal(term, seals)),
        }
    }

    /// What the row says, if it was sealed so.
    pub(super) fn from_row(row: &PostingRow, seals: &Seals) -> Option<Self> {
        let previous = match row.previous {
            -1 => None,
            before => Some(u64::try_from(before).ok()?),
        };
        let (bundle, hits) = (u64::try_from(row.bundle).ok()?, Hits::from_hex(&row.hits)?);
        let posting = Self { bundle, previous, hits };
        let seal = hex::decode(&row.seal).ok()?;
        same(&posting.seal(&row.term, seals), &seal).then_some(posting)
    }

    fn seal(self, term: &str, seals: &Seals) -> [u8; SEAL] {
        let previous = self.previous.map_or(-1, signed).to_be_bytes();
        let body = [&previous[..], self.hits.as_bytes(), term.as_bytes()].concat();
        seals.posting(self.bundle, &body)
    }
}

/// As databases count.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The bundle that the entry `index` is in.
pub(super) const fn bundle_of(index: u64) -> u64 {
    index / BUNDLE as u64
}
