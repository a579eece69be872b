//! `cargo xtask fuzz`: each parser of ours under libFuzzer, guided by the coverage of our own code.

mod compiler;
mod corpus;
mod outcome;

pub use compiler::as_compiler;

use crate::run;
use corpus::Target;
use outcome::Outcome;
use std::collections::BTreeSet;
use std::path::Path;
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
    build(&targets)?;
    let mut outcomes = Vec::new();
    for target in &targets {
        eprintln!("== {}", target.name);
        let before = target.grown()?;
        let mut command = start(target);
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
            corpus::keep(target, start(target))?;
        }
    }
    print!("{}", outcome::table(&outcomes));
    outcome::judge(&outcomes)
}

/// Runs `target` on the one input in `file`, as often as one wants.
pub fn repeat(target: &str, file: &Path) -> Result<(), String> {
    let targets = corpus::targets(&[target.to_owned()])?;
    let [target] = targets.as_slice() else { return Err(format!("{target} is no target")) };
    build(std::slice::from_ref(target))?;
    let file = std::path::absolute(file).map_err(|error| error.to_string())?;
    run::must(start(target).arg(file))
}

/// The programs of the targets' rooms, with counters in all of our own crates. Libraries are those of
/// every other build: with `--workspace` they keep their features, and only our crates are compiled anew.
fn build(targets: &[Target]) -> Result<(), String> {
    let rooms: BTreeSet<&str> = targets.iter().map(|target| target.room.as_str()).collect();
    let mut cargo = run::cargo();
    cargo.args(["build", "--quiet", "--release", "--workspace"]);
    for room in rooms {
        cargo.args(["--bin", &program(room), "--features", &format!("hygeia-fuzz/{room}")]);
    }
    run::must(compiler::counting(&mut cargo)?)
}

fn program(room: &str) -> String {
    format!("fuzz-{room}")
}

fn start(target: &Target) -> Command {
    let mut command = Command::new(run::built(&program(&target.room)));
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
