//! `hygeia scan`

use super::output::{self, FailOn, Format};
use super::sarif;
use crate::failure::{At, Ending, Failure};
use artifact::scan::{self, Limits, Scanned, Verdict};
use std::path::PathBuf;
use terms::{Severity, State, printable};

/// Look into model files without loading them: pickles, archives, ONNX, safetensors and more.
///
/// Example: hygeia scan model.pt
///
/// Example: hygeia scan models/ adapter.safetensors --format sarif > findings.sarif
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, and folders with all that is below them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
}

/// Scans and tells. What can't be told apart is inconclusive, never clean.
pub fn run(args: &Args) -> Result<(), Failure> {
    let scanned = scan::paths(&args.paths, &Limits::default()).usage()?;
    match args.format {
        Format::Json => output::json(&scanned)?,
        Format::Sarif => output::json(&sarif::document("scan", &scanned.findings))?,
        Format::Table => table(&scanned)?,
    }
    if args.fail_on.judge(&scanned.findings) == Err(Ending::Refused) {
        return Err(Failure::refused("there are findings at or above --fail-on")
            .hint("do what the findings say, and load nothing before"));
    }
    match scanned.state(Severity::Critical) {
        State::Unknown => Err(Failure::inconclusive("some of it could not be told")
            .hint("ask its author for safetensors or ONNX; --format json lists what is unknown")),
        _ => Ok(()),
    }
}

/// Findings, what is unknown, and the verdict on each file that is not clean.
fn table(scanned: &Scanned) -> Result<(), Failure> {
    output::findings(&scanned.findings)?;
    for unsure in &scanned.unsure {
        output::print(&format!("unknown: {}", printable(unsure)))?;
    }
    let files = scanned.files.iter().map(|file| (&file.name, file.verdict));
    let unread = scanned.unread.iter().map(|unread| (&unread.name, unread.verdict));
    let mut clean = 0;
    for (name, verdict) in files.chain(unread) {
        match verdict {
            Verdict::Clean => clean += 1,
            _ => output::print(&format!("{verdict}: {}", printable(name)))?,
        }
    }
    output::print(&format!(
        "{} files, {clean} clean, {} findings",
        scanned.files.len(),
        scanned.findings.len()
    ))
}
