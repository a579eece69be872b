//! When somebody has to show anew who they are, though what they show is good.

use crate::{Timestamp, ZoneId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a sign-in that stands is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepUp {
    /// Nobody signed in over this device from that zone.
    FirstZone { zone: ZoneId },
    /// The device came from two zones within less time than the rules let pass between them, and nobody
    /// signed in over it since, from the zone that it comes from.
    Hop { from: ZoneId, to: ZoneId, at: Timestamp },
}

impl fmt::Display for StepUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstZone { zone } => {
                write!(f, "nobody signed in over this device from the zone {zone} yet")
            }
            Self::Hop { from, to, at } => {
                write!(f, "this device came from {from} and from {to} at once, at {at}")
            }
        }
    }
}
