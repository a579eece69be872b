//! The verbs. One file each: its arguments, with an example, and what it does.

mod apply;
mod approve;
mod attack;
mod audit;
mod bom;
mod check;
mod classify;
mod demo;
mod device;
mod drill;
pub mod file;
mod ingest;
mod init;
mod log;
pub mod output;
mod place;
mod plan;
mod posture;
mod promote;
mod raci;
mod review;
mod sample;
pub mod sarif;
mod scan;
mod screen;
mod sign;
mod signals;
mod sql;
mod surface;
pub mod table;
mod train;
mod up;
mod vault;
mod verify;
mod voice;

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
    Demo(demo::Args),
    Init(init::Args),
    Check(check::Args),
    Apply(apply::Args),
    Approve(approve::Args),
    #[command(subcommand)]
    Device(device::Verb),
    Up(up::Args),
    Ingest(ingest::Args),
    Sql(sql::Args),
    Train(train::Args),
    Promote(promote::Args),
    Posture(posture::Args),
    Drill(drill::Args),
    #[command(subcommand)]
    Vault(vault::Verb),
    Sample(sample::Args),
    Classify(classify::Args),
    Screen(screen::Args),
    Attack(attack::Args),
    Scan(scan::Args),
    Sign(sign::Args),
    Verify(verify::Args),
    Bom(bom::Args),
    Surface(surface::Args),
    #[command(subcommand)]
    Raci(raci::Verb),
    Review(review::Args),
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
            // A standard error that nobody reads must not change how this ends.
            let _ = writeln!(std::io::stderr(), "hygeia: {failure}");
            ExitCode::from(failure.ending as u8)
        }
    }
}

fn run(verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Demo(args) => demo::run(&args),
        Verb::Init(args) => init::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Apply(args) => apply::run(&args),
        Verb::Approve(args) => approve::run(&args),
        Verb::Device(verb) => device::run(&verb),
        Verb::Up(args) => up::run(&args),
        Verb::Ingest(args) => ingest::run(&args),
        Verb::Sql(args) => sql::run(&args),
        Verb::Train(args) => train::run(&args),
        Verb::Promote(args) => promote::run(&args),
        Verb::Posture(args) => posture::run(&args),
        Verb::Drill(args) => drill::run(&args),
        Verb::Vault(verb) => vault::run(&verb),
        Verb::Sample(args) => sample::run(&args),
        Verb::Classify(args) => classify::run(&args),
        Verb::Screen(args) => screen::run(&args),
        Verb::Attack(args) => attack::run(&args),
        Verb::Scan(args) => scan::run(&args),
        Verb::Sign(args) => sign::run(&args),
        Verb::Verify(args) => verify::run(&args),
        Verb::Bom(args) => bom::run(&args),
        Verb::Surface(args) => surface::run(&args),
        Verb::Raci(verb) => raci::run(&verb),
        Verb::Review(args) => review::run(&args),
        Verb::Audit(verb) => audit::run(&verb),
        Verb::Completions { shell } => {
            // Into memory first: the generator panics where it can't write.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "hygeia", &mut script);
            output::print(String::from_utf8_lossy(&script).trim_end())
        }
    }
}
