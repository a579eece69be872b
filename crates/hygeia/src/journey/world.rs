//! The workspace that the journey walks in: made, its RACI applied, its gate closed.

use super::cast;
use super::folder::{Folder, write_whole};
use crate::config::{self, Config};
use crate::failure::{At, Failure};
use gate::{Change, Directory, Gate, Raci, Standing, compile};
use protect::{Kek, TokenSecret};
use std::path::PathBuf;
use std::sync::Arc;
use store::{ConfigVersion, Permit, Store, StoreConfig};
use terms::{Action, Asset, AssetKind, SystemClock};
use web::{Ask, Caller, Enforcer};

/// Everything that steps share.
pub struct World {
    pub root: PathBuf,
    pub config: Config,
    pub raci: Raci,
    pub people: Directory,
    pub store: Arc<Store>,
    pub enforcer: Enforcer,
    pub dataset: Asset,
    pub model: Asset,
}

impl World {
    /// Makes the workspace `workspace/` with its config, and applies the sample RACI, which takes
    /// two people, as every widening does.
    pub async fn make(folder: &Folder, dataset: &str) -> Result<Self, Failure> {
        let home = folder.at("workspace");
        let config = Config::new(dataset);
        let raci_text =
            gate::sample::RACI_CSV.replace("dataset/loans", &format!("dataset/{dataset}"));
        write_whole(&home.join(config::CONFIG), config.to_text()?.as_bytes())?;
        write_whole(&home.join(config::RACI), raci_text.as_bytes())?;
        write_whole(&home.join(config::PEOPLE), gate::sample::PEOPLE_TOML.as_bytes())?;
        let raci = Raci::from_csv(&raci_text).usage()?;
        let people = Directory::from_toml(gate::sample::PEOPLE_TOML).usage()?;
        let store = Store::create(&home, &StoreConfig::default(), Arc::new(SystemClock)).await;
        let store = Arc::new(store.internal("making the workspace")?);
        let gate = Gate::new(
            compile(&raci).internal("compiling the RACI")?,
            people.clone(),
            config.access.clone(),
        );
        let gate = Arc::new(gate.internal("making the gate")?);
        apply(&store, &raci, &people, &config, &raci_text).await?;
        for name in [cast::OWNER, cast::STEWARD, cast::ENGINEER] {
            cast::enrolled(&store, name).await?;
        }
        Ok(Self {
            root: folder.root().to_owned(),
            enforcer: Enforcer::new(Arc::clone(&store), gate),
            dataset: Asset::new(AssetKind::Dataset, dataset).usage()?,
            model: Asset::new(AssetKind::Model, "credit").usage()?,
            config,
            raci,
            people,
            store,
        })
    }

    /// `name`, acting from their own managed device on this host.
    pub async fn caller(&self, name: &str) -> Result<Caller, Failure> {
        cast::enrolled(&self.store, name).await
    }

    /// Asks the enforcement point; a refusal is a failure of the step.
    pub async fn permit(&self, name: &str, ask: Ask) -> Result<Permit, Failure> {
        let told = format!("{name} was refused to {} {}", ask.action, ask.asset);
        let caller = self.caller(name).await?;
        self.enforcer.admit(&caller, ask).await.map_err(|refusal| {
            Failure::refused(format!("{told}: {}", refusal.public.error)).hint(refusal.public.hint)
        })
    }

    /// Just `action` on the dataset.
    #[must_use]
    pub fn on_dataset(&self, action: Action) -> Ask {
        Ask::of(action, self.dataset.clone())
    }

    /// The key that wraps the data keys.
    pub fn kek(&self) -> Result<Kek, Failure> {
        Kek::from_hex(self.store.keys().kek_hex()).internal("reading the key-encryption key")
    }

    /// The secret that tokens are made with.
    pub fn tokens(&self) -> Result<TokenSecret, Failure> {
        TokenSecret::from_hex(self.store.keys().token_hex()).internal("reading the token secret")
    }
}

/// Records who applied which RACI, and who agreed.
async fn apply(
    store: &Store,
    raci: &Raci,
    people: &Directory,
    config: &Config,
    text: &str,
) -> Result<(), Failure> {
    let workspace = Asset::new(AssetKind::Workspace, "main").usage()?;
    let new = Standing { raci, people, rules: &config.access };
    let (proposer, approver) =
        (cast::principal(cast::SECURITY)?, cast::principal(cast::SECURITY_HEAD)?);
    Change { old: None, new, workspace: &workspace }
        .authorise(&proposer, Some(&approver))
        .map_err(|why| Failure::refused(format!("the RACI was not applied: {why}")))?;
    let applied = ConfigVersion {
        name: "raci".to_owned(),
        number: 1,
        text: text.to_owned(),
        applied_by: proposer,
        approved_by: Some(approver),
        applied: store.now(),
    };
    store.docs::<ConfigVersion>().put(&applied).await.internal("recording the RACI")
}
