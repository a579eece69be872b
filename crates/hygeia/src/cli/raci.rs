//! `hygeia raci`

mod check;
mod compile;
mod diff;
mod import;
mod read;
mod sample;
mod skeleton;

use crate::failure::Failure;
use clap::Subcommand;
use std::path::PathBuf;

/// Check the RACI, compare two, show the policies that follow from it, and what nobody needs.
///
/// Example: hygeia raci check raci.csv
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Is it airtight? One accountable, somebody responsible, duties apart, nobody forgotten.
    ///
    /// Example: hygeia raci check raci.csv --people people.toml
    Check(check::Args),
    /// Print the Cedar policies, each with the cell that it comes from.
    ///
    /// Example: hygeia raci compile raci.csv > policies.cedar
    Compile {
        /// `raci.csv` or `raci.toml`.
        path: PathBuf,
    },
    Diff(diff::Args),
    Import(import::Args),
    Sample(sample::Args),
    #[cfg(feature = "platform")]
    Unused(super::in_workspace::raci_unused::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Check(args) => check::run(args),
        Verb::Compile { path } => compile::run(path),
        Verb::Diff(args) => diff::run(args),
        Verb::Import(args) => import::run(args),
        Verb::Sample(args) => sample::run(args),
        #[cfg(feature = "platform")]
        Verb::Unused(args) => super::in_workspace::raci_unused::run(args),
    }
}
