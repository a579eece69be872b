//! `hygeia explain`

use super::output;
use crate::failure::Failure;
use crate::rules::{self, Rule};
use clap::ValueEnum;

/// Say what a rule means, why it matters, and how to mend what it finds; without a rule, list all.
///
/// Example: hygeia explain artifact/zip-mismatch
///
/// Example: hygeia explain --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// As findings have it: `artifact/pickle-unknown-import`.
    rule: Option<String>,
    #[arg(long, value_enum, default_value = "table")]
    format: Told,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Told {
    /// For people.
    Table,
    /// One JSON document with stable keys.
    Json,
    /// As docs/rules.md has it.
    Markdown,
}

/// Tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let Some(id) = &args.rule else { return all(args.format) };
    let rule = rules::find(id).ok_or_else(|| {
        let meant = rules::nearest(id).map(|id| format!("did you mean {id}? "));
        let hint = format!("{}hygeia explain lists all", meant.unwrap_or_default());
        Failure::usage(format!("there is no rule {id:?}")).hint(hint)
    })?;
    match args.format {
        Told::Json => output::json(&rule),
        Told::Markdown => output::print(rules::section(&rule).trim_end()),
        Told::Table => output::print(&people(&rule)),
    }
}

fn people(rule: &Rule) -> String {
    let Rule { id, severity, means, why, mend } = rule;
    format!("{id} ({severity} at worst)\n\n  {means}\n  {why}\n\n  to mend it: {mend}")
}

fn all(format: Told) -> Result<(), Failure> {
    match format {
        Told::Json => output::json(&rules::all().collect::<Vec<_>>()),
        Told::Markdown => output::print(rules::page().trim_end()),
        Told::Table => {
            let row = |rule: Rule| {
                vec![rule.id.to_owned(), rule.severity.to_string(), rule.means.to_owned()]
            };
            output::print(&output::table(&rules::all().map(row).collect::<Vec<_>>()))
        }
    }
}
