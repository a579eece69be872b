//! Developer commands. `cargo xtask test` is what CI runs; `cargo xtask --help` lists the rest.
#![forbid(unsafe_code)]

mod clients;
mod journeys;
mod run;
mod suite;
mod tidy;

use clap::{Parser, Subcommand};
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
        /// Only the parts named: fmt, clippy, tidy, unit, journeys, clients, browser.
        parts: Vec<String>,
    },
    /// Check the direction of the house, the length of files and the docs' claims.
    Tidy,
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Test { parts } => suite::run(&parts),
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
