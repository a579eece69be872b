//! Who is cut off for a while.

use crate::{DeviceId, PrincipalId, RoleId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a lock is on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockTarget {
    /// A person or a service, over whatever device.
    Person(PrincipalId),
    /// A device, whoever is behind it.
    Device(DeviceId),
    /// Everybody who holds a role, whatever else they hold.
    Role(RoleId),
}

impl fmt::Display for LockTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(who) => write!(f, "{who}"),
            Self::Device(device) => write!(f, "device {device}"),
            Self::Role(role) => write!(f, "everybody who is {role}"),
        }
    }
}

/// A lock that keeps somebody out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedOut {
    /// Its id.
    pub lock: String,
    pub target: LockTarget,
    /// Who set it.
    pub by: PrincipalId,
    /// When it ends by itself.
    pub until: Timestamp,
}

impl fmt::Display for LockedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lock, target, by, until } = self;
        write!(f, "{by} locked {target} until {until}: {lock}")
    }
}
