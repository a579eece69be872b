//! `hygeia raci check`, and how a RACI file is read.

use super::super::file;
use super::super::given::{self, Folders, Ignoring};
use super::super::output::FailOn;
use super::super::report::{Accepting, Outcome, Report, Telling};
use crate::failure::{Failure, whole};
use gate::{Directory, Places, Raci, ReadError, Scene, check};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `raci.csv` or `raci.toml`, several of them, folders that have some, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<OsString>,
    /// Who holds which role (`people.toml`); without it, duties are checked by role alone.
    #[arg(long)]
    people: Option<PathBuf>,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling,
}

/// Checks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let people = args.people.as_deref().map(directory).transpose()?;
    let folders = Folders::Files(&|path| {
        ["raci.csv", "raci.toml"].map(Path::new).iter().any(|name| path.ends_with(name))
    });
    let inputs = given::inputs(&args.paths, folders, &args.ignoring)?;
    let outcomes = inputs.all.iter().map(|one| {
        let path = Path::new(one);
        Outcome::of(path.to_string_lossy(), outcome(path, people.as_ref()))
    });
    let report = Report {
        verb: "raci check",
        telling: &args.telling,
        accepting: Some(&args.accepting),
        counts: &|finding| args.fail_on.counts(finding.severity),
        advice: "do what the findings say, the worst first",
        unknown: "give --people",
        several: inputs.several,
        beside: Value::Null,
        left_out: &inputs.left_out,
    };
    report.tell(outcomes.collect())
}

fn outcome(path: &Path, people: Option<&Directory>) -> Result<Outcome, Failure> {
    let text = given::text(path)?;
    let raci = parsed(path, &text).map_err(|error| unfit(path, &error))?;
    let mut findings = check(&raci, &Scene { assets: None, people });
    let shown = path.to_string_lossy();
    let places = if is_toml(path) { Places::of_toml(&text) } else { Places::of_csv(&text) };
    places.locate(&mut findings, &shown);
    for finding in &mut findings {
        // What has no line of its own is about the file as a whole.
        finding.location.file.get_or_insert_with(|| shown.clone().into_owned());
    }
    let mut summary = Vec::new();
    if people.is_none() {
        summary.push("unknown: whether one person holds two duties; give --people".to_owned());
    }
    summary.push(format!("{} activities, {} findings", raci.rows().len(), findings.len()));
    Ok(Outcome::new(shown, &findings, findings.clone())?.with_summary(summary))
}

/// Reads `raci.csv` or `raci.toml`.
pub(super) fn read(path: &Path) -> Result<Raci, Failure> {
    parsed(path, &file::text(path)?).map_err(|error| unfit(path, &error))
}

fn parsed(path: &Path, text: &str) -> Result<Raci, ReadError> {
    if is_toml(path) { Raci::from_toml(text) } else { Raci::from_csv(text) }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Reads `people.toml`.
pub(super) fn directory(path: &Path) -> Result<Directory, Failure> {
    Directory::from_toml(&file::text(path)?).map_err(|error| unfit(path, &error))
}

fn unfit(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::usage(format!("{}: {}", path.display(), whole(error)))
        .hint("compare with the sample that the demo leaves in workspace/raci.csv")
}
