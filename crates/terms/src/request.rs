//! A request for access, with all that is validated about it.

use crate::{
    Action, Asset, BreakGlassGrant, Class, DeviceId, Digest, LockedOut, Overdue, PrincipalId,
    StepUp, Timestamp, ZoneId,
};
use serde::{Deserialize, Serialize};

/// What a device says about itself, as of a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posture {
    pub disk_encrypted: bool,
    pub firewall_on: bool,
    /// Days since the last security update.
    pub patch_age_days: u32,
    pub reported_at: Timestamp,
}

/// The device behind a request, as the workspace knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    /// Enrolled by somebody who may: has a certificate of the workspace.
    pub managed: bool,
    pub posture: Option<Posture>,
    /// Enrolled for an attack drill: what comes from it is no deed of its owner's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
}

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneClass {
    Known(ZoneId),
    Unknown,
}

/// All that is validated about a request beside who asks for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// `None` if the request shows no device at all.
    pub device: Option<Device>,
    pub zone: ZoneClass,
    pub at: Timestamp,
    /// Bytes that would leave the workspace.
    pub egress_bytes: u64,
    /// Bytes that this principal has taken out in the running window already.
    pub egress_used: u64,
    /// What the asset protects, at most.
    pub class: Class,
    /// A live model was trained on this asset.
    pub behind_live_model: bool,
    /// Of a dataset of people, how many of a hundred can be told from all others by what is shown to who is
    /// not accountable for it; 100 if nobody measured it.
    #[serde(default)]
    pub singled_out_percent: u8,
    /// What keeps out whoever asks, or the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockedOut>,
    /// Cells of who asks, for this very action and asset, that were not reviewed in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<Overdue>,
    /// What two people opened to who asks, where no cell lets them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<BreakGlassGrant>,
    /// Why whoever asks has to sign in anew first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_up: Option<StepUp>,
    /// Who asked for what is to be approved, or made what is to be promoted.
    pub author: Option<PrincipalId>,
}

/// Somebody wants something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub principal: PrincipalId,
    pub action: Action,
    pub asset: Asset,
    /// Of what is asked in detail: the SQL text, the model file.
    pub detail: Option<Digest>,
    pub context: Context,
}
