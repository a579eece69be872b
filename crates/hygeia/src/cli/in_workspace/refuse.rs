//! `hygeia refuse`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::{ApprovalShown, RefuseRequest};

/// Say no to what somebody asked for, or take back what you asked for yourself.
///
/// Example: hygeia refuse access-1f3a9c52e07b --why "not before the review" --as sven@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id that `hygeia apply`, `hygeia promote` or `hygeia break-glass` printed.
    id: String,
    /// Why; it goes into the ledger.
    #[arg(long, alias = "reason", default_value = "", value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Refuses and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = RefuseRequest { id: args.id.clone(), reason: args.why.clone() };
    let asked: ApprovalShown = block_on(async {
        let client = args.actor.client().await?;
        let asked = client.post("/v1/approvals/refuse", &request).await;
        client.close().await;
        asked
    })?;
    match args.format {
        Shape::Json => output::json(&asked),
        Shape::Table => output::print(&format!(
            "{} is refused: {} asked for {} on {}",
            asked.id, asked.asked_by, asked.action, asked.asset
        )),
    }
}
