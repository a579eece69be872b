//! `hygeia proposals`

mod list;
mod show;

use super::place::{Actor, Place};
use crate::cli::output::Shape;
use crate::failure::Failure;
use clap::Subcommand;
use terms::PrincipalId;

/// Show what waits for a second person: changes of access, promotions, and what is to be opened in an
/// emergency.
///
/// Without a verb of its own it lists them. Who may answer one says so by `hygeia approve` or
/// `hygeia refuse`; what nobody answers in time runs out, and is asked for again.
///
/// Example: hygeia proposals --as sven@example.org
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    place: Place,
    /// In whose name; over the device that was enrolled for them.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    who: Option<PrincipalId>,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::Args),
    Show(show::Args),
}

/// Lists, or shows one.
pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.verb {
        Some(Verb::List(args)) => list::run(args),
        Some(Verb::Show(args)) => show::run(args),
        None => {
            let (place, who) = (args.place.clone(), args.who.clone());
            list::of(&Actor { place, who }, args.format)
        }
    }
}
