//! `hygeia dataset`

mod classify;
mod columns;
mod confirm;
mod quarantine;
mod restore;
mod rules;
mod said;

use crate::failure::Failure;
use clap::Subcommand;

/// See what the columns of a dataset hold, and say what they hold: what nobody said waits, protected.
///
/// Example: hygeia dataset columns loans --as olga@example.org
#[derive(Debug, Subcommand)]
pub enum Verb {
    Columns(columns::Args),
    Confirm(confirm::Args),
    Classify(classify::Args),
    Rules(rules::Args),
    Quarantine(quarantine::Args),
    Restore(restore::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Columns(args) => columns::run(args),
        Verb::Confirm(args) => confirm::run(args),
        Verb::Classify(args) => classify::run(args),
        Verb::Rules(args) => rules::run(args),
        Verb::Quarantine(args) => quarantine::run(args),
        Verb::Restore(args) => restore::run(args),
    }
}
