//! `hygeia proposals list`

use crate::cli::in_workspace::place::{Actor, block_on};
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use workspace::ApprovalShown;

/// List what waits for a second person.
///
/// Example: hygeia proposals list --as sven@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// Lists.
pub fn run(args: &Args) -> Result<(), Failure> {
    of(&args.actor, args.format)
}

/// What waits, as `actor` may see it.
pub fn of(actor: &Actor, format: Shape) -> Result<(), Failure> {
    let open: Vec<ApprovalShown> = block_on(async {
        let client = actor.client().await?;
        let open = client.get("/v1/approvals", &()).await;
        client.close().await;
        open
    })?;
    if format == Shape::Json {
        return output::json(&open);
    }
    if open.is_empty() {
        return output::print("nothing waits for a second person");
    }
    let head = ["id", "asks", "for", "on", "since", "runs out"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(open.iter().map(|asked| {
        vec![
            asked.id.clone(),
            asked.asked_by.to_string(),
            what(asked),
            asked.asset.to_string(),
            asked.asked.clone(),
            asked.expires.clone(),
        ]
    }));
    let flag = actor.place.flag();
    output::print(&format!(
        "{}\nWhat one would change: hygeia proposals show ID{flag}{}",
        output::table(&rows),
        actor.flag()
    ))
}

/// What it is about, as the table says it.
pub(super) fn what(asked: &ApprovalShown) -> String {
    match asked.break_glass {
        true => "break-glass".to_owned(),
        false => asked.action.to_string(),
    }
}
