//! Reads the postings of one term, in order, and believes none that does not fit.

use super::Fault;
use super::posting::{Posting, signed};
use crate::log::Seals;
use crate::meta::Meta;
use std::collections::VecDeque;

/// Postings that are read at a time.
const PAGE: usize = 64;

/// The postings of a term.
pub(super) struct Cursor {
    term: String,
    /// The bundle of the newest; none if the term has none.
    newest: Option<u64>,
    /// Postings from `from` on, without a gap.
    page: VecDeque<Posting>,
    from: u64,
}

impl Cursor {
    pub(super) fn new(term: String, newest: Option<u64>) -> Self {
        Self { term, newest, page: VecDeque::new(), from: 0 }
    }

    /// The first posting of `bundle` or later; none if there is none.
    pub(super) async fn seek(
        &mut self,
        bundle: u64,
        meta: &Meta,
        seals: &Seals,
    ) -> Result<Option<Posting>, Fault> {
        let Some(newest) = self.newest.filter(|newest| *newest >= bundle) else { return Ok(None) };
        if bundle < self.from {
            self.page.clear();
        }
        while self.page.front().is_some_and(|posting| posting.bundle < bundle) {
            self.page.pop_front();
        }
        if self.page.is_empty() {
            self.page = self.read(bundle, newest, meta, seals).await?;
        }
        self.from = bundle;
        Ok(self.page.front().copied())
    }

    /// The postings from `bundle` on, of which there is one: each is sealed, follows the one before
    /// it, and the last is the newest if no more came.
    async fn read(
        &self,
        bundle: u64,
        newest: u64,
        meta: &Meta,
        seals: &Seals,
    ) -> Result<VecDeque<Posting>, Fault> {
        let rows = meta.postings(&self.term, signed(bundle), signed(PAGE as u64)).await?;
        // Newer ones than it knows of are written meanwhile.
        let known = rows.iter().take_while(|row| row.bundle <= signed(newest));
        let (mut page, mut before) = (VecDeque::new(), None);
        for row in known {
            let posting = Posting::from_row(row, seals);
            let posting = posting.ok_or(Fault::Changed("a posting was changed"))?;
            let follows = match before {
                Some(before) => posting.previous == Some(before),
                None => posting.previous.is_none_or(|previous| previous < bundle),
            };
            if !follows {
                return Err(Fault::Changed("a posting is missing"));
            }
            before = Some(posting.bundle);
            page.push_back(posting);
        }
        let whole = match before {
            Some(last) if page.len() < PAGE => last == newest,
            Some(last) => last <= newest,
            None => false,
        };
        if whole { Ok(page) } else { Err(Fault::Changed("the newest posting is missing")) }
    }
}
