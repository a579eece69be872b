//! Somebody is let do for a while what no cell of the RACI lets them do: asked for by them, opened by
//! somebody else, ended by its time or before, and looked at afterwards.

use super::deed::Deed;
use super::main;
use crate::{Approval, BreakGlass, BreakGlassReview, Record, Refused, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::{Action, Fact, PrincipalId, RoleId};

impl Store {
    /// `by` asks for `new`; somebody else agrees by its id. `over` are those of before that nobody needs
    /// any more. Each entry of it names the roles that are `told`.
    ///
    /// # Errors
    /// If the id is taken, or it can't be entered or kept.
    pub async fn break_glass_asked(
        &self,
        by: impl Into<By<'_>>,
        new: &BreakGlass,
        told: &[RoleId],
        over: &[String],
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by).concerning(&[], told);
        for id in over {
            deed.remove::<BreakGlass>(id);
        }
        deed.insert(new)?;
        deed.insert(&Approval {
            id: new.id.clone(),
            action: Action::ChangeAccess,
            asset: main()?,
            detail: new.detail(),
            standing: None,
            asked_by: new.asked_by.clone(),
            asked: new.asked,
            answer: None,
            reason: None,
            by_review: false,
            break_glass: true,
        })?;
        let mut facts = facts(new);
        facts.push(Fact::new("for", new.period.to_string()));
        facts.push(Fact::new("why", new.why.as_str()));
        entered(deed, by.who, new, Operation::BreakGlassAsked, &facts).await
    }

    /// `by` agrees to what was asked for under `id`: it is in force from now on, for its time.
    ///
    /// # Errors
    /// [`Refused::OwnWork`] if `by` asked for it; if nobody asked, or it was answered.
    pub async fn break_glass_opened(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        told: &[RoleId],
    ) -> Result<BreakGlass, StoreError> {
        let (by, now) = (by.into(), self.now());
        let mut deed = self.deed().await?.from(by).concerning(&[], told);
        let mut one: BreakGlass = deed.require(id).await?;
        if one.asked_by == *by.who {
            return Err(Refused::OwnWork(by.who.clone()).into());
        }
        let asked = deed.answer(id, by.who, true, now).await?;
        if one.opened.is_some() || asked.detail != one.detail() || !asked.break_glass {
            return Err(StoreError::Missing { kind: BreakGlass::KIND, key: id.to_owned() });
        }
        one.opened = Some((by.who.clone(), now));
        deed.put(&one)?;
        let until = one.until().unwrap_or(now);
        let mut facts = facts(&one);
        facts.push(Fact::new("until", until.to_string()));
        facts.push(Fact::new("why", one.why.as_str()));
        entered(deed, by.who, &one, Operation::BreakGlassOpened, &facts).await?;
        Ok(one)
    }

    /// `by` ends what is in force before its time.
    ///
    /// # Errors
    /// If it is not in force, or it can't be entered or kept.
    pub async fn break_glass_closed(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        why: &str,
        told: &[RoleId],
    ) -> Result<BreakGlass, StoreError> {
        let (by, now) = (by.into(), self.now());
        let mut deed = self.deed().await?.from(by).concerning(&[], told);
        let mut one: BreakGlass = deed.require(id).await?;
        if !one.holds(now) {
            return Err(StoreError::Missing { kind: BreakGlass::KIND, key: id.to_owned() });
        }
        one.closed = Some((by.who.clone(), now));
        one.ended_recorded = true;
        deed.put(&one)?;
        let mut facts = facts(&one);
        facts.push(Fact::new("why", why));
        entered(deed, by.who, &one, Operation::BreakGlassClosed, &facts).await?;
        Ok(one)
    }

    /// The time of what was opened under `id` is over. Whoever's clock told so is `by`.
    ///
    /// # Errors
    /// If it is not over, or it can't be entered or kept.
    pub async fn break_glass_ended(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        told: &[RoleId],
    ) -> Result<(), StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by).concerning(&[], told);
        let mut one: BreakGlass = deed.require(id).await?;
        if one.ended_recorded {
            return Ok(());
        }
        if one.ended(self.now()).is_none() {
            return Err(StoreError::Missing { kind: BreakGlass::KIND, key: id.to_owned() });
        }
        one.ended_recorded = true;
        deed.put(&one)?;
        let facts = facts(&one);
        entered(deed, by.who, &one, Operation::BreakGlassEnded, &facts).await.map(drop)
    }

    /// `review` is what somebody found who looked at what was opened, after its end.
    ///
    /// # Errors
    /// [`Refused::OwnWork`] if they asked for it; if it is not over, or was reviewed.
    pub async fn break_glass_reviewed(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        review: BreakGlassReview,
        told: &[RoleId],
    ) -> Result<BreakGlass, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by).concerning(&[], told);
        let mut one: BreakGlass = deed.require(id).await?;
        if one.asked_by == *by.who {
            return Err(Refused::OwnWork(by.who.clone()).into());
        }
        if let Some(before) = &one.review {
            return Err(StoreError::Answered { id: id.to_owned(), by: before.by.clone() });
        }
        if one.ended(self.now()).is_none() {
            return Err(StoreError::Missing { kind: BreakGlass::KIND, key: id.to_owned() });
        }
        let mut facts = facts(&one);
        facts.push(Fact::new("against", review.against));
        facts.push(Fact::new("why", review.why.as_str()));
        one.review = Some(review);
        deed.put(&one)?;
        entered(deed, by.who, &one, Operation::BreakGlassReviewed, &facts).await?;
        Ok(one)
    }
}

/// What every entry of it says.
fn facts(one: &BreakGlass) -> Vec<Fact> {
    vec![
        Fact::new("grant", one.id.as_str()),
        Fact::new("to", one.asked_by.as_str()),
        Fact::new("action", one.action.name()),
        Fact::new("digest", one.detail().hex()),
    ]
}

async fn entered(
    deed: Deed,
    actor: &PrincipalId,
    one: &BreakGlass,
    operation: Operation,
    facts: &[Fact],
) -> Result<u64, StoreError> {
    let outcome = Outcome::Success;
    let activity = Activity { operation, actor, asset: &one.asset, outcome, facts };
    deed.enter(&activity).await
}
