//! The workspace that the journey walks in: made, its RACI applied, its gate closed.

use super::cast::{self, Cast};
use super::folder::Folder;
use super::hands::Hands;
use crate::config::Config;
use crate::failure::{At, Failure};
use crate::platform::{self, Candidate, Code, Platform, Texts};
use ledger::{Checkpoint, Event};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Permit, Store};
use terms::{Action, Asset, AssetKind, Digest, RoleId, SystemClock};
use web::{Ask, Enforcer};

/// Bytes that the sample's data scientist may take out in a day: a report, no table of people.
const SCIENTIST_BYTES: u64 = 1_000_000;
/// Rows that one principal of the demo may ask predictions for in a minute.
const ROWS_PER_MINUTE: u64 = 2_000;

/// Everything that steps share.
pub struct World {
    pub root: PathBuf,
    pub platform: Arc<Platform>,
    pub cast: Cast,
    pub dataset: Asset,
    pub model: Asset,
    /// Who does the deeds that the steps then look at.
    pub hands: Arc<dyn Hands>,
}

impl World {
    /// Makes the workspace `workspace/` with its config, and applies the sample RACI, which takes
    /// two people, as every widening does.
    pub async fn make(
        folder: &Folder,
        dataset: &str,
        hands: Arc<dyn Hands>,
    ) -> Result<Self, Failure> {
        let home = folder.at("workspace");
        let config = config(dataset)?;
        let code = Code::parse(Texts::sample(&config, dataset)?)?;
        code.texts.write(&home)?;
        let store_config = platform::store_config(&config);
        let store = Store::create(&home, &store_config, Arc::new(SystemClock)).await;
        let store = Arc::new(store.internal("making the workspace")?);
        let proposer = cast::principal(cast::SECURITY)?;
        let approver = cast::principal(cast::SECURITY_HEAD)?;
        platform::apply(&store, &code, &proposer, Some(&approver)).await?;
        let mut platform = Platform::over(store).await?;
        let gate = Arc::new(hands.gate(&code)?);
        platform.enforcer = Arc::new(Enforcer::new(Arc::clone(&platform.store), gate));
        let cast = Cast::enrol(&platform).await?;
        Ok(Self {
            root: folder.root().to_owned(),
            platform: Arc::new(platform),
            cast,
            dataset: Asset::new(AssetKind::Dataset, dataset).usage()?,
            model: Asset::new(AssetKind::Model, "credit").usage()?,
            hands,
        })
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.platform.store
    }

    /// Asks the enforcement point; a refusal is a failure of the step.
    pub async fn permit(&self, name: &str, ask: Ask) -> Result<Permit, Failure> {
        let told = format!("{name} was refused to {} {}", ask.action, ask.asset);
        let caller = self.cast.caller(name)?;
        self.platform.admit(&caller, ask).await.map_err(|refusal| {
            Failure::refused(format!("{told}: {}", refusal.public.error)).hint(refusal.public.hint)
        })
    }

    /// Has `who` agree to the promotion of the model whose files have `digest`.
    pub async fn approve(&self, who: &str, digest: Digest) -> Result<(), Failure> {
        let caller = self.cast.caller(who)?;
        let candidate = Candidate { model: &self.model, digest, folder: &self.root };
        self.hands.approve(&self.platform, &caller, &candidate).await
    }

    /// Just `action` on the dataset.
    #[must_use]
    pub fn on_dataset(&self, action: Action) -> Ask {
        Ask::of(action, self.dataset.clone())
    }

    /// How many entries the ledger has.
    pub async fn entries(&self) -> Result<u64, Failure> {
        let note = self.store().checkpoint().await;
        Ok(Checkpoint::parse(&note).internal("reading the ledger's checkpoint")?.size)
    }

    /// The entries since there were `start` of them.
    pub async fn since(&self, start: u64) -> Result<Vec<Event>, Failure> {
        self.store().events(start..u64::MAX).await.internal("reading the ledger")
    }
}

/// The demo's config: the defaults, with budgets that are small enough to be met.
fn config(dataset: &str) -> Result<Config, Failure> {
    let mut config = Config::new(dataset);
    let scientist = RoleId::new("data-scientist").internal("naming a role")?;
    config.access.egress.roles.insert(scientist, SCIENTIST_BYTES);
    config.serving.rows_per_minute = ROWS_PER_MINUTE;
    config.vault.folder = Some(PathBuf::from("../vault"));
    Ok(config)
}
