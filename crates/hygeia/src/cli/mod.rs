//! The verbs. One file each: its arguments, with an example, and what it does.

mod audit;
mod classify;
mod demo;
pub mod output;
mod raci;
mod sample;
pub mod sarif;
mod scan;
mod voice;

use crate::failure::{Ending, Failure};
use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

/// Keeps machine learning clean: classifies and protects data as it lands, trains models that
/// resist attacks, hands them over through a signed gate, guards them, and proves each claim.
#[derive(Debug, Parser)]
#[command(name = "hygeia", version, propagate_version = true, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Take a table through the whole mission, and prove each step.
    Demo(demo::Args),
    Sample(sample::Args),
    Classify(classify::Args),
    Scan(scan::Args),
    /// Check the RACI, or show the policies that follow from it.
    #[command(subcommand)]
    Raci(raci::Verb),
    /// Verify an exported ledger.
    #[command(subcommand)]
    Audit(audit::Verb),
    /// Print a completion script for a shell.
    ///
    /// Example: hygeia completions bash > ~/.local/share/bash-completion/completions/hygeia
    Completions {
        shell: clap_complete::Shell,
    },
}

/// Reads the command line, does what it says, and ends with the contract's exit code.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let asked = !error.use_stderr();
            let _ = error.print();
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(Ending::Usage as u8) };
        }
    };
    match run(args.verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("hygeia: {failure}");
            ExitCode::from(failure.ending as u8)
        }
    }
}

fn run(verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Demo(args) => demo::run(&args),
        Verb::Sample(args) => sample::run(&args),
        Verb::Classify(args) => classify::run(&args),
        Verb::Scan(args) => scan::run(&args),
        Verb::Raci(verb) => raci::run(&verb),
        Verb::Audit(verb) => audit::run(&verb),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "hygeia", &mut std::io::stdout());
            Ok(())
        }
    }
}
