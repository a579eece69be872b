//! `hygeia check`

use crate::cli::output::FailOn;
use crate::cli::report::{Accepting, Outcome, Report, Telling};
use crate::failure::Failure;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use terms::Finding;
use workspace::config::models;
use workspace::{Code, Texts};

/// Validate all code of a workspace: hygeia.toml, raci.csv, people.toml, datasets/ and models/. Opens no store.
///
/// Example: hygeia check lending
///
/// Example: hygeia check --format sarif --fail-on low > check.sarif
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the files.
    #[arg(env = "HYGEIA_WORKSPACE", default_value = ".")]
    dir: PathBuf,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling,
}

/// What is checked; the keys are a contract.
#[derive(Serialize)]
struct Checked<'a> {
    workspace: &'a str,
    activities: usize,
    people: usize,
    /// Files in `models/` that say how a model is trained.
    models: usize,
    /// Of the three files: what a proposal to apply them is bound to.
    digest: String,
    findings: &'a [Finding],
}

/// Parses, compiles, checks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let shown = args.dir.display().to_string();
    let report = Report {
        verb: "check",
        telling: &args.telling,
        accepting: Some(&args.accepting),
        counts: &|finding| args.fail_on.counts(finding.severity),
        advice: "do what the findings say, the worst first",
        unknown: "make the files readable",
        several: false,
        beside: Value::Null,
        left_out: &[],
    };
    report.tell(vec![Outcome::of(shown, outcome(args))])
}

fn outcome(args: &Args) -> Result<Outcome, Failure> {
    let code = Code::parse(Texts::read(&args.dir)?)?;
    code.gate()?;
    let models = models::check(&args.dir)?;
    let mut findings = code.findings();
    for finding in &mut findings {
        // What stands in no line is about the RACI as a whole.
        let file = finding.location.file.take().unwrap_or_else(|| "raci.csv".to_owned());
        finding.location.file = Some(args.dir.join(file).to_string_lossy().into_owned());
    }
    let checked = Checked {
        workspace: &code.config.workspace.name,
        activities: code.raci.rows().len(),
        people: code.people.people().len(),
        models,
        digest: code.texts.digest().hex(),
        findings: &findings,
    };
    let summary = format!(
        "{} activities, {} people, {} findings",
        checked.activities,
        checked.people,
        findings.len()
    );
    let outcome = Outcome::new(args.dir.display().to_string(), &checked, findings.clone())?;
    Ok(outcome.with_summary(vec![summary]))
}
