//! The journey: a table of sensitive data goes through the mission, and each step is proven by
//! checks of its own, which believe nothing that the step says of itself. It reads like the
//! mission: see [`walk_all`].

mod cast;
mod classify;
mod folder;
mod input;
mod land;
mod posture;
mod protect;
mod raci;
mod screen;
mod surface;
mod train;
mod validate;
mod walk;
mod world;

pub use folder::{peak_rss_bytes, write_whole};
pub use input::{Input, UserData};
pub use walk::{Done, Proof, Silent, Stopped, Voice, Walk};

use crate::failure::{At, Failure};
use crate::report::{self, Report};
use folder::Folder;
use learn::Effort;
use std::path::PathBuf;
use std::time::Instant;
use terms::{Clock, SystemClock};
use world::World;

/// The steps, by stable name and title, in their order.
pub const STEPS: [(&str, &str); 9] = [
    ("surface", "Surface"),
    ("land", "Land"),
    ("classify", "Classify"),
    ("validate", "Validate"),
    ("protect", "Protect"),
    ("raci", "RACI"),
    ("screen", "Screen"),
    ("train", "Train"),
    ("posture", "Posture"),
];

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
    /// Keep the sample's clear CSV in `input/`.
    pub keep_input: bool,
}

/// How a journey ended: the report of every step that was reached, and why it stopped, if it did.
#[derive(Debug)]
pub struct Ended {
    pub report: Report,
    pub stopped: Option<Stopped>,
}

/// Walks the journey and writes its report, whether it came to its end or stopped.
///
/// # Errors
/// If the folder can't be made, or the report can't be written.
pub async fn run(options: &Options, voice: &dyn Voice) -> Result<Ended, Failure> {
    let folder = Folder::prepare(&options.dir)?;
    let clock = SystemClock;
    let begun = Instant::now();
    let mut report = Report {
        hygeia: env!("CARGO_PKG_VERSION"),
        started: clock.now().to_string(),
        ..Report::default()
    };
    let mut walk = Walk::new(voice);
    let stopped = walk_all(options, &folder, &mut walk, &mut report).await.err();
    report.steps = walk.steps;
    report.seconds = begun.elapsed().as_secs_f64();
    report.peak_rss_bytes = peak_rss_bytes();
    let text = serde_json::to_vec_pretty(&report).internal("writing the report")?;
    write_whole(&folder.at("report.json"), &text)?;
    write_whole(&folder.at("report.html"), report::page(&report).as_bytes())?;
    Ok(Ended { report, stopped })
}

/// The mission, step by step. Stops at the first *failed*.
async fn walk_all(
    options: &Options,
    folder: &Folder,
    walk: &mut Walk<'_>,
    report: &mut Report,
) -> Result<(), Stopped> {
    let begin = |failure| Stopped { step: "begin", failure };
    let world = World::make(folder, &options.input.dataset()).await.map_err(begin)?;

    let host = walk.step("surface", surface::step(&world, &options.advisories)).await?;
    let landed = walk.step("land", land::step(&world, options)).await?;
    report.input = landed.told();
    let classified = walk.step("classify", classify::step(&landed)).await?;
    report.classification = Some(classified.clone());
    let validated = walk.step("validate", validate::step(&world, &landed, &classified)).await?;
    let committed =
        walk.step("protect", protect::step(&world, &landed, &classified, &validated)).await?;
    let access = walk.step("raci", raci::step(&world, &classified)).await?;
    let screened =
        walk.step("screen", screen::step(&world, &landed, &committed, options.seed)).await?;
    let trained =
        walk.step("train", train::step(&world, &landed, &committed, &screened, options)).await?;
    report.attacks = trained.attacks;
    report.model_digest = Some(trained.model_digest);
    let probes = [host, access, trained.probes].concat();
    report.posture = Some(walk.step("posture", posture::step(&world, probes)).await?);
    Ok(())
}
