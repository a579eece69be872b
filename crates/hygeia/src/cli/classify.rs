//! `hygeia classify`

use super::output::{self, Format};
use super::table::found_out;
use crate::failure::{At, Failure, whole};
use std::path::PathBuf;
use tables::read::{self, ReadOptions};

/// Tell what each column of a table holds, and how sensitive it is; examples are masked.
///
/// Example: hygeia classify customers.csv
///
/// Example: hygeia classify adult.tsv.gz --label label --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV, TSV or Parquet, gzipped or not.
    path: PathBuf,
    /// The column to predict, if there is one.
    #[arg(long)]
    label: Option<String>,
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',')]
    names: Option<Vec<String>>,
    /// `table` or `json`.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Classifies and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let options = ReadOptions { names: args.names.clone(), ..found_out() };
    let table = read::table(&args.path, &options).usage()?;
    let options =
        classify::Options { label: args.label.as_deref(), ..classify::Options::default() };
    let found = classify::classify(&table.batch, &options)
        .map_err(|error| Failure::usage(format!("{}: {}", args.path.display(), whole(&error))))?;
    match args.format {
        Format::Json => return output::json(&found),
        Format::Sarif => {
            return Err(Failure::usage("classify has no findings").hint("use --format json"));
        }
        Format::Table => {}
    }
    let head = ["column", "info type", "class", "regimes", "evidence"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    for column in &found.columns {
        let regimes: Vec<String> = column.regimes.iter().map(ToString::to_string).collect();
        let evidence = column.evidence.first().map_or_else(String::new, |e| {
            let example = e.masked_examples.first().map_or("", String::as_str);
            format!("{} {}/{} {example}", e.check, e.matched, e.of)
        });
        rows.push(vec![
            column.name.clone(),
            column.info_type.to_string(),
            column.class.to_string(),
            regimes.join(", "),
            evidence,
        ]);
    }
    output::print(&output::table(&rows))?;
    output::print(&format!("\n{} rows; the table is {}", found.rows, found.class()))
}
