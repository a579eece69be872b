//! `hygeia sql`

use super::output;
use super::place::{Actor, block_on};
use crate::failure::{At, Failure};
use crate::platform;
use ::query::Answer;
use clap::ValueEnum;
use serde_json::Value;
use terms::Action;

/// Ask datasets where they are: one SELECT, answered as the RACI lets you see it.
///
/// Who is responsible sees tokens and masks, who is accountable clear values, everybody else no
/// table. What is answered counts against the day's egress budget.
///
/// Example: hygeia sql "SELECT count(*) FROM loans" --as dana@example.org
///
/// Example: hygeia sql "SELECT purpose, avg(loan_amount) FROM loans GROUP BY purpose" --as dana@example.org --format csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The statement; datasets are tables.
    statement: String,
    #[command(flatten)]
    actor: Actor,
    /// Take the rows out of the workspace: an activity of its own, and never in clear.
    #[arg(long)]
    export: bool,
    #[arg(long, value_enum, default_value = "table")]
    format: Rows,
}

/// `--format` of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rows {
    Table,
    Json,
    Csv,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let action = if args.export { Action::Export } else { Action::Query };
        let answer = platform::query(&platform, &caller, &args.statement, action).await?;
        match args.format {
            Rows::Json => output::json(&answer.to_json().internal("writing the answer")?),
            Rows::Csv => {
                let mut bytes = Vec::new();
                answer.write_csv(&mut bytes).internal("writing the answer")?;
                output::print(String::from_utf8_lossy(&bytes).trim_end())
            }
            Rows::Table => people(&answer),
        }
    })
}

fn people(answer: &Answer) -> Result<(), Failure> {
    let json = answer.to_json().internal("writing the answer")?;
    let mut rows = vec![answer.columns().map(str::to_owned).collect::<Vec<_>>()];
    let found = json.get("rows").and_then(Value::as_array);
    rows.extend(found.into_iter().flatten().map(|row| {
        let cells = row.as_array().into_iter().flatten();
        cells
            .map(|cell| match cell {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect()
    }));
    output::print(&output::table(&rows))?;
    output::print(&format!("({} rows)", answer.rows))
}
