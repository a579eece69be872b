//! Access that somebody looked at.

use super::deed::Deed;
use crate::{ReviewDone, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{ActivityId, Asset, CellRef, Fact, PrincipalId, RoleId, Timestamp};

/// What was looked at, and what is to become of it.
#[derive(Debug, Clone, Copy)]
pub struct NewReview<'a> {
    pub activity: &'a ActivityId,
    pub asset: &'a Asset,
    /// Each with the assets of its row, as it stands in the RACI.
    pub cells: &'a [(CellRef, String)],
    /// Whose access; everybody's but the reviewer's, if nobody is named.
    pub holder: Option<&'a PrincipalId>,
    /// The reviewer's own too, as nobody else could look at it.
    pub own: bool,
    pub verdict: Verdict<'a>,
    pub why: &'a str,
}

/// What is to become of access that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It stays.
    Keep,
    /// The holder shall have another role instead: once somebody else agreed.
    Change(&'a RoleId),
    /// It goes: once somebody else agreed.
    Remove,
}

impl Verdict<'_> {
    const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Change(_) => "change",
            Self::Remove => "remove",
        }
    }
}

/// A review, and the proposal that comes of it.
pub(super) struct Proposing<'a> {
    review: &'a NewReview<'a>,
    proposal: Option<&'a str>,
}

impl<'a> NewReview<'a> {
    /// The same, and what somebody else has to agree to.
    pub(super) const fn proposing(&'a self, proposal: &'a str) -> Proposing<'a> {
        Proposing { review: self, proposal: Some(proposal) }
    }

    /// What an entry says of it.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let mut facts = vec![
            Fact::new("activity", self.activity.as_str()),
            Fact::new("cells", self.cells.len()),
            Fact::new("verdict", self.verdict.name()),
        ];
        if let Some(holder) = self.holder {
            facts.push(Fact::new("holder", holder.as_str()));
        }
        if let Verdict::Change(role) = self.verdict {
            facts.push(Fact::new("instead", role.as_str()));
        }
        if self.own {
            facts.push(Fact::new("own", true));
        }
        if !self.why.is_empty() {
            facts.push(Fact::new("why", self.why));
        }
        facts
    }
}

impl Store {
    /// `by` looked at what people have by the cells of an activity on an asset, and it stays. What does
    /// not stay is part of the proposal to take it away ([`Store::access_asked`]).
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn access_reviewed(
        &self,
        by: impl Into<By<'_>>,
        review: &NewReview<'_>,
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        deed.reviewed(by.who, &Proposing { review, proposal: None }, self.now())?;
        let facts = review.facts();
        let entry = Activity {
            operation: Operation::AccessReviewed,
            actor: by.who,
            asset: review.asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&entry).await
    }
}

impl Deed {
    /// What `by` looked at, as records.
    pub(super) fn reviewed(
        &mut self,
        by: &PrincipalId,
        Proposing { review, proposal }: &Proposing<'_>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for (cell, on) in review.cells {
            let instead = match review.verdict {
                Verdict::Change(role) => Some(role.clone()),
                Verdict::Keep | Verdict::Remove => None,
            };
            self.put(&ReviewDone {
                cell: cell.clone(),
                by: by.clone(),
                at,
                kept: review.verdict == Verdict::Keep,
                on: Some(on.clone()),
                holder: review.holder.cloned(),
                own: review.own,
                instead,
                why: review.why.to_owned(),
                proposal: proposal.map(str::to_owned),
            })?;
        }
        Ok(())
    }
}
