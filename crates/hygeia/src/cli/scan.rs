//! `hygeia scan`

use super::output::{self, FailOn, Format};
use super::sarif;
use crate::failure::{At, Ending, Failure};
use artifact::scan::{self, Allow, Options, Recognise, Scanned, Verdict};
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use terms::{Severity, State, limits, printable};

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
    /// A name that files may import beside those that are known: package.module.Class or package.*
    #[arg(long, value_name = "NAME")]
    allow: Vec<String>,
    /// A file of such names, one a line, with # before comments.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// Scans and tells. What can't be told apart is inconclusive, never clean.
pub fn run(args: &Args) -> Result<(), Failure> {
    let options = Options { allow: allowed(args)?, recognise: recogniser(), ..Options::default() };
    let scanned = scan::paths_with(&args.paths, &options).usage()?;
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

/// Bytes of a policy file.
const POLICY_BYTES: u64 = limits::CONFIG_BYTES;

/// What the caller allows by name.
fn allowed(args: &Args) -> Result<Allow, Failure> {
    let allow = Allow::of(&args.allow).usage()?;
    let Some(path) = &args.policy else { return Ok(allow) };
    let read = File::open(path).and_then(|file| {
        let mut text = String::new();
        file.take(POLICY_BYTES).read_to_string(&mut text)?;
        Ok(text)
    });
    let text = read.map_err(|error| {
        Failure::usage(format!("the policy {} cannot be read: {error}", path.display()))
    })?;
    Ok(allow.and(Allow::read(&text).usage()?))
}

/// What tells secrets and people in metadata, where this program has it.
fn recogniser() -> Option<Recognise> {
    #[cfg(feature = "classify")]
    return Some(sensitive);
    #[cfg(not(feature = "classify"))]
    None
}

#[cfg(feature = "classify")]
fn sensitive(text: &str) -> Vec<artifact::scan::Sensitive> {
    use terms::InfoType;
    let mut found: Vec<InfoType> =
        classify::find_in_text(text).into_iter().map(|hit| hit.info_type).collect();
    found.retain(|kind| *kind != InfoType::Date);
    found.dedup();
    let secret = |kind: &InfoType| ["api_key", "password", "private_key"].contains(&kind.name());
    found
        .iter()
        .map(|kind| artifact::scan::Sensitive { what: kind.to_string(), secret: secret(kind) })
        .collect()
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
