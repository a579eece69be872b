use crate::Record;
use serde::{Deserialize, Serialize};
use terms::{DeviceId, Digest, PrincipalId, Timestamp};

/// Somebody may join, once, over a device of their own. The code itself is never kept, only the digest of
/// its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// SHA-256 of the secret in the code.
    pub secret: Digest,
    pub person: PrincipalId,
    pub by: PrincipalId,
    pub made: Timestamp,
    pub expires: Timestamp,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<Joined>,
}

/// Somebody joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub device: DeviceId,
    pub at: Timestamp,
    /// Two people can agree from then on: the founder alone changes access no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub founded: bool,
}

impl Invitation {
    /// Whether somebody may join by it at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.joined.is_none() && now < self.expires
    }
}

impl Record for Invitation {
    const KIND: &'static str = "invitation";
    fn key(&self) -> String {
        self.secret.hex()
    }
    fn parent(&self) -> String {
        self.person.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M20
    #[test]
    fn an_invitation_holds_for_one_use_and_until_its_end() {
        let at = Timestamp::from_unix;
        let person = PrincipalId::new("dana").unwrap();
        let invitation = Invitation {
            secret: Digest::of(b"secret"),
            by: person.clone(),
            person,
            made: at(100),
            expires: at(200),
            joined: None,
        };
        assert!(invitation.holds(at(199)) && !invitation.holds(at(200)));
        let device = DeviceId::new("laptop/dana").unwrap();
        let joined = Some(Joined { device, at: at(150), founded: false });
        assert!(!Invitation { joined, ..invitation }.holds(at(160)));
    }
}
