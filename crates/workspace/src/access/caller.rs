//! Who asks, and what.

use ledger::Endpoint;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};
use terms::{Action, Asset, DeviceId, Digest, PrincipalId};

/// From where somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// This host's terminal, under the account that owns the workspace's keys.
    Terminal,
    /// Over the network, proven by a handshake and a token.
    Network(IpAddr),
}

impl Origin {
    /// The network address that zones are decided by.
    #[must_use]
    pub const fn address(self) -> IpAddr {
        match self {
            Self::Terminal => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Self::Network(address) => address,
        }
    }

    /// The same as entries say it: the address, or that it is the terminal.
    #[must_use]
    pub fn endpoint(self) -> Endpoint {
        match self {
            Self::Terminal => Endpoint::terminal(),
            Self::Network(address) => Endpoint::network(address),
        }
    }
}

/// Who asks, from where; proven by whoever makes it: a handshake and a token, or the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub principal: PrincipalId,
    /// The device whose certificate was shown, if any.
    pub device: Option<DeviceId>,
    pub origin: Origin,
}

impl Caller {
    /// The network address that zones are decided by.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.origin.address()
    }

    /// The same as entries say it: address and device, or that it is the terminal.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        let uid = self.device.as_ref().map(ToString::to_string);
        Endpoint { uid, ..self.origin.endpoint() }
    }

    /// Whether this is the account that owns the workspace: what it asks about its own files and
    /// keys needs no cell, as it could read them all the same.
    #[must_use]
    pub const fn at_terminal(&self) -> bool {
        matches!(self.origin, Origin::Terminal)
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub action: Action,
    pub asset: Asset,
    /// Of what exactly: the SQL text, the model's digest.
    pub detail: Option<Digest>,
    /// Bytes that would leave, where that is known beforehand; see `Enforcer::charge`.
    pub egress_bytes: u64,
    /// Who made what is to be agreed to, where the store can't know.
    pub author: Option<PrincipalId>,
}

impl Ask {
    /// Just `action` on `asset`.
    #[must_use]
    pub const fn of(action: Action, asset: Asset) -> Self {
        Self { action, asset, detail: None, egress_bytes: 0, author: None }
    }

    /// The same, with these parameters: the entry holds their digest.
    #[must_use]
    pub fn with(self, parameters: &impl Serialize) -> Self {
        // What does not serialise has no parameters; none of ours fails to.
        match serde_json::to_vec(parameters) {
            Ok(bytes) => self.exactly(Digest::of(&bytes)),
            Err(_) => self,
        }
    }

    /// The same, of exactly `detail`.
    #[must_use]
    pub fn exactly(self, detail: Digest) -> Self {
        Self { detail: Some(detail), ..self }
    }
}
