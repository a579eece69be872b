//! `hygeia attack`

mod threat;

use super::model_source::{Asking, Data, ModelSource, open};
use super::output::{self, FailOn, Format};
use super::sarif;
use super::table::Reading;
use super::table_source::TableSource;
use crate::failure::{Ending, Failure, whole};
use learn::{
    BlackBox, Effort, Evaluation, Extraction, LabelOnly, LearnError, Outcome, Unconstrained,
};
use serde::Serialize;
use std::path::Path;
use terms::Finding;
use threat::Source;

/// Rows that are asked of what answers over a network, at most.
const ASKED_OVER_A_NETWORK: usize = 3_000;

/// Attack a classifier as a stranger would who sees only inputs and labels: an ONNX file, whoever made it, or one that
/// is served somewhere.
///
/// Names, types and ranges come from the data. Give rows that the model was not trained on: others make it look better
/// than it is. Sizes (eps) are in standard deviations of each number; one category at a time becomes another. Every row
/// that counts as attacked can be, by a threat model: the one given, or what the data's values say.
///
/// Example: hygeia attack model/final.onnx --data holdout.csv --label defaulted
///
/// Example: hygeia attack sklearn.onnx --data holdout.csv --label y --columns age,income,debt --format json
///
/// Example: hygeia attack --make-threat threat.toml --data holdout.csv --label defaulted
///
/// Example: hygeia attack model/final.onnx --data holdout.csv --label defaulted --threat threat.toml
///
/// Example: hygeia attack https://models.example/v2/models/credit --data holdout.csv --label y --budget 50
// What stands above is read at the terminal.
#[allow(rustdoc::bare_urls)]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ONNX file, or an address: https://HOST/v2/models/NAME (Open Inference Protocol), https://HOST/invocations
    /// (MLflow).
    #[arg(required_unless_present = "make_threat")]
    model: Option<ModelSource>,
    /// Rows to attack with: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not.
    #[arg(long)]
    data: TableSource,
    /// The column that the model predicts.
    #[arg(long)]
    label: String,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    threat: threat::Args,
    /// How far each number may move.
    #[arg(long, value_delimiter = ',', default_value = "0.05,0.1,0.2", value_parser = eps)]
    eps: Vec<f32>,
    /// Rows to attack, at most; half of the rows at most, as a copy of the model learns from the others.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(50..=1_000))]
    points: u64,
    /// Queries for each row, of each attack.
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
    /// `null` of what answers over a network.
    model_digest: Option<String>,
    rows: usize,
    attacked: usize,
    known: usize,
    queries_per_row: u64,
    seed: u64,
    /// Who says what may be made of a row.
    threat_model: Source,
    accuracies: &'a [Evaluation],
    /// What attacks that know no threat model were before their rows were repaired.
    unconstrained: &'a [Unconstrained],
    /// How well copies answer as the model does.
    extraction: &'a [Extraction],
    findings: &'a [Finding],
    /// Why it is inconclusive; empty if it isn't.
    doubts: &'a [String],
    /// What was not said, and is taken to be so.
    notes: &'a [String],
}

/// Attacks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let read = || Data::read(&args.reading, &args.data, Some(&args.label), &args.asking);
    let Some(source) = &args.model else {
        let table = read()?.table().map_err(|error| refused(args, &error))?;
        let path = args.threat.make_threat.as_deref().unwrap_or(Path::new("threat.toml"));
        return threat::make(path, &table);
    };
    let opened = open(source, &args.asking)?;
    let name = opened.name;
    let data = read()?;
    let subject = opened.model.on(&data, &args.asking).map_err(|error| refused(args, &error))?;
    if let Some(path) = &args.threat.make_threat {
        return threat::make(path, &subject.table);
    }
    let (threat_model, threat, more) = args.threat.of(&subject.table, &data)?;
    let mut table = subject.table;
    let mut notes = subject.notes;
    notes.extend(more);
    if opened.digest.is_none() && table.rows() > ASKED_OVER_A_NETWORK {
        let step = table.rows().div_ceil(ASKED_OVER_A_NETWORK);
        let every: Vec<usize> = (0..table.rows()).step_by(step).collect();
        notes.push(format!("one row in {step} is asked about, as each costs a request"));
        table = table.take(&every);
    }
    let plan = BlackBox {
        epsilons: args.eps.clone(),
        points: usize::try_from(args.points).unwrap_or(usize::MAX),
        budget: LabelOnly { queries: usize::try_from(args.budget).unwrap_or(usize::MAX) },
        effort: Effort::quick(),
        seed: args.seed,
        threat,
    };
    let mut outcome = learn::black_box(subject.oracle.as_ref(), &name, &table, &plan)
        .map_err(|error| refused(args, &error))?;
    notes.append(&mut outcome.notes);
    let shown = source.to_string();
    for finding in &mut outcome.findings {
        finding.location.subject.clone_from(&shown);
    }
    match args.format {
        Format::Json => output::json(&Report {
            model: name,
            model_digest: opened.digest,
            rows: table.rows(),
            attacked: outcome.attacked,
            known: outcome.known,
            queries_per_row: args.budget,
            seed: args.seed,
            threat_model,
            accuracies: &outcome.evaluations,
            unconstrained: &outcome.unconstrained,
            extraction: &outcome.extraction,
            findings: &outcome.findings,
            doubts: &outcome.doubts,
            notes: &notes,
        })?,
        Format::Sarif => output::json(&sarif::document("attack", &outcome.findings))?,
        Format::Table => people(&outcome, &notes)?,
    }
    if args.fail_on.judge(&outcome.findings) == Err(Ending::Refused) {
        return Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say; --fail-on never only reports"));
    }
    if outcome.doubts.is_empty() {
        return Ok(());
    }
    let doubts = outcome.doubts.join("; ");
    Err(Failure::inconclusive(format!("the attack was weak: {doubts}"))
        .hint("raise --budget, --points or --eps, or give more rows"))
}

/// Too few rows to attack is no fault of the input.
fn refused(args: &Args, error: &LearnError) -> Failure {
    let text = format!("{}: {}", args.data, whole(error));
    match error {
        LearnError::FewRows { .. } => Failure::inconclusive(text).hint("give more rows"),
        LearnError::Unanswered { .. } => Failure::inconclusive(whole(error))
            .hint("see that it answers, lower --points and --budget, and try again"),
        LearnError::Model { .. } => {
            let model = args.model.as_ref().map(ToString::to_string).unwrap_or_default();
            Failure::usage(format!("{model}: {}", whole(error)))
                .hint("scan the file: hygeia scan; docs/attack.md lists what is covered")
        }
        LearnError::Threat { .. } => Failure::usage(text)
            .hint("make the threat model with this model and this data: --make-threat FILE"),
        LearnError::Meaning { .. } => Failure::usage(text).hint(
            "name the label that the model predicts, or what its answers mean: --classes no,yes",
        ),
        _ => Failure::usage(text).hint(
            "give a table with the columns that the model takes; --columns names them in its order",
        ),
    }
}

fn people(outcome: &Outcome, notes: &[String]) -> Result<(), Failure> {
    for note in notes {
        output::print(&format!("note: {note}"))?;
    }
    let mut rows = vec![["model", "attack", "eps", "accuracy"].map(str::to_owned).to_vec()];
    rows.extend(outcome.evaluations.iter().map(|evaluation| {
        let eps = if evaluation.eps > 0.0 { evaluation.eps.to_string() } else { "-".to_owned() };
        let accuracy = format!("{:5.1} %", 100.0 * evaluation.accuracy);
        vec![evaluation.model.clone(), evaluation.attack.name().to_owned(), eps, accuracy]
    }));
    output::print(&output::table(&rows))?;
    for told in outcome.unconstrained.iter().filter(|told| told.turned > 0) {
        output::print(&told.to_string())?;
    }
    for copy in &outcome.extraction {
        output::print(&format!(
            "a copy made with {} questions answers {:.1} % as the model does",
            copy.queries,
            100.0 * copy.agreement
        ))?;
    }
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
