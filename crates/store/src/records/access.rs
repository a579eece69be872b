use crate::{ProviderSession, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use terms::{Action, Asset, Device, DeviceId, Digest, PrincipalId, Timestamp, ZoneId};

/// Somebody asked for something that another has to agree to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Unique; the asker's choice.
    pub id: String,
    pub action: Action,
    pub asset: Asset,
    /// Of what exactly is asked: the model's digest, the RACI's.
    pub detail: Digest,
    /// Of a change: what stood when it was asked for. Something else stands: ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Digest>,
    pub asked_by: PrincipalId,
    pub asked: Timestamp,
    /// Who answered, when, and whether they agreed.
    pub answer: Option<(PrincipalId, Timestamp, bool)>,
    /// Why whoever answered did not agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// It came of a review: whoever asked is accountable for the access that it takes away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_review: bool,
    /// It asks for a break-glass grant, which has the same id, and changes nothing that was applied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
}

impl Record for Approval {
    const KIND: &'static str = "approval";
    fn key(&self) -> String {
        self.id.clone()
    }
    fn parent(&self) -> String {
        self.asset.to_string()
    }
}

/// The texts whose application was proposed, until that is answered: so that whoever is asked sees what
/// would change, whatever lies in the files by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedTexts {
    /// The id of the proposal.
    pub approval: String,
    /// By the names of their files.
    pub texts: BTreeMap<String, String>,
}

impl Record for ProposedTexts {
    const KIND: &'static str = "proposed-texts";
    fn key(&self) -> String {
        self.approval.clone()
    }
}

/// A bearer token; the token itself is never kept, only its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// SHA-256 of the token's text.
    pub digest: Digest,
    pub principal: PrincipalId,
    pub device: DeviceId,
    /// SHA-256 of the device's certificate (DER): the token is good only over it (RFC 8705).
    pub thumbprint: Digest,
    pub expires: Timestamp,
    pub revoked: bool,
    /// The provider's, if it came of a sign-in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<ProviderSession>,
    /// When it was issued by the device's key, and the zone that the device was in. What came of a session
    /// at a provider says there where and when somebody signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneId>,
}

impl Record for Token {
    const KIND: &'static str = "token";
    fn key(&self) -> String {
        self.digest.hex()
    }
    fn parent(&self) -> String {
        self.principal.to_string()
    }
}

/// A device with a certificate of the workspace, and what it last said about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledDevice {
    pub device: Device,
    /// SHA-256 of its certificate (DER).
    pub thumbprint: Digest,
    pub owner: PrincipalId,
    pub enrolled: Timestamp,
}

impl Record for EnrolledDevice {
    const KIND: &'static str = "device";
    fn key(&self) -> String {
        self.device.id.to_string()
    }
    fn parent(&self) -> String {
        self.thumbprint.hex()
    }
}

/// A RACI or a config that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigVersion {
    /// `raci`, `people`, `workspace` …
    pub name: String,
    /// 1, 2, 3 … in order of application.
    pub number: u32,
    pub text: String,
    pub applied_by: PrincipalId,
    /// Needed where it widens access.
    pub approved_by: Option<PrincipalId>,
    pub applied: Timestamp,
}

impl ConfigVersion {
    /// Of its text.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

impl Record for ConfigVersion {
    const KIND: &'static str = "config";
    fn key(&self) -> String {
        format!("{}@{:08}", self.name, self.number)
    }
    fn parent(&self) -> String {
        self.name.clone()
    }
}

/// Where the files lie whose promotion was asked for, so that who agrees need not say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverFolder {
    pub approval: String,
    pub folder: PathBuf,
}

impl Record for HandoverFolder {
    const KIND: &'static str = "handover-folder";
    fn key(&self) -> String {
        self.approval.clone()
    }
}
