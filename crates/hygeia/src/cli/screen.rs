//! `hygeia screen`

use super::given::{self, Folders, Ignoring};
use super::in_workspace::{self, Actor, Place};
use super::output::{self, FailOn};
use super::prepared::prepared;
use super::report::{Accepting, Outcome, Report, Telling};
use super::table::Reading;
use super::table_source::TableSource;
use super::{file, tables_in};
use crate::failure::{At, Failure, whole};
use learn::{
    FeatureError, Features, FlippedRow, LearnError, Score, Screening, Suspects, TriggerRows,
};
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tables::sample::Truth;
use terms::{Finding, PrincipalId, limits};
use workspace::prepare::Prepared;

/// Look for poison in training data: labels that were flipped, rows that carry a trigger.
///
/// Rows are told by number, counted from 0 after the header; values are never told.
///
/// Example: hygeia screen loans.csv --label defaulted
///
/// Example: hygeia screen loans.csv --label defaulted --truth truth.json --format json
///
/// Example: hygeia screen --dataset loans --label defaulted --as dana@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not; folders,
    /// patterns, addresses and -, as for `hygeia classify`.
    #[arg(required_unless_present = "dataset", value_name = "PATH")]
    paths: Vec<OsString>,
    /// A dataset of the workspace, screened where it lies, instead of a file.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "truth", "names", "delimiter"])]
    dataset: Option<String>,
    #[command(flatten)]
    place: Place,
    /// In whose name a dataset is screened.
    #[arg(long = "as", env = "HYGEIA_AS", value_name = "PRINCIPAL")]
    who: Option<PrincipalId>,
    /// The column to predict.
    #[arg(long)]
    label: String,
    #[command(flatten)]
    reading: Reading,
    /// What was planted, as `hygeia sample --truth` writes it: precision and recall are told then.
    #[arg(long)]
    truth: Option<PathBuf>,
    /// For the networks that judge the rows.
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

/// What is told; the keys are a contract.
#[derive(Serialize)]
struct Screened<'a> {
    rows: usize,
    screened: usize,
    excluded: u64,
    unlabelled: u64,
    features: Vec<&'a str>,
    left_out: Vec<Left<'a>>,
    flips: &'a [FlippedRow],
    triggers: &'a [TriggerRows],
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Option::is_none")]
    against_truth: Option<Scores>,
}

#[derive(Serialize)]
struct Left<'a> {
    column: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Scores {
    flips: Score,
    triggers: Score,
}

/// Screens and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let inputs = given::inputs(&args.paths, Folders::Table, &args.ignoring)?;
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
        unknown: "give more rows",
        several: inputs.several,
        beside: Value::Null,
        left_out: &inputs.left_out,
    };
    report.tell(outcomes)
}

fn in_place(args: &Args, dataset: String) -> Result<Outcome, Failure> {
    let who = args.who.clone().ok_or_else(|| {
        Failure::usage("a dataset is screened in somebody's name").hint("say whose: --as NAME")
    })?;
    let actor = Actor { place: args.place.clone(), who };
    let what = in_workspace::screen::What { dataset, label: args.label.clone(), seed: args.seed };
    in_workspace::screen::outcome(&actor, what)
}

fn outcome(args: &Args, source: &TableSource) -> Result<Outcome, Failure> {
    let table = prepared(&args.reading, source, &args.label)?;
    let rows = table.validated.batch.num_rows();
    let truth = args.truth.as_deref().map(|path| truth(path, rows)).transpose()?;
    let features = features(source, &args.label, &table)?;
    let screening = learn::screen(&features, args.seed).map_err(|error| few(source, &error))?;
    let mut findings = screening.findings(&source.to_string());
    if let TableSource::Path(path) = source {
        tables_in::locate(&mut findings, path);
    }
    let scores = truth.map(|truth| Scores {
        flips: screening.score(Suspects::Flips, &truth.flipped),
        triggers: screening.score(Suspects::Triggers, &truth.triggers),
    });
    let summary = summary(&screening, &findings, scores.as_ref());
    let document = report(rows, &features, &screening, &findings, scores);
    let outcome = Outcome::new(source.to_string(), &document, findings.clone())?;
    Ok(outcome.with_summary(summary))
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

fn features(source: &TableSource, label: &str, table: &Prepared) -> Result<Features, Failure> {
    let batch = table.learnable().usage()?;
    let excluded = &table.validated.excluded;
    learn::features(&batch, &table.classification, label, excluded, learn::Unconfirmed::Learned)
        .map_err(|error: FeatureError| {
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

fn report<'a>(
    rows: usize,
    features: &'a Features,
    screening: &'a Screening,
    findings: &'a [Finding],
    against_truth: Option<Scores>,
) -> Screened<'a> {
    let numeric = features.table.numeric().iter().map(|column| column.name.as_str());
    let categorical = features.table.categorical().iter().map(|column| column.name.as_str());
    let left = features.left_out.iter().map(|left| Left { column: &left.column, why: &left.why });
    Screened {
        rows,
        screened: screening.screened,
        excluded: features.excluded,
        unlabelled: features.unlabelled,
        features: numeric.chain(categorical).collect(),
        left_out: left.collect(),
        flips: &screening.flips,
        triggers: &screening.triggers,
        findings,
        against_truth,
    }
}

fn summary(screening: &Screening, findings: &[Finding], scores: Option<&Scores>) -> Vec<String> {
    let mut lines = Vec::new();
    let kinds = [("flipped labels", Suspects::Flips), ("trigger rows", Suspects::Triggers)];
    for (name, suspects) in kinds {
        let rows = screening.rows(suspects);
        if !rows.is_empty() {
            lines.push(format!("{name}: {}", output::rows(&rows)));
        }
    }
    if let Some(scores) = scores {
        let share = |share: Option<f64>| share.map_or("none".to_owned(), |s| format!("{s:.3}"));
        for (name, score) in [("flipped labels", scores.flips), ("trigger rows", scores.triggers)] {
            lines.push(format!(
                "{name} against the truth: {} of {} found, precision {}, recall {}",
                score.right,
                score.planted,
                share(score.precision),
                share(score.recall)
            ));
        }
    }
    lines.push(format!("{} rows screened, {} findings", screening.screened, findings.len()));
    lines
}
