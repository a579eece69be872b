//! Who did something, and from where.

use crate::LedgerError;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use terms::PrincipalId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub user: User,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub uid: PrincipalId,
    /// [`DRILL`] if no person did this; missing for people and services.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// The kind of user that an attack drill is.
pub const DRILL: &str = "Drill";

/// In whose name drills act: never in that of whose part they play.
///
/// # Errors
/// Never: the name is plain.
pub fn drill() -> Result<PrincipalId, LedgerError> {
    Ok(PrincipalId::new("drill")?)
}

impl Actor {
    /// Whether it is a drill, which uses nothing.
    #[must_use]
    pub fn is_drill(&self) -> bool {
        self.user.kind.as_deref() == Some(DRILL)
    }
}

/// From where: the device, the network zone, and the address (OCSF *Network Endpoint*).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Endpoint {
    /// The device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// [`TERMINAL`] for whoever sits at the workspace's own host, and comes from no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<IpAddr>,
}

/// The name of the endpoint that has no address: the terminal of the workspace's host, or its socket.
pub const TERMINAL: &str = "terminal";

impl Endpoint {
    /// Over the network, from `address`.
    #[must_use]
    pub fn network(address: IpAddr) -> Self {
        Self { ip: Some(address), ..Self::default() }
    }

    /// At the workspace's own host.
    #[must_use]
    pub fn terminal() -> Self {
        Self { name: Some(TERMINAL.to_owned()), ..Self::default() }
    }
}

/// In whose name something is entered, and from where it came, as far as that is known.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub who: &'a PrincipalId,
    pub from: Option<&'a Endpoint>,
}

impl<'a> By<'a> {
    /// `who`, from there.
    #[must_use]
    pub const fn at(who: &'a PrincipalId, from: &'a Endpoint) -> Self {
        Self { who, from: Some(from) }
    }

    /// From where it came; says nothing where that is not known.
    #[must_use]
    pub fn endpoint(self) -> Endpoint {
        self.from.cloned().unwrap_or_default()
    }
}

impl<'a> From<&'a PrincipalId> for By<'a> {
    fn from(who: &'a PrincipalId) -> Self {
        Self { who, from: None }
    }
}
