//! Where drills are played: a running workspace, and people of its RACI to play with.

use crate::failure::Failure;
use crate::https::HttpsClient;
use artifact::scan::{self, ScanError, Scanned};
use ledger::{Check, LedgerError, Verdict};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use terms::Asset;
use workspace::drill::Crew;
use workspace::{Caller, Origin, SignIn, Workspace};

/// The workspace's scanner of model files.
pub type Scan<'a> = dyn Fn(&Path) -> Result<Scanned, ScanError> + Send + Sync + 'a;
/// The workspace's verifier of exported ledgers.
pub type Verify<'a> = dyn Fn(&Path, Check<'_>) -> Result<Verdict, LedgerError> + Send + Sync + 'a;

/// A running workspace under attack.
pub struct Field<'a> {
    pub workspace: &'a Workspace,
    /// Where its server listens.
    pub address: SocketAddr,
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

impl<'a> Field<'a> {
    /// The field on which `crew` plays against the server at `address`.
    #[must_use]
    pub fn of(
        workspace: &'a Workspace,
        address: SocketAddr,
        crew: &'a Crew,
        scratch: &'a Path,
    ) -> Self {
        Self {
            workspace,
            address,
            scan: &|path| scan::path(path, &scan::Limits::default()),
            verify: &|folder, check| ledger::verify_export(folder, check),
            scratch,
            dataset: crew.dataset.clone(),
            model: crew.model.clone(),
            reader: crew.reader.as_ref(),
            thief: crew.thief.as_ref(),
            askers: crew.askers.as_ref().map(|(one, other)| (one, other)),
            steward: crew.steward.as_ref(),
            poison: None,
        }
    }

    /// A client of `who`, with the certificate of `device`.
    pub fn client(&self, device: &SignIn, who: &SignIn) -> Result<HttpsClient, Failure> {
        let authority = self.workspace.trusted();
        HttpsClient::new(self.address, &authority, Some(device), Some(who))
    }
}

/// Somebody at their own device on this host.
pub(super) fn caller(sign_in: &SignIn) -> Caller {
    Caller {
        principal: sign_in.principal.clone(),
        device: Some(sign_in.device.clone()),
        origin: Origin::Network(IpAddr::V4(Ipv4Addr::LOCALHOST)),
    }
}
