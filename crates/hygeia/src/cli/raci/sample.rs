//! `hygeia raci sample`

use super::super::{file, output};
use crate::failure::Failure;
use std::path::PathBuf;

/// Print a RACI to begin with; or write it, its people and a map of words into a folder.
///
/// Example: hygeia raci sample > raci.csv
///
/// Example: hygeia raci sample --people > people.toml
///
/// Example: hygeia raci sample --out access
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print who holds which role instead.
    #[arg(long, conflicts_with_all = ["map", "out"])]
    people: bool,
    /// Print a map of a team's words instead.
    #[arg(long, conflicts_with = "out")]
    map: bool,
    /// Write all three into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints or writes.
pub fn run(args: &Args) -> Result<(), Failure> {
    let Some(folder) = &args.out else {
        let text = match (args.people, args.map) {
            (true, _) => gate::sample::PEOPLE_TOML,
            (_, true) => gate::sample::MAP_TOML,
            _ => gate::sample::RACI_CSV,
        };
        return output::raw(text.trim_end());
    };
    let files = [
        ("raci.csv", gate::sample::RACI_CSV),
        ("people.toml", gate::sample::PEOPLE_TOML),
        ("raci.map.toml", gate::sample::MAP_TOML),
    ];
    let there = files.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    if let Some(there) = there {
        return Err(Failure::usage(format!("{} is there already", there.display()))
            .hint("name another folder; nothing was written"));
    }
    for (name, text) in files {
        file::write(&folder.join(name), text.as_bytes())?;
    }
    output::print(&format!(
        "raci.csv, people.toml and raci.map.toml are in {at}\nNext: hygeia raci check {at}/raci.csv --people {at}/people.toml",
        at = folder.display()
    ))
}
