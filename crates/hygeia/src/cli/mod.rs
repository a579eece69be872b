//! The verbs. One file each: its arguments, with an example, and what it does.

#[cfg(feature = "platform")]
mod attack;
#[cfg(feature = "audit")]
mod audit;
#[cfg(feature = "platform")]
mod authorities;
#[cfg(feature = "scan")]
mod believed;
#[cfg(feature = "scan")]
mod bom;
#[cfg(feature = "classify")]
mod classify;
#[cfg(feature = "classify")]
mod csv_cell;
#[cfg(feature = "platform")]
mod demo;
mod explain;
#[cfg(feature = "scan")]
mod fetch;
pub mod file;
mod given;
#[cfg(feature = "platform")]
mod in_workspace;
mod interrupt;
#[cfg(feature = "platform")]
mod listener;
#[cfg(feature = "classify")]
mod mend;
#[cfg(feature = "platform")]
mod model_source;
pub mod output;
#[cfg(feature = "raci")]
mod plan;
#[cfg(feature = "platform")]
mod predict;
#[cfg(feature = "platform")]
mod prepared;
#[cfg(feature = "raci")]
mod raci;
#[cfg(feature = "classify")]
mod reading_findings;
pub mod report;
#[cfg(feature = "classify")]
mod sample;
pub mod sarif;
#[cfg(feature = "scan")]
mod scan;
#[cfg(feature = "platform")]
mod screen;
#[cfg(all(feature = "platform", feature = "classify"))]
mod shown;
#[cfg(feature = "scan")]
mod sign;
#[cfg(feature = "platform")]
mod surface;
#[cfg(feature = "classify")]
pub mod table;
#[cfg(feature = "classify")]
pub mod table_source;
#[cfg(feature = "classify")]
mod tables_in;
#[cfg(feature = "platform")]
mod train;
#[cfg(feature = "scan")]
mod verify;

use crate::failure::{Ending, Failure};
use clap::{CommandFactory, Parser, Subcommand};
use std::io::Write;
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
    #[cfg(feature = "platform")]
    Demo(demo::Args),
    #[cfg(feature = "platform")]
    #[command(flatten)]
    InWorkspace(in_workspace::Verb),
    #[cfg(feature = "classify")]
    Sample(sample::Args),
    #[cfg(feature = "classify")]
    Classify(classify::Args),
    #[cfg(feature = "classify")]
    Mend(mend::Args),
    #[cfg(feature = "platform")]
    Screen(screen::Args),
    #[cfg(feature = "platform")]
    Train(Box<train::Args>),
    #[cfg(feature = "platform")]
    Attack(attack::Args),
    #[cfg(feature = "platform")]
    Predict(predict::Args),
    #[cfg(feature = "scan")]
    Scan(scan::Args),
    #[cfg(feature = "scan")]
    Sign(sign::Args),
    #[cfg(feature = "scan")]
    Verify(verify::Args),
    #[cfg(feature = "scan")]
    Fetch(fetch::Args),
    #[cfg(feature = "scan")]
    Bom(bom::Args),
    #[cfg(feature = "platform")]
    Surface(surface::Args),
    #[cfg(feature = "raci")]
    #[command(subcommand)]
    Raci(raci::Verb),
    #[cfg(feature = "audit")]
    #[command(subcommand)]
    Audit(audit::Verb),
    Explain(explain::Args),
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
            // A standard error that nobody reads must not change how this ends.
            let _ = writeln!(std::io::stderr(), "hygeia: {}", output::shown(&failure.to_string()));
            ExitCode::from(failure.ending as u8)
        }
    }
}

/// What serves, or asks a server, ends in an orderly way of its own.
#[cfg(feature = "platform")]
const fn works_alone(verb: &Verb) -> bool {
    !matches!(verb, Verb::Demo(_) | Verb::InWorkspace(_))
}

fn run(verb: Verb) -> Result<(), Failure> {
    #[cfg(feature = "platform")]
    if works_alone(&verb) {
        interrupt::listen();
    }
    match verb {
        #[cfg(feature = "platform")]
        Verb::Demo(args) => demo::run(&args),
        #[cfg(feature = "platform")]
        Verb::InWorkspace(verb) => in_workspace::run(verb),
        #[cfg(feature = "classify")]
        Verb::Sample(args) => sample::run(&args),
        #[cfg(feature = "classify")]
        Verb::Classify(args) => classify::run(&args),
        #[cfg(feature = "classify")]
        Verb::Mend(args) => mend::run(&args),
        #[cfg(feature = "platform")]
        Verb::Screen(args) => screen::run(&args),
        #[cfg(feature = "platform")]
        Verb::Train(args) => train::run(&args),
        #[cfg(feature = "platform")]
        Verb::Attack(args) => attack::run(&args),
        #[cfg(feature = "platform")]
        Verb::Predict(args) => predict::run(&args),
        #[cfg(feature = "scan")]
        Verb::Scan(args) => scan::run(&args),
        #[cfg(feature = "scan")]
        Verb::Sign(args) => sign::run(&args),
        #[cfg(feature = "scan")]
        Verb::Verify(args) => verify::run(&args),
        #[cfg(feature = "scan")]
        Verb::Fetch(args) => fetch::run(&args),
        #[cfg(feature = "scan")]
        Verb::Bom(args) => bom::run(&args),
        #[cfg(feature = "platform")]
        Verb::Surface(args) => surface::run(&args),
        #[cfg(feature = "raci")]
        Verb::Raci(verb) => raci::run(&verb),
        #[cfg(feature = "audit")]
        Verb::Audit(verb) => audit::run(&verb),
        Verb::Explain(args) => explain::run(&args),
        Verb::Completions { shell } => {
            // Into memory first: the generator panics where it can't write.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "hygeia", &mut script);
            output::raw(String::from_utf8_lossy(&script).trim_end())
        }
    }
}
