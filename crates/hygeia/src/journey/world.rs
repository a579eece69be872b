//! The workspace that the journey walks in: set up and founded by one person, its RACI applied, joined by its people. All of it by the use cases that verbs and routes call.

use super::check::Tools;
use super::folder::Folder;
use super::people::{self, People};
use crate::failure::{At, Failure};
use async_trait::async_trait;
use std::path::PathBuf;
use std::sync::Arc;
use terms::{Asset, AssetKind, RoleId, SystemClock};
use workspace::config::Config;
use workspace::{ApplyRequest, Setup, SignIn, Texts, UseCases, Workspace, set_up};

/// Bytes that the sample's data scientist may take out in a day: a report, no table of people.
pub const SCIENTIST_BYTES: u64 = 1_000_000;
/// Rows that one principal of the demo may ask predictions for in a minute.
const ROWS_PER_MINUTE: u64 = 2_000;

/// How the journey comes to the use cases of a workspace. The shipped program knows [`Direct`] alone;
/// a test does one of them dishonestly, or goes to them by another way.
#[async_trait]
pub trait MakeUseCases: Send + Sync {
    /// The use cases of `workspace`, which has just been opened.
    async fn make(&self, workspace: Workspace) -> Result<Arc<dyn UseCases>, Failure>;

    /// Whether names are believed at the terminal: only if verbs are to play everybody's part.
    fn is_trial(&self) -> bool {
        false
    }

    /// Somebody joined, and signs in with this from now on.
    fn signs_in(&self, _: &SignIn) {}
}

/// The workspace's own use cases, in this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Direct;

#[async_trait]
impl MakeUseCases for Direct {
    async fn make(&self, workspace: Workspace) -> Result<Arc<dyn UseCases>, Failure> {
        Ok(Arc::new(workspace).use_cases())
    }
}

/// Everything that steps share.
pub struct World {
    pub root: PathBuf,
    pub use_cases: Arc<dyn UseCases>,
    pub people: People,
    pub dataset: Asset,
    pub model: Asset,
    pub tools: Arc<dyn Tools>,
    /// What is in force: what the gate is held against.
    pub texts: Texts,
    pub make: Arc<dyn MakeUseCases>,
}

impl World {
    /// Makes the workspace `workspace/`, which one person founds, and to which the others join. From the
    /// first who can agree on, every widening takes two.
    pub async fn make(
        folder: &Folder,
        dataset: &str,
        make: Arc<dyn MakeUseCases>,
        tools: Arc<dyn Tools>,
    ) -> Result<Self, Failure> {
        let home = folder.at("workspace");
        let mut config = config(dataset)?;
        config.identity.trial = make.is_trial();
        let setup = Setup { config, dataset: dataset.to_owned(), founder: None, again: false };
        let store = set_up(&home, &setup, Arc::new(SystemClock)).await?;
        let use_cases = make.make(Workspace::over(Arc::new(store)).await?).await?;
        let texts = Texts::read(&home)?;
        let founder = people::found(use_cases.as_ref()).await?;
        apply(use_cases.as_ref(), &texts).await?;
        let people = People::join(use_cases.as_ref(), founder).await?;
        people.all().for_each(|sign_in| make.signs_in(sign_in));
        Ok(Self {
            root: folder.root().to_owned(),
            people,
            use_cases,
            dataset: Asset::new(AssetKind::Dataset, dataset).usage()?,
            model: Asset::new(AssetKind::Model, "credit").usage()?,
            tools,
            texts,
            make,
        })
    }

    /// The workspace itself: what checks look at.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        self.use_cases.workspace()
    }
}

/// The founder applies the sample's code; until then nobody has access.
async fn apply(use_cases: &dyn UseCases, texts: &Texts) -> Result<(), Failure> {
    let founder = people::at_terminal(people::SECURITY)?;
    if use_cases.workspace().in_force().is_ok() {
        return Err(Failure::internal("something is in force before anything was applied"));
    }
    let request = ApplyRequest { texts: texts.clone(), plan: false };
    let applied = use_cases.apply(&founder, request).await?;
    match applied.applied {
        true => Ok(()),
        false => Err(Failure::internal("who founds a workspace could not apply its code")),
    }
}

/// The demo's config: the defaults, with budgets that are small enough to be met.
fn config(dataset: &str) -> Result<Config, Failure> {
    let mut config = Config::new(dataset);
    let scientist = RoleId::new("data-scientist").internal("naming a role")?;
    config.access.egress.roles.insert(scientist, SCIENTIST_BYTES);
    // Nobody is there to say what columns hold; what was learned from anyway is told.
    config.training.unconfirmed = true;
    config.serving.rows_per_minute = ROWS_PER_MINUTE;
    config.vault.folder = Some(PathBuf::from("../vault"));
    Ok(config)
}
