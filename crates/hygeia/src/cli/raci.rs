//! `hygeia raci`

use super::output::{self, FailOn, Format};
use super::sarif;
use crate::config;
use crate::failure::{At, Ending, Failure};
use clap::Subcommand;
use gate::{Directory, Raci, Scene, check};
use std::path::{Path, PathBuf};

/// Check the RACI, or show the policies that follow from it.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Is it airtight? One accountable, somebody responsible, duties apart, nobody forgotten.
    ///
    /// Example: hygeia raci check raci.csv --people people.toml
    Check(Check),
    /// Print the Cedar policies, each with the cell that it comes from.
    ///
    /// Example: hygeia raci compile raci.csv > policies.cedar
    Compile {
        /// `raci.csv` or `raci.toml`.
        path: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub struct Check {
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

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Check(args) => checked(args),
        Verb::Compile { path } => {
            let compiled = gate::compile(&read(path)?).usage()?;
            output::print(compiled.text())
        }
    }
}

fn read(path: &Path) -> Result<Raci, Failure> {
    let text = config::read_text(path)?;
    let toml = path.extension().is_some_and(|extension| extension == "toml");
    if toml { Raci::from_toml(&text).usage() } else { Raci::from_csv(&text).usage() }
}

fn checked(args: &Check) -> Result<(), Failure> {
    let raci = read(&args.path)?;
    let people = match &args.people {
        Some(path) => Some(Directory::from_toml(&config::read_text(path)?).usage()?),
        None => None,
    };
    let findings = check(&raci, &Scene { assets: None, people: people.as_ref() });
    match args.format {
        Format::Json => output::json(&findings)?,
        Format::Sarif => output::json(&sarif::document("raci-check", &findings))?,
        Format::Table => {
            output::print(&output::findings_table(&findings))?;
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
        Err(Ending::Refused) => Err(Failure::refused("there are findings at or above --fail-on")),
        _ => Ok(()),
    }
}
