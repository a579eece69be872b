//! `hygeia demo`

use super::in_workspace::log;
use super::in_workspace::signals::Signals;
use super::listener::Terminal;
use super::output;
use super::table::Reading;
use crate::failure::{At, Failure};
use crate::journey::{self, Crafts, Direct, Input, Means, Options, Up, UserData, people};
use crate::report::Report;
use files::Mode;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Take a table through the mission, and prove each step.
///
/// Example: hygeia demo
///
/// Example: hygeia demo --data loans.csv.gz --label defaulted --dir my-demo
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder for everything that the demo leaves; refused if something else made it.
    #[arg(long, default_value = "hygeia-demo")]
    dir: PathBuf,
    /// Your own table: text with any delimiter, JSON, Parquet, Arrow or a workbook, compressed or not. It is read where it stands.
    #[arg(long, requires = "label")]
    data: Option<PathBuf>,
    /// The column to predict.
    #[arg(long, requires = "data")]
    label: Option<String>,
    #[command(flatten)]
    reading: Reading,
    /// Rows of the sample.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1_000..=5_000_000))]
    rows: u64,
    /// For the sample and for learning; never for keys.
    #[arg(long, default_value_t = 21)]
    seed: u64,
    /// Advisory bundles (RustSec or OSV, tar.gz) for the patch levels of this host.
    #[arg(long)]
    advisories: Vec<PathBuf>,
    /// Promote a model that did not pass its comparisons under attack, on record. A sample of fewer than 3,000
    /// rows is too small to pass surely, and promoted all the same.
    #[arg(long)]
    accept_weak: bool,
    /// Exit at the end; otherwise the activated workspace stays up and tells how to sign in.
    #[arg(long)]
    once: bool,
    /// Keep the sample's clear CSV in input/.
    #[arg(long)]
    keep_input: bool,
}

/// Walks the journey, tells how it ended, and stays up unless `--once`.
pub fn run(args: &Args) -> Result<(), Failure> {
    let input = input(args)?;
    let accept_weak = args.accept_weak || input.is_small_sample();
    let options = Options {
        dir: args.dir.clone(),
        input,
        seed: args.seed,
        advisories: args.advisories.clone(),
        quick: false,
        keep_input: args.keep_input,
        accept_weak,
    };
    let runtime = tokio::runtime::Runtime::new().internal("starting")?;
    runtime.block_on(async {
        let ended = {
            let (make, tools) = (Arc::new(Direct), Arc::new(Crafts));
            let means = Means { make, tools, listener: Arc::new(Terminal::new()) };
            journey::run(&options, means).await?
        };
        tell(&args.dir, &ended.report)?;
        let up = ended.outcome.map_err(|stopped| stopped.failure)?;
        if args.once { up.running.stop().await } else { stay(&args.dir, up).await }
    })
}

fn tell(dir: &Path, report: &Report) -> Result<(), Failure> {
    let memory = report.peak_rss_bytes;
    let memory = memory.map_or(String::new(), |b| format!(", {} MiB at most", b >> 20));
    let page = dir.join("report.html");
    output::print(&format!("\n{:.1} s{memory}. Report: {}", report.seconds, page.display()))
}

/// The activated workspace answers until somebody stops it.
async fn stay(dir: &Path, up: Up) -> Result<(), Failure> {
    log::begin();
    let signals = Signals::listen()?;
    let desk = up.world.people.sign_in(people::DESK)?;
    let folder = dir.join("sign-in");
    files::private_folder(&folder).usage()?;
    for (name, bytes) in desk.files() {
        files::write_whole(&folder.join(name), bytes, Mode::Private).usage()?;
    }
    let (at, base) = (folder.display(), format!("https://{}", up.running.address));
    output::print(&format!(
        "\nUp at {base}, as the activated instance. Sign in as {}:\n\n  \
         curl --cacert {at}/ca.crt --cert {at}/device.crt --key {at}/device.key \\\n    \
         -H \"Authorization: Bearer $(cat {at}/token)\" {base}/v2/models/{}\n\n\
         The token is good for 8 hours, and only over that certificate. Ctrl-C stops the server.",
        desk.principal,
        up.world.model.name()
    ))?;
    signals.wait().await;
    up.running.stop().await
}

fn input(args: &Args) -> Result<Input, Failure> {
    let (Some(path), Some(label)) = (&args.data, &args.label) else {
        if args.reading.is_given() {
            return Err(Failure::usage(
                "--names and --delimiter say how to read a file of your own",
            )
            .hint("name it with --data FILE, and its label with --label COLUMN"));
        }
        let rows = usize::try_from(args.rows).unwrap_or(usize::MAX);
        return Ok(Input::Sample { rows });
    };
    let options = args.reading.options();
    let data = UserData { path: path.clone(), label: label.clone(), options };
    Ok(Input::User(Box::new(data)))
}
