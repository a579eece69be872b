//! Who is cut off for a while, and who is let in again before it ends.

use super::main;
use crate::{Lock, Record, Store, StoreError};
use ledger::{Activity, By, Operation, Outcome};
use terms::Fact;

impl Store {
    /// `by` cuts somebody off. `over` are locks of before that nobody needs any more.
    ///
    /// # Errors
    /// If the id is taken, or it can't be entered or kept.
    pub async fn lock_set(
        &self,
        by: impl Into<By<'_>>,
        lock: &Lock,
        over: &[String],
    ) -> Result<u64, StoreError> {
        let by = by.into();
        let mut deed = self.deed().await?.from(by);
        for id in over {
            deed.remove::<Lock>(id);
        }
        deed.insert(lock)?;
        let facts = [
            Fact::new("lock", lock.id.as_str()),
            Fact::new("target", lock.target.to_string()),
            Fact::new("until", lock.until.to_string()),
            Fact::new("why", lock.why.as_str()),
        ];
        let activity = Activity {
            operation: Operation::LockSet,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await
    }

    /// `by` ends a lock before its time.
    ///
    /// # Errors
    /// If there is none, it is over, or it can't be entered or kept.
    pub async fn lock_lifted(
        &self,
        by: impl Into<By<'_>>,
        id: &str,
        why: &str,
    ) -> Result<Lock, StoreError> {
        let (by, now) = (by.into(), self.now());
        let mut deed = self.deed().await?.from(by);
        let mut lock: Lock = deed.require(id).await?;
        if !lock.holds(now) {
            return Err(StoreError::Missing { kind: Lock::KIND, key: id.to_owned() });
        }
        lock.lifted = Some((by.who.clone(), now));
        deed.put(&lock)?;
        let facts = [
            Fact::new("lock", id),
            Fact::new("target", lock.target.to_string()),
            Fact::new("why", why),
        ];
        let activity = Activity {
            operation: Operation::LockLifted,
            actor: by.who,
            asset: &main()?,
            outcome: Outcome::Success,
            facts: &facts,
        };
        deed.enter(&activity).await?;
        Ok(lock)
    }
}
