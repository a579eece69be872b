//! `hygeia scan`

use super::output::{self, FailOn, Format};
use super::sarif;
use crate::failure::{At, Ending, Failure};
use artifact::scan::{self, Limits};
use std::path::PathBuf;
use terms::{Severity, State};

/// Look into model files without loading them: pickles, archives, ONNX, safetensors and more.
///
/// Example: hygeia scan model.pt
///
/// Example: hygeia scan models/ --format sarif > findings.sarif
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file, or a folder with all that is below it.
    path: PathBuf,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this.
    #[arg(long, value_enum, default_value = "high")]
    fail_on: FailOn,
}

/// Scans and tells. What can't be told apart is inconclusive, never clean.
pub fn run(args: &Args) -> Result<(), Failure> {
    let scanned = scan::path(&args.path, &Limits::default()).usage()?;
    match args.format {
        Format::Json => output::json(&scanned)?,
        Format::Sarif => output::json(&sarif::document("scan", &scanned.findings))?,
        Format::Table => {
            output::findings(&scanned.findings)?;
            for unsure in &scanned.unsure {
                output::print(&format!("unknown: {unsure}"))?;
            }
            let told =
                format!("{} files, {} findings", scanned.files.len(), scanned.findings.len());
            output::print(&told)?;
        }
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
