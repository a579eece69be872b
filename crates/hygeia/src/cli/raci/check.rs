//! `hygeia raci check`

use super::super::given::{self, Folders, Ignoring};
use super::super::output::FailOn;
use super::super::report::{Accepting, Outcome, Report, Telling};
use super::read::{self, Written, directory};
use crate::failure::Failure;
use gate::{Directory, Places};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `raci.csv`, `raci.toml`, or sheets as `hygeia raci import` reads them; folders that have some of
    /// the first two, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<OsString>,
    /// Who holds which role (`people.toml`); without it, duties are checked by role alone.
    #[arg(long)]
    people: Option<PathBuf>,
    /// What the words of a sheet mean; raci.map.toml beside it, if not given.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
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
        Outcome::of(path.to_string_lossy(), outcome(path, people.as_ref(), args.map.as_deref()))
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

fn outcome(
    path: &Path,
    people: Option<&Directory>,
    map: Option<&Path>,
) -> Result<Outcome, Failure> {
    let bytes = read::bytes(path)?;
    let written = read::of_bytes(path, &bytes, map)?;
    let mut findings = written.findings(people);
    let shown = path.to_string_lossy();
    if let (Written::Own(_), Ok(text)) = (&written, std::str::from_utf8(&bytes)) {
        let places = if read::is_toml(path) { Places::of_toml(text) } else { Places::of_csv(text) };
        places.locate(&mut findings, &shown);
    }
    for finding in &mut findings {
        // What has no line of its own is about the file as a whole.
        finding.location.file.get_or_insert_with(|| shown.clone().into_owned());
    }
    let mut summary = Vec::new();
    if people.is_none() {
        summary.push("unknown: whether one person holds two duties; give --people".to_owned());
    }
    summary.push(format!("{} activities, {} findings", written.activities(), findings.len()));
    Ok(Outcome::new(shown, &findings, findings.clone())?.with_summary(summary))
}
