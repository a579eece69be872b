//! `hygeia scan`

mod inventory;
pub mod judging;
mod report;

use super::given::{self, Folders, Ignored, Ignoring};
use super::report::{Accepting, Outcome, Report, Telling};
use crate::failure::{At, Failure};
use artifact::scan::{self, LeaveOut, Options, Scanned};
use judging::Judging;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Look into model files without loading them: pickles, archives, ONNX, safetensors and more.
///
/// Example: hygeia scan model.pt
///
/// Example: hygeia scan models/ adapter.safetensors --format sarif > findings.sarif
///
/// Example: hygeia scan model/ --bom model.cdx.json --digests model.sha256
///
/// Example: hygeia scan models/ --baseline accepted.toml --fail-on medium
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders with all that is below them, patterns; - for standard input.
    #[arg(required = true)]
    paths: Vec<OsString>,
    #[command(flatten)]
    judging: Judging,
    /// Write the bill of materials of the one model that is scanned, too: each byte is read once for both.
    #[arg(long, value_name = "FILE")]
    bom: Option<PathBuf>,
    /// Write the digests of all its files, too, as sha256sum does.
    #[arg(long, value_name = "FILE")]
    digests: Option<PathBuf>,
    #[command(flatten)]
    ignoring: Ignoring,
    #[command(flatten)]
    accepting: Accepting,
    #[command(flatten)]
    telling: Telling,
}

/// Bytes of standard input: it is held in memory.
const STDIN_BYTES: u64 = 1 << 30;

/// Scans and tells. What can't be told apart is inconclusive, never clean.
pub fn run(args: &Args) -> Result<(), Failure> {
    let inputs = given::inputs(&args.paths, Folders::Whole, &args.ignoring)?;
    let mut left_out = inputs.left_out;
    let (outcomes, beside) = match (inputs.several, inputs.all.as_slice()) {
        (false, [one]) => {
            let (scanned, told) = one_input(args, one)?;
            left_out.extend(told);
            inventory::write(
                Path::new(one),
                &scanned,
                args.bom.as_deref(),
                args.digests.as_deref(),
            )?;
            (vec![report::outcome(one, &scanned)?], Value::Null)
        }
        _ if args.bom.is_some() || args.digests.is_some() => {
            return Err(Failure::usage("--bom and --digests are of one model")
                .hint("scan each model by itself"));
        }
        (_, all) => {
            let (outcomes, beside, told) = many(args, all)?;
            left_out.extend(told);
            (outcomes, beside)
        }
    };
    let report = Report {
        verb: "scan",
        telling: &args.telling,
        accepting: Some(&args.accepting),
        counts: &|finding| args.judging.fail_on.counts(finding.severity),
        advice: "do what the findings say, and load nothing before",
        unknown: "ask its author for safetensors or ONNX; --format json lists what is unknown",
        several: inputs.several,
        beside,
        left_out: &left_out,
    };
    report.tell(outcomes)
}

/// One input, and what of it was left out.
fn one_input(args: &Args, given: &OsString) -> Result<(Scanned, Vec<String>), Failure> {
    let ignored = Ignored::here(args.ignoring.no_ignore)?;
    let (options, ignored) = options(args, ignored)?;
    let mut told = Vec::new();
    let scanned = match given::is_stdin(given) {
        true => scan::bytes_with("-", &given::standard_input(STDIN_BYTES)?, &options),
        false => scan::paths_with(&[Path::new(given)], &options).usage()?,
    };
    ignored.tell(&mut told);
    Ok((scanned, told))
}

/// Outcomes of several inputs, what is told of all together, and what was left out.
type Many = (Vec<Outcome>, Value, Vec<String>);

/// Several inputs, as one scan: limits count for all together.
fn many(args: &Args, given: &[OsString]) -> Result<Many, Failure> {
    let (mut paths, mut outcomes) = (Vec::new(), Vec::new());
    let mut piped = None;
    for one in given {
        if given::is_stdin(one) {
            let (scanned, _) = one_input(args, one)?;
            outcomes.push(report::outcome(one, &scanned)?);
            piped = Some(scanned);
        } else if let Err(error) = Path::new(one).metadata() {
            let shown = one.to_string_lossy().into_owned();
            let failure = Failure::usage(format!("{shown} cannot be read: {error}"));
            let hint = "check that it is there and that you may read it";
            outcomes.push(Outcome::failed(shown, failure.hint(hint)));
        } else {
            paths.push(Path::new(one));
        }
    }
    let ignored = Ignored::here(args.ignoring.no_ignore)?;
    let (mut options, ignored) = options(args, ignored)?;
    options.full_names = true;
    let scanned = scan::paths_with(&paths, &options).usage()?;
    outcomes.extend(report::shares(&paths, &scanned)?);
    let order = |outcome: &Outcome| {
        given.iter().position(|one| one.to_string_lossy() == outcome.path.as_str())
    };
    outcomes.sort_by_key(order);
    let mut told = Vec::new();
    ignored.tell(&mut told);
    Ok((outcomes, beside(&scanned, piped.as_ref()), told))
}

/// What a scan of several has said since before it told of each input.
fn beside(scanned: &Scanned, piped: Option<&Scanned>) -> Value {
    let all = || std::iter::once(scanned).chain(piped);
    let empty = scanned.files.is_empty() && scanned.unread.is_empty();
    let worst = all().filter(|one| !(empty && std::ptr::eq(*one, scanned) && piped.is_some()));
    json!({
        "files": all().flat_map(|one| &one.files).collect::<Vec<_>>(),
        "unread": all().flat_map(|one| &one.unread).collect::<Vec<_>>(),
        "unsure": all().flat_map(|one| &one.unsure).collect::<Vec<_>>(),
        "verdict": worst.map(|one| one.verdict).max(),
    })
}

/// How the caller wants it scanned; what is left out is remembered.
fn options(args: &Args, ignored: Ignored) -> Result<(Options, std::sync::Arc<Ignored>), Failure> {
    let ignored = std::sync::Arc::new(ignored);
    let judge = std::sync::Arc::clone(&ignored);
    let leave_out = LeaveOut::of(move |path, is_folder| judge.leaves_out(path, is_folder));
    let options = Options {
        leave_out: Some(leave_out),
        keep: args.bom.is_some().then_some(artifact::bom::asked_for),
        ..args.judging.options()?
    };
    Ok((options, ignored))
}
