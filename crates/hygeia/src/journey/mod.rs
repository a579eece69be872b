//! The journey: a table of sensitive data goes through the mission, and each step is proven by
//! checks of its own, which believe nothing that the deeds say of themselves. It reads like the
//! mission: see [`walk_all`].

pub mod cast;
mod classify;
mod drill;
mod folder;
mod handover;
mod hands;
mod holdout;
mod input;
mod land;
mod posture;
mod protect;
mod query;
mod raci;
mod screen;
mod serve;
mod surface;
mod train;
mod validate;
mod vault;
mod walk;
mod world;

pub use cast::Cast;
pub use hands::{Hands, Honest, Job};
pub use input::{Arrived, Input, UserData};
pub use walk::{Done, Proof, Silent, Stopped, Voice, Walk};
pub use world::World;

use crate::drills;
use crate::failure::{At, Failure};
use crate::files::write_whole;
use crate::platform::Running;
use crate::report::{self, Report};
use folder::{Folder, peak_rss_bytes};
use land::Poison;
use learn::Effort;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use terms::{Clock, SystemClock};

/// What a journey is given.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the folder contract.
    pub dir: PathBuf,
    pub input: Input,
    pub seed: u64,
    pub advisories: Vec<PathBuf>,
    /// Train as `Effort::for_rows` says, or with this effort.
    pub effort: Option<Effort>,
    /// Keep the sample's clear CSV and the held out rows in `input/`.
    pub keep_input: bool,
    /// Promote a model that is not good enough all the same, on record.
    pub accept_weak: bool,
}

/// What stays up when a journey has come to its end: the activated instance.
pub struct Up {
    pub world: World,
    pub running: Running,
}

/// How a journey ended: the report of every step that was reached, and why it stopped, if it did.
pub struct Ended {
    pub report: Report,
    pub outcome: Result<Up, Stopped>,
}

/// Walks the journey with `hands` and writes its report, whether it came to its end or stopped.
///
/// # Errors
/// If the folder can't be made, or the report can't be written.
pub async fn run(
    options: &Options,
    hands: Arc<dyn Hands>,
    voice: &dyn Voice,
) -> Result<Ended, Failure> {
    let folder = Folder::prepare(&options.dir)?;
    let clock = SystemClock;
    let begun = Instant::now();
    let mut report = Report {
        hygeia: env!("CARGO_PKG_VERSION"),
        started: clock.now().to_string(),
        ..Report::default()
    };
    let mut walk = Walk::new(voice);
    let outcome = walk_all(options, &folder, hands, &mut walk, &mut report).await;
    report.steps = walk.steps;
    report.seconds = begun.elapsed().as_secs_f64();
    report.peak_rss_bytes = peak_rss_bytes();
    let text = serde_json::to_vec_pretty(&report).internal("writing the report")?;
    write_whole(&folder.at("report.json"), &text)?;
    write_whole(&folder.at("report.html"), report::page(&report).as_bytes())?;
    Ok(Ended { report, outcome })
}

/// The mission, step by step. Stops at the first *failed*.
async fn walk_all(
    options: &Options,
    folder: &Folder,
    hands: Arc<dyn Hands>,
    walk: &mut Walk<'_>,
    report: &mut Report,
) -> Result<Up, Stopped> {
    let begin = |failure| Stopped { step: "begin", failure };
    let world = World::make(folder, &options.input.dataset(), hands).await.map_err(begin)?;

    let host = walk.step("surface", surface::step(&world, &options.advisories)).await?;
    let landed = walk.step("land", land::step(&world, options)).await?;
    report.input = landed.told();
    let classified = walk.step("classify", classify::step(&world, &landed)).await?;
    report.classification = Some(classified.clone());
    let validated = walk.step("validate", validate::step(&world, &landed, &classified)).await?;
    let committed =
        walk.step("protect", protect::step(&world, &landed, &classified, &validated)).await?;
    walk.step("raci", raci::step(&world, &classified)).await?;
    walk.step("query", query::step(&world, &committed)).await?;
    let screened =
        walk.step("screen", screen::step(&world, &landed, &committed, options.seed)).await?;
    let trained =
        walk.step("train", train::step(&world, &landed, &committed, &screened, options)).await?;
    report.attacks = trained.attacks();
    report.model_digest = Some(trained.model_digest.hex());
    let handed = walk.step("handover", handover::step(&world, &trained, options)).await?;
    let rows = &trained.holdout;
    let running = walk.step("serve", serve::step(&world, &handed, rows)).await?;
    let poison = Poison::of(&landed);
    let drilled = drill::step(&world, &running, &handed, rows, &screened, poison.as_ref());
    let mut played = walk.step("drill", drilled).await?;
    let recovered = walk.step("vault", vault::step(world, running, &handed, rows)).await?;
    let vault::Recovered { world, running, drill } = recovered;
    played.push(drill);
    report.drills.clone_from(&played);
    let now = world.store().now();
    let seen = [host, walk.probes(now), drills::probes(&played, now)].concat();
    let table = walk.step("posture", posture::step(&world, seen)).await?;
    running.show(table.areas.iter().flat_map(|row| row.probes.clone()).collect());
    report.posture = Some(table);
    Ok(Up { world, running })
}
