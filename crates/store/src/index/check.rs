//! Whether the index is as it was written: what is new of it, and a share of the rest in turn.
//!
//! Nothing of an answer depends on it, as every posting is verified by who reads past it: this is to
//! tell early. That there is nothing else in the tables is counted at each look.

use super::cursor::Cursor;
use super::known::Known;
use super::posting::signed;
use super::{Fault, Index};
use crate::log::{SEAL, Seals, same};
use files::{Mode, write_whole};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;
use terms::Timestamp;

/// Postings that were read before and are read again, at each look.
const SHARE: u64 = 2_048;
/// The file, in the ledger's folder: a seal, and JSON.
const NAME: &str = "verified-index";

/// What was read of the index before, after how many rejections of it; none if nothing was.
pub(super) type Checked = Option<(u64, Kept)>;

/// All postings of the first so many bundles were read, from that moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    bundles: u64,
    postings: u64,
    since: Timestamp,
    /// The posting whose turn it is: of this term, and of this bundle or later.
    turn: (String, u64),
}

/// What a look saw of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexSeen {
    pub postings: u64,
    /// How many of them were read now.
    pub read: u64,
    /// When the first of the others was read, if there are others.
    pub since: Option<Timestamp>,
}

impl Index {
    /// Brings the index up to date, and reads what is new of it, and some of the rest.
    pub(super) async fn check(&self, at: Timestamp) -> Result<IndexSeen, Fault> {
        let mut checked = self.checked.lock().await;
        let (seals, folder) = (self.reader.seals(), self.reader.folder());
        let loaded = checked.take().or_else(|| Some((0, Kept::load(folder, &seals)?)));
        let known = self.up_to_date().await?;
        let rejected = self.rejections();
        // Of an index that was made anew since, nothing was read.
        let before =
            loaded.filter(|(then, kept)| *then == rejected && kept.bundles <= known.bundles);
        let before = before.map(|(_, kept)| kept).unwrap_or_else(Kept::nothing);
        let (kept, read) = self.read_on(&before, &known, &seals, at).await?;
        let since = (read < kept.postings).then_some(kept.since);
        let seen = IndexSeen { postings: kept.postings, read, since };
        if kept != before && kept.postings > SHARE {
            // What can't be kept is read again.
            let _ = kept.keep(folder, &seals);
        }
        *checked = Some((rejected, kept));
        Ok(seen)
    }

    /// Gives how many postings were read, too.
    async fn read_on(
        &self,
        before: &Kept,
        known: &Known,
        seals: &Seals,
        at: Timestamp,
    ) -> Result<(Kept, u64), Fault> {
        let (mut read, mut turn) = (0, before.turn.clone());
        for (term, newest) in known.terms().filter(|(_, newest)| *newest >= before.bundles) {
            let mut postings = Postings::of(self, term, newest, seals);
            while postings.next(before.bundles, known.bundles).await? {
                read += 1;
            }
        }
        let all = before.postings + read;
        let share = before.postings.min(SHARE);
        read += self.take_turns(&mut turn, before.bundles, share, known, seals).await?;
        let since = if read < all { before.since } else { at };
        if self.meta.count_postings().await? == signed(all) {
            Ok((Kept { bundles: known.bundles, postings: all, since, turn }, read))
        } else {
            Err(Fault::Changed("there are postings that nobody wrote"))
        }
    }

    /// Reads so many postings of the first bundles, from where it was left off, and around.
    async fn take_turns(
        &self,
        turn: &mut (String, u64),
        bundles: u64,
        share: u64,
        known: &Known,
        seals: &Seals,
    ) -> Result<u64, Fault> {
        let (first, from) = turn.clone();
        let begin = |term: &str| if term == first { from } else { 0 };
        let after = known.terms().filter(|(term, _)| *term >= first.as_str());
        let around = known.terms().filter(|(term, _)| *term <= first.as_str());
        let after = after.map(|(term, newest)| (term, newest, begin(term)));
        let mut read = 0;
        for (term, newest, from) in after.chain(around.map(|(term, newest)| (term, newest, 0))) {
            let mut postings = Postings::of(self, term, newest, seals);
            while read < share && postings.next(from, bundles).await? {
                read += 1;
                *turn = (term.to_owned(), postings.at);
            }
        }
        Ok(read)
    }
}

/// The postings of a term, one by one.
struct Postings<'a> {
    index: &'a Index,
    seals: &'a Seals,
    cursor: Cursor,
    /// Where the next one may be.
    at: u64,
}

impl<'a> Postings<'a> {
    fn of(index: &'a Index, term: &str, newest: u64, seals: &'a Seals) -> Self {
        Self { index, seals, cursor: Cursor::new(term.to_owned(), Some(newest)), at: 0 }
    }

    /// Reads the next one from `first` on and before `end`, if there is one.
    async fn next(&mut self, first: u64, end: u64) -> Result<bool, Fault> {
        let at = self.at.max(first);
        let found = self.cursor.seek(at, &self.index.meta, self.seals).await?;
        let found = found.filter(|posting| posting.bundle < end);
        self.at = found.map_or(at, |posting| posting.bundle + 1);
        Ok(found.is_some())
    }
}

impl Kept {
    fn nothing() -> Self {
        let (since, turn) = (Timestamp::from_unix(0), Default::default());
        Self { bundles: 0, postings: 0, since, turn }
    }

    fn load(folder: &Path, seals: &Seals) -> Option<Self> {
        let bytes = fs::read(folder.join(NAME)).ok()?;
        let (seal, body) = bytes.split_first_chunk::<SEAL>()?;
        let sealed = same(&seals.verified_index(body), seal);
        sealed.then(|| serde_json::from_slice(body).ok()).flatten()
    }

    fn keep(&self, folder: &Path, seals: &Seals) -> Result<(), crate::StoreError> {
        let body = serde_json::to_vec(self)?;
        let bytes = [&seals.verified_index(&body)[..], &body].concat();
        Ok(write_whole(&folder.join(NAME), &bytes, Mode::Private)?)
    }
}
