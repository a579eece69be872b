//! `hygeia vault`

mod activate;
mod drill;
mod init;
mod points;
mod pull;
mod verify;

use super::place::Place;
use crate::cli::output;
use crate::failure::Failure;
use clap::Subcommand;
use std::io::Write;
use std::path::PathBuf;
use terms::{Finding, Severity};
use workspace::vault::Vault;

/// Keep recovery points in a place of their own, and put one in production's place.
///
/// Example: hygeia vault pull --vault /mnt/vault --as viktor@example.org
#[derive(Debug, Subcommand)]
pub enum Verb {
    Init(init::Args),
    Pull(pull::Args),
    Points(points::Args),
    Verify(verify::Args),
    Drill(drill::Args),
    Activate(activate::Args),
}

/// Does what the verb says.
pub fn run(verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Init(args) => init::run(args),
        Verb::Pull(args) => pull::run(args),
        Verb::Points(args) => points::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::Drill(args) => drill::run(args),
        Verb::Activate(args) => activate::run(args),
    }
}

// A doc comment here would become the help of every verb that has these arguments.
#[derive(Debug, clap::Args)]
pub struct Which {
    #[command(flatten)]
    place: Place,
    /// The vault's folder; the one that was applied to the workspace, if not given.
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
}

impl Which {
    fn open(&self) -> Result<Vault, Failure> {
        Ok(workspace::vault::open(&self.place.vault(self.vault.as_deref())?)?)
    }
}

/// What is wrong with the vault, for people: on stderr, so that programs read the same as ever.
fn tell(findings: &[Finding]) {
    let bad: Vec<Finding> =
        findings.iter().filter(|finding| finding.severity > Severity::Info).cloned().collect();
    if !bad.is_empty() {
        let _ = writeln!(std::io::stderr(), "{}", output::findings_table(&bad));
    }
}
