//! `hygeia raci diff`

use super::super::output::{self, Shape};
use super::super::plan;
use super::read::{directory, sure};
use crate::failure::Failure;
use gate::{Directory, Rules, Standing};
use std::path::PathBuf;

/// Compare two RACIs: which cells come and go, and who gains and loses what by it.
///
/// Example: hygeia raci diff raci.csv proposed.csv --people people.toml
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The RACI that stands.
    old: PathBuf,
    /// The one that would.
    new: PathBuf,
    /// Who holds which role; without it, cells alone are compared.
    #[arg(long)]
    people: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Compares and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (old, new) = (sure(&args.old)?, sure(&args.new)?);
    let people = args.people.as_deref().map(directory).transpose()?;
    let (people, rules) = (people.unwrap_or_else(|| Directory::of([])), Rules::default());
    let standing = |raci| Standing { raci, people: &people, rules: &rules };
    let diff = gate::diff(Some(standing(&old)), standing(&new));
    if args.format == Shape::Json {
        return output::json(&diff);
    }
    let lines = plan::lines(&diff, false);
    match lines.is_empty() {
        true => output::print("the two grant the same")?,
        false => output::print(&lines.join("\n"))?,
    }
    if args.people.is_none() {
        output::print("unknown: who gains and loses what; give --people")?;
    }
    Ok(())
}
