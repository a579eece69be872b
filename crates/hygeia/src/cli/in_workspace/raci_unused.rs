//! `hygeia raci unused`

use super::place::{Actor, block_on};
use crate::cli::output::{self, FailOn, Format};
use crate::cli::{plan, sarif};
use crate::failure::{Ending, Failure};
use terms::{Finding, Location, Severity};
use workspace::UnusedRequest;
use workspace::records::Unused;

/// Find access that nobody has needed, as the ledger tells: narrow it first.
///
/// Example: hygeia raci unused --days 90 --as anna@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// Days without use, and since the RACI was applied.
    #[arg(long, default_value_t = 90)]
    days: u16,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Exit 1 if a finding is at or above this; unused access is medium.
    #[arg(long, value_enum, default_value = "medium")]
    fail_on: FailOn,
}

/// Asks the gate, as the ledger is read, and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = UnusedRequest { days: args.days };
    let unused: Vec<Unused> = block_on(async {
        let client = args.actor.client().await?;
        let unused = client.get("/v1/access/unused", &request).await;
        client.close().await;
        unused
    })?;
    let findings: Vec<Finding> = unused.iter().map(finding).collect();
    match args.format {
        Format::Json => output::json(&unused)?,
        Format::Sarif => output::json(&sarif::document("raci-unused", &findings))?,
        Format::Table => {
            output::findings(&findings)?;
            output::print(&format!("{} cells unused for {} days", findings.len(), args.days))?;
        }
    }
    match args.fail_on.judge(&findings) {
        Err(Ending::Refused) => Err(Failure::refused("there is access that nobody has needed")
            .hint("narrow raci.csv, then hygeia apply; --fail-on never only reports")),
        _ => Ok(()),
    }
}

fn finding(unused: &Unused) -> Finding {
    let cell = &unused.cell;
    let holders: Vec<&str> = unused.holders.iter().map(terms::PrincipalId::as_str).collect();
    let used = unused.last_used.map_or_else(|| "never".to_owned(), |at| format!("last on {at}"));
    Finding::new(
        "raci/unused",
        Severity::Medium,
        Location::of(format!("{}[{}] {}", cell.activity, plan::named(&cell.asset), cell.role)),
        format!("{} may {}, and did so {used}", holders.join(", "), cell.action),
        "take the letter out of the cell, unless it is kept for an emergency",
    )
}
