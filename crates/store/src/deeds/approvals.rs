//! Asking for what another has to agree to, and saying no. To agree is part of the deed agreed to.

use super::deed::Deed;
use super::main;
use super::reviews::NewReview;
use crate::{
    AcceptedWeak, Approval, HandoverFolder, Model, Permit, ProposedTexts, Record, Store, StoreError,
};
use ledger::{Activity, By, Operation, Outcome};
use std::path::PathBuf;
use terms::{Action, Digest, Fact, PrincipalId, RoleId};

/// Why nobody can answer for a model.
const UNKNOWN: &str = "it was never evaluated";

/// Texts whose application is proposed.
#[derive(Debug, Clone, Copy)]
pub struct NewProposal<'a> {
    /// Of all of them.
    pub detail: Digest,
    /// Of those that stand, if any do.
    pub standing: Option<Digest>,
    /// Each with the name of its file.
    pub texts: &'a [(&'a str, &'a str)],
    /// Proposals that ran out, whose texts nobody needs any more.
    pub ran_out: &'a [String],
    /// Roles that are heard before (the RACI's C): the entry names them.
    pub consult: &'a [RoleId],
    /// The review that it comes of, where it takes away what somebody had.
    pub review: Option<&'a NewReview<'a>>,
}

impl Store {
    /// The holder of the permit, which is to promote exactly this model, asks for that. `folder` is
    /// where they have the files.
    ///
    /// # Errors
    /// If the permit is for something else, or the id is taken.
    pub async fn promotion_asked(
        &self,
        permit: &Permit,
        folder: Option<PathBuf>,
    ) -> Result<Approval, StoreError> {
        let detail = permit.detail().ok_or(StoreError::Undetailed)?;
        permit.covers(Action::Promote, permit.asset(), Some(detail), self.now())?;
        let approval = Approval {
            id: format!("promote-{}", permit.ledger_index()),
            action: Action::Promote,
            asset: permit.asset().clone(),
            detail,
            standing: None,
            asked_by: permit.principal().clone(),
            asked: self.now(),
            answer: None,
            reason: None,
            by_review: false,
            break_glass: false,
        };
        let mut deed = self.deed().await?;
        deed.insert(&approval)?;
        if let Some(folder) = folder {
            deed.put(&HandoverFolder { approval: approval.id.clone(), folder })?;
        }
        ask(deed.from(permit.by()), &approval, Vec::new()).await?;
        Ok(approval)
    }

    /// `by` proposes texts in the place of those that stand; the id is bound to the digests of both.
    /// The same proposal takes the place of the one before.
    ///
    /// # Errors
    /// If it can't be entered or kept.
    pub async fn access_asked(
        &self,
        by: impl Into<By<'_>>,
        new: &NewProposal<'_>,
    ) -> Result<Approval, StoreError> {
        let by = by.into();
        let NewProposal { detail, standing, texts, ran_out, consult, review } = *new;
        let before = standing.map(|standing| standing.hex()).unwrap_or_default();
        // The same that another review comes to is another proposal: of each stays what came of it.
        let at = review.map(|_| format!("\n{}", self.now())).unwrap_or_default();
        let both = Digest::of(format!("{before}\n{}{at}", detail.hex()).as_bytes());
        let short: String = both.hex().chars().take(12).collect();
        let approval = Approval {
            id: format!("access-{short}"),
            action: Action::ChangeAccess,
            asset: main()?,
            detail,
            standing,
            asked_by: by.who.clone(),
            asked: self.now(),
            answer: None,
            reason: None,
            by_review: review.is_some(),
            break_glass: false,
        };
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let mut deed = self.deed().await?;
        for id in ran_out.iter().filter(|id| **id != approval.id) {
            deed.remove::<ProposedTexts>(id);
        }
        deed.put(&ProposedTexts { approval: approval.id.clone(), texts: texts.collect() })?;
        deed.put(&approval)?;
        if let Some(review) = review {
            deed.reviewed(by.who, &review.proposing(&approval.id), self.now())?;
        }
        let more = review.map(NewReview::facts).unwrap_or_default();
        ask(deed.from(by).concerning(consult, &[]), &approval, more).await?;
        Ok(approval)
    }

    /// `by` does not agree to what was asked for under `id`.
    ///
    /// # Errors
    /// If nobody asked, or it was answered.
    pub async fn approval_refused(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        reason: &str,
    ) -> Result<(), StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        let asked = deed.answer(id, by.who, false, self.now()).await?;
        if !reason.is_empty() {
            deed.put(&Approval { reason: Some(reason.to_owned()), ..asked.clone() })?;
        }
        let facts = [
            Fact::new("approval", id),
            Fact::new("digest", asked.detail.hex()),
            Fact::new("reason", reason),
        ];
        let activity = Activity {
            operation: Operation::ApprovalRefused,
            actor: by.who,
            asset: &asked.asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await.map(drop)
    }

    /// The holder of the permit, which is to promote exactly this model, answers for its weaknesses,
    /// of which there are `count`.
    ///
    /// # Errors
    /// If the permit is for something else, or there is no such model, or it was never evaluated.
    pub async fn weakness_accepted(&self, permit: &Permit, count: usize) -> Result<(), StoreError> {
        let (asset, who) = (permit.asset(), permit.principal());
        let digest = permit.detail().ok_or(StoreError::Undetailed)?;
        permit.covers(Action::Promote, asset, Some(digest), self.now())?;
        let mut deed = self.deed().await?.from(permit.by());
        let mut model: Model = deed.require(&Model::key_of(asset, digest)).await?;
        // Nobody can answer for what nobody looked at.
        let Some(evaluation) = &mut model.evaluation else {
            return Err(StoreError::Unfit { model: asset.clone(), why: UNKNOWN.to_owned() });
        };
        let accepted = AcceptedWeak { by: who.clone(), entry: permit.ledger_index() };
        evaluation.accepted_weak = Some(accepted);
        deed.put(&model)?;
        let facts = [
            Fact::new("digest", digest.hex()),
            Fact::new("weaknesses", count),
            Fact::new("permit", permit.ledger_index()),
        ];
        let activity = Activity {
            operation: Operation::ModelWeaknessAccepted,
            actor: permit.actor(),
            asset,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await.map(drop)
    }
}

impl Deed {
    /// `who` answers what was asked for under `id`.
    pub(super) async fn answer(
        &mut self,
        id: &str,
        who: &PrincipalId,
        agreed: bool,
        at: terms::Timestamp,
    ) -> Result<Approval, StoreError> {
        let mut asked: Approval = self.require(id).await?;
        if let Some((by, ..)) = &asked.answer {
            return Err(StoreError::Answered { id: id.to_owned(), by: by.clone() });
        }
        asked.answer = Some((who.clone(), at, agreed));
        self.put(&asked)?;
        // What was agreed to is kept as it was applied, and of the rest its digest.
        self.remove::<ProposedTexts>(id);
        Ok(asked)
    }
}

async fn ask(deed: Deed, approval: &Approval, more: Vec<Fact>) -> Result<u64, StoreError> {
    let mut facts = vec![
        Fact::new("approval", approval.key()),
        Fact::new("action", approval.action.name()),
        Fact::new("digest", approval.detail.hex()),
    ];
    facts.extend(more);
    let activity = Activity {
        operation: Operation::ApprovalAsked,
        actor: &approval.asked_by,
        asset: &approval.asset,
        outcome: Outcome::Success,
        facts: &facts,
    };
    deed.enter(&activity).await
}
