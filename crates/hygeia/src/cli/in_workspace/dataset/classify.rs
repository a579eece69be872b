//! `hygeia dataset classify`

use super::super::place::{Actor, block_on};
use super::said::{Said, ask, column, write};
use crate::failure::Failure;
use terms::{Class, InfoType};

/// Say what a column holds, and how sensitive it is. Writes datasets/NAME.toml; `hygeia apply` puts it in
/// force. A lower class than was found takes a second person, and holds until other values come.
///
/// Example: hygeia dataset classify loans ref --as-type national_id --class restricted --reason "tax numbers, says the bank" --as olga@example.org
///
/// Example: hygeia dataset classify loans notes --as-type free_text --class confidential --open --reason "needed for support" --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name.
    name: String,
    /// The column.
    column: String,
    /// What it holds: category, email, us_ssn … as `hygeia classify` names them.
    #[arg(long, value_name = "TYPE", value_parser = info_type)]
    as_type: Option<InfoType>,
    /// public, internal, confidential or restricted.
    #[arg(long, value_parser = class)]
    class: Option<Class>,
    /// Why, for who reviews it.
    #[arg(long)]
    reason: String,
    /// Of free text: show it to others, with what is found in it masked. Takes a second person.
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    actor: Actor,
}

/// Asks what was found, and writes down what is said.
pub fn run(args: &Args) -> Result<(), Failure> {
    if args.as_type.is_none() && args.class.is_none() && !args.open {
        return Err(Failure::usage("nothing is said of the column")
            .hint("give --as-type TYPE, --class CLASS, or both"));
    }
    let found = block_on(ask(&args.actor, &args.name))?;
    let column = column(&found, &args.column)?;
    let class = args.class.or_else(|| {
        // The type alone may ask for more than what was found, and never for less.
        args.as_type.map(|info_type| info_type.row().demand.class.join(column.class))
    });
    let said = Said { info_type: args.as_type, class, open: args.open, reason: &args.reason };
    write(&args.actor, &args.name, &[column], &said)
}

/// An info type by its name.
///
/// # Errors
/// If there is none of that name.
pub fn info_type(name: &str) -> Result<InfoType, String> {
    let parsed = serde_json::from_value(serde_json::Value::String(name.to_owned()));
    parsed.map_err(|_: serde_json::Error| {
        let nearest = InfoType::ALL
            .iter()
            .map(|known| (strsim::damerau_levenshtein(name, known.row().name), known.row().name))
            .min();
        let nearest = nearest.map(|(_, name)| name).unwrap_or_default();
        format!("there is no info type of that name: did you mean `{nearest}`?")
    })
}

/// A class by its name.
///
/// # Errors
/// If there is none of that name.
pub fn class(name: &str) -> Result<Class, String> {
    let known = Class::ALL.into_iter().find(|class| class.to_string() == name);
    known.ok_or_else(|| "a class is public, internal, confidential or restricted".to_owned())
}
