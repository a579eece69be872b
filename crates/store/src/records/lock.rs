use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{LockTarget, LockedOut, PrincipalId, Timestamp};

/// Somebody, a device or a role is cut off for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub id: String,
    pub target: LockTarget,
    pub by: PrincipalId,
    pub at: Timestamp,
    /// It ends then by itself.
    pub until: Timestamp,
    pub why: String,
    /// Who ended it before, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<(PrincipalId, Timestamp)>,
}

impl Lock {
    /// Whether it keeps somebody out at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.lifted.is_none() && now < self.until
    }

    /// What whoever is kept out is told.
    #[must_use]
    pub fn told(&self) -> LockedOut {
        LockedOut {
            lock: self.id.clone(),
            target: self.target.clone(),
            by: self.by.clone(),
            until: self.until,
        }
    }
}

impl Record for Lock {
    const KIND: &'static str = "lock";
    fn key(&self) -> String {
        self.id.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M20
    #[test]
    fn a_lock_holds_until_its_end_or_until_it_is_lifted() {
        let at = Timestamp::from_unix;
        let sam = PrincipalId::new("sam").unwrap();
        let lock = Lock {
            id: "lock-1".to_owned(),
            target: LockTarget::Person(PrincipalId::new("dana").unwrap()),
            by: sam.clone(),
            at: at(100),
            until: at(200),
            why: String::new(),
            lifted: None,
        };
        assert!(lock.holds(at(100)) && lock.holds(at(199)) && !lock.holds(at(200)));
        let lifted = Lock { lifted: Some((sam, at(150))), ..lock };
        assert!(!lifted.holds(at(160)));
    }
}
