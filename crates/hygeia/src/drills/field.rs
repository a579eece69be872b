//! Where drills are played: a running workspace, and people of its RACI to play with.

use crate::client::Client;
use crate::failure::Failure;
use crate::platform::{Platform, Running, SignIn};
use artifact::scan::{ScanError, Scanned};
use ledger::{Check, LedgerError, Verdict};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use terms::Asset;
use web::Caller;

/// The workspace's scanner of model files.
pub type Scan<'a> = dyn Fn(&Path) -> Result<Scanned, ScanError> + Send + Sync + 'a;
/// The workspace's verifier of exported ledgers.
pub type Verify<'a> = dyn Fn(&Path, Check<'_>) -> Result<Verdict, LedgerError> + Send + Sync + 'a;

/// A running workspace under attack.
pub struct Field<'a> {
    pub platform: &'a Arc<Platform>,
    pub running: &'a Running,
    /// Looks into a model file.
    pub scan: &'a Scan<'a>,
    /// Verifies an exported ledger.
    pub verify: &'a Verify<'a>,
    /// A folder for attackers' files; removed by whoever made it.
    pub scratch: &'a Path,
    /// The dataset that is attacked; `None` if there is none.
    pub dataset: Option<Asset>,
    /// The live model that is attacked, and one row to ask it with.
    pub model: Option<(Asset, Value)>,
    /// May query the dataset, but sees tokens and masks.
    pub reader: Option<&'a SignIn>,
    /// Somebody whose device the reader's token was never bound to.
    pub thief: Option<&'a SignIn>,
    /// May ask the model; two of them.
    pub askers: Option<(&'a SignIn, &'a SignIn)>,
    /// May delete the dataset, if no live model stood on it.
    pub steward: Option<&'a SignIn>,
    /// Planted poison, and how much of it is left in what was trained on, if that is known.
    pub poison: Option<(usize, usize)>,
}

impl Field<'_> {
    /// A client of `who`, with the certificate of `device`.
    pub fn client(&self, device: &SignIn, who: &SignIn) -> Result<Client, Failure> {
        let authority = self.platform.authority.certificate_pem();
        Client::new(self.running.address, authority, Some(device), Some(who))
    }
}

/// Somebody at their own device on this host.
pub(super) fn caller(sign_in: &SignIn) -> Caller {
    Caller {
        principal: sign_in.principal.clone(),
        device: Some(sign_in.device.clone()),
        addr: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    }
}
