//! `hygeia audit query`

use super::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::{Asset, PrincipalId};
use workspace::{AuditRequest, LedgerEntry};

/// Read the ledger: who asked for what, whether it was allowed, and by which cell.
///
/// Example: hygeia audit query --as anna@example.org --denied
///
/// Example: hygeia audit query --as anna@example.org --actor dana@example.org --asset dataset/loans --format json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// Of this principal alone.
    #[arg(long = "actor", value_name = "PRINCIPAL")]
    of: Option<PrincipalId>,
    /// Of this action or activity alone, such as query or dataset-committed.
    #[arg(long)]
    action: Option<String>,
    /// On this asset alone, as KIND/NAME.
    #[arg(long, value_parser = Asset::parse)]
    asset: Option<Asset>,
    /// Only what was refused or failed.
    #[arg(long)]
    denied: bool,
    /// The newest so many entries.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Asks, which is an entry too, and reads.
pub fn run(args: &Args) -> Result<(), Failure> {
    let request = AuditRequest {
        actor: args.of.clone(),
        action: args.action.clone(),
        asset: args.asset.clone(),
        denied: args.denied,
        limit: args.limit,
    };
    let entries: Vec<LedgerEntry> = block_on(async {
        let client = args.actor.client().await?;
        let entries = client.get("/v1/audit", &request).await;
        client.close().await;
        entries
    })?;
    if args.format == Shape::Json {
        return output::json(&entries);
    }
    let head = ["entry", "at", "who", "what", "on", "outcome", "why"].map(str::to_owned);
    let mut rows = vec![head.to_vec()];
    rows.extend(entries.iter().map(row));
    output::print(&output::table(&rows))
}

fn row(entry: &LedgerEntry) -> Vec<String> {
    let event = &entry.event;
    let outcome = match (event.action_id, event.status_id) {
        (Some(1), _) => "allowed",
        (Some(_), _) => "refused",
        (None, 2) => "failed",
        (None, _) => "done",
    };
    let cells: Vec<String> = event.unmapped.cells.iter().map(ToString::to_string).collect();
    let why = event.status_detail.clone().unwrap_or_else(|| cells.join(", "));
    vec![
        entry.index.to_string(),
        event.at().to_string(),
        event.actor.user.uid.to_string(),
        event.api.operation.clone(),
        event.resources.first().map(|r| r.uid.to_string()).unwrap_or_default(),
        outcome.to_owned(),
        why,
    ]
}
