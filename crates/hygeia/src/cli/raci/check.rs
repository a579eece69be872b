//! `hygeia raci check`, and how a RACI file is read.

use super::super::output::{self, FailOn, Format};
use super::super::{file, sarif};
use crate::failure::{Ending, Failure, whole};
use gate::{Directory, Raci, Scene, check};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `raci.csv` or `raci.toml`.
    path: PathBuf,
    /// Who holds which role (`people.toml`); without it, duties are checked by role alone.
    #[arg(long)]
    people: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
}

/// Checks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let raci = read(&args.path)?;
    let people = args.people.as_deref().map(directory).transpose()?;
    let findings = check(&raci, &Scene { assets: None, people: people.as_ref() });
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
                raci.rows().len(),
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

/// Reads `raci.csv` or `raci.toml`.
pub(super) fn read(path: &Path) -> Result<Raci, Failure> {
    let text = file::text(path)?;
    let toml = path.extension().is_some_and(|extension| extension == "toml");
    let raci = if toml { Raci::from_toml(&text) } else { Raci::from_csv(&text) };
    raci.map_err(|error| unfit(path, &error))
}

/// Reads `people.toml`.
pub(super) fn directory(path: &Path) -> Result<Directory, Failure> {
    Directory::from_toml(&file::text(path)?).map_err(|error| unfit(path, &error))
}

fn unfit(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::usage(format!("{}: {}", path.display(), whole(error)))
        .hint("compare with the sample that the demo leaves in workspace/raci.csv")
}
