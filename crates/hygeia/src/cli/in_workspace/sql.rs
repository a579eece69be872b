//! `hygeia sql`

use super::place::{Actor, block_on};
use crate::cli::csv_cell::guard;
use crate::cli::{file, output};
use crate::failure::{At, Failure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use serde_json::Value;
use std::path::PathBuf;
use terms::{View, printable};
use workspace::{AnswerFormat, QueryRequest, QueryResponse};

/// Ask datasets where they are: one SELECT, answered as the RACI lets you see it.
///
/// Who is responsible sees tokens and masks, who is accountable clear values, everybody else no
/// table. What is answered counts against the day's egress budget.
///
/// Example: hygeia sql "SELECT count(*) FROM loans" --as dana@example.org
///
/// Example: hygeia sql "SELECT purpose, avg(loan_amount) FROM loans GROUP BY purpose" --as dana@example.org --format csv
///
/// Example: hygeia sql "SELECT * FROM loans" --as olga@example.org --format parquet --out loans.parquet
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
    /// Write the answer here, instead of on the terminal; Parquet goes nowhere else.
    #[arg(long, value_name = "FILE", required_if_eq("format", "parquet"))]
    out: Option<PathBuf>,
}

/// `--format` of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rows {
    Table,
    Json,
    Csv,
    /// In the types of the columns, as they are stored.
    Parquet,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let path = if args.export { "/v1/export" } else { "/v1/sql" };
    let parquet = args.format == Rows::Parquet;
    let format = if parquet { AnswerFormat::Parquet } else { AnswerFormat::Rows };
    let request = QueryRequest { sql: args.statement.clone(), format };
    let answer: QueryResponse = block_on(async {
        let client = args.actor.client().await?;
        let answer = client.post(path, &request).await;
        client.close().await;
        answer
    })?;
    if let Some(told) = viewed(&answer) {
        eprintln!("{told}");
    }
    let (bytes, guarded) = match args.format {
        Rows::Json => (output::json_text(&answer)?.into_bytes(), 0),
        Rows::Csv => csv(&answer)?,
        Rows::Parquet => {
            let file = answer.file.as_deref().unwrap_or_default();
            (STANDARD.decode(file).internal("reading the answer")?, 0)
        }
        Rows::Table => (table(&answer).into_bytes(), 0),
    };
    if guarded > 0 {
        eprintln!(
            "{guarded} cells would steer a terminal or run in a spreadsheet: they are escaped, and what begins \
             like a formula has an apostrophe before it; --format parquet has them as they are"
        );
    }
    match &args.out {
        Some(path) => {
            let line: &[u8] = if parquet || bytes.ends_with(b"\n") { b"" } else { b"\n" };
            file::write(path, &[&bytes, line].concat())?;
            output::print(&format!("{} rows in {}", answer.row_count, path.display()))
        }
        None => output::raw(String::from_utf8_lossy(&bytes).trim_end_matches('\n')),
    }
}

/// What was not read as it is, for who wonders why a condition finds nothing.
fn viewed(answer: &QueryResponse) -> Option<String> {
    let columns = answer.viewed.iter().map(|one| {
        let view = match one.view {
            View::Clear => "as it is",
            View::Token => "tokens",
            View::Mask => "masks",
            View::Hidden => "nothing",
        };
        format!("{}.{} ({view})", printable(&one.table), printable(&one.column))
    });
    let columns: Vec<String> = columns.collect();
    let nothing = if answer.row_count == 0 { ", and found none" } else { "" };
    (!columns.is_empty()).then(|| {
        format!(
            "seen through your view, so conditions ask about that{nothing}: {}",
            columns.join(", ")
        )
    })
}

/// RFC 4180, and how many cells had to be guarded.
fn csv(answer: &QueryResponse) -> Result<(Vec<u8>, usize), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut guarded = 0;
    let names = answer.columns.iter().map(|column| guard(&column.name).0);
    writer.write_record(names).internal("writing the answer")?;
    for row in &answer.rows {
        let cells = row.iter().map(|cell| match cell {
            Value::String(text) => {
                let (text, changed) = guard(text);
                guarded += usize::from(changed);
                text
            }
            other => plain(other),
        });
        writer.write_record(cells.collect::<Vec<_>>()).internal("writing the answer")?;
    }
    Ok((writer.into_inner().internal("writing the answer")?, guarded))
}

/// As people read it; no cell steers the terminal, not even with our own colours.
fn table(answer: &QueryResponse) -> String {
    let shown = |text: String| printable(&text).into_owned();
    let names = answer.columns.iter().map(|column| shown(column.name.clone())).collect();
    let cells = answer.rows.iter().map(|row| row.iter().map(|cell| shown(plain(cell))).collect());
    let rows: Vec<Vec<String>> = std::iter::once(names).chain(cells).collect();
    format!("{}\n({} rows)", output::table(&rows), answer.row_count)
}

/// A cell as text; what is missing is empty.
fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves M17
    #[test]
    fn no_cell_of_a_table_steers_a_terminal() {
        let text = "{\"x\": \"\u{9b}31m\"}";
        assert_eq!(output::unsteered(text), "{\"x\": \"\\u009b31m\"}");
        let colours = QueryResponse {
            columns: Vec::new(),
            rows: vec![vec![Value::String("\u{1b}[31;1mred".into())]],
            row_count: 1,
            bytes: 0,
            viewed: Vec::new(),
            file: None,
        };
        assert!(!table(&colours).contains('\u{1b}'));
    }
}
