//! `hygeia dataset columns`

use super::super::place::{Actor, block_on};
use super::said::{ask, word};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::ColumnState;
use workspace::ColumnShown;

/// Show each column of a dataset: what it holds, how it is shown, and whether it waits for somebody.
///
/// A column is harmless by evidence, recognised as something to protect, confirmed by a person, or
/// unconfirmed: then it is handled as confidential until somebody says what it holds.
///
/// Example: hygeia dataset columns loans --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks, and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found = block_on(ask(&args.actor, &args.name))?;
    if args.format == Shape::Json {
        return output::json(&found);
    }
    let head = ["column", "info type", "class", "handled as", "state", "shown as", "role"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(found.columns.iter().map(row));
    output::print(&output::table(&rows))?;
    for column in found.columns.iter().filter(|column| column.contradicted) {
        output::print(&format!(
            "{}: what is said of it does not hold, as it was found to be {} and {}",
            output::shown(&column.name),
            column.found_type,
            column.found_class
        ))?;
    }
    if found.unconfirmed == 0 {
        return Ok(());
    }
    let mut waiting = found.columns.iter().filter(|c| c.state == ColumnState::Unconfirmed);
    let first = waiting.next().map(|column| column.name.as_str()).unwrap_or_default();
    output::print(&format!(
        "\n{} of {} columns wait for somebody: hygeia dataset confirm {} {}{} --reason TEXT --as NAME",
        found.unconfirmed,
        found.columns.len(),
        args.name,
        word(first),
        args.actor.place.flag()
    ))
}

fn row(column: &ColumnShown) -> Vec<String> {
    vec![
        output::shown(&column.name),
        column.info_type.to_string(),
        column.class.to_string(),
        column.handled_as.to_string(),
        column.state.to_string(),
        output::plain(&column.view),
        output::plain(&column.role),
    ]
}
