//! Developer commands. `cargo xtask test` is what CI runs; `cargo xtask --help` lists the rest.
#![forbid(unsafe_code)]

mod clients;
mod journeys;
mod run;
mod sentinels;
mod suite;
mod tidy;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Hygeia")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything: format, clippy, tidy, tests, journeys, real clients, browser.
    Test {
        /// Only the parts named: fmt, tidy, unit, clippy, journeys, sentinels, clients,
        /// browser.
        parts: Vec<String>,
    },
    /// Search a demo's folder for sensitive values of its input, in every form.
    Sentinels {
        /// The folder of `hygeia demo --once --keep-input --dir FOLDER`.
        folder: PathBuf,
    },
    /// Check the direction of the house, the length of files and the docs' claims.
    Tidy,
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Test { parts } => suite::run(&parts),
        Command::Sentinels { folder } => sentinels::run(&folder),
        Command::Tidy => tidy::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
