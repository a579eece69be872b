//! `cargo xtask fuzz`: each parser of ours under libFuzzer, guided by the coverage of our own code.

mod compiler;
mod corpus;
mod outcome;

pub use compiler::as_compiler;

use crate::run;
use corpus::Target;
use outcome::Outcome;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Seconds for each target, unless more or fewer are asked for.
pub const SECONDS: u32 = 60;
/// Seconds that one input may take.
const TIMEOUT: u32 = 10;
/// Megabytes of the process; what a target itself may hold is less, see `fuzz/src/program.rs`.
const MEMORY: u32 = 2_048;
/// Bytes of the longest input, unless a seed is longer.
const LONGEST: u32 = 16 << 10;

/// What is asked for.
pub struct Campaign {
    /// Names of targets or of rooms; all if there is none.
    pub targets: Vec<String>,
    /// For each target.
    pub seconds: u32,
    /// Take into the repository what covers more than its seeds.
    pub keep: bool,
}

impl Default for Campaign {
    /// Every target for a minute.
    fn default() -> Self {
        Self { targets: Vec::new(), seconds: SECONDS, keep: false }
    }
}

/// Fuzzes target by target, and tells of each what was tried and what it came to.
pub fn run(campaign: &Campaign) -> Result<(), String> {
    let targets = corpus::targets(&campaign.targets)?;
    let mut outcomes = Vec::new();
    for target in &targets {
        let program = build(target)?;
        eprintln!("== {}", target.name);
        let before = target.grown()?;
        let mut command = start(&program, target);
        command.args([
            format!("-max_total_time={}", campaign.seconds),
            format!("-artifact_prefix={}/", target.crashes()?.display()),
            "-print_final_stats=1".to_owned(),
        ]);
        command.args([target.grown_folder()?, target.seeds_folder()]);
        let outcome = Outcome::of(target, command, before)?;
        eprintln!("{outcome}");
        outcomes.push(outcome);
        if campaign.keep {
            corpus::keep(target, start(&program, target))?;
        }
    }
    print!("{}", outcome::table(&outcomes));
    outcome::judge(&outcomes)
}

/// Runs `target` on the one input in `file`, as often as one wants.
pub fn repeat(target: &str, file: &Path) -> Result<(), String> {
    let targets = corpus::targets(&[target.to_owned()])?;
    let [target] = targets.as_slice() else { return Err(format!("{target} is no target")) };
    let program = build(target)?;
    let file = std::path::absolute(file).map_err(|error| error.to_string())?;
    run::must(start(&program, target).arg(file))
}

/// The program of the target's room, with counters in all of our own crates. Libraries are those of
/// every other build: with `--workspace` they keep their features, and only our crates are compiled anew.
fn build(target: &Target) -> Result<PathBuf, String> {
    let program = format!("fuzz-{}", target.room);
    let feature = format!("hygeia-fuzz/{}", target.room);
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--release", "--workspace", "--bin", &program]);
    run::must(compiler::counting(cargo.args(["--features", &feature]))?)?;
    Ok(run::built(&program))
}

fn start(program: &Path, target: &Target) -> Command {
    let mut command = Command::new(program);
    command.current_dir(run::root()).env("HYGEIA_FUZZ_TARGET", &target.name);
    // In memory, where a sync costs nothing.
    if Path::new("/dev/shm").is_dir() {
        command.env("TMPDIR", "/dev/shm");
    }
    command.stdin(Stdio::null()).args([
        format!("-timeout={TIMEOUT}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-max_len={LONGEST}"),
    ]);
    command
}
