//! The verbs. One file each: its arguments, with an example, and what it does.

mod demo;
pub mod output;
pub mod sarif;
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
    /// Print a completion script for a shell.
    ///
    /// Example: hygeia completions bash > ~/.local/share/bash-completion/completions/hygeia
    Completions { shell: clap_complete::Shell },
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
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "hygeia", &mut std::io::stdout());
            Ok(())
        }
    }
}
