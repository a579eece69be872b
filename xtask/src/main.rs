//! Developer commands. `cargo xtask test` is what CI runs; `cargo xtask --help` lists the rest.
#![forbid(unsafe_code)]

mod advisories;
mod allowances;
mod bench;
mod clients;
mod dist;
mod docs;
mod environment;
mod faults;
mod fuzz;
mod help;
mod journeys;
mod loaders;
mod mutants;
mod openapi;
mod run;
mod sentinels;
mod suite;
mod tidy;
mod walks;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use suite::Campaign;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Hygeia")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything: format, tidy, tests, clippy, journeys, advisories, real clients, API, mutants, browser.
    Test {
        /// Only the parts named: fmt, tidy, unit, clippy, doc, journeys, faults, sentinels, advisories,
        /// clients, packages, openapi, mutants, browser, fuzz.
        parts: Vec<String>,
        /// Run the long campaigns whole, without budgets, instead of a seeded share of each.
        #[arg(long)]
        long: bool,
        /// What the campaigns draw from.
        #[arg(long, default_value_t = Campaign::SEED)]
        seed: u64,
        /// Fail if a part takes more minutes than its budget of a cold run.
        #[arg(long)]
        strict_budget: bool,
    },
    /// Check the rules of the house: directions, heads, circles, features, licences, the docs' claims.
    Tidy,
    /// Hold Cargo.lock against the advisories at hand.
    Advisories,
    /// Put faults into every deed: kills, failing calls, a full disk, torn writes, flipped bits.
    Faults(faults::Options),
    /// Make the packages: wheel, tarball, Debian package, image; each is installed and run.
    Dist(dist::Options),
    /// Check the documentation: links, the table of contents, the commands that it shows.
    Docs {
        /// Write the verbs' pages anew, from what the built program says of itself.
        #[arg(long)]
        write: bool,
        /// Take this program instead of building it.
        #[arg(long, value_name = "PATH")]
        program: Option<PathBuf>,
    },
    /// Measure.
    #[command(subcommand)]
    Bench(Bench),
    /// Put small faults into the rooms that hold promises: a test has to turn red for each.
    Mutants(mutants::Asked),
    /// Search for bytes on which a parser of ours panics, hangs, takes too much or breaks its word.
    ///
    /// What a target asserts stands in `src/fuzz.rs` of its room; its seeds in `fuzz/corpus/TARGET`.
    Fuzz {
        /// Names of targets (`gate-raci-csv`) or of rooms (`gate`); all if there is none.
        targets: Vec<String>,
        /// For each target.
        #[arg(long, default_value_t = fuzz::SECONDS)]
        seconds: u32,
        /// Run the one target on this input alone.
        #[arg(long, value_name = "FILE")]
        repeat: Option<PathBuf>,
        /// Take into the repository what covers more than its seeds do.
        #[arg(long)]
        keep: bool,
    },
    /// Give random edits of model files that the scan calls clean to their real loaders, which only record.
    Loaders {
        /// How many edits.
        #[arg(long, default_value_t = loaders::ALL)]
        edits: u64,
        /// What the edits are drawn from.
        #[arg(long, default_value_t = Campaign::SEED)]
        seed: u64,
        /// With PyTorch and Keras, which are installed for it.
        #[arg(long)]
        long: bool,
    },
    /// Make the list of names that pickles may import anew, from installed packages.
    Allowlist {
        /// A wheel of torch, whose sources are read.
        #[arg(long)]
        torch: Option<PathBuf>,
    },
    /// Search a demo's folder for sensitive values of its input, in every form.
    Sentinels {
        /// The folder of `hygeia demo --once --keep-input --dir FOLDER`.
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// How long decisions and admission take, in process and over HTTPS, at 10, 1,000 and 10,000 rows
    /// and up to 100,000 people, beside cedarpy and casbin.
    Access {
        /// Requests of each kind.
        #[arg(long, default_value_t = 2000)]
        requests: usize,
    },
    /// How many entries become durable in a second, for 1, 16, 64 and 256 who write at once.
    Ledger {
        /// For how long each.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// Where; else in the user's cache.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// What it costs to classify, ingest and question tables, beside pyarrow, DataFusion and DuckDB; builds
    /// the profile `dist` first.
    Data {
        /// Of the CSV that is classified and ingested, about.
        #[arg(long, default_value_t = 515)]
        megabytes: u32,
        /// Of the TPC-H tables: 1 is 6 million rows of line items.
        #[arg(long, default_value = "0.1")]
        scale: String,
        /// Of the programs that are measured.
        #[arg(long, default_value = "dist")]
        profile: String,
    },
    /// How long a scan takes beside `openssl dgst -sha256` and the scanners that people use, and how
    /// much memory.
    Scan {
        /// The size of the larger file of each format; the smaller has 200 MB.
        #[arg(long, default_value_t = 4_000)]
        megabytes: u64,
    },
    /// How well tables are screened for flipped labels and triggers, and how fast, beside cleanlab.
    Screen {
        /// The folder with `adult.tsv.gz` and `german.data`.
        #[arg(long, value_name = "FOLDER")]
        data: String,
        /// One of `labels`, `triggers`, `clean` and `time`; else all.
        #[arg(long)]
        only: Option<String>,
        /// Smaller tables alone.
        #[arg(long)]
        quick: bool,
    },
    /// What robust training gives and costs on a dozen tables, beside scikit-learn and xgboost.
    Learn {
        /// The folder with `adult.tsv.gz` and `german.data`.
        #[arg(long, value_name = "FOLDER")]
        data: String,
        /// One table, by its name; else all.
        #[arg(long)]
        only: Option<String>,
        #[arg(long, default_value = "0,1,2")]
        seeds: String,
        /// Small networks, and tables of at most 1,500 rows.
        #[arg(long)]
        quick: bool,
    },
    /// How many names of people are hidden in made sentences of 19 languages, and how much beside them.
    Prose {
        /// Print each name that is shown, and each span that is none.
        #[arg(long)]
        misses: bool,
    },
    /// How long a workspace takes to open and to be looked at with 1 k, 100 k and 1 M entries, and how
    /// much memory.
    Opening {
        /// Entries of the longest ledger.
        #[arg(long, default_value_t = 1_000_000)]
        entries: u64,
    },
}

fn main() -> ExitCode {
    if let Some(code) = fuzz::as_compiler() {
        return code;
    }
    let outcome = match Args::parse().command {
        Command::Test { parts, long, seed, strict_budget } => {
            suite::run(&parts, &Campaign { long, seed }, strict_budget)
        }
        Command::Tidy => tidy::run(),
        Command::Advisories => advisories::run(),
        Command::Dist(options) => dist::run(&options),
        Command::Docs { write, program } => docs::run(program.as_deref(), write),
        Command::Faults(options) => faults::run(&options),
        Command::Bench(Bench::Access { requests }) => bench::access(requests),
        Command::Bench(Bench::Data { megabytes, scale, profile }) => {
            bench::data(megabytes, &scale, &profile)
        }
        Command::Bench(Bench::Ledger { seconds, folder }) => bench::ledger(seconds, folder),
        Command::Bench(Bench::Opening { entries }) => bench::opening(entries),
        Command::Bench(Bench::Prose { misses }) => bench::prose(misses),
        Command::Bench(Bench::Screen { data, only, quick }) => {
            bench::screen(&data, only.as_deref(), quick)
        }
        Command::Bench(Bench::Learn { data, only, seeds, quick }) => {
            bench::learn(&data, only.as_deref(), &seeds, quick)
        }
        Command::Bench(Bench::Scan { megabytes }) => bench::scan(megabytes),
        Command::Loaders { edits, seed, long } => {
            let python = if long { environment::loaders() } else { environment::python() };
            python.and_then(|python| loaders::with(&python, edits, seed, long))
        }
        Command::Mutants(asked) => mutants::run(&asked),
        Command::Fuzz { targets, repeat: Some(file), .. } => match targets.as_slice() {
            [target] => fuzz::repeat(target, &file),
            _ => Err("--repeat takes one target".to_owned()),
        },
        Command::Fuzz { targets, seconds, keep, repeat: None } => {
            fuzz::run(&fuzz::Campaign { targets, seconds, keep })
        }
        Command::Allowlist { torch } => clients::allowlist(torch.as_deref()),
        Command::Sentinels { folder } => sentinels::run(&folder),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
