//! Who is cut off: looked at before each decision, and while an answer is under way.

use super::refusal::LOCKED;
use super::{Caller, Enforcer};
use crate::{Applied, Code, Context as _, Error};
use ledger::{Activity, By, Operation, Outcome};
use std::time::Duration;
use store::{Boxed, Lock, StoreError, Verified};
use terms::{DeviceId, Fact, LockTarget, PrincipalId, Timestamp};
use tokio::sync::watch;

/// How often an answer that is under way is held against the locks, whatever was told meanwhile: a
/// change of roles may bring somebody under one that stands.
const LOOK: Duration = Duration::from_secs(5);

impl Enforcer {
    /// The lock that keeps `caller` out, if one does.
    ///
    /// # Errors
    /// If the records can't be read.
    pub(crate) async fn lock_on(
        &self,
        applied: &Applied,
        caller: &Caller,
    ) -> Result<Option<Verified<Lock>>, StoreError> {
        let (now, who, device) = (self.store.now(), &caller.principal, caller.device.as_ref());
        let all = self.store.docs::<Lock>().list().await?;
        Ok(newest(all, &applied.code, who, device, now))
    }

    /// Refuses a caller who is cut off, or is no longer on the list of people, whatever they ask for; that
    /// somebody is cut off is in the ledger.
    ///
    /// # Errors
    /// The refusal; if the locks can't be read.
    pub fn expect_let_in<'a>(&'a self, caller: &'a Caller) -> Boxed<'a, Result<(), Error>> {
        Box::pin(async move {
            // Where nothing was applied nobody could set one.
            let Some(applied) = self.applied() else { return Ok(()) };
            expect_listed(&applied.code, caller)?;
            let lock = self.lock_on(&applied, caller).await.internal("reading the locks")?;
            let Some(lock) = lock else { return Ok(()) };
            let (operation, outcome) = (Operation::LockedOut, Outcome::Failure);
            let (facts, asset) = ([Fact::new("lock", lock.id.as_str())], crate::workspace_asset()?);
            let (actor, from) = (&caller.principal, caller.endpoint());
            let activity = Activity { operation, actor, asset: &asset, outcome, facts: &facts };
            let entry = self.store.record_by(&activity, By::at(actor, &from)).await;
            let entry = entry.internal("recording the refusal")?;
            Err(Error { entry: Some(entry), ..refused(&lock) })
        })
    }

    /// Tells each time that somebody is cut off, from now on: for [`Self::locked_out`].
    #[must_use]
    pub fn locks_told(&self) -> watch::Receiver<()> {
        self.locked.subscribe()
    }

    /// Ends when `caller` is cut off, with what they are told; as long as that does not happen, never.
    /// `told` is older than the last time that `caller` was let on.
    pub fn locked_out<'a>(
        &'a self,
        caller: &'a Caller,
        mut told: watch::Receiver<()>,
    ) -> Boxed<'a, Error> {
        Box::pin(async move {
            loop {
                let _ = tokio::time::timeout(LOOK, told.changed()).await;
                if let Some(applied) = self.applied() {
                    match self.lock_on(&applied, caller).await {
                        Ok(None) => {}
                        Ok(Some(lock)) => return refused(&lock),
                        // Who can't be told from somebody who is locked out is not let on.
                        Err(error) => return Error::internal(error.to_string()),
                    }
                }
            }
        })
    }

    /// Whoever is answered is held against the locks now.
    pub(crate) fn tell_locked(&self) {
        self.locked.send_replace(());
    }
}

/// Whoever left is nobody's any more, whatever device they still hold. At the terminal of a trial, names are
/// believed and hold what the RACI gives them.
fn expect_listed(code: &Code, caller: &Caller) -> Result<(), Error> {
    let played = caller.at_terminal() && code.config.identity.trial;
    if caller.device.is_none() || played || code.people.people().contains_key(&caller.principal) {
        return Ok(());
    }
    let who = &caller.principal;
    Err(Error::refused(format!("{who} is not on the list of people of this workspace"))
        .remedy("who may change access lists you in people.toml, and applies it"))
}

fn refused(lock: &Lock) -> Error {
    Error::refused(lock.told()).remedy(LOCKED)
}

/// Of the locks that keep out `who` over `device`, the one that ends last.
pub(crate) fn newest<L: std::ops::Deref<Target = Lock>>(
    all: Vec<L>,
    code: &Code,
    who: &PrincipalId,
    device: Option<&DeviceId>,
    now: Timestamp,
) -> Option<L> {
    let meant = |lock: &&L| match &lock.target {
        LockTarget::Person(person) => person == who,
        LockTarget::Device(one) => device == Some(one),
        LockTarget::Role(role) => code.people.holds(who, role),
    };
    let holding = all.into_iter().filter(|lock| lock.holds(now));
    holding.filter(|lock| meant(&lock)).max_by_key(|lock| lock.until)
}
