//! The workspace that the journey walks in: set up, its RACI proposed by one person and agreed to by
//! another, its people enrolled. All of it by the use cases that verbs and routes call.

use super::check::Tools;
use super::folder::Folder;
use super::people::{self, People};
use crate::failure::{At, Failure};
use async_trait::async_trait;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::{Asset, AssetKind, RoleId, SystemClock};
use workspace::config::Config;
use workspace::{
    ApplyRequest, ApproveRequest, Setup, Texts, UseCases, Workspace, set_up, workspace_asset,
};

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
}

/// The workspace's own use cases, in this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Direct;

#[async_trait]
impl MakeUseCases for Direct {
    async fn make(&self, workspace: Workspace) -> Result<Arc<dyn UseCases>, Failure> {
        Ok(Arc::new(workspace))
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
    /// What two people agreed to: what the gate is held against.
    pub texts: Texts,
    pub make: Arc<dyn MakeUseCases>,
}

impl World {
    /// Makes the workspace `workspace/`, and applies the sample's code, which takes two people, as
    /// every widening does.
    pub async fn make(
        folder: &Folder,
        dataset: &str,
        make: Arc<dyn MakeUseCases>,
        tools: Arc<dyn Tools>,
    ) -> Result<Self, Failure> {
        let home = folder.at("workspace");
        let setup = Setup { config: config(dataset)?, dataset: dataset.to_owned() };
        let store = set_up(&home, &setup, Arc::new(SystemClock)).await?;
        let use_cases = make.make(Workspace::over(Arc::new(store)).await?).await?;
        let texts = Texts::read(&home)?;
        agree(use_cases.as_ref(), &texts, &home).await?;
        Ok(Self {
            root: folder.root().to_owned(),
            people: People::enrol(use_cases.as_ref()).await?,
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

/// One person proposes what lies in `home`, and another agrees; until then nobody has access.
async fn agree(use_cases: &dyn UseCases, texts: &Texts, home: &Path) -> Result<(), Failure> {
    let proposer = people::at_terminal(people::SECURITY)?;
    let request = ApplyRequest { texts: texts.clone(), plan: false };
    let proposed = use_cases.apply(&proposer, request).await?;
    let alone = proposed.applied || use_cases.workspace().in_force().is_ok();
    let (false, Some(id)) = (alone, proposed.proposal) else {
        return Err(Failure::refused(format!(
            "one person alone gave access to {}",
            workspace_asset()?
        )));
    };
    let approver = people::at_terminal(people::SECURITY_HEAD)?;
    use_cases.approve(&approver, ApproveRequest { id }, home).await?;
    Ok(())
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
