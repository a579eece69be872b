//! `hygeia predict`

use super::model_source::{Asking, Data, ModelSource, open};
use super::output::{self, print};
use super::table::Reading;
use super::table_source::TableSource;
use crate::failure::{At, Failure, whole};
use clap::ValueEnum;
use learn::LearnError;
use serde::Serialize;

/// Say what a model answers to each row of a table: one of Hygeia's, an ONNX file of another make, or one that is
/// served somewhere.
///
/// Example: hygeia predict model.onnx --data new.csv --format csv
///
/// Example: hygeia predict https://models.example/v2/models/credit --data new.csv --label defaulted
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ONNX file, or an address: https://HOST/v2/models/NAME, https://HOST/invocations
    model: ModelSource,
    /// The rows to ask about: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not.
    #[arg(long)]
    data: TableSource,
    /// The column that the model predicts, if the table has it: it is not shown to the model.
    #[arg(long)]
    label: Option<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    asking: Asking,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A table for people.
    Table,
    /// One JSON document with stable keys.
    Json,
    /// A line for each row.
    Csv,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Report<'a> {
    model: &'a str,
    model_digest: Option<String>,
    /// What was not said by the model, and is taken to be so.
    notes: &'a [String],
    predictions: Vec<Prediction<'a>>,
}

#[derive(Serialize)]
struct Prediction<'a> {
    /// From 0, as the table has them.
    row: usize,
    /// `null` where the model can't be asked.
    class: Option<&'a str>,
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let opened = open(&args.model, &args.asking)?;
    let data = Data::read(&args.reading, &args.data, args.label.as_deref(), &args.asking)?;
    let (said, notes) =
        opened.model.say(&data, &args.asking).map_err(|error| refused(args, &error))?;
    for note in &notes {
        eprintln!("hygeia: {}", output::shown(note));
    }
    match args.format {
        Shape::Json => {
            let predictions = said
                .iter()
                .enumerate()
                .map(|(row, class)| Prediction { row, class: class.as_deref() });
            output::json(&Report {
                model: &opened.name,
                model_digest: opened.digest,
                notes: &notes,
                predictions: predictions.collect(),
            })?;
        }
        Shape::Csv => csv(&said)?,
        Shape::Table => {
            let mut rows = vec![vec!["row".to_owned(), "class".to_owned()]];
            rows.extend(said.iter().enumerate().map(|(row, class)| {
                vec![row.to_string(), class.clone().unwrap_or_else(|| "-".to_owned())]
            }));
            print(&output::table(&rows))?;
        }
    }
    match said.iter().filter(|class| class.is_none()).count() {
        0 => Ok(()),
        unanswered => Err(Failure::inconclusive(format!(
            "{unanswered} of {} rows lack a whole number that the model takes",
            said.len()
        ))
        .hint("fill in what is missing")),
    }
}

fn csv(said: &[Option<String>]) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["row", "class"]).internal("writing CSV")?;
    for (row, class) in said.iter().enumerate() {
        let class = class.as_deref().unwrap_or_default();
        writer.write_record([row.to_string().as_str(), class]).internal("writing CSV")?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error()).internal("writing CSV")?;
    print(String::from_utf8_lossy(&bytes).trim_end())
}

fn refused(args: &Args, error: &LearnError) -> Failure {
    match error {
        LearnError::Unanswered { .. } => {
            Failure::inconclusive(whole(error)).hint("see that it answers, and try again")
        }
        LearnError::Model { .. } => Failure::usage(format!("{}: {}", args.model, whole(error)))
            .hint("scan the file: hygeia scan; docs/attack.md lists what is covered"),
        _ => Failure::usage(format!("{}: {}", args.data, whole(error))).hint(
            "give a table with the columns that the model takes; --columns names them in order",
        ),
    }
}
