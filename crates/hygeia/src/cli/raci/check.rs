//! `hygeia raci check`

use super::super::output::{self, FailOn, Format};
use super::super::sarif;
use super::read::{directory, written};
use crate::failure::{Ending, Failure};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `raci.csv`, `raci.toml`, or a sheet as `hygeia raci import` reads it.
    path: PathBuf,
    /// Who holds which role (`people.toml`); without it, duties are checked by role alone.
    #[arg(long)]
    people: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// What the words of a sheet mean; raci.map.toml beside it, if not given.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
}

/// Checks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let written = written(&args.path, args.map.as_deref())?;
    let people = args.people.as_ref().map(directory).transpose()?;
    let findings = written.findings(&args.path, people.as_ref());
    match args.format {
        Format::Json => output::json(&findings)?,
        Format::Sarif => output::json(&sarif::document("raci-check", &findings))?,
        Format::Table => {
            output::findings(&findings)?;
            if people.is_none() {
                output::print("unknown: whether one person holds two duties; give --people")?;
            }
            output::print(&format!(
                "{} activities, {} findings",
                written.activities(),
                findings.len()
            ))?;
        }
    }
    match args.fail_on.judge(&findings) {
        Err(Ending::Refused) => Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say, the worst first")),
        _ => Ok(()),
    }
}
