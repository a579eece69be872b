//! `hygeia keys`

mod list;
mod retire;
mod rotate;

use crate::failure::Failure;
use clap::Subcommand;

/// List the workspace's keys, put new ones in their place, and destroy what nothing needs any more.
///
/// Example: hygeia keys list
#[derive(Debug, Subcommand)]
pub enum Verb {
    List(list::Args),
    Rotate(rotate::Args),
    Retire(retire::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::List(args) => list::run(args),
        Verb::Rotate(args) => rotate::run(args),
        Verb::Retire(args) => retire::run(args),
    }
}
