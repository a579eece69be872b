use crate::Record;
use serde::{Deserialize, Serialize};
use terms::seal::Envelope;
use terms::{DeviceId, PrincipalId, Timestamp};

/// Somebody's signature under exactly what they agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The id of what was asked for.
    pub approval: String,
    pub by: PrincipalId,
    pub device: DeviceId,
    pub at: Timestamp,
    /// DSSE: by the device's own key.
    pub envelope: Envelope,
    /// The device's certificate (PEM), by which the signature verifies.
    pub certificate: String,
}

impl Record for Agreement {
    const KIND: &'static str = "agreement";
    fn key(&self) -> String {
        format!("{} {}", self.approval, self.by)
    }
    fn parent(&self) -> String {
        self.approval.clone()
    }
}
