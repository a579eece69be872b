//! Developer commands. `cargo xtask test` is what CI runs; `cargo xtask --help` lists the rest.
#![forbid(unsafe_code)]

mod advisories;
mod allowances;
mod bench;
mod clients;
mod faults;
mod journeys;
mod openapi;
mod run;
mod sentinels;
mod suite;
mod tidy;

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
    /// Everything: format, tidy, tests, clippy, journeys, advisories, real clients, API, browser.
    Test {
        /// Only the parts named: fmt, tidy, unit, clippy, journeys, faults, sentinels, advisories,
        /// clients, openapi, browser.
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
    /// Measure.
    #[command(subcommand)]
    Bench(Bench),
    /// Search a demo's folder for sensitive values of its input, in every form.
    Sentinels {
        /// The folder of `hygeia demo --once --keep-input --dir FOLDER`.
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// How long admission takes, in process and over HTTPS: p50 and p99.
    Access {
        /// Requests of each kind.
        #[arg(long, default_value_t = 2000)]
        requests: u32,
    },
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Test { parts, long, seed, strict_budget } => {
            suite::run(&parts, &Campaign { long, seed }, strict_budget)
        }
        Command::Tidy => tidy::run(),
        Command::Advisories => advisories::run(),
        Command::Faults(options) => faults::run(&options),
        Command::Bench(Bench::Access { requests }) => bench::access(requests),
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
