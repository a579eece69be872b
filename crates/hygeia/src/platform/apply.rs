//! Applying code to a workspace: who proposes, who agrees, and what the ledger says of it.

use super::handling::{self, Changed};
use super::{Code, code, workspace_asset};
use crate::failure::{At, Failure};
use gate::{Authorised, Change, ChangeRefusal, Diff, diff};
use ledger::{Activity, Outcome};
use store::{Approval, ConfigVersion, Store, StoreError};
use terms::{Action, Fact, PrincipalId, Severity};

/// What applying would do.
pub struct Applying {
    pub old: Option<Code>,
    pub diff: Diff,
    /// What changes in how values are handled, and how much a model answers.
    pub handling: Vec<Changed>,
}

impl Applying {
    /// Compares `new` with what was applied to `store`.
    ///
    /// # Errors
    /// If what was applied does not verify.
    pub async fn plan(store: &Store, new: &Code) -> Result<Self, Failure> {
        let old = Code::applied(store).await?;
        let diff = diff(old.as_ref().map(Code::standing), new.standing());
        let handling = old.as_ref().map(|old| handling::changes(&old.config, &new.config));
        Ok(Self { old, diff, handling: handling.unwrap_or_default() })
    }

    /// Whether `proposer`, with or without `approver`, may apply `new`.
    ///
    /// # Errors
    /// Who may not, and who may.
    pub fn authorise(
        &self,
        new: &Code,
        proposer: &PrincipalId,
        approver: Option<&PrincipalId>,
    ) -> Result<Result<Authorised, ChangeRefusal>, Failure> {
        let workspace = workspace_asset()?;
        let old = self.old.as_ref().map(Code::standing);
        let change = Change { old, new: new.standing(), workspace: &workspace };
        let authorised = change.authorise(proposer, approver);
        let laxer = self.handling.iter().filter(|changed| changed.laxer).count();
        if authorised.is_ok() && approver.is_none() && laxer > 0 {
            // To show more of a value is to widen access to it, though nobody gains a cell.
            let agrees = |who: &&PrincipalId| change.authorise(proposer, Some(who)).is_ok();
            let may = new.people.people().keys().chain(self.people()).filter(agrees).cloned();
            let may = may.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            return Ok(Err(ChangeRefusal::NeedsSecond { grants: 0, loosened: laxer, may }));
        }
        Ok(authorised)
    }

    fn people(&self) -> impl Iterator<Item = &PrincipalId> {
        self.old.iter().flat_map(|old| old.people.people().keys())
    }

    /// Whether the texts are the ones that were applied already.
    #[must_use]
    pub fn is_nothing(&self, new: &Code) -> bool {
        self.old.as_ref().is_some_and(|old| old.texts == new.texts)
    }
}

/// Applies `new`: the entry in the ledger first, then the three texts. A refusal is entered too.
///
/// # Errors
/// If the RACI is unsound, or who is named may not do this.
pub async fn apply(
    store: &Store,
    new: &Code,
    proposer: &PrincipalId,
    approver: Option<&PrincipalId>,
) -> Result<Authorised, Failure> {
    sound(new)?;
    let authorised = Applying::plan(store, new).await?.authorise(new, proposer, approver)?;
    let operation = if authorised.is_ok() { "access-changed" } else { "access-change-refused" };
    let (outcome, told) = match &authorised {
        Ok(authorised) => (Outcome::Success, authorised.widening.len().to_string()),
        Err(refusal) => (Outcome::Failure, refusal.to_string()),
    };
    let facts = [
        Fact::new("digest", new.texts.digest().hex()),
        Fact::new("approver", approver.map_or("", PrincipalId::as_str)),
        Fact::new("widening", told),
    ];
    let asset = workspace_asset()?;
    let activity = Activity { operation, actor: proposer, asset: &asset, outcome, facts: &facts };
    store.record(&activity).await.internal("recording the change of access")?;
    let authorised = authorised.map_err(|refusal| {
        Failure::refused(format!("not applied: {refusal}"))
            .hint("hygeia apply --as NAME proposes, hygeia approve ID --as NAME agrees")
    })?;
    keep(store, new, proposer, approver).await?;
    Ok(authorised)
}

async fn keep(
    store: &Store,
    new: &Code,
    proposer: &PrincipalId,
    approver: Option<&PrincipalId>,
) -> Result<(), Failure> {
    let before = code::versions(store).await?;
    let last = before.iter().flatten().map(|version| version.number).max().unwrap_or(0);
    for (name, text) in new.texts.named() {
        let version = ConfigVersion {
            name: name.to_owned(),
            number: last.saturating_add(1),
            text: text.to_owned(),
            applied_by: proposer.clone(),
            approved_by: approver.cloned(),
            applied: store.now(),
        };
        let kept = store.docs::<ConfigVersion>().insert(&version).await;
        kept.internal("keeping what was applied")?;
    }
    Ok(())
}

/// Whether the RACI of `new` may be applied at all.
fn sound(new: &Code) -> Result<(), Failure> {
    match new.findings().iter().find(|finding| finding.severity >= Severity::High) {
        Some(grave) => {
            Err(Failure::refused(format!("the RACI is not airtight: {}", grave.message))
                .hint("hygeia check shows all that is unsound"))
        }
        // What does not compile must not stand in the way of the next change either.
        None => new.gate().map(drop),
    }
}

/// Agrees to what somebody proposed, and applies it, if the files are still those.
///
/// # Errors
/// If it was answered, the files changed meanwhile, or `approver` may not agree.
pub async fn agree(
    store: &Store,
    new: &Code,
    proposal: &Approval,
    approver: &PrincipalId,
) -> Result<Authorised, Failure> {
    if new.texts.digest() != proposal.detail {
        let by = &proposal.asked_by;
        return Err(Failure::refused(format!("the files are not those that {by} proposed"))
            .hint("put them back, or propose what is there now: hygeia apply --as NAME"));
    }
    let authorised = apply(store, new, &proposal.asked_by, Some(approver)).await?;
    let (who, at) = (approver.clone(), store.now());
    let answer = |approval: &mut Approval| {
        approval.answer = Some((who.clone(), at, true));
        Ok::<_, StoreError>(())
    };
    let answered = store.docs::<Approval>().update(&proposal.id, answer).await;
    answered.internal("keeping the answer")?;
    Ok(authorised)
}

/// Records that `proposer` asks for `new` to be applied; somebody else agrees by its id.
///
/// # Errors
/// If the RACI is unsound, or it can't be kept.
pub async fn proposal(
    store: &Store,
    new: &Code,
    proposer: &PrincipalId,
) -> Result<Approval, Failure> {
    sound(new)?;
    let digest = new.texts.digest();
    let short: String = digest.hex().chars().take(12).collect();
    let approval = Approval {
        id: format!("access-{short}"),
        action: Action::ChangeAccess,
        asset: workspace_asset()?,
        detail: digest,
        asked_by: proposer.clone(),
        asked: store.now(),
        answer: None,
    };
    store.docs::<Approval>().put(&approval).await.internal("keeping the proposal")?;
    Ok(approval)
}
