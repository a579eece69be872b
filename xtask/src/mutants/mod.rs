//! `cargo xtask mutants`: a small fault is put into a room, and a test of that room has to turn red;
//! one fault after the other.
//!
//! A fault that no test sees is a survivor. It is answered in `xtask/mutants.toml` with the reason why
//! nothing that was promised is broken by it, or the command fails.

mod answers;
mod mutant;
mod outputs;
mod report;
mod share;
mod tool;

use crate::suite::Campaign;
use answers::Answers;
use share::Share;
use tool::{Selection, Tool};

/// The rooms that hold the promises.
const ROOMS: [&str; 4] = ["gate", "protect", "store", "workspace"];
/// Those of which the suite tries a share: they build in seconds.
const QUICK: [&str; 2] = ["gate", "protect"];

/// What is asked for on the command line.
#[derive(clap::Args)]
pub struct Asked {
    /// Only these rooms: gate, protect, store, workspace.
    rooms: Vec<String>,
    /// One of N equal shares, as 1/N: that of the seed.
    #[arg(long, default_value_t = Share::CI)]
    share: Share,
    /// Which share; N seeds that follow one another give all of them.
    #[arg(long, default_value_t = Campaign::SEED)]
    seed: u64,
    /// Every mutant of the rooms.
    #[arg(long, conflicts_with = "share")]
    all: bool,
    /// Only files that this pattern fits, as `raci*.rs` or `crates/store/src/log/*`.
    #[arg(long)]
    file: Vec<String>,
}

/// Tries the mutants that are asked for.
pub fn run(asked: &Asked) -> Result<(), String> {
    let rooms = if asked.rooms.is_empty() {
        ROOMS.map(str::to_owned).to_vec()
    } else {
        asked.rooms.clone()
    };
    if let Some(unknown) = rooms.iter().find(|room| !ROOMS.contains(&room.as_str())) {
        return Err(format!("no mutants are made of {unknown:?}; rooms are {}", ROOMS.join(", ")));
    }
    let share = (!asked.all).then_some((asked.share, asked.seed));
    judge(&Selection { rooms, files: asked.file.clone(), share })
}

/// The suite's part: a share of the quick rooms, or all of every room.
pub fn part(campaign: &Campaign) -> Result<(), String> {
    let rooms: &[&str] = if campaign.long { &ROOMS } else { &QUICK };
    let rooms = rooms.iter().map(|&room| room.to_owned()).collect();
    let share = (!campaign.long).then_some((Share::CI, campaign.seed));
    judge(&Selection { rooms, files: Vec::new(), share })
}

/// Tries the mutants and holds them against the answers.
fn judge(selection: &Selection) -> Result<(), String> {
    let answers = Answers::read()?;
    let tool = Tool::at_hand()?;
    let all = tool.list(&Selection::whole(&ROOMS))?;
    let outcomes = tool.run(selection)?;
    print!("{}", report::text(&outcomes, &answers));
    let faults = answers.faults(&all, &outcomes);
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}
