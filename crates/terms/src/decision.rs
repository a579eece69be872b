//! A request for access, and the powerless answer to it.

use crate::{ActivityId, Class, DeviceId, Digest, PrincipalId, RoleId, Timestamp, View, ZoneId};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// Everything that can be asked of the gate. A RACI activity grants one of these.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name: in the RACI, in policies, in the ledger.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
            /// The action called `name`.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

actions! {
    /// Bring a dataset version in.
    Ingest = "ingest",
    /// Read a dataset in place; *responsible* sees tokens and masks, *accountable* clear values.
    Query = "query",
    /// Take rows out of the workspace, within the egress budget.
    Export = "export",
    /// Delete a dataset, a version or a model.
    Delete = "delete",
    /// Look for poison and mislabelled rows.
    Screen = "screen",
    /// Train a model on a dataset.
    Train = "train",
    /// Ask for a model to be promoted.
    Promote = "promote",
    /// Agree to what another principal asked for.
    Approve = "approve",
    /// Ask a model for predictions.
    Infer = "infer",
    /// Start, stop and observe the service.
    Operate = "operate",
    /// Read the ledger.
    Audit = "audit",
    /// Change the RACI or the config.
    ChangeAccess = "change-access",
    /// Copy recovery points into the vault.
    Pull = "pull",
    /// Put the vault in the place of production.
    Activate = "activate",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What kind of thing an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetKind {
    Dataset,
    Model,
    Workspace,
    Vault,
}

impl AssetKind {
    /// The name in policies and paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Model => "model",
            Self::Workspace => "workspace",
            Self::Vault => "vault",
        }
    }
}

/// Something that can be acted upon: `dataset/loans`, `model/credit`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Asset {
    pub kind: AssetKind,
    /// 1 to 100 characters of `[a-z0-9_-]`, starting with a letter.
    name: String,
}

/// A text is no asset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no asset: write KIND/NAME, KIND one of dataset, model, workspace, vault; \
     NAME of a-z, 0-9, _ and -, starting with a letter"
)]
pub struct AssetError(String);

impl Asset {
    /// Checks the name and makes the asset.
    ///
    /// # Errors
    /// If `name` is not 1 to 100 characters of `[a-z0-9_-]` that start with a letter.
    pub fn new(kind: AssetKind, name: &str) -> Result<Self, AssetError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        let fits = name.len() <= 100
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(plain);
        if fits {
            Ok(Self { kind, name: name.to_owned() })
        } else {
            Err(AssetError(format!("{}/{name}", kind.name())))
        }
    }

    /// The name without its kind.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Parses `KIND/NAME`.
    ///
    /// # Errors
    /// If the text is not of that form.
    pub fn parse(text: &str) -> Result<Self, AssetError> {
        let wrong = || AssetError(text.to_owned());
        let (kind, name) = text.split_once('/').ok_or_else(wrong)?;
        let kind = match kind {
            "dataset" => AssetKind::Dataset,
            "model" => AssetKind::Model,
            "workspace" => AssetKind::Workspace,
            "vault" => AssetKind::Vault,
            _ => return Err(wrong()),
        };
        Self::new(kind, name).map_err(|_| wrong())
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.name)
    }
}

impl TryFrom<String> for Asset {
    type Error = AssetError;
    fn try_from(text: String) -> Result<Self, AssetError> {
        Self::parse(&text)
    }
}

impl From<Asset> for String {
    fn from(asset: Asset) -> Self {
        asset.to_string()
    }
}

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

/// The RACI cell that an allow comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    pub activity: ActivityId,
    pub asset: Asset,
    pub role: RoleId,
    /// `R`, `A`, or both.
    pub letters: String,
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] × {} = {}", self.activity, self.asset, self.role, self.letters)
    }
}

/// What an allow comes with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Columns above `clearance` are shown by their handling; with clearance, clear.
    Show(View),
    /// These roles are told afterwards (the RACI's I).
    Inform(Vec<RoleId>),
    /// These roles have to be heard before (the RACI's C).
    Consult(Vec<RoleId>),
    /// At most so many bytes may leave with this grant.
    EgressLimit(u64),
}

/// Why a request is refused. The first that applies, in this order, is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// Nobody may learn more than that: the asset reads *not found*.
    NotGranted,
    NoDevice,
    UnmanagedDevice,
    StalePosture,
    FailingPosture(String),
    UnknownZone,
    EgressBudget { asked: u64, left: u64 },
    BehindLiveModel,
    SelfApproval,
    /// The activity forbids deletion at this class or criticality.
    Retained,
    /// The gate could not decide: fail closed.
    Error(String),
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGranted => f.write_str("no cell of the RACI grants this"),
            Self::NoDevice => f.write_str("the request shows no enrolled device"),
            Self::UnmanagedDevice => f.write_str("the device is not managed"),
            Self::StalePosture => f.write_str("the device's posture is too old or missing"),
            Self::FailingPosture(what) => write!(f, "the device fails its posture: {what}"),
            Self::UnknownZone => f.write_str("the request comes from an unknown network"),
            Self::EgressBudget { asked, left } => {
                write!(f, "{asked} bytes would leave, {left} are left in the egress budget")
            }
            Self::BehindLiveModel => f.write_str("a live model was trained on this"),
            Self::SelfApproval => f.write_str("nobody approves their own work"),
            Self::Retained => f.write_str("data of this class is retained"),
            Self::Error(why) => write!(f, "the gate could not decide: {why}"),
        }
    }
}

/// What the gate says. It has no power: only `store::passage` turns it into a permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub request: Request,
    /// The cells that allow it, empty if refused.
    pub cells: Vec<CellRef>,
    pub obligations: Vec<Obligation>,
    /// `None` if allowed.
    pub denial: Option<Denial>,
    /// Of the compiled policy set that decided.
    pub policy: Digest,
}

impl Decision {
    /// Allowed: no denial, and at least one cell of the RACI.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.denial.is_none() && !self.cells.is_empty()
    }

    /// What may be seen of columns that are not public or internal: the obligation's view;
    /// hidden if there is none.
    #[must_use]
    pub fn view(&self) -> View {
        let shown = self.obligations.iter().find_map(|o| match o {
            Obligation::Show(view) => Some(*view),
            _ => None,
        });
        if self.allowed() { shown.unwrap_or(View::Hidden) } else { View::Hidden }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_asset_reads_back_what_it_writes() {
        let loans = Asset::new(AssetKind::Dataset, "loans").unwrap();
        assert_eq!(Asset::parse(&loans.to_string()).unwrap(), loans);
        for wrong in ["loans", "dataset/", "dataset/Loans", "dataset/../x", "table/x", "model/9"] {
            assert!(Asset::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_action_reads_back_what_it_writes() {
        for &action in Action::ALL {
            assert_eq!(Action::parse(action.name()), Some(action));
        }
    }
}
