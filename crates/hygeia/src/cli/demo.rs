//! `hygeia demo`

use super::voice::Terminal;
use crate::failure::{At, Failure};
use crate::journey::{self, Input, Options, UserData};
use intake::read::ReadOptions;
use std::path::PathBuf;

/// Take a table through the mission, and prove each step.
///
/// Example: hygeia demo
/// Example: hygeia demo --data loans.csv.gz --label defaulted --dir my-demo
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for everything that the demo leaves; refused if something else made it.
    #[arg(long, default_value = "hygeia-demo")]
    dir: PathBuf,
    /// Your own table: CSV, TSV or Parquet, gzipped or not. It is read where it stands.
    #[arg(long, requires = "label")]
    data: Option<PathBuf>,
    /// The column to predict.
    #[arg(long, requires = "data")]
    label: Option<String>,
    /// Names of the columns, for a table without a header: a,b,c
    #[arg(long, value_delimiter = ',', requires = "data")]
    names: Option<Vec<String>>,
    /// What stands between cells, one character; found out by itself if not given.
    #[arg(long, requires = "data")]
    delimiter: Option<char>,
    /// Rows of the sample.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1_000..=5_000_000))]
    rows: u64,
    /// For the sample and for learning; never for keys.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// Advisory bundles (RustSec or OSV, tar.gz) for the patch levels of this host.
    #[arg(long)]
    advisories: Vec<PathBuf>,
    /// Exit at the end. It always does so far: there is no server to stay up yet.
    #[arg(long)]
    once: bool,
    /// Keep the sample's clear CSV in input/.
    #[arg(long)]
    keep_input: bool,
}

/// Walks the journey and tells how it ended.
pub fn run(args: &Args) -> Result<(), Failure> {
    let _ = args.once;
    let options = Options {
        dir: args.dir.clone(),
        input: input(args)?,
        seed: args.seed,
        advisories: args.advisories.clone(),
        effort: None,
        keep_input: args.keep_input,
    };
    let runtime = tokio::runtime::Runtime::new().internal("starting")?;
    let ended = {
        let voice = Terminal::new();
        runtime.block_on(journey::run(&options, &voice))?
    };
    let report = args.dir.join("report.html");
    let memory =
        ended.report.peak_rss_bytes.map_or(String::new(), |b| format!(", {} MiB at most", b >> 20));
    super::output::print(&format!(
        "\n{:.1} s{memory}. Report: {}",
        ended.report.seconds,
        report.display()
    ))?;
    match ended.stopped {
        None => Ok(()),
        Some(stopped) => Err(stopped.failure),
    }
}

fn input(args: &Args) -> Result<Input, Failure> {
    let (Some(path), Some(label)) = (&args.data, &args.label) else {
        let rows = usize::try_from(args.rows).unwrap_or(usize::MAX);
        return Ok(Input::Sample { rows });
    };
    let delimiter = args.delimiter.map(u8::try_from).transpose();
    let delimiter =
        delimiter.map_err(|_| Failure::usage("--delimiter takes one ASCII character"))?;
    let options = ReadOptions { delimiter, names: args.names.clone(), ..ReadOptions::default() };
    Ok(Input::User(UserData { path: path.clone(), label: label.clone(), options }))
}
