//! A change of who may do what: who has to propose it and agree.

use crate::{Difference, Grant, Standing, difference};
use serde::Serialize;
use terms::{Asset, PrincipalId};

/// A change of who may do what in a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// What stands; `None` at the very first application.
    pub old: Option<Standing<'a>>,
    pub new: Standing<'a>,
    /// The asset whose `change-access` cells decide who may.
    pub workspace: &'a Asset,
    /// What becomes laxer beside access, one sentence each: how values are handled, where the
    /// workspace listens. It takes two people as widening does.
    pub beside: &'a [String],
    /// The proposer reviewed somebody's access, is accountable for it, and takes something of it
    /// away: then it needs no `change-access` cell of theirs, and always somebody who agrees.
    pub by_review: bool,
    /// Who founds the workspace: nobody else can agree yet, so they change access alone.
    pub founder: Option<&'a PrincipalId>,
}

/// A change that may be applied. Like a decision it has no power of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authorised {
    pub proposer: PrincipalId,
    /// Who agreed; `None` if nothing widens.
    pub approver: Option<PrincipalId>,
    pub widening: Vec<Grant>,
    /// All that becomes laxer though nobody gains a grant, [`Change::beside`] too.
    pub loosened: Vec<String>,
}

/// Why a change may not be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    #[error("{who} may not change access: no change-access cell of {workspace} is theirs; ask one of {}", list(.may))]
    MayNotPropose { who: PrincipalId, workspace: Asset, may: Vec<PrincipalId> },
    #[error("this widens access ({grants} new grants, {loosened} laxer rules), which takes two people: one of {} has to agree", list(.may))]
    NeedsSecond { grants: usize, loosened: usize, may: Vec<PrincipalId> },
    #[error("what a review takes away takes two people: one of {} has to agree", list(.may))]
    NeedsSecondOfReview { may: Vec<PrincipalId> },
    #[error("{who} can't agree to their own change: one of {} has to", list(.may))]
    SelfApproval { who: PrincipalId, may: Vec<PrincipalId> },
    #[error("{who} may not agree: that takes the A of change-access on {workspace}; ask one of {}", list(.may))]
    MayNotAgree { who: PrincipalId, workspace: Asset, may: Vec<PrincipalId> },
    #[error("nobody could change access any more: it takes one person to propose and another, with the A of change-access on {workspace}, to agree; proposing would be left to {}, agreeing to {}", list(.propose), list(.agree))]
    NobodyLeft { workspace: Asset, propose: Vec<PrincipalId>, agree: Vec<PrincipalId> },
}

fn list(people: &[PrincipalId]) -> String {
    if people.is_empty() {
        return "nobody (no such cell has a person)".to_owned();
    }
    people.iter().map(PrincipalId::as_str).collect::<Vec<_>>().join(", ")
}

impl Change<'_> {
    /// Whether `proposer` may apply this: what answers no request more laxly takes one person with
    /// a `change-access` cell (R or A); what does ([`difference()`]) takes also another person who
    /// holds the A. What leaves nobody to propose and another to agree is refused to everybody.
    ///
    /// Until two people who can agree have joined, the founder alone may do both.
    ///
    /// The cells are those of what stands, so no change can grant its own approval. At the first
    /// application nothing stands; then the new cells count, and two people are needed.
    ///
    /// # Errors
    /// Says who may not, and who may.
    pub fn authorise(
        &self,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
    ) -> Result<Authorised, ChangeRefusal> {
        let workspace = self.workspace.clone();
        let judge = self.old.unwrap_or(self.new);
        let may = judge.may_propose(self.workspace);
        let difference = difference(self.old, self.new);
        let by_review = self.by_review && self.only_takes_away(&difference);
        if !may.contains(proposer) && !by_review {
            let may = may.into_iter().collect();
            return Err(ChangeRefusal::MayNotPropose { who: proposer.clone(), workspace, may });
        }
        if self.founder == Some(proposer) && approver.is_none() {
            return self.by_the_founder(proposer, difference);
        }
        self.somebody_left()?;
        let mut agree = judge.may_agree(self.workspace);
        agree.remove(proposer);
        let others = || agree.iter().cloned().collect();
        if let Some(who) = approver {
            if who == proposer {
                return Err(ChangeRefusal::SelfApproval { who: who.clone(), may: others() });
            }
            if !agree.contains(who) {
                let may = others();
                return Err(ChangeRefusal::MayNotAgree { who: who.clone(), workspace, may });
            }
        } else if self.old.is_none()
            || self.by_review
            || difference.widens()
            || !self.beside.is_empty()
        {
            return Err(self.needs_second(&difference, others()));
        }
        let (proposer, approver) = (proposer.clone(), approver.cloned());
        let mut loosened = difference.loosened();
        loosened.extend_from_slice(self.beside);
        Ok(Authorised { proposer, approver, widening: difference.widening, loosened })
    }

    /// What the founder alone may do: all but to lose the way back.
    fn by_the_founder(
        &self,
        founder: &PrincipalId,
        difference: Difference,
    ) -> Result<Authorised, ChangeRefusal> {
        let propose = self.new.may_propose(self.workspace);
        if !propose.contains(founder) {
            return Err(ChangeRefusal::NobodyLeft {
                workspace: self.workspace.clone(),
                propose: propose.into_iter().collect(),
                agree: self.new.may_agree(self.workspace).into_iter().collect(),
            });
        }
        let mut loosened = difference.loosened();
        loosened.extend_from_slice(self.beside);
        let widening = difference.widening;
        Ok(Authorised { proposer: founder.clone(), approver: None, widening, loosened })
    }

    /// Whether nobody gains anything by it. That somebody is no longer heard, told or accountable may
    /// follow from whose role was taken; two people agree to that all the same.
    const fn only_takes_away(&self, difference: &Difference) -> bool {
        self.old.is_some()
            && difference.widening.is_empty()
            && difference.unlisted == 0
            && difference.rules.is_empty()
            && self.beside.is_empty()
    }

    fn needs_second(&self, difference: &Difference, may: Vec<PrincipalId>) -> ChangeRefusal {
        if self.by_review {
            return ChangeRefusal::NeedsSecondOfReview { may };
        }
        let grants = difference.widening.len() + difference.unlisted;
        let loosened = difference.rules.len() + difference.answers.len() + self.beside.len();
        ChangeRefusal::NeedsSecond { grants, loosened, may }
    }

    /// Whether two people could still change access afterwards. What was so before is no reason
    /// to refuse what narrows it further.
    fn somebody_left(&self) -> Result<(), ChangeRefusal> {
        // Whose time is over some day is not there for ever.
        let lasting = self.new.people.lasting();
        let new = Standing { people: &lasting, ..self.new };
        let two = |standing: Standing<'_>| {
            let agree = standing.may_agree(self.workspace);
            !agree.is_empty() && standing.may_propose(self.workspace).len() > 1
        };
        let was_two = |old: Standing<'_>| {
            let people = &old.people.lasting();
            two(Standing { people, ..old })
        };
        if two(new) || self.old.is_some_and(|old| !was_two(old)) {
            return Ok(());
        }
        Err(ChangeRefusal::NobodyLeft {
            workspace: self.workspace.clone(),
            propose: new.may_propose(self.workspace).into_iter().collect(),
            agree: new.may_agree(self.workspace).into_iter().collect(),
        })
    }
}
