//! `hygeia attack`

use super::output::{self, FailOn, Format};
use super::prepared::prepared;
use super::table::Reading;
use super::table_source::TableSource;
use super::{file, sarif};
use crate::failure::{At, Ending, Failure, whole};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use learn::{BlackBox, Effort, Evaluation, LabelOnly, LearnError, Outcome, Runtime, Texts};
use serde::Serialize;
use std::path::PathBuf;
use terms::{Digest, Finding};

/// Bytes of the largest model that is run.
const MODEL_BYTES: u64 = 256 << 20;

/// Attack a model that Hygeia trained, as a stranger would who sees only inputs and labels.
///
/// Give rows that the model was not trained on: others make it look better than it is. Sizes (eps)
/// are in standard deviations of each number; categories stay as they are.
///
/// Example: hygeia attack model/final.onnx --data holdout.csv --label defaulted
///
/// Example: hygeia attack final.onnx --data holdout.csv --label y --eps 0.1,0.3 --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ONNX file.
    model: PathBuf,
    /// Rows to attack with: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not.
    #[arg(long)]
    data: TableSource,
    /// The column that the model predicts.
    #[arg(long)]
    label: String,
    #[command(flatten)]
    reading: Reading,
    /// How far each number may move.
    #[arg(long, value_delimiter = ',', default_value = "0.05,0.1,0.2", value_parser = eps)]
    eps: Vec<f32>,
    /// Rows to attack, at most; half of the rows at most, as a copy of the model learns from the others.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(50..=1_000))]
    points: u64,
    /// Queries for each row.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    budget: u64,
    /// For the choice of rows and the attacker's own network.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
}

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Report<'a> {
    model: String,
    model_digest: String,
    rows: usize,
    attacked: usize,
    known: usize,
    queries_per_row: u64,
    seed: u64,
    accuracies: &'a [Evaluation],
    findings: &'a [Finding],
    /// Why it is inconclusive; empty if it isn't.
    doubts: &'a [String],
}

/// Attacks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let bytes = file::read(&args.model, MODEL_BYTES)?;
    let shown = args.model.display().to_string();
    let model = Runtime::load(&bytes).map_err(|error| {
        Failure::usage(format!("{shown}: {error}")).hint("give an ONNX file that Hygeia trained")
    })?;
    let name = model.card().map_or_else(|| "model".to_owned(), |card| card.name.clone());
    let table = prepared(&args.reading, &args.data, &args.label)?.learnable().usage()?;
    let column = |name: &str| table.column_by_name(name).map(texts);
    let labels = column(&args.label).unwrap_or_default();
    let rows = model.schema().rows(&column, &labels).map_err(|error| refused(args, &error))?;
    let plan = BlackBox {
        epsilons: args.eps.clone(),
        points: usize::try_from(args.points).unwrap_or(usize::MAX),
        budget: LabelOnly { queries: usize::try_from(args.budget).unwrap_or(usize::MAX) },
        effort: Effort::quick(),
        seed: args.seed,
    };
    let mut outcome = learn::black_box(&model, &name, &rows.table, &plan)
        .map_err(|error| refused(args, &error))?;
    for finding in &mut outcome.findings {
        finding.location.subject.clone_from(&shown);
    }
    match args.format {
        Format::Json => output::json(&Report {
            model: name,
            model_digest: Digest::of(&bytes).hex(),
            rows: rows.table.rows(),
            attacked: outcome.attacked,
            known: outcome.known,
            queries_per_row: args.budget,
            seed: args.seed,
            accuracies: &outcome.evaluations,
            findings: &outcome.findings,
            doubts: &outcome.doubts,
        })?,
        Format::Sarif => output::json(&sarif::document("attack", &outcome.findings))?,
        Format::Table => people(&outcome)?,
    }
    if args.fail_on.judge(&outcome.findings) == Err(Ending::Refused) {
        return Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say; --fail-on never only reports"));
    }
    match outcome.doubts.first() {
        Some(doubt) => Err(Failure::inconclusive(format!("the attack was weak: {doubt}"))
            .hint("raise --budget, --points or --eps, or give more rows")),
        None => Ok(()),
    }
}

/// Cells as text; null is missing.
fn texts(column: &ArrayRef) -> Texts {
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return numbers.iter().map(|number| number.map(|number| number.to_string())).collect();
    }
    match column.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
        None => vec![None; column.len()],
    }
}

/// Too few rows to attack is no fault of the input.
fn refused(args: &Args, error: &LearnError) -> Failure {
    let text = format!("{}: {}", args.data, whole(error));
    match error {
        LearnError::FewRows { .. } => Failure::inconclusive(text).hint("give more rows"),
        LearnError::Model { .. } => Failure::usage(text).hint("scan the file: hygeia scan"),
        _ => Failure::usage(text).hint("give a table with the columns that the model takes"),
    }
}

fn people(outcome: &Outcome) -> Result<(), Failure> {
    let mut rows = vec![["model", "attack", "eps", "accuracy"].map(str::to_owned).to_vec()];
    rows.extend(outcome.evaluations.iter().map(|evaluation| {
        let eps = if evaluation.eps > 0.0 { evaluation.eps.to_string() } else { "-".to_owned() };
        let accuracy = format!("{:5.1} %", 100.0 * evaluation.accuracy);
        vec![evaluation.model.clone(), evaluation.attack.name().to_owned(), eps, accuracy]
    }));
    output::print(&output::table(&rows))?;
    output::findings(&outcome.findings)?;
    for doubt in &outcome.doubts {
        output::print(&format!("unknown: {doubt}"))?;
    }
    output::print(&format!(
        "{} rows attacked, {} known to the attacker, {} findings",
        outcome.attacked,
        outcome.known,
        outcome.findings.len()
    ))
}

fn eps(text: &str) -> Result<f32, String> {
    match text.trim().parse::<f32>() {
        Ok(eps) if eps > 0.0 && eps <= 10.0 => Ok(eps),
        _ => Err("give numbers above 0 and at most 10, in standard deviations".to_owned()),
    }
}
