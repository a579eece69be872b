//! `hygeia check`

use crate::cli::output::{self, FailOn, Format};
use crate::cli::sarif;
use crate::failure::{Ending, Failure};
use serde::Serialize;
use std::path::PathBuf;
use terms::Finding;
use workspace::{Code, Texts};

/// Validate all code of a workspace: hygeia.toml, raci.csv and people.toml. Opens no store.
///
/// Example: hygeia check lending
///
/// Example: hygeia check --format sarif --fail-on low > check.sarif
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the files.
    #[arg(env = "HYGEIA_WORKSPACE", default_value = ".")]
    dir: PathBuf,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
}

/// What is checked; the keys are a contract.
#[derive(Serialize)]
struct Checked<'a> {
    workspace: &'a str,
    activities: usize,
    people: usize,
    /// Of the three files: what a proposal to apply them is bound to.
    digest: String,
    findings: &'a [Finding],
}

/// Parses, compiles, checks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let code = Code::parse(Texts::read(&args.dir)?)?;
    code.gate()?;
    let findings = code.findings();
    let checked = Checked {
        workspace: &code.config.workspace.name,
        activities: code.raci.rows().len(),
        people: code.people.people().len(),
        digest: code.texts.digest().hex(),
        findings: &findings,
    };
    match args.format {
        Format::Json => output::json(&checked)?,
        Format::Sarif => output::json(&sarif::document("check", &findings))?,
        Format::Table => {
            output::findings(&findings)?;
            output::print(&format!(
                "{} activities, {} people, {} findings",
                checked.activities,
                checked.people,
                findings.len()
            ))?;
        }
    }
    match args.fail_on.judge(&findings) {
        Err(Ending::Refused) => Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say, the worst first")),
        _ => Ok(()),
    }
}
