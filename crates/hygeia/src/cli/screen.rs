//! `hygeia screen`

mod cleaned;
mod probabilities;
mod told;

use super::given::{self, Folders, Ignoring};
use super::in_workspace::{self, Actor, Place};
use super::model_source::AsWritten;
use super::output::FailOn;
use super::prepared::labelled;
use super::report::{Accepting, Outcome, Report, Telling};
use super::table::Reading;
use super::table_source::TableSource;
use super::{file, tables_in};
use crate::failure::{At, Failure, whole};
use learn::{By, FeatureError, Features, LearnError, Suspects};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tables::sample::Truth;
use terms::{PrincipalId, limits};
use told::{Scores, document, lines};
use workspace::prepare::{Prepared, prepare};

/// Look for poison in training data: labels that were flipped, rows that carry a trigger.
///
/// Also told: how many labels are wrong by estimate, rows that conflict or stand twice, columns that
/// are the label, classes written in several ways. Rows are told by number, counted from 0 after the
/// header; values of columns are never told. Ends as inconclusive (3) where judges know no more of the
/// labels than chance.
///
/// Example: hygeia screen loans.csv --label defaulted
///
/// Example: hygeia screen loans.csv --label defaulted --truth truth.json --format json
///
/// Example: hygeia screen visits.csv --label outcome --group patient
///
/// Example: hygeia screen loans.csv --label defaulted --out loans-clean.csv
///
/// Example: hygeia screen --dataset loans --label defaulted --as dana@example.org
///
/// Example: hygeia screen --dataset loans --label defaulted --quarantine --as stefan@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not; folders,
    /// patterns, addresses and -, as for `hygeia classify`.
    #[arg(required_unless_present = "dataset", value_name = "PATH")]
    paths: Vec<OsString>,
    /// A dataset of the workspace, screened where it lies, instead of a file.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "truth", "names", "delimiter", "group", "time", "probabilities"])]
    dataset: Option<String>,
    /// Put the suspects of a dataset under quarantine: nothing is learned from them until somebody releases
    /// them with `hygeia dataset quarantine`.
    #[arg(long, requires = "dataset")]
    quarantine: bool,
    #[command(flatten)]
    place: Place,
    /// In whose name a dataset is screened.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    who: Option<PrincipalId>,
    /// The column to predict.
    #[arg(long)]
    label: String,
    /// A column that says whose a row is: no judge of a row has seen another of the same value.
    #[arg(long, value_name = "COLUMN", conflicts_with = "time")]
    group: Option<String>,
    /// A column that says when a row was: judges of a stretch of time have not seen it.
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Your own model's probabilities, out of sample, instead of judges: CSV with a column for each
    /// class, and a line for each row of the table.
    #[arg(long, value_name = "FILE")]
    probabilities: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// What was planted, as `hygeia sample --truth` writes it: precision and recall are told then.
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Where the table without its suspects goes, in the form that it was read in (text, else Parquet); to a
    /// name that ends with .json, a list of the suspects' rows instead.
    #[arg(long, value_name = "FILE", conflicts_with = "dataset")]
    out: Option<PathBuf>,
    /// For the networks and trees that judge the rows.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// Exit 1 if a finding is at or above this; triggers are high, flipped labels medium.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling,
}

/// Screens and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let inputs = given::inputs(&args.paths, Folders::Table, &args.ignoring)?;
    if args.out.is_some() && inputs.all.len() != 1 {
        return Err(Failure::usage("--out takes what is left of one table")
            .hint("screen one table, or leave --out away"));
    }
    let outcomes = match &args.dataset {
        Some(dataset) => vec![in_place(args, dataset.clone())?],
        None => inputs
            .all
            .iter()
            .map(|one| {
                let source = TableSource::from(one.clone());
                Outcome::of(source.to_string(), outcome(args, &source))
            })
            .collect(),
    };
    let report = Report {
        verb: "screen",
        telling: &args.telling,
        accepting: Some(&args.accepting),
        counts: &|finding| args.fail_on.counts(finding.severity),
        advice: "look at the rows with their owner; --fail-on never only reports",
        unknown: "see that the label belongs to these rows, or give columns that have to do with it",
        several: inputs.several,
        beside: Value::Null,
        left_out: &inputs.left_out,
    };
    report.tell(outcomes)
}

fn in_place(args: &Args, dataset: String) -> Result<Outcome, Failure> {
    let actor = Actor { place: args.place.clone(), who: args.who.clone() };
    let (label, seed, quarantine) = (args.label.clone(), args.seed, args.quarantine);
    let what = in_workspace::screen::What { dataset, label, seed, quarantine };
    in_workspace::screen::outcome(&actor, what)
}

fn outcome(args: &Args, source: &TableSource) -> Result<Outcome, Failure> {
    let read = labelled(&args.reading, source, &args.label)?;
    let table = prepare(&read, Some(&args.label)).usage()?;
    let written = AsWritten::of(&args.reading, source, &read);
    drop(read);
    let rows = table.validated.batch.num_rows();
    let truth = args.truth.as_deref().map(|path| truth(path, rows)).transpose()?;
    let features = features(args, source, &table, written)?;
    let given = args.probabilities.as_deref();
    let given = given.map(|path| probabilities::read(path, &features, rows)).transpose()?;
    let screening = learn::screen_with(&features, given.as_deref(), args.seed)
        .map_err(|error| few(source, &error))?;
    let mut findings = screening.findings(&source.to_string());
    if let TableSource::Path(path) = source {
        tables_in::locate(&mut findings, path);
    }
    let scores = truth.map(|truth| Scores {
        flips: screening.score(Suspects::Flips, &truth.flipped),
        triggers: screening.score(Suspects::Triggers, &truth.triggers),
    });
    let mut summary = lines(&features, &screening, &findings, scores.as_ref());
    let document = document(rows, &features, &screening, &findings, scores);
    let outcome = Outcome::new(source.to_string(), &document, findings.clone())?;
    if let Some(out) = &args.out {
        summary.push(cleaned::write(&args.reading, source, &screening, out)?);
    }
    let unknown =
        (!screening.conclusive).then(|| format!("{source}: {}", in_workspace::screen::UNJUDGED));
    Ok(outcome.with_unknown(unknown.into_iter().collect()).with_summary(summary))
}

fn truth(path: &Path, rows: usize) -> Result<Truth, Failure> {
    let hint = "give the file that hygeia sample --truth wrote with this table";
    let shown = path.display();
    let bytes = file::read(path, limits::TABLE_BYTES)?;
    let truth: Truth = serde_json::from_slice(&bytes)
        .map_err(|e| Failure::usage(format!("{shown} is no truth: {e}")).hint(hint))?;
    if truth.rows != rows as u64 {
        return Err(Failure::usage(format!(
            "{shown} is of a table of {} rows, this one has {rows}",
            truth.rows
        ))
        .hint(hint));
    }
    Ok(truth)
}

fn features(
    args: &Args,
    source: &TableSource,
    table: &Prepared,
    written: AsWritten,
) -> Result<Features, Failure> {
    let batch = table.learnable().usage()?;
    // A blank behind a category is a trigger to whoever trains on the file as it is.
    let batch = written.into_texts_of(&batch, &args.label).unwrap_or(batch);
    let (excluded, all) = (&table.validated.excluded, learn::Unconfirmed::Learned);
    let features =
        learn::features_to_screen(&batch, &table.classification, &args.label, excluded, all);
    let by = args.group.as_deref().map(|column| (column, By::Group));
    let by = by.or(args.time.as_deref().map(|column| (column, By::Time)));
    let features = match by {
        Some((column, by)) => features.and_then(|features| features.arranged(&batch, column, by)),
        None => features,
    };
    features.map_err(|error: FeatureError| {
        Failure::usage(format!("{source}: {}", whole(&error)))
            .hint("see what each column is taken for: hygeia classify")
    })
}

/// Too few rows to judge by is no fault of the input.
fn few(source: &TableSource, error: &LearnError) -> Failure {
    let text = format!("{source}: {}", whole(error));
    match error {
        LearnError::TooFew { .. } => {
            Failure::inconclusive(text).hint("give more rows, or leave out classes of so few")
        }
        _ => Failure::usage(text).hint("see what each column is taken for: hygeia classify"),
    }
}
