//! `hygeia dataset confirm`

use super::super::place::{Actor, block_on};
use super::said::{Said, ask, column, write};
use crate::failure::Failure;
use terms::{Class, InfoType};

/// Say that columns hold what they were found to hold. Writes datasets/NAME.toml; `hygeia apply` puts it
/// in force.
///
/// Example: hygeia dataset confirm loans branch product --reason "codes from our product list" --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    /// The columns.
    #[arg(required = true)]
    columns: Vec<String>,
    /// Why, for who reviews it.
    #[arg(long, default_value = "confirmed as it was found")]
    reason: String,
    /// What they hold, if not what was found: category, email, us_ssn …
    #[arg(long, value_name = "TYPE", value_parser = super::classify::info_type)]
    as_type: Option<InfoType>,
    /// Their class, if not the one that was found.
    #[arg(long, value_parser = super::classify::class)]
    class: Option<Class>,
    #[command(flatten)]
    actor: Actor,
}

/// Asks what was found, and writes it down.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found = block_on(ask(&args.actor, &args.name))?;
    let columns = args.columns.iter().map(|name| column(&found, name));
    let columns = columns.collect::<Result<Vec<_>, Failure>>()?;
    let said =
        Said { info_type: args.as_type, class: args.class, open: false, reason: &args.reason };
    write(&args.actor, &args.name, &columns, &said)
}
