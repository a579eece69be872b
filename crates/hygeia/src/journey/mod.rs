//! The journey: a table of sensitive data goes through the mission by the use cases that verbs and
//! routes call, and each step is proven by checks of its own ([`check`]), which believe nothing that
//! the use cases say of themselves. It reads like the mission: see [`walk_all`].
//!
//! Inside, one direction: `input`, `folder`, `walk` <- `check` <- `people`, `world` <- the steps.

mod check;
mod classify;
mod drill;
mod folder;
mod handover;
mod input;
mod land;
pub mod people;
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

pub use check::{Crafts, Tools};
pub use input::{Input, UserData};
pub use people::People;
pub use walk::{Done, Listener, Proof, Silent, Stopped, Walk};
pub use world::{Direct, MakeUseCases, World};

use crate::drills;
use crate::failure::{At, Failure};
use crate::report::{self, Report};
use crate::server::Running;
use folder::{Folder, peak_rss_bytes};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use terms::{Clock, SystemClock};
use train::Known;

/// What a journey is given.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the folder contract.
    pub dir: PathBuf,
    pub input: Input,
    pub seed: u64,
    pub advisories: Vec<PathBuf>,
    /// Train small networks in few steps, whatever the rows.
    pub quick: bool,
    /// Keep the sample's clear CSV and the held out rows in `input/`.
    pub keep_input: bool,
    /// Promote a model that is not good enough all the same, on record.
    pub accept_weak: bool,
}

/// By what a journey is walked.
#[derive(Clone)]
pub struct Means {
    /// How it comes to the use cases of a workspace.
    pub make: Arc<dyn MakeUseCases>,
    pub tools: Arc<dyn Tools>,
    pub listener: Arc<dyn Listener>,
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

/// Walks the journey and writes its report, whether it came to its end or stopped.
///
/// # Errors
/// If the folder can't be made, or the report can't be written.
pub async fn run(options: &Options, means: Means) -> Result<Ended, Failure> {
    let folder = Folder::prepare(&options.dir)?;
    let clock = SystemClock;
    let begun = Instant::now();
    let mut report = Report {
        hygeia: env!("CARGO_PKG_VERSION"),
        started: clock.now().to_string(),
        ..Report::default()
    };
    let mut walk = Walk::new(Arc::clone(&means.listener));
    let outcome = walk_all(options, &folder, means, &mut walk, &mut report).await;
    report.steps = walk.steps;
    report.seconds = begun.elapsed().as_secs_f64();
    report.peak_rss_bytes = peak_rss_bytes();
    let text = serde_json::to_vec_pretty(&report).internal("writing the report")?;
    folder::write(&folder.at("report.json"), &text)?;
    folder::write(&folder.at("report.html"), report::page(&report).as_bytes())?;
    Ok(Ended { report, outcome })
}

/// The mission, step by step. Stops at the first *failed*.
async fn walk_all(
    options: &Options,
    folder: &Folder,
    means: Means,
    walk: &mut Walk,
    report: &mut Report,
) -> Result<Up, Stopped> {
    let begin = |failure| Stopped { step: "begin", failure };
    let dataset = options.input.dataset();
    let world = World::make(folder, &dataset, means.make, means.tools).await.map_err(begin)?;

    let host = walk.step("surface", surface::step(&world, &options.advisories)).await?;
    let mut landed = walk.step("land", land::step(&world, options)).await?;
    report.input = landed.heading();
    let committed = walk.step("classify", classify::step(&world, &landed)).await?;
    report.classification = Some(committed.classification.clone());
    let stored = walk.step("validate", validate::step(&world, &landed, &committed)).await?;
    walk.step("protect", protect::step(&world, &landed, &committed, &stored)).await?;
    landed.source.forget();
    walk.step("raci", raci::step(&world, &committed.classification)).await?;
    walk.step("query", query::step(&world, &committed.classification, stored)).await?;
    let source = &landed.source;
    let screened = walk.step("screen", screen::step(&world, source, options.seed)).await?;
    let poison = screen::poison(source, &screened);
    let known = Known { source, committed: &committed, screened: &screened };
    let training = train::step(&world, &known, options, walk.progress());
    let trained = walk.step("train", training).await?;
    report.attacks = trained.attacks();
    report.model_digest = Some(trained.model_digest.hex());
    let handed = walk.step("handover", handover::step(&world, &trained, options)).await?;
    let rows = &trained.holdout;
    let running = walk.step("serve", serve::step(&world, &handed, rows)).await?;
    let drilled = drill::step(&world, &running, &handed, rows, poison);
    let mut played = walk.step("drill", drilled).await?;
    let recovered = walk.step("vault", vault::step(world, running, &handed, rows)).await?;
    let vault::Recovered { world, running, drill } = recovered;
    played.push(drill);
    report.drills.clone_from(&played);
    let now = world.workspace().store.now();
    let seen = [host, walk.probes(now), drills::probes(&played, now)].concat();
    let table = walk.step("posture", posture::step(&world, seen)).await?;
    let shown = table.areas.iter().flat_map(|row| row.probes.clone()).collect();
    world.workspace().watch.show(shown);
    report.posture = Some(table);
    Ok(Up { world, running })
}
