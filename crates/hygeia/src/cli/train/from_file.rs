//! A model from a table that lies where the caller can read it: nothing of a workspace is touched.

use super::told::{Counts, Row, attacks, judged};
use crate::cli::output::{self, Shape};
use crate::cli::prepared::prepared;
use crate::cli::table::Reading;
use crate::cli::table_source::TableSource;
use crate::failure::{At, Failure, whole};
use files::{Mode, private_folder, write_whole};
use indicatif::{ProgressBar, ProgressStyle};
use learn::{
    Changes, Choice, Choices, Comparison, Evaluation, Features, LearnError, LeftOut, Membership,
    Pooled, Progress, Rejection, Screening, Suspects, TrainingRun, Unconfirmed, Unconstrained,
};
use serde::Serialize;
use std::path::Path;
use std::time::Duration;
use terms::{Classification, ColumnState, Digest, Finding};
use workspace::prepare::Prepared;

/// What is asked for.
pub struct FromFile<'a> {
    pub source: &'a TableSource,
    pub reading: &'a Reading,
    pub label: &'a str,
    pub model: Option<&'a str>,
    /// The columns to learn from; all if there is none.
    pub columns: &'a [String],
    pub choices: Choices,
    /// The text of a threat model.
    pub threat: Option<&'a str>,
    pub out: &'a Path,
    pub format: Shape,
}

/// What is told; the keys are a contract, and those of a model in a workspace where both have them.
#[derive(Serialize)]
struct Report<'a> {
    /// As `--model` names it.
    model: Option<&'a str>,
    /// Of `final.onnx`.
    model_digest: Digest,
    rows_used: u64,
    rows_excluded: u64,
    rows_suspected: u64,
    suspected_flips: usize,
    suspected_triggers: usize,
    /// The rows of the file that were left out under suspicion, from 0; none of them is a test row.
    suspected_rows: Vec<u64>,
    accuracies: &'a [Evaluation],
    choice: &'a Choice,
    categories: Changes,
    comparisons: &'a [Comparison],
    rejection: Rejection,
    weaknesses: &'a [Finding],
    /// The rows of the file that models were attacked on, and never trained on.
    test_rows: &'a [u64],
    left_out: &'a [LeftOut],
    /// Columns that are learned from, though nothing shows them to be harmless and nobody said so.
    unconfirmed: &'a [&'a str],
    pooled: &'a [Pooled],
    membership: &'a [Membership],
    unconstrained: &'a [Unconstrained],
    notes: &'a [String],
}

/// Reads, screens, trains, writes and tells.
pub fn run(args: &FromFile) -> Result<(), Failure> {
    let source = args.source;
    let bar = Spinner::new("reading");
    let table = prepared(args.reading, source, args.label)?;
    let classification = &table.classification;
    let features = features(args, &table)?;
    let (threat, mut notes) = match args.threat {
        None => (None, Vec::new()),
        Some(text) => {
            let (model, notes) = features.threat(text, classification).map_err(|error| {
                Failure::usage(format!("the threat model: {error}"))
                    .hint("make one of data like this: hygeia attack --make-threat FILE")
            })?;
            (Some(model), notes)
        }
    };
    let plan = args.choices.plan(features.table.rows(), threat);
    let plan = plan.map_err(|error| {
        Failure::usage(whole(&error)).hint("give another number, or leave it out")
    })?;
    bar.says("screening");
    let parts = features.part(plan.seed).map_err(|error| unfit(source, &error))?;
    let screening =
        learn::screen(&parts.train, plan.seed).map_err(|error| unfit(source, &error))?;
    let named = source.to_string();
    let of = (named.as_str(), table.validated.content_digest);
    let step = |step: Progress| bar.says(&format!("{step:?}").to_lowercase());
    let mut made = learn::training_run(&features, &screening, of, &plan, &step)
        .map_err(|error| unfit(source, &error))?;
    drop(bar);
    notes.append(&mut made.trained.notes);
    notes.extend(features.label_notes.iter().cloned());
    let unconfirmed = unconfirmed(&features, classification);
    write(args.out, &made)?;
    match args.format {
        Shape::Json => {
            output::json(&report(args, &made, &features, &screening, &unconfirmed, &notes))?;
        }
        Shape::Table => people(args, &made, &features, &screening, &unconfirmed, &notes)?,
    }
    judged(made.weaknesses.len(), "train on more rows, or without --quick")
}

fn features(args: &FromFile, table: &Prepared) -> Result<Features, Failure> {
    let batch = table.learnable().usage()?;
    let (excluded, all) = (&table.validated.excluded, Unconfirmed::Learned);
    let features = learn::features(&batch, &table.classification, args.label, excluded, all);
    features.and_then(|features| features.by(args.columns)).map_err(|error| {
        Failure::usage(format!("{}: {}", args.source, whole(&error)))
            .hint("see what each column is taken for: hygeia classify")
    })
}

/// Too few rows to learn from is no fault of the input.
fn unfit(source: &TableSource, error: &LearnError) -> Failure {
    let text = format!("{source}: {}", whole(error));
    match error {
        LearnError::TooFew { .. } => {
            Failure::inconclusive(text).hint("give more rows, or leave out classes of so few")
        }
        _ => Failure::usage(text).hint("see what each column is taken for: hygeia classify"),
    }
}

fn unconfirmed<'a>(features: &'a Features, classification: &Classification) -> Vec<&'a str> {
    let numeric = features.table.numeric().iter().map(|column| column.name.as_str());
    let categorical = features.table.categorical().iter().map(|column| column.name.as_str());
    let waits = |name: &&str| {
        let column = classification.column(name);
        column.is_some_and(|column| column.state == ColumnState::Unconfirmed)
    };
    numeric.chain(categorical).filter(waits).collect()
}

/// The model comes last: where it stands, all of it does.
fn write(out: &Path, made: &TrainingRun) -> Result<(), Failure> {
    let (model, evidence) = (out.join("model"), out.join("evidence"));
    let files = [
        (evidence.join("plain.onnx"), &made.plain_onnx),
        (evidence.join("pgd.onnx"), &made.pgd_onnx),
        (model.join("final.onnx"), &made.final_onnx),
    ];
    for folder in [&evidence, &model] {
        private_folder(folder).usage()?;
    }
    for (path, bytes) in files {
        let _kept_out = crate::cli::interrupt::kept_out();
        write_whole(&path, bytes, Mode::Private).usage()?;
    }
    Ok(())
}

fn report<'a>(
    args: &FromFile<'a>,
    made: &'a TrainingRun,
    features: &'a Features,
    screening: &Screening,
    unconfirmed: &'a [&'a str],
    notes: &'a [String],
) -> Report<'a> {
    let trained = &made.trained;
    Report {
        model: args.model,
        model_digest: Digest::of(&made.final_onnx),
        rows_used: made.rows_used,
        rows_excluded: features.excluded + features.unlabelled,
        rows_suspected: screening.suspected() as u64,
        suspected_flips: screening.rows(Suspects::Flips).len(),
        suspected_triggers: screening.rows(Suspects::Triggers).len(),
        suspected_rows: [Suspects::Flips, Suspects::Triggers].map(|of| screening.rows(of)).concat(),
        accuracies: &trained.evaluations,
        choice: &trained.choice,
        categories: trained.categories,
        comparisons: &trained.comparisons,
        rejection: trained.rejection,
        weaknesses: &made.weaknesses,
        test_rows: &made.test_rows,
        left_out: &features.left_out,
        unconfirmed,
        pooled: &features.pooled,
        membership: &made.membership,
        unconstrained: &trained.unconstrained,
        notes,
    }
}

fn people(
    args: &FromFile,
    made: &TrainingRun,
    features: &Features,
    screening: &Screening,
    unconfirmed: &[&str],
    notes: &[String],
) -> Result<(), Failure> {
    let rows = made.trained.evaluations.iter().map(|e| Row {
        model: &e.model,
        attack: e.attack.name(),
        // By way of text: 0.1 as float32 would be shown as 0.10000000149.
        eps: e.eps.to_string().parse().unwrap_or_else(|_| f64::from(e.eps)),
        accuracy: e.accuracy,
    });
    output::print(&output::table(&attacks(rows)))?;
    output::print(&made.trained.choice.to_string())?;
    for told in made.trained.unconstrained.iter().filter(|told| told.turned > 0) {
        output::print(&told.to_string())?;
    }
    for told in &made.membership {
        output::print(&told.to_string())?;
    }
    for note in notes {
        output::print(&format!("note: {note}"))?;
    }
    for left in &features.left_out {
        output::print(&format!("not learned from: {} ({})", left.column, left.why))?;
    }
    if !unconfirmed.is_empty() {
        output::print(&format!("learned from, confirmed by nobody: {}", unconfirmed.join(", ")))?;
    }
    let counts = Counts {
        used: made.rows_used,
        excluded: features.excluded + features.unlabelled,
        suspected: screening.suspected() as u64,
        flips: screening.rows(Suspects::Flips).len(),
        triggers: screening.rows(Suspects::Triggers).len(),
    };
    output::print(&counts.line())?;
    output::findings(&made.weaknesses)?;
    let out = args.out.display();
    output::print(&format!(
        "{out}/model/final.onnx, digest {}: a file that nobody signed or scanned yet\n\
         Next: hygeia predict {out}/model/final.onnx --data FILE; hygeia sign {out}/model",
        Digest::of(&made.final_onnx)
    ))
}

/// What is being done, on standard error, where people look.
struct Spinner(ProgressBar);

impl Spinner {
    fn new(what: &str) -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    fn says(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
