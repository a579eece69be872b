//! `hygeia can`

use super::place::{Actor, block_on};
use super::who::cell;
use crate::cli::output::{self, Shape};
use crate::failure::Failure;
use terms::{Action, Asset, PrincipalId};
use workspace::CanRequest;
use workspace::records::May;

/// Say whether somebody may do something, by which cell, or what is missing. Exit 1 if they may not.
///
/// The answer is the RACI's; device, network and budget are asked when it is done.
///
/// Example: hygeia can dana query dataset/loans --as olga@example.org
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    actor: Actor,
    /// A name as people.toml lists it, or what stands before its @.
    principal: PrincipalId,
    /// An action of the RACI: query, train, approve ...
    #[arg(value_parser = action)]
    action: Action,
    /// As KIND/NAME.
    #[arg(value_parser = Asset::parse)]
    asset: Asset,
    #[arg(long, value_enum, default_value = "table")]
    format: Shape,
}

/// An action by its name.
///
/// # Errors
/// Those that there are.
pub(super) fn action(text: &str) -> Result<Action, String> {
    let known: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    Action::parse(text).ok_or_else(|| format!("write one of {}", known.join(", ")))
}

/// Asks and tells.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (action, asset) = (args.action, args.asset.clone());
    let request = CanRequest { principal: args.principal.clone(), action, asset };
    let may: May = block_on(async {
        let client = args.actor.client().await?;
        let may = client.get("/v1/access/can", &request).await;
        client.close().await;
        may
    })?;
    if args.format == Shape::Json {
        output::json(&may)?;
    }
    let (who, asset) = (&args.principal, &args.asset);
    if let Some(missing) = &may.missing {
        return Err(Failure::refused(format!("{who} may not {action} {asset}: {missing}"))
            .hint("who may change access proposes it: hygeia apply, after raci.csv or people.toml says so"));
    }
    if args.format == Shape::Table {
        let clear = if may.clear { " in clear" } else { "" };
        let cells: Vec<String> = may.cells.iter().map(|share| cell(share, asset)).collect();
        output::print(&format!("{who} may {action} {asset}{clear}, by {}", cells.join(" and ")))?;
    }
    Ok(())
}
