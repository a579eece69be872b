//! `hygeia sql`

use super::place::{Actor, block_on};
use crate::cli::output;
use crate::failure::{At, Failure};
use clap::ValueEnum;
use serde_json::Value;
use workspace::{QueryRequest, QueryResponse};

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
    let path = if args.export { "/v1/export" } else { "/v1/sql" };
    let request = QueryRequest { sql: args.statement.clone() };
    let answer: QueryResponse = block_on(async {
        let client = args.actor.client().await?;
        let answer = client.post(path, &request).await;
        client.close().await;
        answer
    })?;
    let names: Vec<String> = answer.columns.iter().map(|column| column.name.clone()).collect();
    let cells = answer.rows.iter().map(|row| row.iter().map(plain).collect::<Vec<String>>());
    match args.format {
        Rows::Json => output::json(&answer),
        Rows::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&names).internal("writing the answer")?;
            for row in cells {
                writer.write_record(&row).internal("writing the answer")?;
            }
            let bytes = writer.into_inner().internal("writing the answer")?;
            output::raw(String::from_utf8_lossy(&bytes).trim_end())
        }
        Rows::Table => {
            let rows: Vec<Vec<String>> = std::iter::once(names).chain(cells).collect();
            output::print(&output::table(&rows))?;
            output::print(&format!("({} rows)", answer.row_count))
        }
    }
}

/// A cell as text; what is missing is empty.
fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
