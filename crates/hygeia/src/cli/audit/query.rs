//! `hygeia audit query`

use super::super::output;
use super::super::place::{Actor, Shape, block_on};
use crate::failure::{At, Failure};
use crate::platform;
use ledger::Event;
use serde::Serialize;
use terms::{Action, Asset, PrincipalId};
use web::Ask;

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

/// An entry with its place in the ledger.
#[derive(Serialize)]
struct Entry {
    index: usize,
    #[serde(flatten)]
    event: Event,
}

/// Asks the gate, which is an entry too, and reads.
pub fn run(args: &Args) -> Result<(), Failure> {
    block_on(async {
        let (platform, caller) = args.actor.platform().await?;
        let ask = Ask::of(Action::Audit, platform::workspace_asset()?);
        let _permit = platform.admit(&caller, ask).await?;
        let events = platform.store.events(0..u64::MAX).await.internal("reading the ledger")?;
        let entries = events.into_iter().enumerate();
        let mut entries: Vec<Entry> = entries
            .map(|(index, event)| Entry { index, event })
            .filter(|entry| args.wants(&entry.event))
            .collect();
        entries.drain(..entries.len().saturating_sub(args.limit));
        if args.format == Shape::Json {
            return output::json(&entries);
        }
        let head = ["entry", "at", "who", "what", "on", "outcome", "why"].map(str::to_owned);
        let mut rows = vec![head.to_vec()];
        rows.extend(entries.iter().map(row));
        output::print(&output::table(&rows))
    })
}

impl Args {
    fn wants(&self, event: &Event) -> bool {
        let denied = event.action_id == Some(2) || event.status_id == 2;
        self.of.as_ref().is_none_or(|who| event.actor.user.uid == *who)
            && self.action.as_ref().is_none_or(|action| event.api.operation == *action)
            && self
                .asset
                .as_ref()
                .is_none_or(|asset| event.resources.iter().any(|r| r.uid == *asset))
            && (!self.denied || denied)
    }
}

fn row(entry: &Entry) -> Vec<String> {
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
