//! An open workspace: config as code, the store, the gate made from what was *applied*, and the
//! deeds that verbs, server and journey share. Nothing here judges whether a deed was right: the
//! journey's steps do.

mod apply;
mod code;
mod crew;
mod device;
mod fault;
mod handling;
mod ingest;
mod live;
mod models;
pub mod people;
mod probes;
mod promotion;
mod query;
mod recovery;
mod reviews;
mod site;

pub use apply::{Applying, agree as agree_to_access, apply, proposal};
pub use code::{Code, Texts};
pub use crew::{Crew, disband};
pub use device::{SignIn, enrol, forget, healthy, may_enrol, terminal};
pub use fault::Fault;
pub use handling::Changed;
pub use ingest::{Delivery, Ingested, Sealed, commit, ingest, without};
pub use models::{Made, Order, package, train};
pub use probes::probes;
pub use promotion::{Candidate, agree as agree_to_promotion, approve, promote};
pub use query::query;
pub use recovery::{Activation, activate, can_be_activated, pull, rehearse};
pub use reviews::{review, reviews, unused};
pub use site::{Running, serve, serve_anywhere};

use crate::config::Config;
use crate::failure::{At, Failure, whole};
use ::protect::{Kek, TokenSecret, Viewer};
use gate::{Directory, Raci};
use std::path::Path;
use std::sync::Arc;
use store::{Permit, Store, StoreConfig, StoreError};
use terms::{Asset, AssetKind, Clock};
use web::{Ask, Authority, Caller, Enforcer, Refusal};

/// An open workspace whose access was applied.
pub struct Platform {
    /// The code that was applied last; the files in the folder may differ until `hygeia apply`.
    pub code: Code,
    pub store: Arc<Store>,
    pub enforcer: Arc<Enforcer>,
    pub authority: Authority,
}

impl Platform {
    /// Opens the workspace in `folder`.
    ///
    /// # Errors
    /// If there is none, it does not verify, is in use, or nothing was applied yet.
    pub async fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let store = store_of(folder, &Config::read(folder)?, clock).await?;
        Self::over(Arc::new(store)).await
    }

    /// The platform over a store, as it was applied there.
    ///
    /// # Errors
    /// If nothing was applied yet, or what was does not parse.
    pub async fn over(store: Arc<Store>) -> Result<Self, Failure> {
        let applied = Code::applied(&store).await?;
        let code = applied.ok_or_else(|| {
            Failure::usage("no RACI was applied to this workspace yet, so nobody has access")
                .hint("two people apply the first one: hygeia apply --as NAME, then hygeia approve")
        })?;
        let enforcer = Arc::new(Enforcer::new(Arc::clone(&store), Arc::new(code.gate()?)));
        let authority = Authority::open(&store).internal("opening the certificate authority")?;
        Ok(Self { code, store, enforcer, authority })
    }

    /// The config as applied.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.code.config
    }

    /// The RACI as applied.
    #[must_use]
    pub const fn raci(&self) -> &Raci {
        &self.code.raci
    }

    /// Who holds which role, as applied.
    #[must_use]
    pub const fn people(&self) -> &Directory {
        &self.code.people
    }

    /// Asks the enforcement point.
    ///
    /// # Errors
    /// The refusal, which is in the ledger too.
    pub async fn admit(&self, caller: &Caller, ask: Ask) -> Result<Permit, Refusal> {
        self.enforcer.admit(caller, ask).await
    }

    /// The key that wraps the data keys.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn kek(&self) -> Result<Kek, Failure> {
        Kek::from_hex(self.store.keys().kek_hex()).internal("reading the key-encryption key")
    }

    /// Makes tokens and masks.
    ///
    /// # Errors
    /// If the token secret is damaged.
    pub fn viewer(&self) -> Result<Viewer, Failure> {
        let secret = TokenSecret::from_hex(self.store.keys().token_hex());
        Ok(intake::viewer(secret.internal("reading the token secret")?))
    }
}

/// Opens the store that `config` names.
///
/// # Errors
/// If there is none in `folder`, or it does not open.
pub async fn store_of(
    folder: &Path,
    config: &Config,
    clock: Arc<dyn Clock>,
) -> Result<Store, Failure> {
    Store::open(folder, &store_config(config), clock).await.map_err(|error| {
        let failure = Failure::usage(whole(&error));
        match error {
            StoreError::Locked(_) => {
                failure.hint("stop the `hygeia up` that has it, or ask that one over HTTPS")
            }
            StoreError::NotAWorkspace(_) => {
                failure.hint("if its state was lost, hygeia vault activate brings it back")
            }
            _ => failure,
        }
    })
}

/// Where metadata lie.
#[must_use]
pub fn store_config(config: &Config) -> StoreConfig {
    StoreConfig { meta_url: config.store.meta.clone() }
}

/// The workspace itself, as an asset.
///
/// # Errors
/// Never: the name is plain.
pub fn workspace_asset() -> Result<Asset, Failure> {
    Asset::new(AssetKind::Workspace, "main").internal("naming the workspace")
}

/// The vault, as an asset.
///
/// # Errors
/// Never: the name is plain.
pub fn vault_asset() -> Result<Asset, Failure> {
    Asset::new(AssetKind::Vault, "main").internal("naming the vault")
}
