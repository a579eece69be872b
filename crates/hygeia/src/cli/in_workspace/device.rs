//! `hygeia device`

mod confirm;
mod enrol;
mod list;
mod report;
mod revoke;

pub use report::{Reported as Posture, seen};

use crate::failure::Failure;
use clap::Subcommand;

/// Enrol devices, say how they are, list and revoke them: nobody is let in without one.
///
/// Example: hygeia device list
#[derive(Debug, Subcommand)]
pub enum Verb {
    Enrol(enrol::Args),
    Confirm(confirm::Args),
    Report(report::Args),
    List(list::Args),
    Revoke(revoke::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Enrol(args) => enrol::run(args),
        Verb::Confirm(args) => confirm::run(args),
        Verb::Report(args) => report::run(args),
        Verb::List(args) => list::run(args),
        Verb::Revoke(args) => revoke::run(args),
    }
}
